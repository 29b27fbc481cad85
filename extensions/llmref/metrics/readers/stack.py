"""Layers that differ in their window only: what nearly all dense decoders are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from llmref.metrics.blueprint import Block, DenseFeedForward, SoftmaxAttention
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
