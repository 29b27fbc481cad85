"""Long convolutions that run as recurrences."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.linear import Recurrent
from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class HyenaFilter(Recurrent):
    """Gated long convolution whose filter is a sum of exponentials (StripedHyena; Hyena, arXiv 2302.10866).

    A short convolution over the three projections; then a long one, in which each channel has ``state``
    complex poles, so that one token needs the state alone (togethercomputer/stripedhyena, model.py).
    """

    width: int
    state: int
    """``state_size``: complex numbers a channel."""
    systems: int
    """Sets of poles and residues: one a channel, or one a group of channels."""
    taps: int
    """``short_filter_length``."""
    tap_bias: bool = True

    kind = "long convolution (Hyena)"

    def parameters(self, hidden: int) -> int:
        return (
            linear(hidden, 3 * self.width, bias=True)
            + 3 * self.width * self.taps
            + (3 * self.width if self.tap_bias else 0)
            + 2 * 2 * self.systems * self.state  # poles and residues, two numbers each
            + self.width  # D
            + linear(self.width, hidden, bias=True)
        )

    def state_values(self) -> int:
        return 2 * self.width * self.state + 3 * self.width * (self.taps - 1)

    def mixing_flops(self, tokens: int) -> int:
        # For each complex number of the state: decay 6, input 1, output 4. Two gates, and D twice.
        return 11 * self.width * self.state + 4 * self.width
