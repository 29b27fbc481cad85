"""Decoders in which most layers have linear attention."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.contracts import FeedForward, Mixer
from llmref.metrics.parts.experts import Together
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.linear import GatedDeltaNet, KimiDeltaAttention, LightningAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import latent_attention, routed_experts
from llmref.metrics.readers.experts import (
    attentions,
    blocks_of,
    expert_decoder,
    mixtral_experts,
    qwen_experts,
)
from llmref.metrics.readers.layers import (
    each_layer,
    linear_layers,
    sparse_layers,
    stepped_layers,
    undescribed,
)


def read_qwen3_next(config: Config) -> Blueprint:
    """Qwen3-Next: three gated DeltaNet layers to one of gated attention, gated shared expert.

    Published configurations do not say whether the weights hold a prediction block: those of
    Qwen3-Next-80B-A3B do, those of Qwen3-Coder-Next do not.
    """
    experts = qwen_experts(config, config.count("shared_expert_intermediate_size"))
    predictors: tuple[Block, ...] | None = None
    if config.has("mtp_num_hidden_layers"):
        block = Block(gated_attention(config), experts)
        predictors = (block,) * config.count("mtp_num_hidden_layers")
    return expert_decoder(config, _qwen_mixers(config), experts, stepped_layers(config), mtp=predictors)


def read_qwen3_5(config: Config) -> Blueprint:
    """Qwen3.5 and Qwen3.6: as Qwen3-Next, with experts or with a dense feed-forward part.

    A prediction block is one more attention layer with a projection and norms.
    """
    part: FeedForward
    if config.has("num_experts"):
        part = qwen_experts(config, config.count("shared_expert_intermediate_size"))
    else:
        part = DenseFeedForward(config.count("intermediate_size"))
    predictors: tuple[Block, ...] | None = None
    if config.has("mtp_num_hidden_layers") and not config.flag("mtp_use_dedicated_embeddings", False):
        block = Block(gated_attention(config), part)
        predictors = (block,) * config.count("mtp_num_hidden_layers")
    blocks = blocks_of(_qwen_mixers(config), [part] * config.layers)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied,
        blocks,
        mtp_blocks=predictors,
        mtp_modules=1 if predictors else None,
    )


def read_olmo_hybrid(config: Config) -> Blueprint:
    """OLMo Hybrid: gated DeltaNet and attention with norms over all heads together."""
    bias = config.flag("attention_bias", False)
    norm = (config.heads + config.kv_heads) * config.head_dim
    attention = attentions(config, bias, bias, norm, [None])[0]
    delta = gated_delta(config)
    mixers = [delta if kind else attention for kind in linear_layers(config)]
    part = DenseFeedForward(config.count("intermediate_size"))
    blocks = blocks_of(mixers, [part] * config.layers)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_kimi_linear(config: Config) -> Blueprint:
    """Kimi Linear (arXiv 2510.26692) and Kimi K3 (arXiv 2607.24653): Kimi delta and latent attention, shared experts.

    Layers are listed from 1 in ``linear_attn_config``. In K3 the routed experts work in a narrower space, and
    each half of a layer reads a weighted sum of the outputs of earlier blocks of layers (attention residuals).
    """
    if not config.flag("mla_use_nope", True):
        raise NotRecomputable("rotary latent attention of Kimi Linear is not described")
    linear = config.section("linear_attn_config")
    delta = KimiDeltaAttention(
        linear.count("num_heads"),
        linear.count("head_dim"),
        linear.count("short_conv_kernel_size"),
        full_rank_gate=linear.flag("use_full_rank_gate", False),
    )
    attention = latent_attention(config)
    if config.flag("mla_use_output_gate", False):
        attention = replace(attention, gate=attention.heads * attention.value_dim)
    full, fast = set(linear.numbers("full_attn_layers")), set(linear.numbers("kda_layers"))
    if full & fast or full | fast != set(range(1, config.layers + 1)):
        raise NotRecomputable("linear_attn_config does not name every layer once")
    mixers: list[Mixer] = [delta if i + 1 in fast else attention for i in range(config.layers)]
    width = config.count("routed_expert_hidden_size", default=0)
    routed = replace(routed_experts(config), latent=width)
    experts: FeedForward = routed
    if config.flag("latent_moe_use_norm", False):
        experts = Together((routed,), extra=width)
    residuals = config.has("attn_res_block_size")
    # A query and the norm of the keys, for each half of a layer and once more before the output.
    norms = 2 + (4 if residuals else 0)
    model = expert_decoder(config, mixers, experts, sparse_layers(config), norms=norms, mtp=undescribed(config))
    return replace(model, final_norm=3) if residuals else model


def read_minimax(config: Config) -> Blueprint:
    """MiniMax-Text-01 and M1 (arXiv 2501.08313): seven lightning attention layers to one of softmax.

    ``attn_type_list`` has 0 for lightning and 1 for softmax attention; converted configurations have
    ``layer_types``. The norm of the output spans all heads.
    """
    lightning = LightningAttention(config.heads, config.head_dim, norm=config.heads * config.head_dim)
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim)
    if config.words("layer_types") is not None:
        linear = linear_layers(config)
    else:
        kinds = each_layer(config, config.numbers("attn_type_list"), "attn_type_list")
        linear = [kind == 0 for kind in kinds]
    if config.count("shared_intermediate_size", default=0):
        raise NotRecomputable("shared experts of MiniMax-01 are not described")
    mixers: list[Mixer] = [lightning if kind else attention for kind in linear]
    return expert_decoder(config, mixers, mixtral_experts(config))


def gated_delta(config: Config) -> GatedDeltaNet:
    """Gated DeltaNet under Qwen's names."""
    return GatedDeltaNet(
        config.count("linear_num_key_heads"),
        config.count("linear_num_value_heads"),
        config.count("linear_key_head_dim"),
        config.count("linear_value_head_dim"),
        config.count("linear_conv_kernel_dim"),
    )


def gated_attention(config: Config) -> SoftmaxAttention:
    """Attention of Qwen3-Next: a sigmoid gate on each channel of its output, made with the queries."""
    bias = config.flag("attention_bias", False)
    config.count("head_dim")  # never hidden_size / num_attention_heads in these families
    gate = config.heads * config.head_dim
    weights = config.hidden * gate + (gate if bias else 0)
    return attentions(config, bias, bias, 2 * config.head_dim, [None], extra=weights)[0]


def _qwen_mixers(config: Config) -> list[Mixer]:
    delta, attention = gated_delta(config), gated_attention(config)
    return [delta if kind else attention for kind in linear_layers(config)]


def read_solar_open2(config: Config) -> Blueprint:
    """Solar Open 2: three layers of Kimi delta attention to one of gated attention, and experts in all.

    ``gqa_layers`` has the layers with attention, counted from 0. The gate has a weight for each channel of the output.
    """
    linear = config.section("linear_attn_config")
    delta = KimiDeltaAttention(
        linear.count("num_heads"), linear.count("head_dim"), linear.count("short_conv_kernel_size")
    )
    gate = config.hidden * config.heads * config.count("head_dim")
    attention = attentions(config, windows=[None], extra=gate)[0]
    full = set(config.numbers("gqa_layers"))
    if not full:
        raise NotRecomputable("gqa_layers is not known")
    mixers: list[Mixer] = [attention if i in full else delta for i in range(config.layers)]
    return expert_decoder(config, mixers, routed_experts(config), mtp=undescribed(config))


READERS: dict[str, Reader] = {
    "kimi_linear": read_kimi_linear,
    "minimax": read_minimax,
    "minimax_text_01": read_minimax,
    "olmo_hybrid": read_olmo_hybrid,
    "qwen3_5": read_qwen3_5,
    "qwen3_5_moe": read_qwen3_5,
    "qwen3_5_moe_text": read_qwen3_5,
    "qwen3_5_text": read_qwen3_5,
    "qwen3_next": read_qwen3_next,
    "solar_open2": read_solar_open2,
}
"""``model_type`` -> reader."""
