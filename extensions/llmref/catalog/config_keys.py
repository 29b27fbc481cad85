"""The keys that an ``architecture:`` block may hold: names, types and meaning.

Names are those of Hugging Face ``config.json`` files, so that a config can be imported and compared
as it is. Where model types use different names for one thing (``n_embd``, ``d_model``), the first name
here is the one that spec files use; :data:`ALIASES` maps the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["int", "float", "bool", "str", "int list", "str list", "bool list", "mapping"]


@dataclass(frozen=True)
class ConfigKey:
    """One key of a config.json."""

    name: str
    kind: Kind
    label: str
    """Short heading for tables."""
    meaning: str
    minimum: float | None = None
    """Smallest value that makes sense; ``None`` when there is no bound."""


_POSITIVE = 1.0


def _keys() -> list[ConfigKey]:
    def count(name: str, label: str, meaning: str, minimum: float = _POSITIVE) -> ConfigKey:
        return ConfigKey(name, "int", label, meaning, minimum)

    def real(name: str, label: str, meaning: str, minimum: float | None = 0.0) -> ConfigKey:
        return ConfigKey(name, "float", label, meaning, minimum)

    def flag(name: str, label: str, meaning: str) -> ConfigKey:
        return ConfigKey(name, "bool", label, meaning)

    def word(name: str, label: str, meaning: str) -> ConfigKey:
        return ConfigKey(name, "str", label, meaning)

    return [
        word("model_type", "Model type", "name of the architecture in Hugging Face transformers"),
        count("hidden_size", "Hidden size", "width of the residual stream"),
        count("num_hidden_layers", "Layers", "number of blocks, without multi-token-prediction ones"),
        count("intermediate_size", "FFN width", "inner width of a dense feed-forward block"),
        count("vocab_size", "Vocabulary", "rows of the embedding matrix"),
        count("max_position_embeddings", "Positions", "positions that the configuration allows"),
        flag("tie_word_embeddings", "Tied embeddings", "input and output embedding are one matrix"),
        word("hidden_act", "Activation", "activation function of the feed-forward block"),
        word("hidden_activation", "Activation", "the same, under the name that Gemma uses"),
        word("feed_forward_proj", "FFN kind", "feed-forward kind and activation (T5)"),
        real("rms_norm_eps", "RMSNorm eps", "epsilon of the RMS normalisation"),
        real("layer_norm_eps", "LayerNorm eps", "epsilon of the layer normalisation"),
        real("initializer_range", "Init std", "standard deviation of the initial weights"),
        # Attention
        count("num_attention_heads", "Heads", "query heads of a layer"),
        count("num_key_value_heads", "KV heads", "key and value heads of a layer"),
        count("head_dim", "Head dim", "width of one query/key head"),
        flag("attention_bias", "Attention bias", "projections of the attention have biases"),
        flag("mlp_bias", "FFN bias", "projections of the feed-forward block have biases"),
        flag("use_qk_norm", "QK-norm", "queries and keys are normalised"),
        real("attention_multiplier", "Attention scale", "factor on the scores, instead of 1/sqrt(d)"),
        real("query_pre_attn_scalar", "Query scalar", "d in the 1/sqrt(d) on the scores (Gemma)"),
        real("attn_logit_softcapping", "Attention soft-cap", "bound of tanh on attention scores"),
        real("final_logit_softcapping", "Logit soft-cap", "bound of tanh on the output logits"),
        count("sliding_window", "Window", "tokens that a sliding-window layer sees"),
        count("sliding_window_pattern", "Window pattern", "every n-th layer is global, others local"),
        flag("use_sliding_window", "Uses windows", "the sliding window is switched on"),
        count("max_window_layers", "Window from layer", "first layer with a window (Qwen2)", 0),
        ConfigKey("layer_types", "str list", "Layer types", "attention kind of every layer, in order"),
        count("attention_chunk_size", "Chunk", "tokens of a chunk in chunked attention"),
        ConfigKey("no_rope_layers", "int list", "RoPE layers", "1 for layers with RoPE, 0 without"),
        ConfigKey("cross_attention_layers", "int list", "Cross-attention", "layers that read images"),
        # Position
        real("rope_theta", "RoPE base", "base of the rotary frequencies", 1.0),
        real("rope_local_base_freq", "RoPE base, local", "the same, in sliding-window layers", 1.0),
        ConfigKey("rope_scaling", "mapping", "RoPE scaling", "how positions are stretched"),
        ConfigKey("rope_parameters", "mapping", "RoPE", "rotary settings, newer form"),
        real("partial_rotary_factor", "Rotary share", "share of a head's width that is rotated"),
        count("original_max_position_embeddings", "Original positions", "before RoPE scaling"),
        # Multi-head latent attention
        count("q_lora_rank", "Query rank", "rank of the query compression (MLA)"),
        count("kv_lora_rank", "KV rank", "width of the cached latent (MLA)"),
        count("qk_nope_head_dim", "No-RoPE head dim", "query/key width without position (MLA)"),
        count("qk_rope_head_dim", "RoPE head dim", "query/key width with position, cached (MLA)"),
        count("v_head_dim", "Value head dim", "width of one value head"),
        # Mixture of experts
        count("num_experts", "Experts", "routed experts of a layer"),
        count("num_local_experts", "Experts", "the same, under the name of Mixtral and gpt-oss"),
        count("n_routed_experts", "Experts", "the same, under the name of DeepSeek"),
        count("num_experts_per_tok", "Experts per token", "routed experts that a token uses"),
        count("n_shared_experts", "Shared experts", "experts that every token uses", 0),
        count("num_shared_experts", "Shared experts", "experts that every token uses", 0),
        count("moe_intermediate_size", "Expert width", "inner width of one routed expert"),
        count("shared_expert_intermediate_size", "Shared width", "inner width of the shared expert"),
        count("first_k_dense_replace", "Dense prefix", "first layers that have no experts", 0),
        count("moe_layer_freq", "MoE every", "every n-th layer has experts"),
        count("decoder_sparse_step", "MoE every", "every n-th layer has experts"),
        ConfigKey("mlp_only_layers", "int list", "Dense layers", "layers that have no experts"),
        count("n_group", "Expert groups", "groups into which the experts are divided"),
        count("topk_group", "Groups per token", "expert groups that a token may use"),
        word("topk_method", "Routing", "how the router chooses experts"),
        word("scoring_func", "Router score", "function that turns router logits into scores"),
        flag("norm_topk_prob", "Normalised gates", "chosen gates are made to sum to one"),
        real("routed_scaling_factor", "Gate scale", "factor on the routed experts' output"),
        real("router_aux_loss_coef", "Aux loss", "weight of the load-balancing loss"),
        real("aux_loss_alpha", "Aux loss", "weight of the load-balancing loss (DeepSeek)"),
        real("swiglu_limit", "SwiGLU limit", "clamp on the gated activation (gpt-oss)"),
        count("num_nextn_predict_layers", "MTP layers", "multi-token-prediction blocks", 0),
        # State space and hybrids
        count("mamba_d_state", "State size", "width of a channel's recurrent state"),
        count("mamba_d_conv", "Conv width", "taps of the causal convolution"),
        count("mamba_expand", "Expansion", "inner width over hidden size in a Mamba block"),
        count("mamba_dt_rank", "Step rank", "rank of the step-size projection"),
        flag("mamba_conv_bias", "Conv bias", "the convolution has a bias"),
        flag("mamba_proj_bias", "Mamba bias", "the projections of a Mamba block have biases"),
        count("attn_layer_period", "Attention every", "one attention layer in so many (Jamba)"),
        count("attn_layer_offset", "Attention at", "place of the attention layer in a period", 0),
        count("expert_layer_period", "MoE every", "one expert layer in so many (Jamba)"),
        count("expert_layer_offset", "MoE at", "place of the expert layer in a period", 0),
        # State space, under the names of Mamba's and Mamba-2's own configurations
        count("state_size", "State size", "width of a channel's recurrent state (Mamba)"),
        count("conv_kernel", "Conv width", "taps of the causal convolution (Mamba)"),
        count("expand", "Expansion", "inner width over hidden size (Mamba)"),
        count("num_heads", "Mixer heads", "heads of a recurrent mixer"),
        count("n_groups", "State groups", "groups of heads that share input and output matrices"),
        count("time_step_rank", "Step rank", "rank of the step-size projection (Mamba)"),
        flag("use_bias", "Mixer bias", "projections of the recurrent mixer have biases"),
        flag("use_conv_bias", "Conv bias", "the convolution has a bias (Mamba)"),
        flag("rms_norm", "RMSNorm in mixer", "the mixer's output is normalised (Mamba-2)"),
        # Other parts
        ConfigKey("vision_config", "mapping", "Vision tower", "configuration of the image encoder"),
        ConfigKey("audio_config", "mapping", "Audio tower", "configuration of the audio encoder"),
        count("mm_tokens_per_image", "Tokens per image", "positions that one image takes"),
    ]


CONFIG_KEYS: dict[str, ConfigKey] = {key.name: key for key in _keys()}
"""Every key that an ``architecture:`` block may hold, in the order in which cards show them."""

ALIASES: Mapping[str, str] = {
    "n_embd": "hidden_size",
    "d_model": "hidden_size",
    "n_layer": "num_hidden_layers",
    "n_head": "num_attention_heads",
    "n_positions": "max_position_embeddings",
    "ffn_dim": "intermediate_size",
    "n_inner": "intermediate_size",
    "num_layers": "num_hidden_layers",
}
"""Names that older config.json files use -> the name in spec files."""

_TYPES: Mapping[Kind, str] = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "text",
    "int list": "a list of whole numbers",
    "str list": "a list of words",
    "bool list": "a list of true and false",
    "mapping": "a mapping",
}


def register(key: ConfigKey) -> None:
    """Let spec files use one more key (plugins call this)."""
    CONFIG_KEYS[key.name] = key


def type_fault(key: ConfigKey, value: Any) -> str | None:
    """What the value should have been, or ``None`` when it fits the key."""
    expected = _TYPES[key.kind]
    if not _fits(key.kind, value):
        return expected
    if key.minimum is not None and isinstance(value, int | float) and value < key.minimum:
        return f"{expected} of at least {key.minimum:g}"
    return None


def _fits(kind: Kind, value: Any) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind == "int":
        return isinstance(value, int)
    if kind == "float":
        return isinstance(value, int | float)
    if kind == "str":
        return isinstance(value, str)
    if kind == "mapping":
        return isinstance(value, dict)
    if not isinstance(value, list):
        return False
    item: dict[Kind, type] = {"int list": int, "str list": str, "bool list": bool}
    return all(isinstance(entry, item[kind]) for entry in value)
