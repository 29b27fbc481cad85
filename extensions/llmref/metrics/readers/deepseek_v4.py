"""DeepSeek-V4 and V4.1: compressed attention and hyper-connections."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint, FeedForward, Mixer
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.memory import NgramMemory
from llmref.metrics.parts.sparse import CompressedAttention, SharedEntriesAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import routed_experts
from llmref.metrics.readers.layers import each_layer, undescribed


def read_deepseek_v4(config: Config) -> Blueprint:
    """DeepSeek-V4: experts in all layers; ``compress_ratios`` has an entry a layer.

    The list is longer than the model by its prediction blocks. The residual stream is ``hc_mult`` wide;
    each half of a block has weights that mix the streams. Tables that map tokens to experts in the first
    layers are no parameters.
    """
    ratios = config.numbers("compress_ratios")
    if len(ratios) < config.layers:
        raise NotRecomputable("compress_ratios is not known")
    if unknown := set(ratios) - {0, 4, 128}:
        raise NotRecomputable(f"entries of {min(unknown)} tokens are not described")
    if config.count("num_key_value_heads") != 1:
        raise NotRecomputable("only one key-value head is described")
    near = _window(config)
    mixers = {
        0: near,
        4: replace(
            near,
            ratio=4,
            index_heads=config.count("index_n_heads"),
            index_dim=config.count("index_head_dim"),
            top_k=config.count("index_topk"),
        ),
        128: replace(near, ratio=128),
    }
    experts = routed_experts(config)
    streams, hidden = config.count("hc_mult"), config.hidden
    mixing = _mixing(config)
    block = {ratio: Block(mixers[ratio], experts, extra=mixing) for ratio in set(ratios)}
    head = streams * streams * hidden + streams + 1
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        tuple(block[ratio] for ratio in ratios[: config.layers]),
        mtp_blocks=undescribed(config),
        extra={"hyper-connections": head},
    )


def read_deepseek_v41(config: Config) -> Blueprint:
    """DeepSeek-V4.1: entries of the cache shared by layers, and tables of n-grams.

    ``compress_ratios`` has an entry a layer, 0 for the window alone. Layers are numbered from 0. From
    ``candidate_source_layer_id`` on, layers choose among the blocks that this one found. The prediction
    blocks are one draft model (DSpark) with fewer experts: it begins with a projection of the outputs of
    ``dspark_target_layer_ids`` and ends with a table of pairs of words and a confidence.
    """
    ratios = each_layer(config, config.numbers("compress_ratios")[: config.layers], "compress_ratios")
    makers, choosers = set(config.numbers("kv_source_layer_ids")), set(config.numbers("index_source_layer_ids"))
    source = config.count("candidate_source_layer_id")
    candidates = config.count("candidate_topk_blocks") * config.count("candidate_block_size")
    near, hidden, mixing = _window(config), config.hidden, _mixing(config)
    experts = routed_experts(config)
    memories = dict(zip(config.numbers("engram_layer_ids"), config.numbers("engram_num_embeddings"), strict=True))
    made: dict[tuple[Mixer, FeedForward], Block] = {}
    blocks = []
    for layer, ratio in enumerate(ratios):
        mixer: Mixer = near
        if ratio:
            mixer = SharedEntriesAttention(
                near,
                ratio,
                config.count("index_topk"),
                config.count("index_n_heads"),
                config.count("index_head_dim"),
                makes=layer in makers,
                chooses=layer in choosers,
                candidates=candidates if layer > source else None,
            )
        part: FeedForward = experts
        if layer in memories:
            heads = (config.count("engram_max_ngram_size") - 1) * config.count("engram_n_heads")
            table = NgramMemory(
                memories[layer], config.count("engram_head_dim"), heads, config.count("hc_mult"), norms=2
            )
            part = Together((experts, table))
        blocks.append(made.setdefault((mixer, part), Block(mixer, part, extra=mixing)))
    return Blueprint(
        hidden, config.vocabulary, config.tied, tuple(blocks), mtp_blocks=_draft(config, near, experts), mtp_modules=0
    )


def _draft(config: Config, near: CompressedAttention, experts: ExpertFeedForward) -> tuple[Block, ...]:
    number, hidden = config.count("num_nextn_predict_layers", default=0), config.hidden
    if not number:
        return ()
    fewer = replace(
        experts,
        experts=config.count("dspark_n_routed_experts"),
        chosen=config.count("dspark_num_experts_per_tok"),
    )
    rank = config.count("dspark_markov_rank")
    begin = hidden + len(config.numbers("dspark_target_layer_ids")) * hidden * hidden
    end = hidden + 2 * config.vocabulary * rank + hidden + rank
    extra = [_mixing(config)] * number
    extra[0] += begin
    extra[-1] += end
    return tuple(Block(near, fewer, extra=weights) for weights in extra)


def _window(config: Config) -> CompressedAttention:
    return CompressedAttention(
        config.heads,
        config.count("head_dim"),
        config.count("q_lora_rank"),
        config.count("o_groups"),
        config.count("o_lora_rank"),
        config.count("sliding_window"),
    )


def _mixing(config: Config) -> int:
    """Weights that mix the residual streams in both halves of a block."""
    streams = config.count("hc_mult")
    mixes = (2 + streams) * streams
    return 2 * (mixes * streams * config.hidden + mixes + 3)


READERS: dict[str, Reader] = {
    "deepseek_v4": read_deepseek_v4,
    "deepseek_v41_text": read_deepseek_v41,
}
"""``model_type`` -> reader."""
