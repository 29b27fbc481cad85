"""Decoders with grouped-query attention, and shared experts beside the routed ones."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.contracts import FeedForward
from llmref.metrics.parts.experts import ExpertFeedForward, Together, Unused
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import routed_experts
from llmref.metrics.readers.experts import attentions, blocks_of, expert_decoder
from llmref.metrics.readers.layers import named_windows, sparse_layers, undescribed


def read_kolibri(config: Config) -> Blueprint:
    """Kolibri 1: a shared expert without a gate, windows, four norms a block."""
    mixers = attentions(config, qk_norm=2 * config.head_dim, windows=named_windows(config))
    experts = ExpertFeedForward(
        config.count("num_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
        shared_inner=config.count("shared_expert_intermediate_size"),
    )
    return expert_decoder(config, mixers, experts, norms=4)


def read_sarvam_moe(config: Config) -> Blueprint:
    """Sarvam-30B: GLM-4.5's modules with QK-norm, under names of its own."""
    bias = config.flag("use_qkv_bias", False) or config.flag("attention_bias", False)
    norm = 2 * config.head_dim if config.required_flag("use_qk_norm") else 0
    mixers = attentions(config, bias, False, norm, [None])
    experts = routed_experts(config)
    sparse = sparse_layers(config)
    return expert_decoder(config, mixers, experts, sparse, mtp=undescribed(config))


def read_glm4_moe(config: Config) -> Blueprint:
    """GLM-4.5 to GLM-4.7 (arXiv 2508.06471): biases on queries, keys and values as configured."""
    bias = config.required_flag("attention_bias")
    norm = 2 * config.head_dim if config.required_flag("use_qk_norm") else 0
    mixers = attentions(config, bias, False, norm, [None])
    experts = routed_experts(config)
    predictors = (Block(mixers[0], experts),) * config.count("num_nextn_predict_layers", default=0)
    return expert_decoder(config, mixers, experts, sparse_layers(config), mtp=predictors)


def read_dots1(config: Config) -> Blueprint:
    """dots.llm1 (arXiv 2506.05767): DeepSeekMoE with multi-head attention and QK-norm."""
    bias = config.flag("attention_bias", False)
    mixers = attentions(config, bias, bias, 2 * config.head_dim)
    return expert_decoder(config, mixers, routed_experts(config), sparse_layers(config))


def read_solar_open(config: Config) -> Blueprint:
    """Solar Open: experts in all layers, routed and shared, no QK-norm."""
    bias = config.flag("attention_bias", False)
    mixers = attentions(config, bias, False, windows=[None])
    experts = routed_experts(config)
    return expert_decoder(config, mixers, experts, mtp=undescribed(config))


def read_exaone_moe(config: Config) -> Blueprint:
    """K-EXAONE: QK-norm, windows in three of four layers, routed and shared experts.

    A prediction block is dense.
    """
    mixers = attentions(config, qk_norm=2 * config.head_dim, windows=named_windows(config))
    experts = routed_experts(config)
    dense = DenseFeedForward(config.count("intermediate_size"))
    predictors = (Block(mixers[0], dense),) * config.count("num_nextn_predict_layers", default=0)
    return expert_decoder(config, mixers, experts, sparse_layers(config), mtp=predictors)


def read_hy_v3(config: Config) -> Blueprint:
    """Hy3: QK-norm, one dense layer, routed and shared experts; predicts as DeepSeek-V3."""
    bias = config.flag("attention_bias", False)
    mixers = attentions(config, bias, bias, 2 * config.head_dim, [None])
    experts = routed_experts(config)
    predictors = (Block(mixers[0], experts),) * config.count("num_nextn_predict_layers", default=0)
    return expert_decoder(config, mixers, experts, sparse_layers(config), mtp=predictors)


def read_ernie_moe(config: Config) -> Blueprint:
    """ERNIE 4.5 MoE: experts between two layers; a stored correction of each expert's score.

    A prediction block is dense and has no norm on its output. In the VL models tokens of images have experts and a
    router of their own beside those of text.
    """
    if config.word("model_type") == "ernie4_5_moe_vl":
        config.count("vision_moe_intermediate_size")
    if config.required_flag("use_bias"):
        raise NotRecomputable("experts with biases are not described")
    width = config.count("moe_intermediate_size")
    shared = config.count("moe_num_shared_experts", default=0)
    experts = ExpertFeedForward(
        config.count("moe_num_experts", "num_experts"),
        config.count("moe_k", "num_experts_per_tok"),
        width,
        shared_inner=width * shared,
        router_bias=True,
    )
    first, every = config.count("moe_layer_start_index"), config.count("moe_layer_interval")
    last = config.count("moe_layer_end_index", default=config.layers - 1)
    # -1 stands for the last layer
    end = config.layers - 1 if last < 0 else last
    sparse = [first <= i <= end and (i + 1) % every == 0 for i in range(config.layers)]
    mixers = attentions(config, windows=[None])
    dense = DenseFeedForward(config.count("intermediate_size"))
    part: FeedForward = experts
    images = config.optional("vision_moe_intermediate_size")
    if images is not None:
        part = Together((experts, Unused(replace(experts, inner=images, shared_inner=0))))
    blocks = blocks_of(mixers * config.layers, [part if kind else dense for kind in sparse])
    predictors = (Block(mixers[0], dense),) * config.count("num_nextn_predict_layers", default=0)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied,
        blocks,
        mtp_blocks=predictors,
        mtp_norms=2,
    )


def read_cohere2_moe(config: Config) -> Blueprint:
    """Command A+: attention and experts side by side after one norm; a dense prefix in some."""
    bias = config.flag("attention_bias", False)
    width = config.count("intermediate_size")
    experts = ExpertFeedForward(
        config.count("num_experts"),
        config.count("num_experts_per_tok"),
        width,
        shared_inner=width * config.count("num_shared_experts"),
    )
    sparse = sparse_layers(config)
    dense: FeedForward = experts
    if not all(sparse):
        dense = DenseFeedForward(config.count("prefix_dense_intermediate_size"))
    parts = [experts if kind else dense for kind in sparse]
    blocks = blocks_of(attentions(config, bias, bias, windows=named_windows(config)), parts, norms=1)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_afmoe(config: Config) -> Blueprint:
    """Trinity: gated attention, four norms a block, stored corrections of the experts' scores."""
    bias = config.flag("attention_bias", False)
    gate = config.hidden * config.heads * config.head_dim
    mixers = attentions(config, bias, bias, 2 * config.head_dim, named_windows(config), extra=gate)
    width = config.count("moe_intermediate_size")
    experts = ExpertFeedForward(
        config.count("num_experts"),
        config.count("num_experts_per_tok"),
        width,
        shared_inner=width * config.count("num_shared_experts"),
        router_bias=True,
    )
    prefix = config.count("num_dense_layers")
    sparse = [i >= prefix for i in range(config.layers)]
    return expert_decoder(config, mixers, experts, sparse, norms=4)


READERS: dict[str, Reader] = {
    "afmoe": read_afmoe,
    "cohere2_moe": read_cohere2_moe,
    "dots1": read_dots1,
    "ernie4_5_moe": read_ernie_moe,
    "ernie4_5_moe_vl": read_ernie_moe,
    "exaone_moe": read_exaone_moe,
    "glm4_moe": read_glm4_moe,
    "glm4v_moe_text": read_glm4_moe,
    "hy_v3": read_hy_v3,
    "kolibri1": read_kolibri,
    "sarvam_moe": read_sarvam_moe,
    "solar_open": read_solar_open,
}
"""``model_type`` -> reader."""
