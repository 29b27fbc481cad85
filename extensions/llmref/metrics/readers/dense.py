"""Decoders of the Llama line: RMSNorm, rotary positions, softmax attention, a gated feed-forward part."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint, DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.stack import decoder, feed_forward_with, tied_by_default


def read_llama(config: Config) -> Blueprint:
    """Llama (arXiv 2302.13971) and Mistral (arXiv 2310.06825): no biases unless ``attention_bias`` or
    ``mlp_bias`` says so; every layer has the window when there is one.
    """
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=feed_forward_with(config, "mlp_bias"),
        windows=config.windows(),
    )


def read_qwen2(config: Config) -> Blueprint:
    """Qwen2 and Qwen2.5: biases on queries, keys and values; none on the output projection."""
    return decoder(config, qkv_bias=True, windows=_switched_windows(config))


def read_kimi_audio(config: Config) -> Blueprint:
    """Kimi-Audio: Qwen2.5, and layers that branch off to write sound, with a norm and a head of their own.

    Features of sounds enter through two matrices and a norm.
    """
    model = read_qwen2(config)
    hidden, width = config.hidden, config.count("kimia_adaptor_input_dim")
    adaptor = width * hidden + hidden + hidden * hidden + hidden + 2 * hidden
    return replace(
        model,
        blocks=model.blocks + model.blocks[:1] * config.count("kimia_mimo_layers"),
        final_norm=2,
        extra={"head for sound": model.word_embedding, "adaptor of sounds": adaptor},
    )


def read_qwen3(config: Config) -> Blueprint:
    """Qwen3: an RMSNorm of one head's width on queries and one on keys."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=2 * config.head_dim,
        windows=_switched_windows(config),
    )


def read_mimo(config: Config) -> Blueprint:
    """MiMo: Qwen2's block; prediction blocks of the same kind (arXiv 2505.07608, section 2.2)."""
    model = read_qwen2(config)
    extra_blocks = config.count("num_nextn_predict_layers", default=0)
    return Blueprint(
        model.hidden,
        model.vocabulary,
        model.tied,
        model.blocks,
        mtp_blocks=model.blocks[:1] * extra_blocks,
    )


def read_phi3(config: Config) -> Blueprint:
    """Phi-3 and Phi-4: fused projections without biases; the counts are those of separate ones.

    LongRoPE's factors are settings, not parameters.
    """
    return decoder(config, windows=config.windows())


def read_smollm3(config: Config) -> Blueprint:
    """SmolLM3: every fourth layer has no rotary positions, which changes no count."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=feed_forward_with(config, "mlp_bias"),
        windows=_switched_windows(config),
        tied=tied_by_default(config),
    )


def read_glm(config: Config) -> Blueprint:
    """GLM-4 9B: biases on queries, keys and values only."""
    return decoder(config, qkv_bias=config.required_flag("attention_bias"))


def read_glm4(config: Config) -> Blueprint:
    """GLM-4 0414: GLM's block with a norm after each part too."""
    return decoder(config, qkv_bias=config.required_flag("attention_bias"), norms=4)


def read_internlm(config: Config) -> Blueprint:
    """InternLM, InternLM2 and openPangu: ``bias`` is on all projections of the attention."""
    bias = config.required_flag("bias")
    return decoder(config, qkv_bias=bias, output_bias=bias)


def read_internlm3(config: Config) -> Blueprint:
    """InternLM3: ``qkv_bias`` on queries, keys and values, ``bias`` on all other projections."""
    bias = config.required_flag("bias")
    return decoder(
        config,
        qkv_bias=config.required_flag("qkv_bias"),
        output_bias=bias,
        feed_forward=DenseFeedForward(config.count("intermediate_size"), bias=bias),
    )


def read_helium(config: Config) -> Blueprint:
    """Helium: no bias on the output projection."""
    return decoder(
        config,
        qkv_bias=config.flag("attention_bias", False),
        feed_forward=feed_forward_with(config, "mlp_bias"),
    )


def read_seed_oss(config: Config) -> Blueprint:
    """Seed-OSS: biases on queries, keys and values; one flag apart for the output projection."""
    return decoder(
        config,
        qkv_bias=config.required_flag("attention_bias"),
        output_bias=config.required_flag("attention_out_bias"),
        feed_forward=feed_forward_with(config, "mlp_bias"),
    )


def read_exaone4(config: Config) -> Blueprint:
    """EXAONE 4.0 (arXiv 2507.11407): norms after each part, QK-norm, windows in three of four layers.

    The 1.2B model has no windows (``sliding_window`` absent). The pattern is a word in these files
    (``LLLG``); ``layer_types`` says the same.
    """
    if config.optional("sliding_window") and config.words("layer_types") is None:
        config.count("sliding_window_pattern")
    return decoder(config, qk_norm=2 * config.head_dim, windows=config.windows())


def read_hunyuan(config: Config) -> Blueprint:
    """Hunyuan dense models: QK-norm of one head's width."""
    bias = config.flag("attention_bias", False)
    return decoder(config, qkv_bias=bias, output_bias=bias, qk_norm=2 * config.head_dim)


def read_ernie(config: Config) -> Blueprint:
    """ERNIE 4.5 dense: ``use_bias`` is on all projections."""
    bias = config.required_flag("use_bias")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=DenseFeedForward(config.count("intermediate_size"), bias=bias),
        tied=tied_by_default(config),
    )


def read_baichuan(config: Config) -> Blueprint:
    """Baichuan and Baichuan 2 (arXiv 2309.10305): no biases, separate embeddings, full heads."""
    return decoder(config, tied=config.flag("tie_word_embeddings", False))


def read_qwen(config: Config) -> Blueprint:
    """Qwen (arXiv 2309.16609): biases on queries, keys and values.

    ``intermediate_size`` counts both input matrices of the gated feed-forward part together.
    """
    return decoder(
        config,
        qkv_bias=True,
        feed_forward=DenseFeedForward(config.count("intermediate_size") // 2),
    )


def read_spark(config: Config) -> Blueprint:
    """Spark X2.5: Llama with windows (``layer_types``) and a gate a head on the attention output."""
    gate = config.required_flag("headwise_attn_output_gate")
    return decoder(config, attention_extra=config.hidden * config.heads if gate else 0)


def read_chatglm(config: Config) -> Blueprint:
    """ChatGLM2, ChatGLM3 and GLM-4 9B in their own code; ChatGLM-6B is another architecture.

    Keys of their own: ``multi_query_attention`` with ``multi_query_group_num``, ``add_qkv_bias``,
    ``add_bias_linear``. Input and output embedding are apart.
    """
    if not config.required_flag("multi_query_attention"):
        raise NotRecomputable("multi_query_attention is false")
    linear = config.required_flag("add_bias_linear")
    return decoder(
        config,
        qkv_bias=linear or config.required_flag("add_qkv_bias"),
        output_bias=linear,
        feed_forward=DenseFeedForward(config.count("intermediate_size"), bias=linear),
        tied=config.flag("tie_word_embeddings", False),
    )


def read_telechat(config: Config) -> Blueprint:
    """TeleChat2 (vllm, models/telechat2.py): biases on both output projections only."""
    return decoder(
        config,
        output_bias=True,
        feed_forward=DenseFeedForward(config.count("intermediate_size"), extra=config.hidden),
    )


def read_nanbeige(config: Config) -> Blueprint:
    """Nanbeige 4.2: Llama's layers, through which a token goes ``num_loops`` times; each pass caches
    keys and values of its own (llama.cpp, src/models/nanbeige.cpp).
    """
    return replace(read_llama(config), passes=config.count("num_loops"))


def read_mobilellm(config: Config) -> Blueprint:
    """MobileLLM (arXiv 2402.14905): Llama's block; the variants that repeat layers are not read."""
    if config.flag("layer_sharing", False):
        raise NotRecomputable("layer_sharing is true")
    return read_llama(config)


def _switched_windows(config: Config) -> list[int | None] | None:
    """Windows where ``use_sliding_window`` switches them on, which is off when absent."""
    return config.windows() if config.flag("use_sliding_window", False) else None


def read_k2_horizon(config: Config) -> Blueprint:
    """The dense sizes of K2 Horizon: Llama's block with norms over groups of channels, whose weights are as many."""
    if config.optional("num_experts"):
        raise NotRecomputable("mixtures of values are not described")
    return decoder(config)


READERS: dict[str, Reader] = {
    # Apriel 5B is Llama's block with an explicit width of heads.
    "apriel": read_llama,
    "aquila": read_llama,
    "baichuan": read_baichuan,
    "chatglm": read_chatglm,
    "cwm": read_llama,
    "ernie4_5": read_ernie,
    "exaone": read_llama,
    "exaone4": read_exaone4,
    "glm": read_glm,
    "glm4": read_glm4,
    "glm4v_text": read_glm4,
    "glm_ocr_text": read_glm4,
    "granite": read_llama,
    "helium": read_helium,
    "hunyuan_v1_dense": read_hunyuan,
    "internlm": read_internlm,
    "internlm2": read_internlm,
    "internlm3": read_internlm3,
    "iquestcoder": read_llama,
    "k2_horizon": read_k2_horizon,
    "llama": read_llama,
    "mimo": read_mimo,
    "minicpm": read_llama,
    "ministral": read_llama,
    "ministral3": read_llama,
    "mistral": read_llama,
    "mobilellm": read_mobilellm,
    "nanbeige": read_nanbeige,
    # Trained from Ministral 3; blocks of text are filled in, and the cache of finished ones is kept.
    "nemotron_labs_diffusion": read_llama,
    "PanguEmbedded": read_internlm,
    "phi3": read_phi3,
    "phi3_v": read_phi3,
    "phi4-siglip": read_phi3,
    "phi4mm": read_phi3,
    "qwen": read_qwen,
    "kimi_audio": read_kimi_audio,
    "qwen2": read_qwen2,
    "qwen2_5_omni_text": read_qwen2,
    "qwen2_5_vl": read_qwen2,
    "qwen2_5_vl_text": read_qwen2,
    "qwen2_vl": read_qwen2,
    "qwen2_vl_text": read_qwen2,
    "qwen3": read_qwen3,
    "qwen3_vl": read_qwen3,
    "qwen3_vl_text": read_qwen3,
    "seed_oss": read_seed_oss,
    "smollm3": read_smollm3,
    # The connections that skip blocks have no weights.
    "solar": read_llama,
    "telechat": read_telechat,
    "spark2_5": read_spark,
    "xverse": read_llama,
}
"""``model_type`` -> reader."""
