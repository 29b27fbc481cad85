"""Decoders with softmax attention and routed experts."""

from __future__ import annotations

from llmref.metrics.blueprint import (
    Block,
    Blueprint,
    DenseFeedForward,
    ExpertFeedForward,
    FeedForward,
    SoftmaxAttention,
)
from llmref.metrics.readers.config import Config, Reader


def read_mixtral(config: Config) -> Blueprint:
    """Mixtral: every layer has experts."""
    experts = ExpertFeedForward(
        config.count("num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("intermediate_size"),
    )
    blocks = tuple(
        Block(
            SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, window=window),
            experts,
        )
        for window in config.windows()
    )
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_qwen3_moe(config: Config) -> Blueprint:
    """Qwen3 MoE: QK-norm, and experts in every ``decoder_sparse_step``-th layer, none shared."""
    bias = config.flag("attention_bias", False)
    attention = SoftmaxAttention(
        config.heads, config.kv_heads, config.head_dim, bias, bias, 2 * config.head_dim
    )
    experts = ExpertFeedForward(
        config.count("num_experts", "num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
    )
    step = config.count("decoder_sparse_step", default=1)
    dense = set(config.numbers("mlp_only_layers"))

    def feed_forward(layer: int) -> FeedForward:
        if layer in dense or (layer + 1) % step:
            return DenseFeedForward(config.count("intermediate_size"))
        return experts

    blocks = tuple(Block(attention, feed_forward(i)) for i in range(config.layers))
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_gpt_oss(config: Config) -> Blueprint:
    """gpt-oss: biases everywhere, a sink logit a head, every other layer with a window."""
    experts = ExpertFeedForward(
        config.count("num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("intermediate_size"),
        expert_bias=True,
        router_bias=True,
    )
    blocks = tuple(
        Block(
            SoftmaxAttention(
                config.heads,
                config.kv_heads,
                config.head_dim,
                config.required_flag("attention_bias"),
                config.required_flag("attention_bias"),
                sinks=True,
                window=window,
            ),
            experts,
        )
        for window in config.windows()
    )
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


READERS: dict[str, Reader] = {
    "gpt_oss": read_gpt_oss,
    "mixtral": read_mixtral,
    "qwen3_moe": read_qwen3_moe,
}
"""``model_type`` -> reader."""
