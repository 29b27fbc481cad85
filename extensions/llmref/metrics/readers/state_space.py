"""State space models, alone and mixed with attention."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import NoMixer, SoftmaxAttention
from llmref.metrics.parts.combined import Parallel
from llmref.metrics.parts.contracts import FeedForward, Mixer
from llmref.metrics.parts.experts import ExpertFeedForward, Together
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.state_space import Mamba2Mixer, MambaMixer
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import blocks_of, mixtral_experts
from llmref.metrics.readers.layers import each_layer

_NOTHING = DenseFeedForward(0)


def read_mamba(config: Config) -> Blueprint:
    """Mamba (arXiv 2312.00752) and Falcon Mamba, whose inner norms have no weights.

    ``intermediate_size`` is printed by some; it is ``expand`` times ``hidden_size`` otherwise.
    """
    hidden = config.hidden
    inner = config.count("intermediate_size", "d_inner", default=0) or _expanded(config, "expand")
    mixer = MambaMixer(
        inner,
        config.count("state_size"),
        config.count("conv_kernel"),
        # "auto" in transformers: the width of the residual stream over 16, rounded up
        config.count("time_step_rank", default=-(-hidden // 16)),
        conv_bias=config.flag("use_conv_bias", True),
        projection_bias=config.flag("use_bias", False),
        inner_norms=False,
    )
    block = Block(mixer, _NOTHING, norms=1)
    return Blueprint(hidden, config.vocabulary, config.tied, (block,) * config.layers)


def read_mamba2(config: Config) -> Blueprint:
    """Mamba-2 (arXiv 2405.21060) and Mamba-Codestral."""
    heads, width = config.count("num_heads", "num_attention_heads"), config.count("head_dim")
    if heads * width != _expanded(config, "expand"):
        raise NotRecomputable("num_heads x head_dim is not expand x hidden_size")
    bias = config.flag("use_bias", False)
    mixer = Mamba2Mixer(
        heads,
        width,
        config.count("state_size"),
        config.count("n_groups"),
        config.count("conv_kernel"),
        config.flag("use_conv_bias", True),
        bias,
        bias,
    )
    block = Block(mixer, _NOTHING, norms=1)
    return Blueprint(config.hidden, config.vocabulary, config.tied, (block,) * config.layers)


def read_granite_hybrid(config: Config) -> Blueprint:
    """Granite 4: Mamba-2 and attention layers; a shared part in each, beside experts in some.

    Models without Mamba layers have this type too.
    """
    bias = config.flag("attention_bias", False)
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, bias, bias)
    kinds = each_layer(config, config.words("layer_types") or [], "layer_types")
    states = ("mamba", "linear_attention")
    mamba: Mixer = _mamba2(config) if set(states) & set(kinds) else attention
    mixers: list[Mixer] = [mamba if kind in states else attention for kind in kinds]
    part: FeedForward = DenseFeedForward(config.count("shared_intermediate_size"))
    if config.count("num_local_experts", default=0):
        part = Together((part, mixtral_experts(config)))
    blocks = blocks_of(mixers, [part] * config.layers)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_bamba(config: Config) -> Blueprint:
    """Bamba: Mamba-2 and a few attention layers [``attn_layer_indices``], dense feed-forward."""
    bias = config.flag("attention_bias", False)
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, bias, bias)
    mamba = _mamba2(config)
    types = config.words("layer_types")
    if types is None:
        chosen = set(config.numbers("attn_layer_indices"))
        types = ["attention" if i in chosen else "mamba" for i in range(config.layers)]
    mixers: list[Mixer] = [
        mamba if kind in ("mamba", "linear_attention") else attention
        for kind in each_layer(config, types, "layer_types")
    ]
    part = DenseFeedForward(config.count("intermediate_size"), bias=config.flag("mlp_bias", False))
    blocks = blocks_of(mixers, [part] * config.layers)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_falcon_h1(config: Config) -> Blueprint:
    """Falcon-H1 (arXiv 2507.22448): attention and Mamba-2 side by side in every layer."""
    bias = config.flag("attention_bias", False)
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, bias, bias)
    mamba = Mamba2Mixer(
        config.count("mamba_n_heads"),
        config.count("mamba_d_head"),
        config.count("mamba_d_state"),
        config.count("mamba_n_groups"),
        config.count("mamba_d_conv"),
        config.flag("mamba_conv_bias", True),
        config.flag("mamba_proj_bias", False),
        config.flag("projectors_bias", False),
        norm=config.required_flag("mamba_rms_norm"),
    )
    inner = config.count("mamba_d_ssm", default=0) or _expanded(config, "mamba_expand")
    if mamba.inner != inner:
        raise NotRecomputable("mamba_n_heads x mamba_d_head is not mamba_d_ssm")
    mixer = Parallel((attention, mamba), "full attention beside state space (Mamba-2)")
    part = DenseFeedForward(config.count("intermediate_size"), bias=config.flag("mlp_bias", False))
    blocks = (Block(mixer, part),) * config.layers
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_nemotron_h(config: Config) -> Blueprint:
    """Nemotron-H and Nemotron 3 (arXiv 2504.03624): a layer is one mixer or one feed-forward part.

    ``hybrid_override_pattern`` has a letter a layer: M for Mamba-2, * for attention, - for a dense part,
    E for experts. Feed-forward parts have two matrices (squared ReLU). The prediction module has the
    layers of ``mtp_hybrid_override_pattern``.
    """
    layer = {letter: _nemotron_layer(config, letter) for letter in set(_pattern(config))}
    blocks = tuple(layer[letter] for letter in _pattern(config))
    predictors: tuple[Block, ...] | None = ()
    modules = config.count("num_nextn_predict_layers", default=0)
    if modules:
        letters = config.word("mtp_hybrid_override_pattern")
        kinds = config.words("mtp_layers_block_type")
        if letters is None and kinds is not None:
            letters = _letters(kinds)
        predictors = None
        if letters is not None:
            predictors = tuple(_nemotron_layer(config, letter) for letter in letters) * modules
    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied,
        blocks,
        mtp_blocks=predictors,
        mtp_modules=modules,
    )


def _pattern(config: Config) -> str:
    """A letter a layer; configurations without ``num_hidden_layers`` list the layers instead."""
    pattern = config.word("hybrid_override_pattern")
    if pattern is None:
        kinds = config.words("layers_block_type")
        if kinds is None:
            raise NotRecomputable("hybrid_override_pattern is not known")
        pattern = _letters(kinds)
    if config.count("num_hidden_layers", default=len(pattern)) != len(pattern):
        raise NotRecomputable("hybrid_override_pattern has not one letter a layer")
    return pattern


def _letters(kinds: list[str]) -> str:
    names = {"mamba": "M", "attention": "*", "mlp": "-", "moe": "E"}
    if unknown := set(kinds) - set(names):
        raise NotRecomputable(f"layer kind {min(unknown)} is not known")
    return "".join(names[kind] for kind in kinds)


def _nemotron_layer(config: Config, letter: str) -> Block:
    bias = config.flag("mlp_bias", False)
    if letter == "M":
        both = config.flag("use_bias", False)
        mamba = Mamba2Mixer(
            config.count("mamba_num_heads"),
            config.count("mamba_head_dim"),
            config.count("ssm_state_size"),
            config.count("n_groups"),
            config.count("conv_kernel"),
            config.flag("use_conv_bias", True),
            both,
            both,
        )
        return Block(mamba, _NOTHING, norms=1)
    if letter == "*":
        head_dim = config.count("head_dim", "attention_head_dim")
        return Block(SoftmaxAttention(config.heads, config.kv_heads, head_dim), _NOTHING, norms=1)
    if letter == "-":
        dense = DenseFeedForward(config.count("intermediate_size"), gated=False, bias=bias)
        return Block(NoMixer(), dense, norms=1)
    if letter == "E":
        if bias:
            raise NotRecomputable("experts with biases are not described")
        experts = ExpertFeedForward(
            config.count("n_routed_experts"),
            config.count("num_experts_per_tok"),
            config.count("moe_intermediate_size"),
            shared_inner=config.count("moe_shared_expert_intermediate_size"),
            gated=False,
            latent=config.count("moe_latent_size", default=0),
        )
        return Block(NoMixer(), experts, norms=1)
    raise NotRecomputable(f"layer kind {letter!r} is not known")


def _mamba2(config: Config) -> Mamba2Mixer:
    """Mamba-2 under the names of Bamba and Granite."""
    bias = config.flag("mamba_proj_bias", False)
    mixer = Mamba2Mixer(
        config.count("mamba_n_heads"),
        config.count("mamba_d_head"),
        config.count("mamba_d_state"),
        config.count("mamba_n_groups"),
        config.count("mamba_d_conv"),
        config.flag("mamba_conv_bias", True),
        bias,
        bias,
    )
    if mixer.inner != _expanded(config, "mamba_expand"):
        raise NotRecomputable("mamba_n_heads x mamba_d_head is not mamba_expand x hidden_size")
    return mixer


def _expanded(config: Config, name: str) -> int:
    """The inner width, ``name`` times the residual width; the factor may be 1.5."""
    factor = config.real(name)
    if factor is None:
        raise NotRecomputable(f"{name} is not known")
    return int(factor * config.hidden)


READERS: dict[str, Reader] = {
    "bamba": read_bamba,
    "falcon_h1": read_falcon_h1,
    "falcon_mamba": read_mamba,
    "granitemoehybrid": read_granite_hybrid,
    "mamba": read_mamba,
    "mamba2": read_mamba2,
    "nemotron_h": read_nemotron_h,
}
"""``model_type`` -> reader."""
