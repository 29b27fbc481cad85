"""The preview of Qwen4: parallel residual streams, attention to chosen blocks, a table of n-grams."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint, FeedForward, Mixer
from llmref.metrics.parts.experts import Together
from llmref.metrics.parts.memory import NgramMemory, hashed_rows
from llmref.metrics.parts.sparse import BlockSparseAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.delta import gated_attention, gated_delta
from llmref.metrics.readers.experts import qwen_experts
from llmref.metrics.readers.layers import linear_layers


def read_qwen4_exp(config: Config) -> Blueprint:
    """Qwen3.8-Flash-Next: three gated DeltaNet layers to one of attention to chosen tokens.

    ``hc_count`` residual streams take the place of one and of the norms before each half of a layer; the
    model and its prediction block mix them into one at their end. The prediction block is one attention
    layer, whose input norm of the streams spans all of them.
    """
    streams, rank, hidden = config.count("hc_count"), config.count("hc_lowrank"), config.hidden
    wide = streams * hidden
    mix = wide + 2 * wide * rank  # norm, and gates through a low rank
    halves = 2 * (mix + wide * streams)  # and the weights with which a half is added to the streams
    attention = BlockSparseAttention(
        gated_attention(config),
        config.count("indexer_n_heads"),
        config.count("indexer_head_dim"),
        config.count("indexer_budget"),
        pooled=config.count("indexer_compress_ratio"),
    )
    if config.count("indexer_kv_heads", default=1) != 1:
        raise NotRecomputable("an indexer with several keys is not described")
    delta = gated_delta(config)
    experts = qwen_experts(config, config.count("shared_expert_intermediate_size"))
    plain = {kind: Block(delta if kind else attention, experts, 0, halves) for kind in (True, False)}
    blocks = [plain[kind] for kind in linear_layers(config)]
    for number, layer in enumerate(config.numbers("ple_layer_ids")):
        memory = _memory(config, number)
        # The convolution over what was read skips n tokens between its taps, and keeps those.
        kept = wide * (memory.conv - 1) * config.count("ngram_size")
        mixer: Mixer = replace(delta, extra_state=kept)
        if blocks[layer - 1].mixer is not delta:
            raise NotRecomputable("n-grams in an attention layer are not described")
        part: FeedForward = Together((experts, memory))
        blocks[layer - 1] = Block(mixer, part, 0, halves)
    predictor = Block(attention, experts, 0, halves + mix)
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        tuple(blocks),
        mtp_blocks=(predictor,) * config.count("mtp_num_hidden_layers", default=0),
        mtp_norms=1 + streams,
        final_norm=0,
        extra={"mixing of the residual streams": mix},
    )


def _memory(config: Config, number: int) -> NgramMemory:
    """The ``number``-th table of n-grams, from 0: ``heads_per_ngram`` heads for each length from 2 on."""
    heads = (config.count("ngram_size") - 1) * config.count("heads_per_ngram")
    base, multiple = config.count("ngram_vocab_size_base"), config.count("make_ngram_vocab_size_divisible_by")
    return NgramMemory(
        rows=hashed_rows(base, number * heads, heads, multiple),
        columns=config.count("ple_embed_dim") // heads,
        heads=heads,
        streams=config.count("hc_count"),
        norms=3,
        conv=config.count("ple_conv_kernel_size"),
    )


READERS: dict[str, Reader] = {
    "qwen4_exp_text": read_qwen4_exp,
}
"""``model_type`` -> reader."""
