"""Decoders whose residual stream is several streams (hyper-connections, arXiv 2409.19606)."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint, DenseFeedForward, Mixer
from llmref.metrics.parts.latent import Indexer, LatentAttention
from llmref.metrics.parts.linear import KimiDeltaAttention
from llmref.metrics.parts.sparse import CompressedAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import (
    indexed_attention,
    latent_attention,
    own_indexers,
    routed_experts,
)
from llmref.metrics.readers.experts import blocks_of
from llmref.metrics.readers.layers import each_layer, sparse_layers, undescribed


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
    near = CompressedAttention(
        config.heads,
        config.count("head_dim"),
        config.count("q_lora_rank"),
        config.count("o_groups"),
        config.count("o_lora_rank"),
        config.count("sliding_window"),
    )
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


def read_hy_v4(config: Config) -> Blueprint:
    """Hy4: gated, indexed latent attention with sinks; streams are read and written, not mixed."""
    plain = indexed_attention(config)
    attention = replace(plain, sinks=True, gate=config.heads * plain.value_dim)
    reusing = replace(attention, indexer=None)
    mixers = [attention if own else reusing for own in own_indexers(config)]
    return _streams(config, _experts(config, mixers), mixing=False, head=True)


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
    attention = replace(latent_attention(config), indexer=indexer, top_k=config.count("index_topk"))
    reusing = replace(attention, indexer=None)
    kinds = each_layer(config, config.words("layer_types") or [], "layer_types")
    mixers: list[Mixer] = [
        delta if kind == "linear_attention" else attention if own else reusing
        for kind, own in zip(kinds, own_indexers(config), strict=True)
    ]
    return _streams(config, _experts(config, mixers), mixing=True, head=False)


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
    "glm5_next_text": read_glm5_next,
    "hy_v4": read_hy_v4,
}
"""``model_type`` -> reader."""
