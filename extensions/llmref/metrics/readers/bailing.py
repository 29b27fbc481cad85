"""Ling and Ring of inclusionAI."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.contracts import Mixer
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.parts.linear import KimiDeltaAttention, LightningAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import latent_attention, routed_experts
from llmref.metrics.readers.experts import attentions, expert_decoder
from llmref.metrics.readers.layers import sparse_layers


def read_bailing_moe(config: Config) -> Blueprint:
    """Ling (arXiv 2503.05139) and Ling 2.0 (arXiv 2510.22115): shared and routed experts.

    The second generation prints ``use_qk_norm``; the first has neither that key nor such norms. A
    prediction block is as in DeepSeek-V3.
    """
    norm = 2 * config.head_dim if config.flag("use_qk_norm", False) else 0
    mixers = attentions(
        config,
        config.flag("use_qkv_bias", False),
        config.flag("use_bias", False),
        norm,
        [None],
    )
    width = config.count("moe_intermediate_size")
    shared = config.count("num_shared_experts", default=0)
    experts = ExpertFeedForward(
        config.count("num_experts"),
        config.count("num_experts_per_tok"),
        width,
        shared_inner=config.count("moe_shared_expert_intermediate_size", default=width) * shared,
    )
    prefix = config.count("first_k_dense_replace", default=0)
    sparse = [i >= prefix for i in range(config.layers)]
    predictors = (Block(mixers[0], experts),) * config.count("num_nextn_predict_layers", default=0)
    return expert_decoder(config, mixers, experts, sparse, mtp=predictors)


def read_bailing_hybrid(config: Config) -> Blueprint:
    """Ling 2.5 to Ling 3.0: linear attention, and latent attention at the end of each group of layers.

    Ling 3.0, which prints ``short_conv_kernel_size``, has Kimi delta attention with full-rank gates and
    gates its latent attention; before, it is lightning attention with QK-norm, as in Ring-linear.
    A prediction block has latent attention and experts.
    """
    attention = latent_attention(config)
    linear: Mixer
    if config.has("short_conv_kernel_size"):
        attention = replace(attention, gate=config.heads)
        linear = KimiDeltaAttention(
            config.heads,
            config.count("head_dim"),
            config.count("short_conv_kernel_size"),
            full_rank_decay=True,
            full_rank_gate=True,
        )
    else:
        linear = _lightning(config)
    return _grouped(config, linear, attention)


def read_bailing_linear(config: Config) -> Blueprint:
    """Ring-linear (arXiv 2510.19338): lightning attention and grouped-query attention with QK-norm."""
    bias = config.flag("use_qkv_bias", False) or config.flag("use_bias", False)
    norm = 2 * config.head_dim if config.required_flag("use_qk_norm") else 0
    attention = attentions(config, bias, config.flag("use_bias", False), norm, [None])[0]
    return _grouped(config, _lightning(config), attention)


def _lightning(config: Config) -> LightningAttention:
    if config.flag("use_qkv_bias", False) or config.flag("use_bias", False):
        raise NotRecomputable("lightning attention with biases is not described")
    head_dim = config.count("head_dim")
    norm = 2 * head_dim if config.required_flag("use_qk_norm") else 0
    return LightningAttention(config.heads, head_dim, config.heads * head_dim, norm)


def _grouped(config: Config, linear: Mixer, attention: Mixer) -> Blueprint:
    group = config.count("layer_group_size")
    if config.layers % group:
        raise NotRecomputable("layer_group_size does not divide the layers")
    mixers = [linear if (i + 1) % group else attention for i in range(config.layers)]
    experts = routed_experts(config)
    predictors = (Block(attention, experts),) * config.count("num_nextn_predict_layers", default=0)
    return expert_decoder(config, mixers, experts, sparse_layers(config), mtp=predictors)


READERS: dict[str, Reader] = {
    "bailing_hybrid": read_bailing_hybrid,
    "bailing_moe": read_bailing_moe,
    "bailing_moe_linear": read_bailing_linear,
    "bailing_moe_v2": read_bailing_moe,
    # Diffusion models made from Ling 2.0; finished blocks stay in the cache.
    "llada2_moe": read_bailing_moe,
}
"""``model_type`` -> reader."""
