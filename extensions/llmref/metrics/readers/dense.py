"""Decoders of the Llama line: RMSNorm, rotary positions, softmax attention, a gated feed-forward part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint, DenseFeedForward, SoftmaxAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.stack import stack


def decoder(
    config: Config,
    *,
    qkv_bias: bool = False,
    output_bias: bool = False,
    qk_norm: int = 0,
    attention_extra: int = 0,
    bidirectional: bool = False,
    feed_forward: DenseFeedForward | None = None,
    norms: int = 2,
    windows: Sequence[int | None] | None = None,
    tied: bool | None = None,
    **more: Any,
) -> Blueprint:
    """A decoder with one kind of block.

    Args:
        feed_forward: A gated one without biases, of ``intermediate_size``, when absent.
        tied: Whether the embeddings are; ``tie_word_embeddings`` must say so when absent.
        more: Further fields of the blueprint.
    """
    attention = SoftmaxAttention(
        config.heads,
        config.kv_heads,
        config.head_dim,
        qkv_bias,
        output_bias,
        qk_norm,
        bidirectional=bidirectional,
        extra=attention_extra,
    )
    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied if tied is None else tied,
        stack(
            config,
            attention,
            feed_forward or DenseFeedForward(config.count("intermediate_size")),
            norms=norms,
            windows=windows,
        ),
        **more,
    )


def tied_by_default(config: Config) -> bool:
    """``tie_word_embeddings``, true when absent.

    transformers writes the key only where it is not true, which all configurations take for their
    default; so published files of families with tied embeddings often lack it.
    """
    return config.flag("tie_word_embeddings", True)


def read_llama(config: Config) -> Blueprint:
    """Llama (arXiv 2302.13971) and Mistral (arXiv 2310.06825): no biases unless ``attention_bias`` or
    ``mlp_bias`` says so; every layer has the window when there is one.
    """
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=_with_bias(config, "mlp_bias"),
        windows=config.windows(),
    )


def read_qwen2(config: Config) -> Blueprint:
    """Qwen2 and Qwen2.5: biases on queries, keys and values; none on the output projection."""
    return decoder(config, qkv_bias=True, windows=_switched_windows(config))


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
        feed_forward=_with_bias(config, "mlp_bias"),
        windows=_switched_windows(config),
        tied=tied_by_default(config),
    )


def read_cohere(config: Config) -> Blueprint:
    """Command R: one LayerNorm without bias before attention and feed-forward, which run in parallel.

    The norms of queries and keys have a weight for each head, those of keys for each key head.
    """
    bias = config.flag("attention_bias", False)
    heads = config.heads + config.kv_heads if config.flag("use_qk_norm", False) else 0
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=heads * config.head_dim,
        norms=1,
        tied=tied_by_default(config),
    )


def read_cohere2(config: Config) -> Blueprint:
    """Command R7B and Command A: as Command R, with three windowed layers to a global one."""
    bias = config.flag("attention_bias", False)
    if config.words("layer_types") is None:
        config.count("sliding_window_pattern")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        norms=1,
        windows=config.windows(),
        tied=tied_by_default(config),
    )


def read_olmo(config: Config) -> Blueprint:
    """OLMo (arXiv 2402.00838): LayerNorms without weights."""
    bias = config.flag("attention_bias", False)
    return decoder(config, qkv_bias=bias, output_bias=bias, norms=0, final_norm=0)


def read_olmo2(config: Config) -> Blueprint:
    """OLMo 2 (arXiv 2501.00656): norms after each part, and over all queries and all keys of a token."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=(config.heads + config.kv_heads) * config.head_dim,
    )


def read_olmo3(config: Config) -> Blueprint:
    """Olmo 3: OLMo 2's block, three windowed layers to a global one (``layer_types``)."""
    if config.words("layer_types") is None:
        config.count("sliding_window_pattern")
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=(config.heads + config.kv_heads) * config.head_dim,
        windows=config.windows(),
    )


def read_glm(config: Config) -> Blueprint:
    """GLM-4 9B: biases on queries, keys and values only."""
    return decoder(config, qkv_bias=config.required_flag("attention_bias"))


def read_glm4(config: Config) -> Blueprint:
    """GLM-4 0414: GLM's block with a norm after each part too."""
    return decoder(config, qkv_bias=config.required_flag("attention_bias"), norms=4)


def read_internlm(config: Config) -> Blueprint:
    """InternLM and InternLM2: ``bias`` is on all projections of the attention."""
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
        feed_forward=_with_bias(config, "mlp_bias"),
    )


def read_seed_oss(config: Config) -> Blueprint:
    """Seed-OSS: biases on queries, keys and values; one flag apart for the output projection."""
    return decoder(
        config,
        qkv_bias=config.required_flag("attention_bias"),
        output_bias=config.required_flag("attention_out_bias"),
        feed_forward=_with_bias(config, "mlp_bias"),
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


def read_arcee(config: Config) -> Blueprint:
    """Arcee AFM: Llama with a squared-ReLU feed-forward part, which has no gate."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=_with_bias(config, "mlp_bias", gated=False),
    )


def read_nemotron(config: Config) -> Blueprint:
    """Nemotron-4 and Minitron (arXiv 2402.16819): squared ReLU without gate, LayerNorms with bias."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=_with_bias(config, "mlp_bias", gated=False),
        norms=4,
        final_norm=2,
    )


def read_apertus(config: Config) -> Blueprint:
    """Apertus: QK-norm, and xIELU, which learns two numbers a layer, without gate."""
    bias = config.flag("attention_bias", False)
    learned = 2 if config.word("hidden_act") == "xielu" else 0
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=2 * config.head_dim,
        feed_forward=DenseFeedForward(
            config.count("intermediate_size"), gated=False, extra=learned
        ),
    )


def read_diffllama(config: Config) -> Blueprint:
    """Differential attention (arXiv 2410.05258): four vectors of one head's width make its lambda."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config, qkv_bias=bias, output_bias=bias, attention_extra=4 * config.head_dim
    )


def read_bitnet(config: Config) -> Blueprint:
    """BitNet b1.58 2B4T: norms before both output projections."""
    bias = config.flag("attention_bias", False)
    inner = config.count("intermediate_size")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        attention_extra=config.hidden,
        feed_forward=DenseFeedForward(inner, extra=inner),
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


def read_jais2(config: Config) -> Blueprint:
    """Jais 2: biases, LayerNorms with bias, squared ReLU without gate."""
    bias = config.required_flag("attention_bias")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=DenseFeedForward(
            config.count("intermediate_size"), gated=False, bias=config.required_flag("mlp_bias")
        ),
        norms=4,
        final_norm=2,
    )


def read_stablelm(config: Config) -> Blueprint:
    """StableLM (arXiv 2402.17834): LayerNorms with bias, one of them when both parts run in parallel.

    With ``qk_layernorm`` each head has a LayerNorm without bias of its own.
    """
    heads = config.heads + config.kv_heads if config.flag("qk_layernorm", False) else 0
    return decoder(
        config,
        qkv_bias=config.required_flag("use_qkv_bias"),
        qk_norm=heads * config.head_dim,
        norms=2 if config.flag("use_parallel_residual", False) else 4,
        final_norm=2,
    )


def read_orion(config: Config) -> Blueprint:
    """Orion: Llama with LayerNorms that have a bias."""
    bias = config.flag("attention_bias", False)
    return decoder(config, qkv_bias=bias, output_bias=bias, norms=4, final_norm=2)


def read_granite_swa(config: Config) -> Blueprint:
    """Granite with windows (``layer_types``) and a sink logit for each head."""
    if config.words("layer_types") is None:
        raise NotRecomputable("layer_types is not known")
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        attention_extra=config.heads,
        feed_forward=_with_bias(config, "mlp_bias"),
        windows=config.windows(),
    )


def read_hyperclovax(config: Config) -> Blueprint:
    """HyperCLOVA X SEED: Granite's block, with a norm after each part where ``use_post_norm``."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=_with_bias(config, "mlp_bias"),
        norms=4 if config.required_flag("use_post_norm") else 2,
    )


def read_nanochat(config: Config) -> Blueprint:
    """nanochat: norms without weights, squared ReLU without gate."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=DenseFeedForward(config.count("intermediate_size"), gated=False),
        norms=0,
        final_norm=0,
    )


def read_muse_glimmer(config: Config) -> Blueprint:
    """Muse Glimmer: four norms a block, norms of queries and keys without weights, a gate on the
    attention's output, windows in three of four layers.
    """
    if config.words("layer_types") is None:
        raise NotRecomputable("layer_types is not known")
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        attention_extra=config.hidden * config.heads * config.head_dim,
        norms=4,
        windows=config.windows(),
    )


def read_llada(config: Config) -> Blueprint:
    """LLaDA (arXiv 2502.09992): Llama's block without the causal mask. It fills in masked words, and
    keeps no keys or values from one step to the next.
    """
    if config.has("num_experts"):
        raise NotRecomputable("LLaDA with experts")
    return decoder(config, bidirectional=True)


def read_mobilellm(config: Config) -> Blueprint:
    """MobileLLM (arXiv 2402.14905): Llama's block; the variants that repeat layers are not read."""
    if config.flag("layer_sharing", False):
        raise NotRecomputable("layer_sharing is true")
    return read_llama(config)


def _with_bias(config: Config, flag: str, gated: bool = True) -> DenseFeedForward:
    return DenseFeedForward(
        config.count("intermediate_size"), gated=gated, bias=config.flag(flag, False)
    )


def _switched_windows(config: Config) -> list[int | None] | None:
    """Windows where ``use_sliding_window`` switches them on, which is off when absent."""
    return config.windows() if config.flag("use_sliding_window", False) else None


READERS: dict[str, Reader] = {
    "apertus": read_apertus,
    "aquila": read_llama,
    "arcee": read_arcee,
    "baichuan": read_baichuan,
    "bitnet": read_bitnet,
    "chatglm": read_chatglm,
    "cohere": read_cohere,
    "cohere2": read_cohere2,
    "cwm": read_llama,
    "diffllama": read_diffllama,
    "ernie4_5": read_ernie,
    "exaone": read_llama,
    "exaone4": read_exaone4,
    "glm": read_glm,
    "glm4": read_glm4,
    "glm4v_text": read_glm4,
    "granite": read_llama,
    "granite_swa": read_granite_swa,
    "helium": read_helium,
    "hunyuan_v1_dense": read_hunyuan,
    "hyperclovax": read_hyperclovax,
    "internlm": read_internlm,
    "internlm2": read_internlm,
    "internlm3": read_internlm3,
    "iquestcoder": read_llama,
    "jais2": read_jais2,
    "llada": read_llada,
    "llama": read_llama,
    "mimo": read_mimo,
    "minicpm": read_llama,
    "ministral": read_llama,
    "ministral3": read_llama,
    "mistral": read_llama,
    "mobilellm": read_mobilellm,
    "muse_glimmer": read_muse_glimmer,
    "muse_glimmer_text": read_muse_glimmer,
    "nanochat": read_nanochat,
    "nemotron": read_nemotron,
    "olmo": read_olmo,
    "olmo2": read_olmo2,
    "olmo3": read_olmo3,
    "orion": read_orion,
    "phi3": read_phi3,
    "qwen": read_qwen,
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
    "stablelm": read_stablelm,
    "stablelm_epoch": read_stablelm,
    "xverse": read_llama,
}
"""``model_type`` -> reader."""
