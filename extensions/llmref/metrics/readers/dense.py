"""Decoders of the Llama line: RMSNorm, rotary positions, softmax attention, a gated feed-forward part."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.decoder_kind import (
    DecoderKind,
    head_norms,
    one_per_channel,
    optional,
    patterned_windows_if_any,
    stated,
    switched_windows,
    where,
)
from llmref.metrics.readers.stack import tied_by_default

LLAMA = DecoderKind(
    "Llama (arXiv 2302.13971) and Mistral (arXiv 2310.06825): every layer has the window when there is one",
    attention_bias=optional("attention_bias"),
    mlp_bias=optional("mlp_bias"),
    windows=Config.windows,
)

QWEN2 = DecoderKind(
    "Qwen2 and Qwen2.5: biases on queries, keys and values; none on the output projection",
    qkv_bias=True,
    windows=switched_windows,
)

QWEN3 = DecoderKind(
    "Qwen3: biases as configured, and norms of queries and keys",
    attention_bias=optional("attention_bias"),
    qk_norm=head_norms,
    windows=switched_windows,
)

PHI3 = DecoderKind(
    # LongRoPE's factors are settings, not parameters.
    "Phi-3 and Phi-4: fused projections without biases, counted as separate ones",
    windows=Config.windows,
)

GLM4 = DecoderKind(
    "GLM-4 0414: GLM's block with a norm after each part too", qkv_bias=stated("attention_bias"), norms=4
)

INTERNLM = DecoderKind(
    "InternLM, InternLM2 and openPangu: `bias` is on all projections of the attention",
    attention_bias=stated("bias"),
)


def read_kimi_audio(config: Config) -> Blueprint:
    """Kimi-Audio: Qwen2.5, and layers that branch off to write sound, with a norm and a head of their own.

    Features of sounds enter through two matrices and a norm.
    """
    model = QWEN2(config)
    width, features = config.hidden, config.count("kimia_adaptor_input_dim")
    adaptor = features * width + width + width * width + width + 2 * width
    return replace(
        model,
        blocks=model.blocks + model.blocks[:1] * config.count("kimia_mimo_layers"),
        final_norm=2,
        extra={"head for sound": model.word_embedding, "adaptor of sounds": adaptor},
    )


def read_mimo(config: Config) -> Blueprint:
    """MiMo: Qwen2's block; prediction blocks of the same kind (arXiv 2505.07608, section 2.2)."""
    model = QWEN2(config)
    return replace(model, mtp_blocks=model.blocks[:1] * config.count("num_nextn_predict_layers", default=0))


def _groups(config: Config) -> int:
    """``multi_query_group_num`` under its newer name."""
    if not config.required_flag("multi_query_attention"):
        raise NotRecomputable("multi_query_attention is false")
    return config.kv_heads


def read_nanbeige(config: Config) -> Blueprint:
    """Nanbeige 4.2: Llama's layers, through which a token goes ``num_loops`` times; each pass caches
    keys and values of its own (llama.cpp, src/models/nanbeige.cpp).
    """
    return replace(LLAMA(config), passes=config.count("num_loops"))


def read_mobilellm(config: Config) -> Blueprint:
    """MobileLLM (arXiv 2402.14905): Llama's block; the variants that repeat layers are not read."""
    if config.flag("layer_sharing", False):
        raise NotRecomputable("layer_sharing is true")
    return LLAMA(config)


def read_k2_horizon(config: Config) -> Blueprint:
    """The dense sizes of K2 Horizon: Llama's block with norms over groups of channels, whose weights are as many."""
    if config.optional("num_experts"):
        raise NotRecomputable("mixtures of values are not described")
    return DecoderKind("K2 Horizon")(config)


READERS: dict[str, Reader] = {
    # Apriel 5B is Llama's block with an explicit width of heads.
    "apriel": LLAMA,
    "aquila": LLAMA,
    "baichuan": DecoderKind(
        "Baichuan and Baichuan 2 (arXiv 2309.10305): no biases, separate embeddings, full heads",
        tied=optional("tie_word_embeddings"),
    ),
    "chatglm": DecoderKind(
        # ChatGLM-6B is another architecture.
        "ChatGLM2, ChatGLM3 and GLM-4 9B in their own code: input and output embedding are apart",
        kv_heads=_groups,
        attention_bias=stated("add_bias_linear"),
        qkv_bias=stated("add_qkv_bias"),
        mlp_bias=stated("add_bias_linear"),
        tied=optional("tie_word_embeddings"),
    ),
    "cwm": LLAMA,
    "ernie4_5": DecoderKind(
        "ERNIE 4.5 dense: `use_bias` is on all projections",
        attention_bias=stated("use_bias"),
        mlp_bias=stated("use_bias"),
        tied=tied_by_default,
    ),
    "exaone": LLAMA,
    "exaone4": DecoderKind(
        # The pattern is a word in some of these files (LLLG); layer_types says the same.
        "EXAONE 4.0 (arXiv 2507.11407): norms after each part, not before it, and of queries and keys;"
        " windows in three of four layers, in the 1.2B model in none",
        qk_norm=head_norms,
        windows=patterned_windows_if_any,
    ),
    "glm": DecoderKind(
        "GLM-4 9B: biases on queries, keys and values only", qkv_bias=stated("attention_bias")
    ),
    "glm4": GLM4,
    "glm4v_text": GLM4,
    "glm_ocr_text": GLM4,
    "granite": LLAMA,
    "helium": DecoderKind(
        "Helium: no bias on the output projection",
        qkv_bias=optional("attention_bias"),
        mlp_bias=optional("mlp_bias"),
    ),
    "hunyuan_v1_dense": DecoderKind(
        "Hunyuan dense models: norms of queries and keys",
        attention_bias=optional("attention_bias"),
        qk_norm=head_norms,
    ),
    "internlm": INTERNLM,
    "internlm2": INTERNLM,
    "internlm3": DecoderKind(
        "InternLM3: `qkv_bias` on queries, keys and values, `bias` on all other projections",
        qkv_bias=stated("qkv_bias"),
        output_bias=stated("bias"),
        mlp_bias=stated("bias"),
    ),
    "iquestcoder": LLAMA,
    "k2_horizon": read_k2_horizon,
    "kimi_audio": read_kimi_audio,
    "llama": LLAMA,
    "mimo": read_mimo,
    "minicpm": LLAMA,
    "ministral": LLAMA,
    "ministral3": LLAMA,
    "mistral": LLAMA,
    "mobilellm": read_mobilellm,
    "nanbeige": read_nanbeige,
    # Trained from Ministral 3; blocks of text are filled in, and the cache of finished ones is kept.
    "nemotron_labs_diffusion": LLAMA,
    "PanguEmbedded": INTERNLM,
    "phi3": PHI3,
    "phi3_v": PHI3,
    "phi4-siglip": PHI3,
    "phi4mm": PHI3,
    "qwen": DecoderKind(
        "Qwen (arXiv 2309.16609): biases on queries, keys and values; `intermediate_size` counts both input"
        " matrices of the gated feed-forward part together",
        qkv_bias=True,
        inner=lambda config: config.count("intermediate_size") // 2,
    ),
    "qwen2": QWEN2,
    "qwen2_5_omni_text": QWEN2,
    "qwen2_5_vl": QWEN2,
    "qwen2_5_vl_text": QWEN2,
    "qwen2_vl": QWEN2,
    "qwen2_vl_text": QWEN2,
    "qwen3": QWEN3,
    "qwen3_vl": QWEN3,
    "qwen3_vl_text": QWEN3,
    "seed_oss": DecoderKind(
        "Seed-OSS: biases on queries, keys and values; one flag apart for the output projection",
        qkv_bias=stated("attention_bias"),
        output_bias=stated("attention_out_bias"),
        mlp_bias=optional("mlp_bias"),
    ),
    "smollm3": DecoderKind(
        "SmolLM3: Llama's block; every fourth layer has no rotary positions, which changes no count",
        attention_bias=optional("attention_bias"),
        mlp_bias=optional("mlp_bias"),
        windows=switched_windows,
        tied=tied_by_default,
    ),
    # The connections that skip blocks have no weights.
    "solar": LLAMA,
    "spark2_5": DecoderKind(
        "Spark X2.5: Llama with a gate a head on the attention's output, and windows",
        windows=Config.windows,
        attention_extra=where(
            stated("headwise_attn_output_gate"), lambda config: config.hidden * config.heads
        ),
    ),
    "telechat": DecoderKind(
        "TeleChat2 (vllm, models/telechat2.py): biases on both output projections only",
        output_bias=True,
        mlp_extra=one_per_channel,
    ),
    "xverse": LLAMA,
}
"""``model_type`` -> reader."""
