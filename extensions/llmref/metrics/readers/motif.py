"""Motif: grouped differential attention and a learned polynomial as activation."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.contracts import FeedForward
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.latent import DifferentialLatentAttention
from llmref.metrics.parts.sparse_pattern import DifferentialAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import blocks_of
from llmref.metrics.readers.stack import stack

_POLYNOMIAL = 4
"""Three coefficients and a bias of one activation (PolyNorm)."""


def read_motif(config: Config) -> Blueprint:
    """The three generations under one name; the third has latent attention and experts."""
    return _third(config) if config.has("kv_lora_rank") else _dense(config)


def _dense(config: Config) -> Blueprint:
    """Motif 2.6B pairs heads; Motif 2 has ``num_noise_heads`` that groups of signal heads subtract.

    Values are twice as wide as a head, so that the output projection reads twice the signal heads. Four
    vectors make lambda, and a norm of twice a head's width stands after each pair.
    """
    heads, dim = config.heads, config.head_dim
    noise = config.count("num_noise_heads", default=heads // 2)
    if config.count("k_ratio", default=1) != 1:
        raise NotRecomputable("k_ratio is not 1")
    wider = config.hidden * dim * (2 * (heads - noise) - heads)
    attention = DifferentialAttention(heads, config.kv_heads, dim, extra=wider + (4 + 2) * dim)
    part = DenseFeedForward(config.count("intermediate_size"), extra=_POLYNOMIAL)
    windows = config.windows() if config.flag("use_sliding_window", False) else None
    blocks = stack(config, attention, part, windows=windows)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def _third(config: Config) -> Blueprint:
    """Motif 3: layers between every ``sliding_window_period``-th, from the first, see a window and themselves.

    The residual stream is ``hc_mult`` streams, mixed before and after each half of a block; a norm of all
    streams stands before their weights. Each expert has an activation of its own. The prediction block is
    dense, has one stream, and a norm less than DeepSeek's.
    """
    hidden, streams = config.hidden, config.count("hc_mult")
    rope = config.count("qk_rope_head_dim")
    full = DifferentialLatentAttention(
        config.heads,
        config.count("q_lora_rank"),
        config.count("kv_lora_rank"),
        config.head_dim - rope,
        rope,
        config.count("v_head_dim"),
        kv_heads=config.kv_heads,
        noise_heads=config.count("num_noise_heads"),
    )
    near = replace(full, window=config.count("sliding_window") + 1)
    period = config.count("sliding_window_period")
    number, width = config.count("num_experts"), config.count("moe_intermediate_size")
    routed = ExpertFeedForward(
        number,
        config.count("num_experts_per_tok"),
        width,
        shared_inner=width * config.count("num_shared_experts"),
    )
    experts = Together((routed,), extra=_POLYNOMIAL * (number + 1))
    dense = DenseFeedForward(config.count("intermediate_size"), extra=_POLYNOMIAL)
    prefix = config.count("first_k_dense_replace")
    parts: list[FeedForward] = [dense if i < prefix else experts for i in range(config.layers)]
    mixers = [near if i % period else full for i in range(config.layers)]
    weights = (2 + streams) * streams
    connection = (weights + 1) * streams * hidden + weights + 3
    blocks = blocks_of(mixers, parts)
    wired = {id(block): replace(block, extra=2 * connection) for block in blocks}
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        tuple(wired[id(block)] for block in blocks),
        mtp_blocks=(Block(full, dense),) * config.count("num_nextn_predict_layers", default=0),
        mtp_norms=2,
    )


READERS: dict[str, Reader] = {
    "Motif": read_motif,
}
"""``model_type`` -> reader."""
