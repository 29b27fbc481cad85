"""Decoders of the GPT-2 line: LayerNorm with bias, a feed-forward part without gate, mostly biases.

Spec files write ``n_embd``, ``n_layer``, ``n_head``, ``n_inner`` and ``n_positions`` under the names of
newer files (``catalog/config_keys.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.decoder_kind import (
    BARE_NORM,
    LAYER_NORM,
    RMS_NORM,
    DecoderKind,
    Windows,
    head_layer_norms,
    optional,
    separate_or_tied,
    stated,
    where,
)
from llmref.metrics.readers.stack import tied_by_default


def wide(config: Config) -> int:
    """``intermediate_size``; four times the width where the file says null or nothing, in all of these model types."""
    return config.count("intermediate_size", default=4 * config.hidden)


def learned_positions(unused: int = 0) -> Callable[[Config], dict[str, int]]:
    """A table of positions, with some rows before the first that are never read."""
    return lambda config: {"positions": (config.count("max_position_embeddings") + unused) * config.hidden}


GPT2 = DecoderKind(
    "GPT-2: biases everywhere but in the head, a learned position table, embeddings tied",
    attention_bias=True,
    gated=False,
    inner=wide,
    mlp_bias=True,
    norm=LAYER_NORM,
    tied=tied_by_default,
    tables=learned_positions(),
)

UNTIED = replace(
    GPT2,
    source="GPT-2's block without a position table; whether embeddings are tied has to be said",
    tied=separate_or_tied,
    tables=None,
)

GPTJ = replace(
    UNTIED,
    source="GPT-J and CodeGen: one norm for both parts, biases in the feed-forward part and the head",
    attention_bias=False,
    norms=1,
    head_bias=True,
)

PERSIMMON = replace(
    UNTIED,
    source="Persimmon and Fuyu: squared ReLU, biases, LayerNorms of one head's width on queries and keys",
    qk_norm=where(stated("qk_layernorm"), head_layer_norms),
)


def read_gpt2(config: Config) -> Blueprint:
    """GPT-2 as a decoder."""
    if config.flag("add_cross_attention", False):
        raise NotRecomputable("add_cross_attention is true")
    return GPT2(config)


def listed_windows(config: Config) -> Windows:
    """``window_size`` where ``attention_types`` says local: [[["global", "local"], n]] in all published files."""
    types = config.value("attention_types")
    if not isinstance(types, list) or not all(isinstance(part, list) for part in types):
        raise NotRecomputable("attention_types is not known")
    kinds = [kind for names, times in types for kind in list(names) * times]
    if len(kinds) != config.layers or set(kinds) - {"global", "local"}:
        raise NotRecomputable(f"attention_types is {types}")
    size = config.count("window_size")
    return [size if kind == "local" else None for kind in kinds]


def embedding_columns(config: Config) -> int:
    """``word_embed_proj_dim``, or the model's width."""
    return config.count("word_embed_proj_dim", default=config.hidden)


def _projections(config: Config) -> dict[str, int]:
    """Two matrices between the embedding's columns and the model's width, where they are not the same."""
    columns = embedding_columns(config)
    return {} if columns == config.hidden else {"embedding projections": 2 * columns * config.hidden}


def _one_or_all(config: Config) -> int:
    return 1 if config.required_flag("multi_query") else config.heads


def _new_falcon(config: Config) -> bool:
    """The decoder of Falcon 40B and 180B: the first files, of Falcon 7B, lack the key and name no key-value heads."""
    if not config.has("num_key_value_heads") and not config.has("new_decoder_architecture"):
        return False
    return config.required_flag("new_decoder_architecture")


def _falcon_heads(config: Config) -> int:
    return config.count("num_key_value_heads") if _new_falcon(config) else _one_or_all(config)


def _falcon_norms(config: Config) -> int:
    """Two, or as many as feed the two parts that run in parallel: Falcon2 11B prints their number."""
    if not config.required_flag("parallel_attn"):
        return 2
    return config.count("num_ln_in_parallel_attn", default=2 if _new_falcon(config) else 1)


def _mpt_biases(config: Config) -> bool:
    return not config.required_flag("no_bias")


_mpt_norm = where(_mpt_biases, LAYER_NORM, RMS_NORM)


def _mpt_qk_norm(config: Config) -> int:
    """Where ``qk_ln`` says so, norms of the stream's width for queries and keys."""
    attention = config.section("attn_config")
    if attention.word("attn_type") not in (None, "multihead_attention"):
        raise NotRecomputable(f"attn_config.attn_type is {attention.word('attn_type')}")
    return 2 * _mpt_norm(config) * config.hidden if attention.flag("qk_ln", False) else 0


def _mpt_positions(config: Config) -> dict[str, int]:
    """None with ALiBi."""
    alibi = config.section("attn_config").required_flag("alibi")
    return {} if alibi else learned_positions()(config)


READERS: dict[str, Reader] = {
    "biogpt": replace(
        GPT2, source="BioGPT: a position table with two unused rows", tables=learned_positions(unused=2)
    ),
    "bloom": replace(
        GPT2,
        source="BLOOM (arXiv 2211.05100): ALiBi, so no positions; a norm after the embedding",
        inner=lambda config: 4 * config.hidden,
        tables=None,
        extra=lambda config: {"embedding norm": LAYER_NORM * config.hidden},
    ),
    "codegen": GPTJ,
    "falcon": replace(
        UNTIED,
        source="Falcon (arXiv 2311.16867): one key-value head and one norm in 7B, groups and two norms in 40B and 180B,"
        " groups and one norm in Falcon2 11B",
        kv_heads=_falcon_heads,
        attention_bias=stated("bias"),
        mlp_bias=stated("bias"),
        norms=_falcon_norms,
        tied=tied_by_default,
    ),
    "fuyu": PERSIMMON,
    "gpt2": read_gpt2,
    "gpt_bigcode": replace(
        GPT2, source="SantaCoder and StarCoder (arXiv 2305.06161): GPT-2 with one key-value head", kv_heads=_one_or_all
    ),
    "gpt_neo": replace(
        GPT2,
        source="GPT-Neo: queries, keys and values without bias, a window in every other layer",
        attention_bias=False,
        output_bias=True,
        windows=listed_windows,
    ),
    "gpt_neox": replace(
        UNTIED,
        # attention_bias came later and is true in all earlier files.
        source="GPT-NeoX (arXiv 2204.06745) and Pythia: biases everywhere but in the head",
        attention_bias=optional("attention_bias", True),
    ),
    "gptj": GPTJ,
    "mpt": DecoderKind(
        # Without biases a LayerNorm has a scale alone.
        "MPT: ALiBi or learned positions, tied embeddings; no biases at all in those by Mosaic, biases in all"
        " projections and norms in SEA-LION v1",
        attention_bias=_mpt_biases,
        gated=False,
        inner=lambda config: config.count("expansion_ratio") * config.hidden,
        mlp_bias=_mpt_biases,
        qk_norm=_mpt_qk_norm,
        norm=_mpt_norm,
        tied=tied_by_default,
        tables=_mpt_positions,
    ),
    "openai-gpt": replace(GPT2, source="GPT: norms after each part and none at the end", final_norm=False),
    "opt": replace(
        GPT2,
        source="OPT (arXiv 2205.01068): a position table with two unused rows; OPT-350M embeds at half the width, and"
        " has no norm at the end",
        attention_bias=optional("enable_bias", True),
        mlp_bias=optional("enable_bias", True),
        norm=where(optional("layer_norm_elementwise_affine", True), LAYER_NORM, BARE_NORM),
        final_norm=lambda config: (
            config.required_flag("do_layer_norm_before") and not config.flag("_remove_final_layer_norm", False)
        ),
        embedding_width=embedding_columns,
        tables=learned_positions(unused=2),
        extra=_projections,
    ),
    "persimmon": PERSIMMON,
    "phi": replace(
        UNTIED,
        source="Phi-1, Phi-1.5 and Phi-2: one norm for both parts, biases everywhere, in the head too",
        qk_norm=where(optional("qk_layernorm"), head_layer_norms),
        norms=1,
        head_bias=True,
    ),
    "starcoder2": replace(
        GPT2,
        source="StarCoder2 (arXiv 2402.19173): biases everywhere but in the head, a window in every layer",
        attention_bias=stated("use_bias"),
        mlp_bias=stated("use_bias"),
        windows=Config.windows,
        tables=None,
    ),
    "xglm": replace(
        GPT2, source="XGLM (arXiv 2112.10668): biases everywhere, sine positions, tied embeddings", tables=None
    ),
}
"""``model_type`` -> reader."""
