"""Decoders of the Llama line with another part: norms, activation, attention, or no causal mask."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.decoder_kind import (
    BARE_NORM,
    LAYER_NORM,
    DecoderKind,
    channel_gate,
    every_channel_norms,
    head_norms,
    one_per_channel,
    optional,
    patterned_windows,
    stated,
    stated_width,
    where,
)
from llmref.metrics.readers.stack import tied_by_default

MUSE_GLIMMER = DecoderKind(
    "Muse Glimmer: four norms a block, norms of queries and keys without weights, a gate on the attention's"
    " output, windows in three of four layers",
    attention_bias=optional("attention_bias"),
    attention_extra=channel_gate,
    norms=4,
    windows=Config.windows,
    required=("layer_types",),
)

STABLELM = DecoderKind(
    "StableLM (arXiv 2402.17834): LayerNorms with bias, one of them when both parts run in parallel; with"
    " `qk_layernorm` each head has a LayerNorm without bias of its own",
    qkv_bias=stated("use_qkv_bias"),
    qk_norm=where(optional("qk_layernorm"), every_channel_norms),
    norms=where(optional("use_parallel_residual"), 1, 2),
    norm=LAYER_NORM,
)

LLADA = DecoderKind(
    "LLaDA (arXiv 2502.09992) and iLLaDA: Llama's block without the causal mask; it fills in masked words, and"
    " keeps no keys or values from one step to the next",
    bidirectional=True,
)


def read_llada(config: Config) -> Blueprint:
    """LLaDA, or with experts in all layers LLaDA-MoE, which has QK-norm."""
    if not config.has("num_experts"):
        return LLADA(config)
    if not config.required_flag("use_qk_norm"):
        raise NotRecomputable("LLaDA with experts and without QK-norm")
    experts = ExpertFeedForward(
        config.count("num_experts"), config.count("num_experts_per_tok"), config.count("moe_intermediate_size")
    )
    attention = SoftmaxAttention(
        config.heads, config.kv_heads, config.head_dim, qk_norm=head_norms(config), bidirectional=True
    )
    return Blueprint(config.hidden, config.vocabulary, config.tied, (Block(attention, experts),) * config.layers)


def _molmo_norms(config: Config) -> int:
    kinds = {"qwen3": head_norms, "olmo": every_channel_norms}
    kind = config.word("qk_norm_type") or ""
    if kind not in kinds:
        raise NotRecomputable(f"qk_norm_type is {kind or 'not known'}")
    return kinds[kind](config)


READERS: dict[str, Reader] = {
    "apertus": DecoderKind(
        "Apertus: norms of queries and keys, and xIELU, which learns two numbers a layer, without gate",
        attention_bias=optional("attention_bias"),
        qk_norm=head_norms,
        gated=False,
        mlp_extra=where(lambda config: config.word("hidden_act") == "xielu", 2),
    ),
    "arcee": DecoderKind(
        "Arcee AFM: Llama with a squared-ReLU feed-forward part, which has no gate",
        attention_bias=optional("attention_bias"),
        gated=False,
        mlp_bias=optional("mlp_bias"),
    ),
    "bitnet": DecoderKind(
        "BitNet b1.58 2B4T: norms before both output projections",
        attention_bias=optional("attention_bias"),
        attention_extra=one_per_channel,
        mlp_extra=stated_width,
    ),
    "chameleon": DecoderKind(
        # Images are read and written as tokens; the network that makes tokens of them is counted apart.
        "Chameleon (arXiv 2405.09818): Llama's block; queries and keys have a LayerNorm for each head, with biases",
        attention_bias=optional("attention_bias"),
        qk_norm=lambda config: LAYER_NORM * every_channel_norms(config),
        mlp_bias=optional("mlp_bias"),
    ),
    "cohere": DecoderKind(
        "Command R: one LayerNorm without bias before attention and feed-forward part, which run in parallel; norms"
        " of queries and keys have a weight for each head, those of keys for each key head",
        attention_bias=optional("attention_bias"),
        qk_norm=where(optional("use_qk_norm"), every_channel_norms),
        norms=1,
        tied=tied_by_default,
    ),
    "cohere2": DecoderKind(
        "Command R7B and Command A: as Command R, with three windowed layers to a global one",
        attention_bias=optional("attention_bias"),
        norms=1,
        windows=patterned_windows,
        tied=tied_by_default,
    ),
    "diffllama": DecoderKind(
        "Differential attention (arXiv 2410.05258): four vectors of one head's width make its lambda",
        attention_bias=optional("attention_bias"),
        attention_extra=lambda config: 4 * config.head_dim,
    ),
    "Dream": DecoderKind(
        "Dream: Qwen2's block without the causal mask; it fills in masked words, as LLaDA does",
        qkv_bias=True,
        bidirectional=True,
    ),
    "granite_swa": DecoderKind(
        "Granite with windows (`layer_types`) and a sink logit for each head",
        attention_bias=optional("attention_bias"),
        attention_extra=lambda config: config.heads,
        mlp_bias=optional("mlp_bias"),
        windows=Config.windows,
        required=("layer_types",),
    ),
    "hyperclovax": DecoderKind(
        "HyperCLOVA X SEED: Granite's block, with a norm after each part where `use_post_norm`",
        attention_bias=optional("attention_bias"),
        mlp_bias=optional("mlp_bias"),
        norms=where(stated("use_post_norm"), 4, 2),
    ),
    "illada": read_llada,
    "jais2": DecoderKind(
        "Jais 2: biases, LayerNorms with bias, squared ReLU without gate",
        attention_bias=stated("attention_bias"),
        gated=False,
        mlp_bias=stated("mlp_bias"),
        norm=LAYER_NORM,
    ),
    "llada": read_llada,
    "molmo2_text": DecoderKind(
        # Whether norms stand before or after a part changes no count.
        "Molmo 2: Qwen3's norms of queries and keys or Olmo's, and rows of the input embedding for special tokens",
        qkv_bias=optional("attention_bias"),
        qk_norm=_molmo_norms,
        tables=lambda config: {"special tokens": config.count("additional_vocab_size") * config.hidden},
    ),
    "muse_glimmer": MUSE_GLIMMER,
    "muse_glimmer_text": MUSE_GLIMMER,
    "nanochat": DecoderKind(
        "nanochat: norms without weights, squared ReLU without gate",
        attention_bias=optional("attention_bias"),
        gated=False,
        norm=BARE_NORM,
    ),
    "nemotron": DecoderKind(
        "Nemotron-4 and Minitron (arXiv 2402.16819): squared ReLU without gate, LayerNorms with bias",
        attention_bias=optional("attention_bias"),
        gated=False,
        mlp_bias=optional("mlp_bias"),
        norm=LAYER_NORM,
    ),
    "olmo": DecoderKind(
        "OLMo (arXiv 2402.00838): LayerNorms without weights",
        attention_bias=optional("attention_bias"),
        norm=BARE_NORM,
    ),
    "olmo2": DecoderKind(
        "OLMo 2 (arXiv 2501.00656): norms after each part, and over all queries and all keys of a token",
        attention_bias=optional("attention_bias"),
        qk_norm=every_channel_norms,
    ),
    "olmo3": DecoderKind(
        "Olmo 3: OLMo 2's block, three windowed layers to a global one",
        attention_bias=optional("attention_bias"),
        qk_norm=every_channel_norms,
        windows=patterned_windows,
    ),
    "orion": DecoderKind(
        "Orion: Llama with LayerNorms that have a bias",
        attention_bias=optional("attention_bias"),
        norm=LAYER_NORM,
    ),
    "stablelm": STABLELM,
    "stablelm_epoch": STABLELM,
}
"""``model_type`` -> reader."""
