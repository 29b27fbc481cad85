"""Llama 4: chunked attention, experts in all layers or in every other one."""

from __future__ import annotations

from llmref.metrics.blueprint import Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.contracts import Mixer
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import blocks_of
from llmref.metrics.readers.layers import each_layer


def read_llama4(config: Config) -> Blueprint:
    """Scout and Maverick: one routed and one shared expert a token; QK-norm has no weights.

    Layers with RoPE attend within chunks, so that their cache holds one chunk at most; every fourth
    layer has no RoPE and sees all. ``no_rope_layers`` has 1 for layers with RoPE; where it is empty,
    every ``no_rope_layer_interval``-th layer, fourth if not printed, has none. MobileLLM-R1 has this type and
    no experts; MobileLLM-Pro names its layers with a window, in place of chunks (``layer_types``).
    """
    bias = config.flag("attention_bias", False)
    chunk = config.optional("attention_chunk_size")

    def attention(window: int | None) -> SoftmaxAttention:
        return SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, bias, bias, window=window)

    rotary = config.numbers("no_rope_layers")
    if not rotary:
        interval = config.count("no_rope_layer_interval", default=4)
        rotary = [int(bool((i + 1) % interval)) for i in range(config.layers)]
    limits = [chunk if kind else None for kind in each_layer(config, rotary, "no_rope_layers")]
    if config.optional("sliding_window") is not None:
        limits = config.windows()
    mixers: list[Mixer] = [attention(limit) for limit in limits]
    width = config.count("intermediate_size")
    if not config.count("num_local_experts", default=0):
        part = DenseFeedForward(config.count("intermediate_size_mlp", default=width))
        blocks = blocks_of(mixers, [part] * config.layers)
        return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)
    experts = ExpertFeedForward(
        config.count("num_local_experts"),
        config.count("num_experts_per_tok"),
        width,
        shared_inner=width,
    )
    dense = DenseFeedForward(config.count("intermediate_size_mlp"))
    step = config.count("interleave_moe_layer_step")
    named = config.numbers("moe_layers")
    sparse = set(named) if named else set(range(step - 1, config.layers, step))
    parts = [experts if i in sparse else dense for i in range(config.layers)]
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks_of(mixers, parts))


READERS: dict[str, Reader] = {
    "llama4_text": read_llama4,
}
"""``model_type`` -> reader."""
