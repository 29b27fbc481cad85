"""Decoders whose residual stream is several streams (hyper-connections)."""

from __future__ import annotations

from dataclasses import replace
from math import isqrt

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.combined import Convolved
from llmref.metrics.parts.contracts import Mixer
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.latent import Indexer, LatentAttention
from llmref.metrics.parts.linear import KimiDeltaAttention
from llmref.metrics.parts.sparse import BlockSparseAttention, CompressedAttention, SharedEntriesAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import (
    indexed_attention,
    latent_attention,
    own_indexers,
    routed_experts,
)
from llmref.metrics.readers.delta import gated_attention, gated_delta
from llmref.metrics.readers.experts import blocks_of, qwen_experts
from llmref.metrics.readers.layers import each_layer, linear_layers, sparse_layers, undescribed


def read_deepseek_v4(config: Config) -> Blueprint:
    """DeepSeek-V4: compressed attention, experts in all layers; ``compress_ratios`` has an entry a layer.

    The list is longer than the model by its prediction blocks. Tables that map tokens to experts in the
    first layers are no parameters.
    """
    ratios = config.numbers("compress_ratios")
    if len(ratios) < config.layers:
        raise NotRecomputable("compress_ratios is not known")
    if unknown := set(ratios) - {0, 4, 128}:
        raise NotRecomputable(f"entries of {min(unknown)} tokens are not described")
    if config.count("num_key_value_heads") != 1:
        raise NotRecomputable("only one key-value head is described")
    near = _window(config)
    mixers: dict[int, Mixer] = {
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
    blocks = blocks_of([mixers[ratio] for ratio in ratios[: config.layers]], [experts] * config.layers)
    return _streams(config, blocks, mixing=True, head=True)


def read_deepseek_v41(config: Config) -> Blueprint:
    """DeepSeek-V4.1: entries of the cache that layers share, and tables of n-grams.

    ``compress_ratios`` has an entry a layer, 0 for the window alone. Layers are numbered from 0. After
    ``candidate_source_layer_id``, layers choose among the blocks that this one found. The prediction blocks
    are one draft model (DSpark) with fewer experts: it begins with a projection of the outputs of
    ``dspark_target_layer_ids`` and ends with a table of pairs of words and a confidence.
    """
    ratios = each_layer(config, config.numbers("compress_ratios")[: config.layers], "compress_ratios")
    makers, choosers = set(config.numbers("kv_source_layer_ids")), set(config.numbers("index_source_layer_ids"))
    source = config.count("candidate_source_layer_id")
    candidates = config.count("candidate_topk_blocks") * config.count("candidate_block_size")
    near = _window(config)

    def mixer(ratio: int, makes: bool, chooses: bool, narrowed: bool) -> Mixer:
        if not ratio:
            return near
        return SharedEntriesAttention(
            near,
            ratio,
            config.count("index_topk"),
            config.count("index_n_heads"),
            config.count("index_head_dim"),
            makes,
            chooses,
            candidates if narrowed else None,
        )

    kinds = [(ratio, i in makers, i in choosers, i > source) for i, ratio in enumerate(ratios)]
    made = {kind: mixer(*kind) for kind in set(kinds)}
    experts = routed_experts(config)
    blocks = blocks_of([made[kind] for kind in kinds], [experts] * config.layers)
    model = _streams(config, blocks, mixing=True, head=False)
    # What was looked up makes a key for each stream and one value; weights take the place of their norms.
    wide = config.count("hc_mult") * config.hidden
    columns, width = config.count("engram_max_ngram_size") - 1, config.count("engram_head_dim")
    lookup = columns * config.count("engram_n_heads") * width * (wide + config.hidden) + 2 * wide
    places = set(config.numbers("engram_layer_ids"))
    own = [replace(b, extra=b.extra + lookup) if i in places else b for i, b in enumerate(model.blocks)]
    return replace(
        model,
        blocks=tuple(own),
        mtp_blocks=_draft(config, near, model.blocks[0].extra),
        mtp_modules=0,
        ngrams=sum(config.numbers("engram_num_embeddings")) * width,
    )


def _draft(config: Config, near: CompressedAttention, connections: int) -> tuple[Block, ...]:
    number, hidden = config.count("num_nextn_predict_layers", default=0), config.hidden
    if not number:
        return ()
    experts = replace(
        routed_experts(config),
        experts=config.count("dspark_n_routed_experts"),
        chosen=config.count("dspark_num_experts_per_tok"),
    )
    rank = config.count("dspark_markov_rank")
    extra = [connections] * number
    extra[0] += hidden + len(config.numbers("dspark_target_layer_ids")) * hidden * hidden
    extra[-1] += hidden + 2 * config.vocabulary * rank + hidden + rank
    return tuple(Block(near, experts, extra=weights) for weights in extra)


def _window(config: Config) -> CompressedAttention:
    return CompressedAttention(
        config.heads,
        config.count("head_dim"),
        config.count("q_lora_rank"),
        config.count("o_groups"),
        config.count("o_lora_rank"),
        config.count("sliding_window"),
    )


def read_hy_v4(config: Config) -> Blueprint:
    """Hy4: gated, indexed latent attention with sinks; streams are read and written, not mixed.

    A prediction block has one stream.
    """
    plain = indexed_attention(config)
    attention = replace(plain, sinks=True, gate=config.heads * plain.value_dim)
    reusing = replace(attention, indexer=None)
    mixers = [attention if own else reusing for own in own_indexers(config)]
    model = _streams(config, _experts(config, mixers), mixing=False, head=True)
    block = Block(attention, routed_experts(config))
    predictors = (block,) * config.count("num_nextn_predict_layers", default=0)
    return replace(model, mtp_blocks=predictors)


def read_glm5_next(config: Config) -> Blueprint:
    """GLM-5.3-Flash: Kimi delta attention, and latent attention without positions to pools of tokens.

    The indexer scores pools of ``index_kpool`` tokens. The streams' mean leaves the last layer.
    """
    if config.count("qk_rope_head_dim", default=0):
        raise NotRecomputable("rotary latent attention of GLM-5.3-Flash is not described")
    linear = config.section("linear_attn_config")
    delta = KimiDeltaAttention(
        linear.count("num_heads"), linear.count("head_dim"), linear.count("short_conv_kernel_size")
    )
    indexer = Indexer(
        config.count("index_n_heads"),
        config.count("index_head_dim"),
        config.count("q_lora_rank"),
        pool=config.count("index_kpool"),
    )
    attention = replace(latent_attention(config, rope_dim=0), indexer=indexer, top_k=config.count("index_topk"))
    reusing = replace(attention, indexer=None)
    kinds = each_layer(config, config.words("layer_types") or [], "layer_types")
    mixers: list[Mixer] = [
        delta if kind == "linear_attention" else attention if own else reusing
        for kind, own in zip(kinds, own_indexers(config), strict=True)
    ]
    return _streams(config, _experts(config, mixers), mixing=True, head=False)


def read_qwen4(config: Config) -> Blueprint:
    """Qwen4 preview: gated DeltaNet, gated attention to chosen blocks, gated shared expert.

    Each half of a block reads and writes ``hc_count`` streams through a gate of rank ``hc_lowrank``. Layers in
    ``ple_layer_ids``, counted from 1, look up n-grams: a table for each head has a prime number of rows,
    the next ones from ``ngram_vocab_size_base`` on. A prediction block is an attention layer that reads the
    streams once more at its end; the norm of the streams that it gets spans all of them.
    """
    streams, hidden = config.count("hc_count"), config.hidden
    wide = streams * hidden
    rank = config.count("hc_lowrank")
    chosen = BlockSparseAttention(
        gated_attention(config),
        config.count("indexer_n_heads"),
        config.count("indexer_head_dim"),
        config.count("indexer_budget"),
        config.count("indexer_kv_heads"),
        config.count("indexer_compress_ratio"),
    )
    delta = gated_delta(config)
    experts = qwen_experts(config, config.count("shared_expert_intermediate_size"))
    # A norm, a gate through a low rank, and a weight for each stream that is written.
    reading = wide + 2 * wide * rank
    connection = reading + wide * streams
    width = config.count("ple_embed_dim", default=hidden)
    taps, gram = config.count("ple_conv_kernel_size"), config.count("ngram_size")
    # Key and value of the looked-up vector, three norms, and a convolution of the streams.
    lookup = width * wide + width * hidden + 3 * wide + wide * taps
    kept = wide * (taps - 1) * gram + gram - 1
    places = set(config.numbers("ple_layer_ids"))

    def block(linear: bool, looks_up: bool) -> Block:
        mixer: Mixer = delta if linear else chosen
        if looks_up:
            mixer = Convolved(mixer, 0, 1, extra_state=kept)
        extra = 2 * connection + (lookup if looks_up else 0)
        return Block(mixer, experts, norms=0, extra=extra)

    kinds = [(linear, i + 1 in places) for i, linear in enumerate(linear_layers(config))]
    made = {kind: block(*kind) for kind in set(kinds)}
    predictor = Block(chosen, experts, norms=0, extra=2 * connection + reading)
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        tuple(made[kind] for kind in kinds),
        mtp_blocks=(predictor,) * config.count("mtp_num_hidden_layers", default=0),
        mtp_norms=1 + streams,
        final_norm=0,
        extra={"reading of streams": reading},
        ngrams=_ngrams(config, len(places), width),
    )


def _ngrams(config: Config, layers: int, width: int) -> int:
    """Parameters of the n-gram tables of ``layers`` layers."""
    heads = (config.count("ngram_size") - 1) * config.count("heads_per_ngram")
    multiple = config.count("make_ngram_vocab_size_divisible_by")
    rows, total = config.count("ngram_vocab_size_base") - 1, 0
    for _ in range(layers):
        layer = 0
        for _ in range(heads):
            rows = _next_prime(rows)
            layer += rows
        total += -(-layer // multiple) * multiple * (width // heads)
    return total


def _next_prime(number: int) -> int:
    number += 1
    while any(number % factor == 0 for factor in range(2, isqrt(number) + 1)):
        number += 1
    return number


def _experts(config: Config, mixers: list[Mixer] | list[LatentAttention]) -> tuple[Block, ...]:
    experts = routed_experts(config)
    dense = DenseFeedForward(config.count("intermediate_size"))
    return blocks_of(mixers, [experts if kind else dense for kind in sparse_layers(config)])


def _streams(config: Config, blocks: tuple[Block, ...], *, mixing: bool, head: bool) -> Blueprint:
    """Each half of a block weighs ``hc_mult`` streams as its input and its output, and may mix them.

    Weights are one projection of all streams, a bias and a scale for each of the two or three uses.
    """
    streams, hidden = config.count("hc_mult"), config.hidden
    outputs = (2 + streams) * streams if mixing else 2 * streams
    connection = outputs * streams * hidden + outputs + (3 if mixing else 2)
    made = {id(block): replace(block, extra=2 * connection) for block in blocks}
    extra = {"hyper-connections": streams * streams * hidden + streams + 1} if head else {}
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        tuple(made[id(block)] for block in blocks),
        mtp_blocks=undescribed(config),
        extra=extra,
    )


READERS: dict[str, Reader] = {
    "deepseek_v4": read_deepseek_v4,
    "deepseek_v41_text": read_deepseek_v41,
    "glm5_next_text": read_glm5_next,
    "hy_v4": read_hy_v4,
    "qwen4_exp_text": read_qwen4,
}
"""``model_type`` -> reader."""
