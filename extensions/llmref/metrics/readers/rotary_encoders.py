"""Encoders with rotary positions: ModernBERT, Nomic BERT, mGTE, EuroBERT."""

from __future__ import annotations

from dataclasses import replace

from llmref.metrics.blueprint import Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.encoders import bert_attention, bert_encoder, body_alone
from llmref.metrics.readers.stack import stack, tied_by_default


def read_modernbert(config: Config) -> Blueprint:
    """ModernBERT (arXiv 2412.13663): no norm before the first attention, a window in all but every
    ``global_attn_every_n_layers``-th layer, from the first; no positions.
    """
    hidden = config.hidden
    bias = config.required_flag("attention_bias")
    norm = 2 if config.required_flag("norm_bias") else 1
    inner = DenseFeedForward(
        config.count("intermediate_size"), bias=config.required_flag("mlp_bias")
    )
    size = config.count("local_attention")
    types = config.words("layer_types")
    if types is None:
        every = config.count("global_attn_every_n_layers")
        types = ["sliding_attention" if i % every else "full_attention" for i in range(config.layers)]

    windows = [size if kind == "sliding_attention" else None for kind in types]
    dim = hidden // config.heads
    attention = SoftmaxAttention(config.heads, config.heads, dim, bias, bias, bidirectional=True)
    first, *others = stack(config, attention, inner, norms=2 * norm, windows=windows)
    body = body_alone(config)
    head = {} if body else {"prediction head": hidden * hidden + norm * hidden}
    return Blueprint(
        hidden,
        config.vocabulary,
        body or tied_by_default(config),
        (replace(first, norms=norm), *others),
        final_norm=norm,
        head_bias=config.required_flag("decoder_bias") and not body,
        extra={"embedding norm": norm * hidden, **head},
    )


def read_nomic_bert(config: Config) -> Blueprint:
    """Nomic BERT as transformers has it (arXiv 2402.01613): rotary positions, gated, no biases."""
    types = {"token types": config.count("type_vocab_size") * config.hidden}
    attention = SoftmaxAttention(
        config.heads, config.heads, config.head_dim, bidirectional=True
    )
    inner = DenseFeedForward(config.count("intermediate_size"))
    blocks = stack(config, attention, inner, norms=4)
    return bert_encoder(config, blocks, tables=types, pooler=False)


def read_gte(config: Config) -> Blueprint:
    """mGTE as transformers has it (arXiv 2407.19669): rotary positions; gated, with a bias on the
    output alone.
    """
    hidden = config.hidden
    types = config.count("type_vocab_size")
    inner = DenseFeedForward(config.count("intermediate_size"), extra=hidden)
    blocks = stack(config, bert_attention(config), inner, norms=4)
    tables = {"token types": types * hidden} if types else {}
    return bert_encoder(config, blocks, tables=tables, pooler=False)


def read_eurobert(config: Config) -> Blueprint:
    """EuroBERT: Llama's block without the causal mask."""
    bias = config.flag("attention_bias", False)
    mlp_bias = config.flag("mlp_bias", False)
    attention = SoftmaxAttention(
        config.heads, config.kv_heads, config.head_dim, bias, bias, bidirectional=True
    )
    inner = DenseFeedForward(config.count("intermediate_size"), bias=mlp_bias)
    body = body_alone(config)
    return Blueprint(
        config.hidden,
        config.vocabulary,
        body or config.tied,
        stack(config, attention, inner),
        head_bias=mlp_bias and not body,
    )


READERS: dict[str, Reader] = {
    "eurobert": read_eurobert,
    "gte": read_gte,
    "modernbert": read_modernbert,
    "nomic_bert": read_nomic_bert,
}
"""``model_type`` -> reader."""
