"""Decoders in which layers with a window have other heads than those without."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.contracts import FeedForward
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.parts.factored import FactoredAttention
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import routed_experts
from llmref.metrics.readers.experts import blocks_of, expert_decoder
from llmref.metrics.readers.layers import each_layer, named_windows, sparse_layers


def read_mimo_v2(config: Config) -> Blueprint:
    """MiMo-V2-Flash (arXiv 2601.02780): keys wider than values; sinks in layers with a window.

    A prediction block is dense and has a window.
    """
    bias = config.flag("attention_bias", False)
    full = SoftmaxAttention(
        config.heads,
        config.count("num_key_value_heads"),
        config.count("head_dim"),
        bias,
        False,
        sinks=config.required_flag("add_full_attention_sink_bias"),
        value_dim=config.count("v_head_dim"),
    )
    near = SoftmaxAttention(
        config.count("swa_num_attention_heads"),
        config.count("swa_num_key_value_heads"),
        config.count("swa_head_dim"),
        bias,
        False,
        sinks=config.required_flag("add_swa_attention_sink_bias"),
        window=config.count("sliding_window", "sliding_window_size"),
        value_dim=config.count("swa_v_head_dim"),
    )
    pattern = each_layer(config, config.numbers("hybrid_layer_pattern"), "hybrid_layer_pattern")
    mixers = [near if kind else full for kind in pattern]
    dense = DenseFeedForward(config.count("intermediate_size"))
    predictors: tuple[Block, ...] | None = None
    if config.has("num_nextn_predict_layers"):
        predictors = (Block(near, dense),) * config.count("num_nextn_predict_layers")
    sparse = sparse_layers(config)
    return expert_decoder(config, mixers, routed_experts(config), sparse, mtp=predictors)


def read_step3p5(config: Config) -> Blueprint:
    """Step-3.5-Flash and Step-3.7-Flash: layers with a window have more query heads.

    ``attention_other_setting`` holds the heads of those layers, ``moe_layers_enum`` the layers with experts.
    Lists are longer than the model by its prediction blocks, which are dense. The output embedding that
    each of those stores is not counted.
    """
    other = config.section("attention_other_setting")
    # The class of the checkpoints gates each head where nothing is printed.
    gate = config.flag("use_head_wise_attn_gate", True)
    bias = config.flag("attention_bias", False)
    head_dim = config.count("head_dim")

    def attention(heads: int, kv_heads: int, window: int | None) -> SoftmaxAttention:
        extra = config.hidden * heads if gate else 0
        return SoftmaxAttention(heads, kv_heads, head_dim, bias, bias, 2 * head_dim, window=window, extra=extra)

    kv_heads = config.count("num_attention_groups", "num_key_value_heads")
    full = attention(config.heads, kv_heads, None)
    near = attention(
        other.count("num_attention_heads"),
        other.count("num_attention_groups", default=kv_heads),
        config.count("sliding_window"),
    )
    types = config.words("layer_types") or []
    if len(types) < config.layers:
        raise NotRecomputable("layer_types is not known")
    mixers = [near if kind == "sliding_attention" else full for kind in types[: config.layers]]
    experts = ExpertFeedForward(
        config.count("moe_num_experts", "num_experts"),
        config.count("moe_top_k", "num_experts_per_tok"),
        config.count("moe_intermediate_size"),
        shared_inner=config.count("share_expert_dim"),
    )
    sparse = _enumerated(config)
    dense = DenseFeedForward(config.count("intermediate_size"))
    kinds = types[config.layers :]
    predictors: tuple[Block, ...] | None = tuple(
        Block(near if kind == "sliding_attention" else full, dense) for kind in kinds
    )
    if config.count("num_nextn_predict_layers", default=0) != len(kinds):
        predictors = None
    return expert_decoder(config, mixers, experts, sparse, mtp=predictors)


def read_step3(config: Config) -> Blueprint:
    """Step3 (arXiv 2507.19427): factored queries, one key-value head, one shared expert."""
    attention = FactoredAttention(
        SoftmaxAttention(config.heads, 1, config.count("head_dim")),
        config.count("share_q_dim", "q_lora_rank"),
    )
    width = config.count("moe_intermediate_size")
    experts = ExpertFeedForward(
        config.count("moe_num_experts", "num_experts"),
        config.count("moe_top_k", "num_experts_per_tok"),
        width,
        shared_inner=config.count("share_expert_dim", default=0) or width * config.count("num_shared_experts"),
    )
    return expert_decoder(config, [attention], experts, _enumerated(config))


def _enumerated(config: Config) -> list[bool]:
    """Which layers have experts: those in ``moe_layers_enum``, or as in DeepSeek."""
    named = config.word("moe_layers_enum")
    if named is None:
        return sparse_layers(config)
    chosen = {int(layer) for layer in named.split(",")}
    return [i in chosen for i in range(config.layers)]


def read_laguna(config: Config) -> Blueprint:
    """Laguna: gated attention, query heads by layer, stored corrections of the experts' scores.

    ``gating`` is true or "per-head" for a gate a head, "per-element" for one a channel.
    """
    bias = config.flag("attention_bias", False)
    head_dim = config.count("head_dim")
    per_head = config.flag("gating", False) or config.word("gating") == "per-head"
    if not per_head and config.word("gating") != "per-element":
        raise NotRecomputable("gating is not known")
    heads = config.each("num_attention_heads_per_layer", default=config.heads)
    made = {
        (count, window): SoftmaxAttention(
            count,
            config.kv_heads,
            head_dim,
            bias,
            bias,
            2 * head_dim,
            window=window,
            extra=config.hidden * count * (1 if per_head else head_dim),
        )
        for count, window in zip(heads, named_windows(config), strict=True)
    }
    mixers = [made[key] for key in zip(heads, named_windows(config), strict=True)]
    experts: FeedForward = ExpertFeedForward(
        config.count("num_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
        shared_inner=config.count("shared_expert_intermediate_size"),
        router_bias=True,
    )
    dense = DenseFeedForward(config.count("intermediate_size"))
    types = each_layer(config, config.words("mlp_layer_types") or [], "mlp_layer_types")
    parts = [experts if kind == "sparse" else dense for kind in types]
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks_of(mixers, parts))


READERS: dict[str, Reader] = {
    "laguna": read_laguna,
    "mimo_v2": read_mimo_v2,
    "mimo_v2_flash": read_mimo_v2,
    "step3_text": read_step3,
    "step3p5": read_step3p5,
}
"""``model_type`` -> reader."""
