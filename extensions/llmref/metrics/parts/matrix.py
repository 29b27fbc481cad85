"""Weights of a matrix."""

from __future__ import annotations


def linear(inputs: int, outputs: int, bias: bool = False) -> int:
    """Weights of a projection from ``inputs`` to ``outputs`` numbers."""
    return inputs * outputs + (outputs if bias else 0)


def feed_forward(hidden: int, inner: int, gated: bool = True, bias: bool = False) -> int:
    """Weights of a feed-forward part: two matrices, or three when it is gated."""
    return linear(hidden, 2 * inner if gated else inner, bias) + linear(inner, hidden, bias)
