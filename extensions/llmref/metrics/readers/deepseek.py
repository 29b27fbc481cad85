"""DeepSeek V3 and what is built like it: latent attention, shared and routed experts."""

from __future__ import annotations

from llmref.metrics.blueprint import (
    Block,
    Blueprint,
    DenseFeedForward,
    ExpertFeedForward,
    LatentAttention,
)
from llmref.metrics.readers.config import Config, Reader


def read_deepseek(config: Config) -> Blueprint:
    """DeepSeek V3, R1 and Kimi K2 (arXiv 2412.19437, section 2).

    The bias that steers the choice of experts is a buffer, not a parameter, and is not counted.
    """
    attention = LatentAttention(
        config.heads,
        config.optional("q_lora_rank"),
        config.count("kv_lora_rank"),
        config.count("qk_nope_head_dim"),
        config.count("qk_rope_head_dim"),
        config.count("v_head_dim"),
        config.flag("attention_bias", False),
    )
    width = config.count("moe_intermediate_size")
    experts = ExpertFeedForward(
        config.count("n_routed_experts"),
        config.count("num_experts_per_tok"),
        width,
        shared_inner=width * config.count("n_shared_experts", default=0),
    )
    dense = DenseFeedForward(config.count("intermediate_size"))
    prefix = config.count("first_k_dense_replace")
    every = config.count("moe_layer_freq", default=1)
    blocks = tuple(
        Block(attention, experts if i >= prefix and i % every == 0 else dense)
        for i in range(config.layers)
    )
    extra_blocks = config.count("num_nextn_predict_layers", default=0)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied,
        blocks,
        mtp_blocks=(Block(attention, experts),) * extra_blocks,
    )


READERS: dict[str, Reader] = {
    "deepseek_v3": read_deepseek,
    "kimi_k2": read_deepseek,
}
"""``model_type`` -> reader."""
