"""Hunyuan mixtures of experts."""

from __future__ import annotations

from llmref.metrics.blueprint import Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import blocks_of


def read_hunyuan_moe(config: Config) -> Blueprint:
    """Hunyuan-A13B and Hunyuan-Large (arXiv 2411.02265).

    With ``use_cla`` only every ``cla_share_factor``-th layer has keys and values; the layers after it read
    them. Experts have ``moe_intermediate_size``, where that is printed, and shared ones
    ``intermediate_size``; a list has an entry a layer.
    """
    bias = config.flag("attention_bias", False)
    norm = 2 * config.head_dim if config.required_flag("use_qk_norm") else 0
    factor = config.count("cla_share_factor") if config.flag("use_cla", False) else 1

    def attention(shared: bool) -> SoftmaxAttention:
        heads, kv_heads, width = config.heads, config.kv_heads, config.head_dim
        return SoftmaxAttention(heads, kv_heads, width, bias, bias, norm, shared_kv=shared)

    own, shared = attention(False), attention(True)
    mixers = [shared if i % factor else own for i in range(config.layers)]
    dense = config.count("intermediate_size")
    shared_experts = config.each("num_shared_expert")
    if not config.flag("use_mixed_mlp_moe", True):
        shared_experts = [0] * config.layers
    experts = zip(
        config.each("num_experts"),
        config.each("moe_topk"),
        config.each("moe_intermediate_size", default=dense),
        shared_experts,
        strict=True,
    )
    made: dict[tuple[int, ...], ExpertFeedForward] = {}
    parts = [made.setdefault(key, ExpertFeedForward(*key[:3], shared_inner=dense * key[3])) for key in experts]
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks_of(mixers, parts))


READERS: dict[str, Reader] = {
    "hunyuan": read_hunyuan_moe,
    "hunyuan_v1_moe": read_hunyuan_moe,
}
"""``model_type`` -> reader."""
