"""Tables of n-grams that a layer looks up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isqrt

from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class NgramMemory:
    """A table of hashed n-grams whose rows are gated into parallel residual streams.

    A token reads one row for each head; the others are idle, as experts are that a router did not choose.
    Qwen3.8-Flash-Next (``qwen4_exp`` of transformers) and, without a convolution, DeepSeek-V4.1.
    """

    rows: int
    columns: int
    heads: int
    streams: int
    norms: int
    """Weights for each channel of the streams: norms of keys, of queries, of the convolution's input."""
    conv: int = 0
    """Taps of the convolution over what was read."""

    def parameters(self, hidden: int) -> int:
        read = self.heads * self.columns
        return (
            self.rows * self.columns
            + linear(read, self.streams * hidden)  # keys, one a stream
            + linear(read, hidden)  # value
            + self.norms * self.streams * hidden
            + self.streams * hidden * self.conv
        )

    def idle_parameters(self, hidden: int) -> int:
        return (self.rows - self.heads) * self.columns


def hashed_rows(base: int, first: int, heads: int, multiple: int) -> int:
    """Rows of a table in which each head has a prime number of rows, rounded up to a ``multiple``.

    The heads of all tables take the primes from ``base`` on in order; this table's begin with number
    ``first``, counted from 0.
    """
    rows = sum(_primes(base, first + heads)[first:])
    return -(-rows // multiple) * multiple


@cache
def _primes(base: int, number: int) -> tuple[int, ...]:
    """The first ``number`` primes that are not below ``base``."""
    found: list[int] = []
    value = max(base, 2)
    while len(found) < number:
        if all(value % divisor for divisor in range(2, isqrt(value) + 1)):
            found.append(value)
        value += 1
    return tuple(found)
