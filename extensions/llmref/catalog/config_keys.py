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
    "int list", "str list", "bool list", "list", "int or list", "bool or str", "mapping",
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
        ConfigKey(
            "intermediate_size",
            "int or list",
            "FFN width",
            "inner width of a dense feed-forward block; as a list, one a layer",
            1,
        ),
        count("vocab_size", "Vocabulary", "rows of the embedding matrix"),
        count("max_position_embeddings", "Positions", "positions that the configuration allows"),
        flag("tie_word_embeddings", "Tied embeddings", "input and output embedding are one matrix"),
        word("hidden_act", "Activation", "activation function of the feed-forward block"),
        word("hidden_activation", "Activation", "the same, under the name that Gemma uses"),
        word("feed_forward_proj", "FFN kind", "feed-forward kind and activation (T5)"),
        ConfigKey("architectures", "str list", "Class", "class of the published model"),
        count("embedding_size", "Embedding width", "columns of the embedding"),
        count("additional_vocab_size", "More rows", "rows of the input embedding for special tokens (Molmo 2)", 0),
        count("type_vocab_size", "Token types", "rows of the embedding of token types", 0),
        flag("is_decoder", "Decoder", "an encoder's layers are used as a decoder"),
        real("rms_norm_eps", "RMSNorm eps", "epsilon of the RMS normalisation"),
        real("layer_norm_eps", "LayerNorm eps", "epsilon of the layer normalisation"),
        real("initializer_range", "Init std", "standard deviation of the initial weights"),
        # Attention
        ConfigKey("num_attention_heads", "int or list", "Heads", "query heads of a layer", 1),
        ConfigKey(
            "num_key_value_heads", "int or list", "KV heads", "key and value heads of a layer", 1
        ),
        count("global_head_dim", "Head dim, global", "head width of layers without a window (Gemma 4)"),
        count("num_global_key_value_heads", "KV heads, global", "of layers without a window (Gemma 4)"),
        flag("attention_k_eq_v", "Values are keys", "global layers project keys and values once"),
        count("num_kv_shared_layers", "Shared KV layers", "last layers that read earlier keys", 0),
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
        ConfigKey("sliding_windows", "int list", "Windows", "tokens that each layer sees, 0 for all", 0),
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
        count("hidden_size_per_layer_input", "Layer input", "width of a layer's own embedding", 0),
        count("vocab_size_per_layer_input", "Layer vocabulary", "rows of the layers' own embedding"),
        count("altup_num_inputs", "AltUp streams", "copies of the residual stream (Gemma 3n)"),
        count("laurel_rank", "LAuReL rank", "rank of the learned residual connection (Gemma 3n)"),
        flag("use_double_wide_mlp", "Double FFN", "layers without own keys are twice as wide inside"),
        flag("use_post_norm", "Post-norms", "a norm stands after each part too"),
        ConfigKey("block_configs", "list", "Blocks", "what each layer is made of (Llama-Nemotron)"),
        ConfigKey("ffn_multipliers", "list", "FFN ratios", "inner width over hidden size, a layer"),
        count("ffn_dim_divisor", "FFN multiple", "inner widths are multiples of it (OpenELM)"),
        flag("ffn_with_glu", "Gated FFN", "the feed-forward part has a gate (OpenELM)"),
        flag("normalize_qk_projections", "QK-norm", "queries and keys are normalised (OpenELM)"),
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
        count("qk_rope_head_dim", "RoPE head dim", "query/key width with position, cached (MLA)", 0),
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
        count("vision_moe_intermediate_size", "Image experts", "the second moe_intermediate_size (ERNIE VL)"),
        count("moe_num_shared_experts", "Shared experts", "the same (ERNIE)", 0),
        count("moe_layer_start_index", "MoE from layer", "first layer with experts (ERNIE)", 0),
        count("moe_layer_end_index", "MoE to layer", "last layer with experts (ERNIE)", -1),
        count("moe_layer_interval", "MoE every", "every n-th layer has experts (ERNIE)"),
        count("interleave_moe_layer_step", "MoE every", "every n-th layer has experts (Llama 4)"),
        ConfigKey("moe_layers", "int list", "MoE layers", "layers that have experts (Llama 4)"),
        count("num_experts_per_token", "Experts per token", "the same (Kimi Linear)"),
        count("emb_neighbor_num", "N-gram length", "longest run of tokens with an embedding (LongCat)"),
        count("emb_split_num", "N-gram tables", "tables of an n-gram embedding (LongCat)"),
        count("ngram_vocab_size_ratio", "N-gram rows", "rows of the n-gram tables over the vocabulary"),
        count("zero_expert_num", "Empty experts", "experts that return their input (LongCat)", 0),
        count("expert_ffn_hidden_size", "Expert width", "the same (LongCat)"),
        count("ffn_hidden_size", "Dense FFN width", "of the two dense parts of a layer (LongCat)"),
        flag("router_bias", "Router bias", "the router has a bias"),
        flag("use_expert_bias", "Expert bias", "a bias steers the choice of experts"),
        count("num_expert_group", "Expert groups", "groups into which the experts are divided"),
        flag("lm_head_bias", "Head bias", "the output embedding has a bias"),
        ConfigKey("ffn_config", "mapping", "Experts", "settings of the experts (DBRX)"),
        count("kv_channels", "Head dim", "width of one query/key head (JetMoE)"),
        # Sparse attention and gates
        count("index_n_heads", "Indexer heads", "heads that choose the tokens to read"),
        count("index_head_dim", "Indexer dim", "width of the indexer's cached key"),
        count("index_topk", "Tokens read", "tokens that attention reads at most"),
        count("index_topk_freq", "Indexer every", "every n-th layer has an indexer of its own"),
        count("index_skip_topk_offset", "Indexer offset", "where that period starts", 0),
        count("indexer_n_heads", "Indexer heads", "the same (Qwen4 preview)"),
        count("indexer_kv_heads", "Indexer KV heads", "cached keys of the indexer a token"),
        count("indexer_head_dim", "Indexer dim", "the same (Qwen4 preview)"),
        count("indexer_budget", "Tokens read", "the same (Qwen4 preview)"),
        count("indexer_compress_ratio", "Indexer block", "tokens that one choice covers"),
        ConfigKey("index_source_layer_ids", "int list", "Indexer layers", "layers with an indexer of their own"),
        ConfigKey("kv_source_layer_ids", "int list", "Cache layers", "layers whose cache others read"),
        count("candidate_source_layer_id", "Candidates from", "layer that narrows the tokens for later ones", 0),
        count("candidate_topk_blocks", "Candidate blocks", "blocks of tokens that it keeps"),
        count("candidate_block_size", "Candidate block", "tokens of one such block"),
        real("compress_rope_theta", "RoPE base, compressed", "base of the frequencies of compressed entries", 1.0),
        ConfigKey("indexer_types", "str list", "Indexers", "full or shared, for every layer"),
        count("index_kpool", "Tokens a pool", "tokens that share one key of the indexer"),
        ConfigKey("kv_source_layers", "int list", "KV sources", "layer whose latent each layer reads"),
        count("gated_norm_rank", "Norm gate rank", "rank of the gate on a norm's output (A.X K2)"),
        count("share_q_dim", "Query rank", "rank that queries of all heads come from (Step3)"),
        count("moe_hidden_size", "Expert stream", "width of the stream that experts read (Muse Spark)"),
        count("router_hidden_size", "Router width", "inner width of the router (ZAYA1)"),
        count("cca_time0", "Channel conv", "taps of the convolution by channel (ZAYA1)"),
        count("cca_time1", "Head conv", "taps of the convolution within heads (ZAYA1)"),
        count("d_rel", "Relative dim", "width of the relative positions of a head (Inkling)"),
        count("rel_extent", "Relative extent", "positions that have a relative logit (Inkling)"),
        count("sliding_window_size", "Window", "the same (Inkling, MiMo)"),
        ConfigKey("local_layer_ids", "int list", "Windowed layers", "layers with a window (Inkling)"),
        count("conv_kernel_size", "Conv width", "taps of the short convolutions (Inkling)"),
        flag("parallel_attn_mlp_res", "Dense residual", "a dense part stands beside the experts (Arctic)"),
        count("moe_layer_frequency", "MoE every", "every n-th layer has experts (Arctic)"),
        ConfigKey("sparse_attention_config", "mapping", "Sparse attention", "its settings"),
        ConfigKey("compress_ratios", "int list", "Compression", "tokens a cached entry, by layer"),
        count("o_groups", "Output groups", "groups of heads in the output projection"),
        count("o_lora_rank", "Output rank", "rank of the output projection of one group"),
        count("num_hash_layers", "Hashed layers", "first layers that route by token", 0),
        count("hc_mult", "Streams", "parallel residual streams (hyper-connections)"),
        count("hc_count", "Streams", "the same (Qwen4 preview)"),
        count("hc_lowrank", "Stream rank", "rank of the mixing of the streams"),
        count("hc_sinkhorn_iters", "Sinkhorn steps", "steps that balance the mixing of the streams"),
        count("attn_res_block_size", "Residual block", "layers whose outputs attention residuals sum (Kimi K3)"),
        flag("mla_use_output_gate", "Output gate", "a gate on the output of latent attention (Kimi K3)"),
        count("routed_expert_hidden_size", "Expert latent", "width in which routed experts work (Kimi K3)"),
        flag("latent_moe_use_norm", "Latent norm", "a norm before the experts' latent is widened (Kimi K3)"),
        word("output_gate_type", "Output gate", "function of the gate on the attention's output"),
        word("qk_norm_type", "QK-norm kind", "one norm a head or one a layer (MiniMax)"),
        # Tables of n-grams beside the layers
        count("ngram_size", "N-gram", "longest n-gram that is looked up (Qwen4 preview)"),
        count("heads_per_ngram", "N-gram heads", "hashed rows of one n-gram"),
        count("ngram_vocab_size_base", "N-gram rows", "rows of one head's table, before rounding"),
        count("make_ngram_vocab_size_divisible_by", "N-gram rounding", "rows are a multiple of this"),
        count("split_ngram_parts", "N-gram parts", "pieces into which files cut the table"),
        ConfigKey("ple_layer_ids", "int list", "N-gram layers", "layers that read the table, from 1"),
        count("ple_embed_dim", "N-gram width", "width of what is looked up"),
        count("ple_conv_kernel_size", "N-gram conv", "taps of the convolution over it"),
        ConfigKey("engram_layer_ids", "int list", "Engram layers", "layers with a memory of n-grams, from 0"),
        ConfigKey("engram_num_embeddings", "int list", "Engram rows", "rows of the memory, by such layer"),
        count("engram_max_ngram_size", "Engram n-gram", "longest n-gram that is looked up"),
        count("engram_vocab_size", "Engram vocabulary", "rows of one head, before rounding"),
        count("engram_n_heads", "Engram heads", "hashed rows of one n-gram"),
        count("engram_head_dim", "Engram dim", "width of one row"),
        count("engram_compressed_vocab_size", "Engram tokens", "tokens after folding those alike"),
        count("dspark_block_size", "Draft block", "tokens that the draft blocks propose at once"),
        ConfigKey("dspark_target_layer_ids", "int list", "Draft inputs", "layers that the draft blocks read"),
        count("dspark_markov_rank", "Draft rank", "rank of the draft's table of token pairs"),
        count("dspark_n_routed_experts", "Draft experts", "routed experts of a draft block"),
        count("dspark_num_experts_per_tok", "Draft experts per token", "routed experts that it uses"),
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
        ConfigKey("attention_other_setting", "mapping", "Heads, window", "heads of windowed layers (Step)"),
        count("num_attention_groups", "KV heads", "the same (Step)"),
        flag("use_head_wise_attn_gate", "Output gate", "one sigmoid gate a head (Step)"),
        flag("headwise_attn_output_gate", "Output gate", "one sigmoid gate a head (Spark)"),
        word("moe_layers_enum", "MoE layers", "layers that have experts (Step)"),
        count("moe_top_k", "Experts per token", "the same (Step)"),
        ConfigKey("gating", "bool or str", "Output gate", "gate per head or per element (Laguna)"),
        ConfigKey("num_attention_heads_per_layer", "int list", "Heads by layer", "query heads (Laguna)"),
        flag("use_cla", "Cross-layer KV", "some layers read keys and values of an earlier one"),
        count("cla_share_factor", "Layers per KV", "layers that read the same keys and values"),
        flag("use_mixed_mlp_moe", "Shared expert", "experts have a shared one beside them (Hunyuan)"),
        # Linear attention
        count("full_attention_interval", "Full attention every", "every n-th layer, others linear"),
        count("linear_num_key_heads", "Linear key heads", "key heads of linear attention"),
        count("linear_num_value_heads", "Linear value heads", "value heads of linear attention"),
        count("linear_key_head_dim", "Linear key dim", "width of one key head"),
        count("linear_value_head_dim", "Linear value dim", "width of one value head"),
        count("linear_conv_kernel_dim", "Linear conv width", "taps of the short convolution"),
        count("layer_group_size", "Full attention every", "every n-th layer has full attention (Ling)"),
        count("short_conv_kernel_size", "Linear conv width", "taps of the short convolution (Ling)"),
        ConfigKey("linear_attn_config", "mapping", "Linear attention", "its settings (Kimi, Solar Open 2)"),
        ConfigKey("gqa_layers", "int list", "Attention layers", "layers with attention, from 0 (Solar Open 2)"),
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
        count("n_mamba_heads", "Mamba heads", "the same (Zamba)"),
        count("mamba_ngroups", "Mamba groups", "the same (Zamba2)"),
        count("num_mem_blocks", "Shared blocks", "transformer blocks that layers use in turn (Zamba2)"),
        count("adapter_rank", "Adapter rank", "rank of the adapters of a shared block (Zamba2)"),
        flag("use_shared_attention_adapter", "Attention adapters", "shared attention has adapters"),
        count("conv_L_cache", "Conv width", "taps of the short convolution (LFM2)"),
        flag("conv_bias", "Conv bias", "a convolution block has biases (LFM2)"),
        flag("block_auto_adjust_ff_dim", "FFN adjusted", "the inner width follows from the printed one"),
        real("block_ffn_dim_multiplier", "FFN multiplier", "factor on the inner width (LFM2)"),
        count("block_multiple_of", "FFN multiple", "the inner width is rounded up to one of it"),
        ConfigKey("full_attn_idxs", "int list", "Attention layers", "of LFM2"),
        count("attention_hidden_size", "Attention width", "of time mixing (RWKV) or shared attention"),
        count("decay_low_rank_dim", "Decay rank", "rank of the decay (RWKV-7)"),
        count("gate_low_rank_dim", "Gate rank", "rank of the output gate (RWKV-7)"),
        count("a_low_rank_dim", "Rate rank", "rank of the learning rate (RWKV-7)"),
        count("v_low_rank_dim", "Value rank", "rank of the mix of values (RWKV-7)"),
        real("qk_dim_factor", "Key width", "keys of all heads over the residual width (xLSTM)"),
        real("v_dim_factor", "Value width", "values of all heads over the residual width (xLSTM)"),
        real("ffn_proj_factor", "FFN factor", "inner width over the residual width (xLSTM)"),
        count("ffn_round_up_to_multiple_of", "FFN multiple", "the inner width is a multiple of it"),
        count("attn_layer_period", "Attention every", "one attention layer in so many (Jamba)"),
        count("attn_layer_offset", "Attention at", "place of the attention layer in a period", 0),
        count("expert_layer_period", "MoE every", "one expert layer in so many (Jamba)"),
        count("expert_layer_offset", "MoE at", "place of the expert layer in a period", 0),
        count("num_loops", "Passes", "times that a token goes through all layers (Nanbeige)"),
        # Fixed patterns, long convolutions
        count("blocksparse_block_size", "Block", "tokens of a block that heads read (Phi-3 Small)"),
        count("blocksparse_num_local_blocks", "Local blocks", "last blocks that every head reads"),
        count("blocksparse_vert_stride", "Block stride", "of earlier blocks, one in so many is read"),
        count("dense_attention_every_n_layers", "Full attention every", "one layer in so many reads all"),
        ConfigKey("mixer_types", "str list", "Layer types", "kind of every layer (MiniCPM-SALA)"),
        count("lightning_nh", "Lightning heads", "query heads of lightning layers (MiniCPM-SALA)"),
        count("lightning_nkv", "Lightning KV heads", "key and value heads of those"),
        count("lightning_head_dim", "Lightning dim", "width of one head of those"),
        flag("qk_norm", "QK-norm", "queries and keys of lightning layers are normalised"),
        flag("use_output_norm", "Output norm", "the output of lightning layers is normalised"),
        flag("use_output_gate", "Output gate", "a gate on the output of lightning layers"),
        flag("attn_use_output_gate", "Output gate", "a gate on the output of the other layers"),
        ConfigKey("sparse_config", "mapping", "Sparse attention", "choice of blocks (MiniCPM-SALA)"),
        count("mb_per_layer", "Mamba every", "one Mamba layer in so many (Phi-4 Mini Flash)"),
        ConfigKey("attn_layer_idxs", "int list", "Attention layers", "layers with attention (StripedHyena)"),
        count("short_filter_length", "Conv width", "taps of the short convolution (StripedHyena)"),
        flag("short_filter_bias", "Conv bias", "the short convolution has a bias (StripedHyena)"),
        count("hyena_filter_groups", "Filter groups", "channels that share a long filter (StripedHyena)"),
        count("num_noise_heads", "Noise heads", "query heads that others subtract (Motif)"),
        count("k_ratio", "Keys a value", "key heads for one value head (Motif 2)"),
        count("sliding_window_period", "Full attention every", "every n-th layer, others windowed (Motif 3)"),
        count("mamba_step", "Attention every", "one attention layer in so many, others Mamba (PLaMo 2)"),
        ConfigKey("global_attn_idx", "int list", "Full attention", "layers without a window (Hymba)"),
        ConfigKey("kv_reuse_group", "list", "Shared KV", "layers that read the keys of the first (Hymba)"),
        count("num_memory_tokens", "Meta tokens", "learned tokens before every text (Hymba)", 0),
        count("embedding_dim", "Vector width", "width of the vector of a text (EmbeddingGemma 2)"),
        # Encoders and encoder-decoders
        count("num_hidden_groups", "Layer groups", "groups of layers that share weights (ALBERT)"),
        count("inner_group_num", "Layers a group", "layers of their own in a group (ALBERT)"),
        count("num_decoder_layers", "Decoder layers", "layers of the decoder (T5)"),
        count("relative_attention_num_buckets", "Distance buckets", "rows of the position biases"),
        count("relative_attention_max_distance", "Max distance", "beyond it, one bucket for all"),
        count("encoder_layers", "Encoder layers", "layers of the encoder"),
        count("encoder_ffn_dim", "Encoder FFN width", "inner width of the encoder's feed-forward part"),
        count("encoder_attention_heads", "Encoder heads", "heads of the encoder"),
        count("decoder_layers", "Decoder layers", "layers of the decoder"),
        count("decoder_ffn_dim", "Decoder FFN width", "inner width of the decoder's feed-forward part"),
        count("decoder_attention_heads", "Decoder heads", "heads of the decoder"),
        flag("share_encoder_decoder_embeddings", "Shared embeddings", "both stacks have one (Marian)"),
        ConfigKey("encoder", "mapping", "Encoder", "configuration of the encoder"),
        ConfigKey("decoder", "mapping", "Decoder", "configuration of the decoder"),
        flag("relative_attention", "Relative positions", "scores depend on distances (DeBERTa)"),
        flag("position_biased_input", "Input positions", "positions are added to the input (DeBERTa)"),
        count("position_buckets", "Distance buckets", "rows of the distances, halved (DeBERTa)", -1),
        count("max_relative_positions", "Distances", "largest distance; -1 for positions", -1),
        flag("share_att_key", "Shared projections", "positions and words share them (DeBERTa)"),
        word("pos_att_type", "Position scores", "kinds of scores with positions (DeBERTa)"),
        word("norm_rel_ebd", "Distance norm", "norm of the table of distances (DeBERTa)"),
        flag("norm_bias", "Norm bias", "layer norms have biases (ModernBERT)"),
        flag("decoder_bias", "Head bias", "the output has a bias (ModernBERT)"),
        count("local_attention", "Window", "tokens that a local layer sees (ModernBERT)"),
        count("global_attn_every_n_layers", "Global every", "one global layer in so many (ModernBERT)"),
        # Early decoders, encoders and encoder-decoders
        flag("is_encoder_decoder", "Encoder-decoder", "the model has an encoder and a decoder"),
        word("position_embedding_type", "Positions", "kind of the position embedding"),
        flag("sinusoidal_pos_embds", "Sinusoidal", "positions are sinusoids, not learned"),
        real("global_rope_theta", "RoPE base, global", "rotary base of global layers", 1.0),
        real("local_rope_theta", "RoPE base, local", "rotary base of local layers", 1.0),
        count("rotary_dim", "Rotary width", "width of a head that is rotated"),
        real("rotary_pct", "Rotary share", "share of a head's width that is rotated (GPT-NeoX)"),
        real("rotary_emb_base", "RoPE base", "base of the rotary frequencies (GPT-NeoX)", 1.0),
        # Gemma 3n and 4, RecurrentGemma, Llama 4
        word("use_bidirectional_attention", "Bidirectional", "tokens that see both ways"),
        ConfigKey("block_types", "str list", "Block pattern", "kinds of blocks, repeated in turn"),
        count("lru_width", "Recurrent width", "width of the recurrent block"),
        count("conv1d_width", "Conv width", "taps of the convolution in a recurrent block"),
        count("attention_window_size", "Window", "tokens that a local layer sees (RecurrentGemma)"),
        real("logits_soft_cap", "Logit soft-cap", "bound of tanh on the output logits"),
        # State space, under the names of Mamba's and Mamba-2's own configurations
        # Recurrent mixers
        flag("rms_norm", "RMSNorm in mixer", "the mixer's output is normalised (Mamba-2)"),
        real("norm_eps", "Norm eps", "epsilon of the normalisation (LFM2, xLSTM)"),
        word("mlp_hidden_act", "Activation", "activation of the feed-forward parts (Nemotron)"),
        ConfigKey("mtp_layers_block_type", "str list", "MTP layers", "kinds of layers of the prediction module"),
        # Other parts
        ConfigKey("vision_config", "mapping", "Vision tower", "configuration of the image encoder"),
        ConfigKey("audio_config", "mapping", "Audio tower", "configuration of the audio encoder"),
        count("kimia_mimo_layers", "Sound layers", "layers of the branch that writes sound (Kimi-Audio)"),
        count("kimia_adaptor_input_dim", "Sound features", "width of the features of sounds (Kimi-Audio)"),
        count("spatial_merge_size", "Merged patches", "side of the square of patches that are merged"),
        flag("multimodal_projector_bias", "Projector bias", "the projector of images has biases"),
        count("scale_factor", "Merged patches", "side of the square of patches that are merged (Idefics3)"),
        real("downsample_ratio", "Patch ratio", "side of an image's patches after over before merging"),
        count("mm_tokens_per_image", "Tokens per image", "positions that one image takes"),
    ]


CONFIG_KEYS: dict[str, ConfigKey] = {key.name: key for key in _keys()}
"""Every key that an ``architecture:`` block may hold, in the order in which cards show them."""

ALIASES: Mapping[str, str] = {
    "activation_function": "hidden_act",
    "attention_heads": "num_attention_heads",
    "block_ff_dim": "intermediate_size",
    "d_ff": "intermediate_size",
    "d_inner": "intermediate_size",
    "d_kv": "head_dim",
    "d_model": "hidden_size",
    "dim": "hidden_size",
    "embedding_dim": "hidden_size",
    "experts_top_k": "num_experts_per_tok",
    "ffn_dim": "intermediate_size",
    "ffn_hidden_size": "intermediate_size",
    "hidden_dim": "intermediate_size",
    "hidden_size_per_head": "head_dim",
    "kv_channels": "head_dim",
    "layer_norm_epsilon": "layer_norm_eps",
    "max_context_length": "max_position_embeddings",
    "max_seq_len": "max_position_embeddings",
    "mhc_expansion_rate": "hc_mult",
    "mhc_sinkhorn_iters": "hc_sinkhorn_iters",
    "model_dim": "hidden_size",
    "multi_query_group_num": "num_key_value_heads",
    "n_dense_first_layers": "first_k_dense_replace",
    "n_embd": "hidden_size",
    "n_embed": "hidden_size",
    "n_head": "num_attention_heads",
    "n_head_kv": "num_key_value_heads",
    "n_heads": "num_attention_heads",
    "n_inner": "intermediate_size",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "n_positions": "max_position_embeddings",
    "num_blocks": "num_hidden_layers",
    "num_heads": "num_attention_heads",
    "num_kv_heads": "num_key_value_heads",
    "num_layers": "num_hidden_layers",
    "num_query_heads": "num_attention_heads",
    "num_transformer_layers": "num_hidden_layers",
    "padded_vocab_size": "vocab_size",
    "share_input_output_layers": "tie_word_embeddings",
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
    "bool or str": "true, false or text",
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
    if kind == "bool or str":
        return isinstance(value, bool | str)
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
