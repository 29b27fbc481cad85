"""Decoders with softmax attention and routed experts."""

from __future__ import annotations

from collections.abc import Sequence

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.contracts import FeedForward, Mixer
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.layers import (
    named_windows,
    sparse_layers,
    stepped_layers,
)


def read_mixtral(config: Config) -> Blueprint:
    """Mixtral: every layer has experts."""
    return expert_decoder(config, attentions(config), mixtral_experts(config))


def read_arctic(config: Config) -> Blueprint:
    """Snowflake Arctic: a dense part of the residual stream's width beside the experts, three norms."""
    if not config.required_flag("parallel_attn_mlp_res"):
        raise NotRecomputable("only the parallel residual part of Arctic is described")
    if config.count("moe_layer_frequency") != 1:
        raise NotRecomputable("layers of Arctic without experts are not described")
    part = Together((DenseFeedForward(config.hidden), mixtral_experts(config)))
    return expert_decoder(config, attentions(config), part, norms=3)


def read_grok1(config: Config) -> Blueprint:
    """Grok-1: four norms a block; ``intermediate_size`` is two thirds of eight times the width."""
    return expert_decoder(config, attentions(config, windows=[None]), mixtral_experts(config, "num_experts"), norms=4)


def _granite_experts(config: Config) -> FeedForward:
    """Experts, with one shared feed-forward part beside them in some."""
    shared = config.count("shared_intermediate_size", default=0)
    experts = mixtral_experts(config)
    return Together((experts, DenseFeedForward(shared))) if shared else experts


def read_granitemoe(config: Config) -> Blueprint:
    """Granite 3 MoE: as Mixtral, with biases as configured."""
    bias = config.flag("attention_bias", False)
    return expert_decoder(config, attentions(config, bias, bias), _granite_experts(config))


def read_granitemoe_swa(config: Config) -> Blueprint:
    """Granite Swash: as Granite 3 MoE, with windows in most layers and a sink logit a head."""
    bias = config.flag("attention_bias", False)
    mixers = attentions(config, bias, bias, windows=named_windows(config), sinks=True)
    return expert_decoder(config, mixers, _granite_experts(config))


def read_mellum(config: Config) -> Blueprint:
    """Mellum 2: as Qwen3 MoE, with windows; ``mlp_layer_types`` may name dense layers."""
    bias = config.flag("attention_bias", False)
    mixers = attentions(config, bias, bias, 2 * config.head_dim, named_windows(config))
    sparse = None
    if config.words("mlp_layer_types") is not None:
        sparse = sparse_layers(config)
    experts = qwen_experts(config)
    predictors = (Block(mixers[0], experts),) * config.count("num_mtp_layers", default=0)
    return expert_decoder(config, mixers, experts, sparse, mtp=None if predictors else ())


def read_beam(config: Config) -> Blueprint:
    """Beam: attention gated by channel, with a bias a head on the gate; four norms a block."""
    bias = config.flag("attention_bias", False)
    gate = config.hidden * config.heads * config.head_dim + config.heads
    mixers = attentions(config, bias, bias, 2 * config.head_dim, named_windows(config), extra=gate)
    return expert_decoder(config, mixers, qwen_experts(config), sparse_layers(config), norms=4)


def read_olmoe(config: Config) -> Blueprint:
    """OLMoE (arXiv 2409.02060) and FlexOlmo: norms over all query and all key heads together."""
    bias = config.flag("attention_bias", False)
    norm = (config.heads + config.kv_heads) * config.head_dim
    return expert_decoder(config, attentions(config, bias, bias, norm), mixtral_experts(config, "num_experts"))


def read_phimoe(config: Config) -> Blueprint:
    """Phi-3.5-MoE: layer norms with biases, a bias on the output embedding."""
    bias = config.required_flag("attention_bias")
    head_bias = config.required_flag("lm_head_bias")
    block = Block(attentions(config, bias, bias)[0], mixtral_experts(config), norms=4)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied,
        (block,) * config.layers,
        final_norm=2,
        head_bias=head_bias,
    )


def read_dbrx(config: Config) -> Blueprint:
    """DBRX: keys in two sections, ``attn_config`` and ``ffn_config``."""
    inner = config.section("ffn_config")
    heads = config.count("num_attention_heads", "n_heads")
    hidden = config.count("hidden_size", "d_model")
    attention = SoftmaxAttention(heads, config.section("attn_config").count("kv_n_heads"), hidden // heads)
    experts = ExpertFeedForward(
        inner.count("moe_num_experts"), inner.count("moe_top_k"), inner.count("ffn_hidden_size")
    )
    blocks = (Block(attention, experts),) * config.count("num_hidden_layers", "n_layers")
    return Blueprint(hidden, config.vocabulary, config.tied, blocks)


def read_jetmoe(config: Config) -> Blueprint:
    """JetMoE (arXiv 2404.07413): experts in the attention too, each with query and output matrices.

    Every chosen expert has as many heads as there are keys and values; all share those. Experts'
    weights that a token does not use are idle in both halves of a block.
    """
    chosen, count = config.count("num_experts_per_tok"), config.count("num_local_experts")
    head_dim, kv_heads = config.count("kv_channels", "head_dim"), config.kv_heads
    hidden = config.hidden
    # Keys and values only; queries and outputs are counted with the experts.
    attention = SoftmaxAttention(
        kv_heads * chosen, kv_heads, head_dim, extra=-2 * hidden * kv_heads * chosen * head_dim
    )
    query = ExpertFeedForward(count, chosen, kv_heads * head_dim, gated=False)
    experts = ExpertFeedForward(count, chosen, config.count("intermediate_size"))
    # A bias of the residual stream's width on the output of each group of experts.
    block = Block(attention, Together((query, experts), extra=2 * hidden))
    return Blueprint(hidden, config.vocabulary, config.tied, (block,) * config.layers)


def read_qwen2_moe(config: Config) -> Blueprint:
    """Qwen1.5-MoE and Qwen2-MoE (arXiv 2407.10671): shared expert with a sigmoid gate.

    Queries, keys and values have biases unless ``qkv_bias`` says otherwise: configurations older than
    that key do not print it.
    """
    windows = config.windows() if config.flag("use_sliding_window", False) else [None]
    mixers = attentions(config, config.flag("qkv_bias", True), False, windows=windows)
    experts = qwen_experts(config, config.count("shared_expert_intermediate_size"))
    return expert_decoder(config, mixers, experts, stepped_layers(config))


def read_qwen3_moe(config: Config) -> Blueprint:
    """Qwen3 MoE: QK-norm, and experts in every ``decoder_sparse_step``-th layer, none shared."""
    bias = config.flag("attention_bias", False)
    windows = config.windows() if config.flag("use_sliding_window", False) else [None]
    mixers = attentions(config, bias, bias, 2 * config.head_dim, windows)
    return expert_decoder(config, mixers, qwen_experts(config), stepped_layers(config))


def read_gpt_oss(config: Config) -> Blueprint:
    """gpt-oss: biases everywhere, a sink logit a head, every other layer with a window."""
    experts = ExpertFeedForward(
        config.count("num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("intermediate_size"),
        expert_bias=True,
        router_bias=True,
    )
    bias = config.required_flag("attention_bias")
    return expert_decoder(config, attentions(config, bias, bias, windows=named_windows(config), sinks=True), experts)


def read_minimax_m2(config: Config) -> Blueprint:
    """MiniMax-M2: norms over all query and all key heads together; no shared expert.

    The configuration names prediction modules that the published weights do not hold.
    """
    norm = 0
    if config.flag("use_qk_norm", True):
        norm = (config.heads + config.kv_heads) * config.head_dim
    return expert_decoder(
        config,
        attentions(config, qk_norm=norm),
        mixtral_experts(config),
        mtp=None if config.flag("use_mtp", False) else (),
    )


def qwen_experts(config: Config, shared: int = 0) -> ExpertFeedForward:
    """Routed experts under Qwen's names, with a gated shared one of width ``shared``."""
    return ExpertFeedForward(
        config.count("num_experts", "num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
        shared_inner=shared,
        shared_gate=bool(shared),
    )


def mixtral_experts(config: Config, number: str = "num_local_experts") -> ExpertFeedForward:
    """Routed experts under Mixtral's names; ``number`` is the key of how many there are."""
    return ExpertFeedForward(
        config.count(number),
        config.count("num_experts_per_tok"),
        config.count("intermediate_size"),
    )


def attentions(
    config: Config,
    qkv_bias: bool = False,
    output_bias: bool = False,
    qk_norm: int = 0,
    windows: Sequence[int | None] | None = None,
    *,
    sinks: bool = False,
    extra: int = 0,
) -> list[SoftmaxAttention]:
    """The attention of each layer, or one for all when ``windows`` has one entry."""
    spans = list(config.windows() if windows is None else windows)
    kinds = {
        span: SoftmaxAttention(
            config.heads,
            config.kv_heads,
            config.head_dim,
            qkv_bias,
            output_bias,
            qk_norm,
            sinks,
            span,
            extra=extra,
        )
        for span in spans
    }
    return [kinds[span] for span in spans]


def expert_decoder(
    config: Config,
    mixers: Sequence[Mixer],
    experts: FeedForward,
    sparse: Sequence[bool] | None = None,
    *,
    norms: int = 2,
    mtp: tuple[Block, ...] | None = (),
) -> Blueprint:
    """A decoder whose layers have experts, or a dense part where ``sparse`` says so."""
    kinds = [True] * config.layers if sparse is None else list(sparse)
    dense = experts
    if not all(kinds):
        dense = DenseFeedForward(config.count("intermediate_size"))
    every = list(mixers) * config.layers if len(mixers) == 1 else list(mixers)
    blocks = blocks_of(every, [experts if kind else dense for kind in kinds], norms=norms)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks, mtp_blocks=mtp)


def blocks_of(mixers: Sequence[Mixer], parts: Sequence[FeedForward], *, norms: int = 2) -> tuple[Block, ...]:
    """One block a layer; equal layers are one object."""
    made: dict[tuple[int, int], Block] = {}
    for mixer, part in zip(mixers, parts, strict=True):
        made.setdefault((id(mixer), id(part)), Block(mixer, part, norms))
    return tuple(made[id(mixer), id(part)] for mixer, part in zip(mixers, parts, strict=True))


READERS: dict[str, Reader] = {
    "arctic": read_arctic,
    "beam": read_beam,
    "dbrx": read_dbrx,
    "flex_olmo": read_olmoe,
    "gpt_oss": read_gpt_oss,
    "granitemoe": read_granitemoe,
    "granitemoe_swa": read_granitemoe_swa,
    "granitemoeshared": read_granitemoe,
    "grinmoe": read_phimoe,
    "grok-1": read_grok1,
    "jetmoe": read_jetmoe,
    "mellum": read_mellum,
    "minimax_m2": read_minimax_m2,
    "mixtral": read_mixtral,
    "olmoe": read_olmoe,
    "phimoe": read_phimoe,
    "qwen2_moe": read_qwen2_moe,
    "qwen3_moe": read_qwen3_moe,
    "qwen3_omni_moe_text": read_qwen3_moe,
    "qwen3_vl_moe_text": read_qwen3_moe,
}
"""``model_type`` -> reader."""
