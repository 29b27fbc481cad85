"""Decoders of the Llama line with another part: norms, activation, attention, or no causal mask."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint, DenseFeedForward, SoftmaxAttention
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.stack import decoder, feed_forward_with, tied_by_default


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


def read_arcee(config: Config) -> Blueprint:
    """Arcee AFM: Llama with a squared-ReLU feed-forward part, which has no gate."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=feed_forward_with(config, "mlp_bias", gated=False),
    )


def read_nemotron(config: Config) -> Blueprint:
    """Nemotron-4 and Minitron (arXiv 2402.16819): squared ReLU without gate, LayerNorms with bias."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=feed_forward_with(config, "mlp_bias", gated=False),
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
        feed_forward=feed_forward_with(config, "mlp_bias"),
        windows=config.windows(),
    )


def read_hyperclovax(config: Config) -> Blueprint:
    """HyperCLOVA X SEED: Granite's block, with a norm after each part where ``use_post_norm``."""
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=feed_forward_with(config, "mlp_bias"),
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


def read_chameleon(config: Config) -> Blueprint:
    """Chameleon (arXiv 2405.09818): Llama's block; queries and keys have a LayerNorm for each head, with biases.

    Images are read and written as tokens; the network that makes tokens of them is counted apart.
    """
    bias = config.flag("attention_bias", False)
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=2 * (config.heads + config.kv_heads) * config.head_dim,
        feed_forward=feed_forward_with(config, "mlp_bias"),
    )


def read_llada(config: Config) -> Blueprint:
    """LLaDA (arXiv 2502.09992) and iLLaDA: Llama's block without the causal mask. It fills in masked words, and
    keeps no keys or values from one step to the next. LLaDA-MoE has QK-norm, and experts in all layers.
    """
    if not config.has("num_experts"):
        return decoder(config, bidirectional=True)
    if not config.required_flag("use_qk_norm"):
        raise NotRecomputable("LLaDA with experts and without QK-norm")
    experts = ExpertFeedForward(
        config.count("num_experts"), config.count("num_experts_per_tok"), config.count("moe_intermediate_size")
    )
    attention = SoftmaxAttention(
        config.heads, config.kv_heads, config.head_dim, qk_norm=2 * config.head_dim, bidirectional=True
    )
    return Blueprint(config.hidden, config.vocabulary, config.tied, (Block(attention, experts),) * config.layers)


def read_dream(config: Config) -> Blueprint:
    """Dream: Qwen2's block without the causal mask; it fills in masked words, as LLaDA does."""
    return decoder(config, qkv_bias=True, bidirectional=True)


def read_molmo2(config: Config) -> Blueprint:
    """Molmo 2: Qwen3's norms of queries and keys or Olmo's, and rows of the input embedding for special tokens.

    Whether norms stand before or after a part changes no count.
    """
    kinds = {"qwen3": 2 * config.head_dim, "olmo": (config.heads + config.kv_heads) * config.head_dim}
    kind = config.word("qk_norm_type") or ""
    if kind not in kinds:
        raise NotRecomputable(f"qk_norm_type is {kind or 'not known'}")
    return decoder(
        config,
        qkv_bias=config.flag("attention_bias", False),
        qk_norm=kinds[kind],
        tables={"special tokens": config.count("additional_vocab_size") * config.hidden},
    )


READERS: dict[str, Reader] = {
    "apertus": read_apertus,
    "arcee": read_arcee,
    "bitnet": read_bitnet,
    "chameleon": read_chameleon,
    "cohere": read_cohere,
    "cohere2": read_cohere2,
    "diffllama": read_diffllama,
    "Dream": read_dream,
    "granite_swa": read_granite_swa,
    "hyperclovax": read_hyperclovax,
    "illada": read_llada,
    "jais2": read_jais2,
    "llada": read_llada,
    "molmo2_text": read_molmo2,
    "muse_glimmer": read_muse_glimmer,
    "muse_glimmer_text": read_muse_glimmer,
    "nanochat": read_nanochat,
    "nemotron": read_nemotron,
    "olmo": read_olmo,
    "olmo2": read_olmo2,
    "olmo3": read_olmo3,
    "orion": read_orion,
    "stablelm": read_stablelm,
    "stablelm_epoch": read_stablelm,
}
"""``model_type`` -> reader."""
