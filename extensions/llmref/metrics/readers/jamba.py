"""Jamba: state space layers, a few attention layers, experts in every other layer."""

from __future__ import annotations

from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.contracts import FeedForward, Mixer
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.state_space import MambaMixer
from llmref.metrics.readers.config import Config, Reader


def read_jamba(config: Config) -> Blueprint:
    """Jamba (arXiv 2403.19887) and Jamba 1.5 (arXiv 2408.12570)."""
    hidden = config.hidden
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim)
    mamba = MambaMixer(
        inner=config.count("mamba_expand") * hidden,
        state=config.count("mamba_d_state"),
        conv=config.count("mamba_d_conv"),
        # "auto" in transformers: the width of the residual stream over 16, rounded up
        step_rank=config.count("mamba_dt_rank", default=-(-hidden // 16)),
        conv_bias=config.flag("mamba_conv_bias", True),
        projection_bias=config.flag("mamba_proj_bias", False),
    )
    dense = DenseFeedForward(config.count("intermediate_size"))
    count = config.count("num_experts")
    experts = ExpertFeedForward(count, config.count("num_experts_per_tok"), config.count("intermediate_size"))

    def mixer(layer: int) -> Mixer:
        period, offset = config.count("attn_layer_period"), config.count("attn_layer_offset")
        return attention if layer % period == offset else mamba

    def feed_forward(layer: int) -> FeedForward:
        period, offset = config.count("expert_layer_period"), config.count("expert_layer_offset")
        return experts if count > 1 and layer % period == offset else dense

    blocks = tuple(Block(mixer(i), feed_forward(i)) for i in range(config.layers))
    return Blueprint(hidden, config.vocabulary, config.tied, blocks)


READERS: dict[str, Reader] = {
    "jamba": read_jamba,
}
"""``model_type`` -> reader."""
