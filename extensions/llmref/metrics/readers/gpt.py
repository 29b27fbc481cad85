"""Decoders of the GPT-2 line: LayerNorm with bias, a feed-forward part without gate, mostly biases.

Spec files write ``n_embd``, ``n_layer``, ``n_head``, ``n_inner`` and ``n_positions`` under the names of
newer files (``catalog/config_keys.py``).
"""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint, DenseFeedForward, SoftmaxAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.stack import decoder, stack, tied_by_default


def _inner(config: Config, *, bias: bool = True) -> DenseFeedForward:
    # Four times the width where the file says null or nothing, in all of these model types.
    return DenseFeedForward(
        config.count("intermediate_size", default=4 * config.hidden), gated=False, bias=bias
    )


def _positions(config: Config, more: int = 0) -> dict[str, int]:
    return {"positions": (config.count("max_position_embeddings") + more) * config.hidden}


def read_gpt2(config: Config) -> Blueprint:
    """GPT-2: a learned position table; embeddings tied."""
    if config.flag("add_cross_attention", False):
        raise NotRecomputable("add_cross_attention is true")
    return decoder(
        config,
        qkv_bias=True,
        output_bias=True,
        feed_forward=_inner(config),
        norms=4,
        tied=tied_by_default(config),
        final_norm=2,
        tables=_positions(config),
    )


def read_gpt(config: Config) -> Blueprint:
    """GPT: norms after each part and none at the end."""
    return decoder(
        config,
        qkv_bias=True,
        output_bias=True,
        feed_forward=_inner(config),
        norms=4,
        tied=tied_by_default(config),
        final_norm=0,
        tables=_positions(config),
    )


def read_gpt_bigcode(config: Config) -> Blueprint:
    """SantaCoder and StarCoder (arXiv 2305.06161): GPT-2 with one key-value head."""
    heads = 1 if config.required_flag("multi_query") else config.heads
    attention = SoftmaxAttention(config.heads, heads, config.head_dim, True, True)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        tied_by_default(config),
        stack(config, attention, _inner(config), norms=4),
        final_norm=2,
        tables=_positions(config),
    )


def read_gpt_neo(config: Config) -> Blueprint:
    """GPT-Neo: queries, keys and values without bias; ``window_size`` in every other layer.

    ``attention_types`` is [[["global", "local"], n]] in all published files.
    """
    types = config.value("attention_types")
    if not isinstance(types, list) or not all(isinstance(part, list) for part in types):
        raise NotRecomputable("attention_types is not known")
    kinds = [kind for names, times in types for kind in list(names) * times]
    if len(kinds) != config.layers or set(kinds) - {"global", "local"}:
        raise NotRecomputable(f"attention_types is {types}")
    size = config.count("window_size")
    return decoder(
        config,
        output_bias=True,
        feed_forward=_inner(config),
        norms=4,
        windows=[size if kind == "local" else None for kind in kinds],
        tied=tied_by_default(config),
        final_norm=2,
        tables=_positions(config),
    )


def read_gptj(config: Config) -> Blueprint:
    """GPT-J and CodeGen: one norm for both parts, biases in the feed-forward part and the head."""
    return decoder(
        config,
        feed_forward=_inner(config),
        norms=2,
        final_norm=2,
        head_bias=True,
    )


def read_gpt_neox(config: Config) -> Blueprint:
    """GPT-NeoX (arXiv 2204.06745) and Pythia: biases everywhere but in the head.

    ``attention_bias`` came later and is true in all earlier files.
    """
    bias = config.flag("attention_bias", True)
    return decoder(
        config, qkv_bias=bias, output_bias=bias, feed_forward=_inner(config), norms=4, final_norm=2
    )


def read_opt(config: Config) -> Blueprint:
    """OPT (arXiv 2205.01068): a position table with two unused rows; OPT-350M embeds at half the width."""
    bias = config.flag("enable_bias", True)
    affine = 2 if config.flag("layer_norm_elementwise_affine", True) else 0
    width = config.count("word_embed_proj_dim", default=config.hidden)
    before = config.required_flag("do_layer_norm_before")
    last = before and not config.flag("_remove_final_layer_norm", False)
    narrow = width != config.hidden
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=_inner(config, bias=bias),
        norms=2 * affine,
        tied=tied_by_default(config),
        final_norm=affine if last else 0,
        embedding_width=width,
        extra={"embedding projections": 2 * width * config.hidden} if narrow else {},
        tables=_positions(config, more=2),
    )


def read_bloom(config: Config) -> Blueprint:
    """BLOOM (arXiv 2211.05100): ALiBi, so no positions; a norm after the embedding."""
    return decoder(
        config,
        qkv_bias=True,
        output_bias=True,
        feed_forward=DenseFeedForward(4 * config.hidden, gated=False, bias=True),
        norms=4,
        tied=tied_by_default(config),
        final_norm=2,
        extra={"embedding norm": 2 * config.hidden},
    )


def read_falcon(config: Config) -> Blueprint:
    """Falcon (arXiv 2311.16867).

    Falcon 7B has one key-value head and one norm; the decoder of 40B and 180B has groups and two
    norms, that of Falcon2 11B groups and ``num_ln_in_parallel_attn: 1``.
    """
    # The first files, of Falcon 7B, lack the key; those of the new decoder name key-value heads.
    new = (
        config.required_flag("new_decoder_architecture")
        if config.has("num_key_value_heads") or config.has("new_decoder_architecture")
        else False
    )
    bias = config.required_flag("bias")
    if new:
        kv_heads = config.count("num_key_value_heads")
    else:
        kv_heads = 1 if config.required_flag("multi_query") else config.heads
    parallel = config.required_flag("parallel_attn")
    norms = config.count("num_ln_in_parallel_attn", default=2 if new else 1)
    attention = SoftmaxAttention(config.heads, kv_heads, config.head_dim, bias, bias)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        tied_by_default(config),
        stack(config, attention, _inner(config, bias=bias), norms=2 * norms if parallel else 4),
        final_norm=2,
    )


def read_mpt(config: Config) -> Blueprint:
    """MPT: ALiBi or learned positions, tied embeddings; published ones by Mosaic have no biases at all.

    With ``no_bias`` false (SEA-LION v1) projections and norms have biases; with ``qk_ln`` queries and keys have
    a LayerNorm of the stream's width.
    """
    bias = not config.required_flag("no_bias")
    attention = config.part("attn_config")
    if attention is None:
        raise NotRecomputable("attn_config is not known")
    if attention.word("attn_type") not in (None, "multihead_attention"):
        raise NotRecomputable(f"attn_config.attn_type is {attention.word('attn_type')}")
    vectors = 2 if bias else 1  # of a norm
    tables = {}
    if not attention.required_flag("alibi"):
        tables["positions"] = config.count("max_position_embeddings") * config.hidden
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=2 * vectors * config.hidden if attention.flag("qk_ln", False) else 0,
        feed_forward=DenseFeedForward(config.count("expansion_ratio") * config.hidden, gated=False, bias=bias),
        norms=2 * vectors,
        final_norm=vectors,
        tables=tables,
        tied=tied_by_default(config),
    )


def read_phi(config: Config) -> Blueprint:
    """Phi-1, Phi-1.5 and Phi-2: one norm for both parts, biases everywhere, in the head too."""
    norms = 4 * config.head_dim if config.flag("qk_layernorm", False) else 0
    return decoder(
        config,
        qkv_bias=True,
        output_bias=True,
        qk_norm=norms,
        feed_forward=_inner(config),
        norms=2,
        final_norm=2,
        head_bias=True,
    )


def read_persimmon(config: Config) -> Blueprint:
    """Persimmon and Fuyu: squared ReLU, biases, LayerNorms of one head's width on queries and keys."""
    norms = 4 * config.head_dim if config.required_flag("qk_layernorm") else 0
    return decoder(
        config,
        qkv_bias=True,
        output_bias=True,
        qk_norm=norms,
        feed_forward=_inner(config),
        norms=4,
        final_norm=2,
    )


def read_starcoder2(config: Config) -> Blueprint:
    """StarCoder2 (arXiv 2402.19173): biases everywhere but in the head, a window in every layer."""
    bias = config.required_flag("use_bias")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        feed_forward=_inner(config, bias=bias),
        norms=4,
        windows=config.windows(),
        tied=tied_by_default(config),
        final_norm=2,
    )


def read_xglm(config: Config) -> Blueprint:
    """XGLM (arXiv 2112.10668): biases everywhere, sine positions, tied embeddings."""
    return decoder(
        config,
        qkv_bias=True,
        output_bias=True,
        feed_forward=_inner(config),
        norms=4,
        tied=tied_by_default(config),
        final_norm=2,
    )


def read_biogpt(config: Config) -> Blueprint:
    """BioGPT: GPT-2's block; a position table with two unused rows."""
    return decoder(
        config,
        qkv_bias=True,
        output_bias=True,
        feed_forward=_inner(config),
        norms=4,
        tied=tied_by_default(config),
        final_norm=2,
        tables=_positions(config, more=2),
    )


READERS: dict[str, Reader] = {
    "biogpt": read_biogpt,
    "bloom": read_bloom,
    "codegen": read_gptj,
    "falcon": read_falcon,
    "fuyu": read_persimmon,
    "gpt2": read_gpt2,
    "gpt_bigcode": read_gpt_bigcode,
    "gpt_neo": read_gpt_neo,
    "gpt_neox": read_gpt_neox,
    "gptj": read_gptj,
    "openai-gpt": read_gpt,
    "mpt": read_mpt,
    "opt": read_opt,
    "persimmon": read_persimmon,
    "phi": read_phi,
    "starcoder2": read_starcoder2,
    "xglm": read_xglm,
}
"""``model_type`` -> reader."""
