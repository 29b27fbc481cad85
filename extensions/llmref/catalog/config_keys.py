"""The keys that an ``architecture:`` block may hold: names, types and meaning.

Names are those of Hugging Face ``config.json`` files, so that a config can be imported and compared
as it is. Where model types use different names for one thing (``n_embd``, ``d_model``), the first name
here is the one that spec files use; :data:`ALIASES` maps the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "int", "float", "bool", "str",
    "int list", "str list", "bool list", "list", "int or list", "mapping",
]  # fmt: skip


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
        flag("attention_out_bias", "Output bias", "the attention's output projection has a bias"),
        flag("bias", "Bias", "projections have biases; which ones depends on the model type"),
        flag("use_bias", "Bias", "all projections have biases"),
        flag("enable_bias", "Bias", "all projections have biases (OPT)"),
        flag("no_bias", "No bias", "no projection and no norm has a bias (MPT)"),
        flag("qkv_bias", "QKV bias", "queries, keys and values have biases"),
        flag("use_qkv_bias", "QKV bias", "queries, keys and values have biases"),
        flag("add_qkv_bias", "QKV bias", "queries, keys and values have biases (ChatGLM)"),
        flag("add_bias_linear", "Linear bias", "all other projections have biases (ChatGLM)"),
        flag("use_qk_norm", "QK-norm", "queries and keys are normalised"),
        flag("qk_layernorm", "QK-norm", "queries and keys are normalised"),
        flag("multi_query", "Multi-query", "all query heads share one key-value head"),
        flag("multi_query_attention", "Multi-query", "query heads share key-value heads (ChatGLM)"),
        flag("new_decoder_architecture", "New decoder", "the block of Falcon 40B and later"),
        flag("parallel_attn", "Parallel", "attention and feed-forward read the same input (Falcon)"),
        flag("use_parallel_residual", "Parallel", "attention and feed-forward read the same input"),
        count("num_ln_in_parallel_attn", "Parallel norms", "norms of a parallel block (Falcon)"),
        flag("alibi", "ALiBi", "positions are biases on the scores"),
        real("attention_multiplier", "Attention scale", "factor on the scores, instead of 1/sqrt(d)"),
        real("query_pre_attn_scalar", "Query scalar", "d in the 1/sqrt(d) on the scores (Gemma)"),
        real("attn_logit_softcapping", "Attention soft-cap", "bound of tanh on attention scores"),
        real("final_logit_softcapping", "Logit soft-cap", "bound of tanh on the output logits"),
        count("sliding_window", "Window", "tokens that a sliding-window layer sees"),
        count("sliding_window_pattern", "Window pattern", "every n-th layer is global, others local"),
        flag("use_sliding_window", "Uses windows", "the sliding window is switched on"),
        count("max_window_layers", "Window from layer", "first layer with a window (Qwen2)", 0),
        ConfigKey("layer_types", "str list", "Layer types", "attention kind of every layer, in order"),
        ConfigKey("attention_types", "list", "Layer types", "attention kinds, repeated (GPT-Neo)"),
        count("window_size", "Window", "tokens that a local layer sees (GPT-Neo)"),
        ConfigKey("attn_config", "mapping", "Attention", "settings of the attention (MPT)"),
        count("expansion_ratio", "FFN ratio", "inner width over hidden size (MPT)"),
        count("word_embed_proj_dim", "Embedding width", "columns of the embedding (OPT)"),
        flag("do_layer_norm_before", "Pre-norm", "norms stand before each part (OPT)"),
        flag("layer_norm_elementwise_affine", "Norm weights", "layer norms have weights (OPT)"),
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
        count("num_local_experts", "Experts", "the same, under the name of Mixtral and gpt-oss", 0),
        count("n_routed_experts", "Experts", "the same, under the name of DeepSeek"),
        count("num_experts_per_tok", "Experts per token", "routed experts that a token uses", 0),
        count("n_shared_experts", "Shared experts", "experts that every token uses", 0),
        count("num_shared_experts", "Shared experts", "experts that every token uses", 0),
        count("moe_intermediate_size", "Expert width", "inner width of one routed expert"),
        count("shared_expert_intermediate_size", "Shared width", "inner width of the shared expert"),
        count("first_k_dense_replace", "Dense prefix", "first layers that have no experts", 0),
        ConfigKey(
            "moe_layer_freq",
            "int or list",
            "MoE every",
            "every n-th layer has experts; as a list, 1 for each layer that has",
            0,
        ),
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
        count("mtp_num_hidden_layers", "MTP layers", "the same, under the name of Qwen3.5", 0),
        flag("mtp_use_dedicated_embeddings", "MTP embeddings", "prediction blocks have their own"),
        count("num_mtp_modules", "MTP layers", "the same, under the name of MiniMax", 0),
        count("num_mtp_layers", "MTP layers", "the same, under other names", 0),
        flag("use_mtp", "Uses MTP", "the model was trained with prediction blocks"),
        word("mtp_hybrid_override_pattern", "MTP pattern", "a letter a layer of the MTP block"),
        ConfigKey("mlp_layer_types", "str list", "FFN types", "dense or sparse, for every layer in order"),
        count("num_dense_layers", "Dense prefix", "first layers that have no experts", 0),
        count("shared_intermediate_size", "Shared width", "inner width of the shared part", 0),
        count("moe_shared_expert_intermediate_size", "Shared width", "the same (Nemotron)"),
        count("share_expert_dim", "Shared width", "the same (Step)"),
        count("dense_intermediate_size", "Dense FFN width", "in layers without experts (MiniMax)"),
        count("intermediate_size_mlp", "Dense FFN width", "in layers without experts (Llama 4)"),
        count("prefix_dense_intermediate_size", "Dense FFN width", "in layers without experts (Cohere)"),
        count("moe_latent_size", "Expert latent", "width in which routed experts work"),
        ConfigKey("moe_topk", "int or list", "Experts per token", "the same (Hunyuan)", 1),
        ConfigKey("num_shared_expert", "int or list", "Shared experts", "the same (Hunyuan)", 0),
        count("top_k_experts", "Experts per token", "the same (Gemma 4)"),
        flag("enable_moe_block", "MoE", "layers have experts beside their dense part (Gemma 4)"),
        count("moe_k", "Experts per token", "the same (ERNIE)"),
        count("moe_num_experts", "Experts", "the same (ERNIE)"),
        count("moe_num_shared_experts", "Shared experts", "the same (ERNIE)", 0),
        count("moe_layer_start_index", "MoE from layer", "first layer with experts (ERNIE)", 0),
        count("moe_layer_end_index", "MoE to layer", "last layer with experts (ERNIE)", -1),
        count("moe_layer_interval", "MoE every", "every n-th layer has experts (ERNIE)"),
        count("interleave_moe_layer_step", "MoE every", "every n-th layer has experts (Llama 4)"),
        ConfigKey("moe_layers", "int list", "MoE layers", "layers that have experts (Llama 4)"),
        count("num_experts_per_token", "Experts per token", "the same (Kimi Linear)"),
        count("zero_expert_num", "Empty experts", "experts that return their input (LongCat)", 0),
        count("expert_ffn_hidden_size", "Expert width", "the same (LongCat)"),
        count("ffn_hidden_size", "Dense FFN width", "of the two dense parts of a layer (LongCat)"),
        flag("router_bias", "Router bias", "the router has a bias"),
        flag("use_expert_bias", "Expert bias", "a bias steers the choice of experts"),
        count("num_expert_group", "Expert groups", "groups into which the experts are divided"),
        flag("use_bias", "Biases", "projections have biases"),
        flag("qkv_bias", "QKV bias", "queries, keys and values have biases"),
        flag("lm_head_bias", "Head bias", "the output embedding has a bias"),
        ConfigKey("attn_config", "mapping", "Attention", "settings of the attention (DBRX)"),
        ConfigKey("ffn_config", "mapping", "Experts", "settings of the experts (DBRX)"),
        count("kv_channels", "Head dim", "width of one query/key head (JetMoE)"),
        # Sparse attention and gates
        count("index_n_heads", "Indexer heads", "heads that choose the tokens to read"),
        count("index_head_dim", "Indexer dim", "width of the indexer's cached key"),
        count("index_topk", "Tokens read", "tokens that attention reads at most"),
        count("index_topk_freq", "Indexer every", "every n-th layer has an indexer of its own"),
        count("index_skip_topk_offset", "Indexer offset", "where that period starts", 0),
        ConfigKey("indexer_types", "str list", "Indexers", "full or shared, for every layer"),
        ConfigKey("sparse_attention_config", "mapping", "Sparse attention", "its settings"),
        ConfigKey("compress_ratios", "int list", "Compression", "tokens a cached entry, by layer"),
        count("o_groups", "Output groups", "groups of heads in the output projection"),
        count("o_lora_rank", "Output rank", "rank of the output projection of one group"),
        count("num_hash_layers", "Hashed layers", "first layers that route by token", 0),
        count("hc_mult", "Streams", "parallel residual streams (hyper-connections)"),
        flag("attn_output_gate", "Output gate", "a sigmoid gate on the attention's output"),
        flag("attention_output_gate", "Output gate", "the same"),
        ConfigKey("hybrid_layer_pattern", "int list", "Windows", "1 for layers with a window"),
        count("swa_num_attention_heads", "Heads, window", "query heads of windowed layers"),
        count("swa_num_key_value_heads", "KV heads, window", "key and value heads of those"),
        count("swa_head_dim", "Head dim, window", "width of one query/key head of those"),
        count("swa_v_head_dim", "Value dim, window", "width of one value head of those"),
        flag("add_swa_attention_sink_bias", "Sinks, window", "sink logits in windowed layers"),
        flag("add_full_attention_sink_bias", "Sinks, full", "sink logits in full layers"),
        count("no_rope_layer_interval", "No RoPE every", "every n-th layer has no RoPE"),
        # Linear attention
        count("full_attention_interval", "Full attention every", "every n-th layer, others linear"),
        count("linear_num_key_heads", "Linear key heads", "key heads of linear attention"),
        count("linear_num_value_heads", "Linear value heads", "value heads of linear attention"),
        count("linear_key_head_dim", "Linear key dim", "width of one key head"),
        count("linear_value_head_dim", "Linear value dim", "width of one value head"),
        count("linear_conv_kernel_dim", "Linear conv width", "taps of the short convolution"),
        ConfigKey("linear_attn_config", "mapping", "Linear attention", "its settings (Kimi)"),
        ConfigKey("attn_type_list", "int list", "Attention types", "0 lightning, 1 softmax"),
        flag("mla_use_nope", "No RoPE", "latent attention has no positions (Kimi Linear)"),
        flag("moe_renormalize", "Normalised gates", "chosen gates are made to sum to one"),
        # State space and hybrids
        count("mamba_d_state", "State size", "width of a channel's recurrent state"),
        count("mamba_d_conv", "Conv width", "taps of the causal convolution"),
        count("mamba_expand", "Expansion", "inner width over hidden size in a Mamba block"),
        count("mamba_dt_rank", "Step rank", "rank of the step-size projection"),
        flag("mamba_conv_bias", "Conv bias", "the convolution has a bias"),
        flag("mamba_proj_bias", "Mamba bias", "the projections of a Mamba block have biases"),
        count("mamba_n_heads", "Mamba heads", "heads of a Mamba-2 layer"),
        count("mamba_d_head", "Mamba head dim", "width of one head of a Mamba-2 layer"),
        count("mamba_n_groups", "Mamba groups", "groups that share B and C"),
        count("mamba_d_ssm", "Mamba width", "inner width of a Mamba-2 layer"),
        flag("mamba_rms_norm", "Mamba norm", "a Mamba-2 layer has a norm before its output"),
        flag("projectors_bias", "Output bias", "the output of a Mamba-2 layer has a bias"),
        count("mamba_num_heads", "Mamba heads", "the same (Nemotron)"),
        count("mamba_head_dim", "Mamba head dim", "the same (Nemotron)"),
        count("ssm_state_size", "State size", "the same (Nemotron)"),
        count("n_groups", "Mamba groups", "the same (Mamba-2, Nemotron)"),
        count("conv_kernel", "Conv width", "the same (Mamba, Nemotron)"),
        count("state_size", "State size", "the same (Mamba)"),
        real("expand", "Expansion", "the same (Mamba)"),
        count("time_step_rank", "Step rank", "the same (Mamba)"),
        flag("use_conv_bias", "Conv bias", "the same (Mamba, Nemotron)"),
        count("num_heads", "Mamba heads", "the same (Mamba-2)"),
        word("hybrid_override_pattern", "Layer pattern", "a letter a layer (Nemotron)"),
        ConfigKey("layers_block_type", "str list", "Layer types", "kind of every layer"),
        ConfigKey("attn_layer_indices", "int list", "Attention layers", "of Bamba"),
        count("attention_head_dim", "Head dim", "width of one query/key head (Nemotron, Zamba)"),
        count("attn_layer_period", "Attention every", "one attention layer in so many (Jamba)"),
        count("attn_layer_offset", "Attention at", "place of the attention layer in a period", 0),
        count("expert_layer_period", "MoE every", "one expert layer in so many (Jamba)"),
        count("expert_layer_offset", "MoE at", "place of the expert layer in a period", 0),
        # Early decoders, encoders and encoder-decoders
        count("num_decoder_layers", "Decoder layers", "blocks of the decoder (T5)"),
        count("encoder_layers", "Encoder layers", "blocks of the encoder (BART)"),
        count("decoder_layers", "Decoder layers", "blocks of the decoder (BART)"),
        count("encoder_attention_heads", "Encoder heads", "query heads of an encoder layer"),
        count("decoder_attention_heads", "Decoder heads", "query heads of a decoder layer"),
        count("encoder_ffn_dim", "Encoder FFN width", "inner width of the encoder's feed-forward"),
        count("decoder_ffn_dim", "Decoder FFN width", "inner width of the decoder's feed-forward"),
        flag("is_encoder_decoder", "Encoder-decoder", "the model has an encoder and a decoder"),
        ConfigKey("encoder", "mapping", "Encoder", "configuration of the encoder (T5Gemma)"),
        ConfigKey("decoder", "mapping", "Decoder", "configuration of the decoder (T5Gemma)"),
        count("embedding_size", "Embedding width", "width of the token embedding, before a projection"),
        count("num_hidden_groups", "Layer groups", "groups of layers with one set of weights (ALBERT)"),
        count("inner_group_num", "Layers of a group", "different layers inside a group (ALBERT)"),
        count("type_vocab_size", "Segments", "rows of the segment embedding", 0),
        word("position_embedding_type", "Positions", "kind of the position embedding"),
        flag("sinusoidal_pos_embds", "Sinusoidal", "positions are sinusoids, not learned"),
        count("relative_attention_num_buckets", "Position buckets", "rows of the relative bias (T5)"),
        flag("relative_attention", "Relative attention", "scores use relative positions (DeBERTa)"),
        count("position_buckets", "Position buckets", "buckets of relative distance (DeBERTa)"),
        ConfigKey("pos_att_type", "str list", "Position terms", "terms of the scores (DeBERTa)"),
        flag("position_biased_input", "Absolute positions", "position embeddings are added to inputs"),
        flag("share_att_key", "Shared projections", "positions use the content projections"),
        word("norm_rel_ebd", "Position norm", "normalisation of the relative embeddings"),
        count("global_attn_every_n_layers", "Global every", "every n-th layer is global (ModernBERT)"),
        count("local_attention", "Local window", "tokens that a local layer sees (ModernBERT)"),
        real("global_rope_theta", "RoPE base, global", "rotary base of global layers", 1.0),
        real("local_rope_theta", "RoPE base, local", "rotary base of local layers", 1.0),
        flag("norm_bias", "Norm bias", "the layer normalisations have biases"),
        flag("do_layer_norm_before", "Pre-norm", "normalisation stands before each part (OPT)"),
        count("word_embed_proj_dim", "Embedding width", "width of the token embedding (OPT)"),
        flag("enable_bias", "Biases", "linear layers have biases (OPT)"),
        flag("layer_norm_elementwise_affine", "Norm weights", "normalisations have weights (OPT)"),
        ConfigKey("attention_layers", "str list", "Attention kinds", "global or local (GPT-Neo)"),
        count("window_size", "Window", "tokens that a local layer sees (GPT-Neo)"),
        count("rotary_dim", "Rotary width", "width of a head that is rotated"),
        real("rotary_pct", "Rotary share", "share of a head's width that is rotated (GPT-NeoX)"),
        real("rotary_emb_base", "RoPE base", "base of the rotary frequencies (GPT-NeoX)", 1.0),
        flag("use_parallel_residual", "Parallel block", "attention and feed-forward share an input"),
        flag("use_qkv_bias", "QKV bias", "queries, keys and values have biases (StableLM)"),
        flag("qk_layernorm", "QK-norm", "queries and keys are layer-normalised"),
        count("expansion_ratio", "FFN ratio", "inner width over hidden size (MPT)"),
        flag("no_bias", "No biases", "linear layers and norms have no biases (MPT)"),
        ConfigKey("attn_config", "mapping", "Attention", "settings of the attention (MPT, DBRX)"),
        ConfigKey("ffn_config", "mapping", "Feed-forward", "settings of the feed-forward (DBRX)"),
        flag("lm_head_bias", "Head bias", "the output head has a bias"),
        # Gemma 3n and 4, RecurrentGemma, Llama 4
        count("global_head_dim", "Global head dim", "width of a head in global layers"),
        count("num_global_key_value_heads", "Global KV heads", "KV heads of a global layer"),
        flag("attention_k_eq_v", "K equals V", "global layers use the keys as values"),
        count("num_kv_shared_layers", "KV-sharing layers", "last layers that reuse a cache", 0),
        count("hidden_size_per_layer_input", "Per-layer width", "width of per-layer embeddings", 0),
        count("vocab_size_per_layer_input", "Per-layer rows", "rows of the per-layer embeddings"),
        flag("enable_moe_block", "MoE", "blocks have experts beside the dense part (Gemma 4)"),
        count("top_k_experts", "Experts per token", "routed experts that a token uses (Gemma 4)"),
        flag("use_double_wide_mlp", "Double-wide FFN", "KV-sharing layers have twice the FFN width"),
        word("use_bidirectional_attention", "Bidirectional", "tokens that see both ways"),
        count("altup_num_inputs", "AltUp streams", "parallel streams of the residual (Gemma 3n)"),
        count("laurel_rank", "LAuReL rank", "rank of the learned residual (Gemma 3n)"),
        ConfigKey("block_types", "str list", "Block pattern", "kinds of blocks, repeated in turn"),
        count("lru_width", "Recurrent width", "width of the recurrent block"),
        count("conv1d_width", "Conv width", "taps of the convolution in a recurrent block"),
        count("attention_window_size", "Window", "tokens that a local layer sees (RecurrentGemma)"),
        real("logits_soft_cap", "Logit soft-cap", "bound of tanh on the output logits"),
        count("interleave_moe_layer_step", "MoE every", "every n-th layer has experts (Llama 4)"),
        count("intermediate_size_mlp", "Dense width", "inner width of dense layers (Llama 4)"),
        # Recurrent mixers
        flag("rms_norm", "RMSNorm in mixer", "the mixer's output is normalised (Mamba-2)"),
        count("conv_L_cache", "Conv width", "taps of a short convolution, which are its cache (LFM2)"),
        flag("conv_bias", "Conv bias", "a short convolution has a bias (LFM2)"),
        flag("block_auto_adjust_ff_dim", "FFN width adjusted", "two thirds of the FFN width count (LFM2)"),
        real("block_ffn_dim_multiplier", "FFN multiplier", "factor on the adjusted FFN width (LFM2)"),
        count("block_multiple_of", "FFN multiple of", "the adjusted FFN width is rounded up to it (LFM2)"),
        real("norm_eps", "Norm eps", "epsilon of the normalisation (LFM2, xLSTM)"),
        # Other parts
        ConfigKey("vision_config", "mapping", "Vision tower", "configuration of the image encoder"),
        ConfigKey("audio_config", "mapping", "Audio tower", "configuration of the audio encoder"),
        count("mm_tokens_per_image", "Tokens per image", "positions that one image takes"),
    ]


CONFIG_KEYS: dict[str, ConfigKey] = {key.name: key for key in _keys()}
"""Every key that an ``architecture:`` block may hold, in the order in which cards show them."""

ALIASES: Mapping[str, str] = {
    "activation_function": "hidden_act",
    "attention_heads": "num_attention_heads",
    "d_ff": "intermediate_size",
    "d_kv": "head_dim",
    "d_model": "hidden_size",
    "ffn_dim": "intermediate_size",
    "ffn_hidden_size": "intermediate_size",
    "kv_channels": "head_dim",
    "layer_norm_epsilon": "layer_norm_eps",
    "max_seq_len": "max_position_embeddings",
    "multi_query_group_num": "num_key_value_heads",
    "n_embd": "hidden_size",
    "n_embed": "hidden_size",
    "n_head": "num_attention_heads",
    "n_head_kv": "num_key_value_heads",
    "n_heads": "num_attention_heads",
    "n_inner": "intermediate_size",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "n_positions": "max_position_embeddings",
    "num_heads": "num_attention_heads",
    "num_kv_heads": "num_key_value_heads",
    "num_layers": "num_hidden_layers",
    "padded_vocab_size": "vocab_size",
    "num_heads": "num_attention_heads",
    "d_ff": "intermediate_size",
    "d_kv": "head_dim",
    "dim": "hidden_size",
    "hidden_dim": "intermediate_size",
    "n_layers": "num_hidden_layers",
    "n_heads": "num_attention_heads",
    "max_seq_len": "max_position_embeddings",
    "layer_norm_epsilon": "layer_norm_eps",
    "activation_function": "hidden_act",
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
    "list": "a list",
    "int or list": "a whole number or a list of them",
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
    if kind == "int or list":
        return isinstance(value, int) or _fits("int list", value)
    if not isinstance(value, list):
        return False
    if kind == "list":
        return True
    item: dict[Kind, type] = {"int list": int, "str list": str, "bool list": bool}
    return all(isinstance(entry, item[kind]) for entry in value)
