"""Layers that differ in their window only, and decoders of them: what nearly all dense models are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config


def stack(
    config: Config,
    attention: SoftmaxAttention,
    feed_forward: DenseFeedForward,
    *,
    norms: int = 2,
    windows: Sequence[int | None] | None = None,
) -> tuple[Block, ...]:
    """One block a layer; layers that are alike are one object.

    Args:
        windows: The window of each layer; all layers see everything when absent.
    """
    if windows is None:
        return (Block(attention, feed_forward, norms),) * config.layers
    kinds = {
        window: Block(replace(attention, window=window), feed_forward, norms)
        for window in set(windows)
    }
    return tuple(kinds[window] for window in windows)


def decoder(
    config: Config,
    *,
    kv_heads: int | None = None,
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
        kv_heads: ``num_key_value_heads`` when absent.
        feed_forward: A gated one without biases, of ``intermediate_size``, when absent.
        tied: Whether the embeddings are; ``tie_word_embeddings`` must say so when absent.
        more: Further fields of the blueprint.
    """
    attention = SoftmaxAttention(
        config.heads,
        config.kv_heads if kv_heads is None else kv_heads,
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
