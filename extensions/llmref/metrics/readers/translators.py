"""Encoder-decoders: what transformers' AutoModelForSeq2SeqLM builds.

``num_hidden_layers`` and ``intermediate_size`` are those of the encoder in files that tell the two
stacks apart. The decoder caches keys and values of its own tokens; those of the source, which
cross-attention reads, are counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import CrossAttention, DecoderAttention, SoftmaxAttention
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.stack import tied_by_default


def read_t5(config: Config) -> Blueprint:
    """T5 (arXiv 1910.10683), T5 1.1, Flan-T5 (arXiv 2210.11416) and mT5 (arXiv 2010.11934).

    The first layer of each stack has biases for ``relative_attention_num_buckets`` distances and each
    head, which the others share.
    """
    return _t5(config, shared_biases=True)


def read_umt5(config: Config) -> Blueprint:
    """umT5: every layer has position biases of its own."""
    return _t5(config, shared_biases=False)


def _t5(config: Config, shared_biases: bool) -> Blueprint:
    kind = config.word("feed_forward_proj")
    if kind is None:
        raise NotRecomputable("feed_forward_proj is not known")
    heads, dim = config.heads, config.count("head_dim")
    biases = config.count("relative_attention_num_buckets") * heads
    each = 0 if shared_biases else biases
    inner = DenseFeedForward(config.count("intermediate_size"), gated=kind.startswith("gated"))
    cross = CrossAttention(heads, heads, dim, config.hidden)
    encoder = SoftmaxAttention(heads, heads, dim, bidirectional=True, extra=each)
    own = SoftmaxAttention(heads, heads, dim, extra=each)
    layers = config.count("num_decoder_layers", default=config.layers)
    extra = {"norm of the encoder": config.hidden}
    if shared_biases:
        extra["position biases"] = 2 * biases
    return Blueprint(
        config.hidden,
        config.vocabulary,
        tied_by_default(config),
        (Block(DecoderAttention(own, cross), inner, 3),) * layers,
        encoder=(Block(encoder, inner, 2),) * config.layers,
        extra=extra,
    )


def read_bart(config: Config) -> Blueprint:
    """BART (arXiv 1910.13461): learned positions with two unused rows, a norm after the embeddings."""
    table = (config.count("max_position_embeddings") + 2) * config.hidden
    norms = {"embedding norms": 4 * config.hidden}
    return _bart(config, {"positions": 2 * table}, norms)


def read_mbart(config: Config) -> Blueprint:
    """mBART: BART with a norm after each stack."""
    table = (config.count("max_position_embeddings") + 2) * config.hidden
    norms = {"embedding norms": 4 * config.hidden, "norms of the stacks": 4 * config.hidden}
    return _bart(config, {"positions": 2 * table}, norms)


def read_pegasus(config: Config) -> Blueprint:
    """PEGASUS (arXiv 1912.08777): sine positions, stored with the weights; a norm after each stack."""
    table = config.count("max_position_embeddings") * config.hidden
    return _bart(config, {"positions": 2 * table}, {"norms of the stacks": 4 * config.hidden})


def read_marian(config: Config) -> Blueprint:
    """Marian: sine positions, stored with the weights."""
    if not config.flag("share_encoder_decoder_embeddings", True):
        raise NotRecomputable("share_encoder_decoder_embeddings is false")
    table = config.count("max_position_embeddings") * config.hidden
    return _bart(config, {"positions": 2 * table}, {})


def read_m2m(config: Config) -> Blueprint:
    """M2M-100 (arXiv 2010.11125) and NLLB-200 (arXiv 2207.04672): sine positions, computed; a norm
    after each stack.
    """
    return _bart(config, {}, {"norms of the stacks": 4 * config.hidden})


def _bart(config: Config, tables: Mapping[str, int], extra: Mapping[str, int]) -> Blueprint:
    hidden = config.hidden

    def attention(heads: int, bidirectional: bool) -> SoftmaxAttention:
        dim = hidden // heads
        return SoftmaxAttention(heads, heads, dim, True, True, bidirectional=bidirectional)

    def inner(name: str) -> DenseFeedForward:
        return DenseFeedForward(config.count(name), gated=False, bias=True)

    heads = config.count("decoder_attention_heads")
    cross = CrossAttention(heads, heads, hidden // heads, hidden, True, True)
    decoder = Block(
        DecoderAttention(attention(heads, False), cross), inner("decoder_ffn_dim"), 6
    )
    encoder = Block(
        attention(config.count("encoder_attention_heads"), True), inner("encoder_ffn_dim"), 4
    )
    return Blueprint(
        hidden,
        config.vocabulary,
        tied_by_default(config),
        (decoder,) * config.count("decoder_layers"),
        encoder=(encoder,) * config.count("encoder_layers"),
        final_norm=0,
        extra=extra,
        tables=tables,
    )


def read_t5gemma(config: Config) -> Blueprint:
    """T5Gemma: two stacks of Gemma 2's layers, each with an embedding of its own;
    the decoder's is tied to the output.
    """
    encoder, decoder = _stack(config, "encoder"), _stack(config, "decoder")

    def blocks(stack: Config, source: int | None) -> tuple[Block, ...]:
        bias = stack.flag("attention_bias", False)
        dim = stack.count("head_dim")
        size = stack.count("sliding_window")
        types = stack.words("layer_types")
        windows = (
            [None if i % 2 else size for i in range(stack.layers)]
            if types is None
            else stack.windows()
        )

        def block(window: int | None) -> Block:
            own = SoftmaxAttention(
                stack.heads,
                stack.kv_heads,
                dim,
                bias,
                bias,
                window=window,
                bidirectional=source is None,
            )
            inner = DenseFeedForward(stack.count("intermediate_size"))
            if source is None:
                return Block(own, inner, 4)
            cross = CrossAttention(stack.heads, stack.kv_heads, dim, source, bias, bias)
            return Block(DecoderAttention(own, cross), inner, 6)

        kinds = {window: block(window) for window in set(windows)}
        return tuple(kinds[window] for window in windows)

    return Blueprint(
        decoder.hidden,
        decoder.vocabulary,
        tied_by_default(config),
        blocks(decoder, encoder.hidden),
        encoder=blocks(encoder, None),
        encoder_hidden=encoder.hidden,
        extra={"norm of the encoder": encoder.hidden},
        tables={"embedding of the encoder": encoder.vocabulary * encoder.hidden},
    )


def _stack(config: Config, name: str) -> Config:
    """The encoder or the decoder, with what the file says once for both."""
    part = config.value(name)
    if not isinstance(part, dict):
        raise NotRecomputable(f"{name} is not known")
    both = ("attention_bias", "layer_types", "sliding_window", "vocab_size")
    return Config({**{key: config.value(key) for key in both}, **part})


READERS: dict[str, Reader] = {
    "bart": read_bart,
    "m2m_100": read_m2m,
    "marian": read_marian,
    "mbart": read_mbart,
    "mt5": read_t5,
    "pegasus": read_pegasus,
    "t5": read_t5,
    "t5gemma": read_t5gemma,
    "umt5": read_umt5,
}
"""``model_type`` -> reader."""
