"""The feed-forward part that every token uses whole."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.matrix import feed_forward


@dataclass(frozen=True)
class DenseFeedForward:
    """Two or, when gated, three matrices that every token uses.

    With ``inner=0`` there is none.
    """

    inner: int
    gated: bool = True
    bias: bool = False
    extra: int = 0
    """Other weights: inner norms, learned activations."""

    def parameters(self, hidden: int) -> int:
        if not self.inner:
            return self.extra
        return feed_forward(hidden, self.inner, self.gated, self.bias) + self.extra

    def idle_parameters(self, hidden: int) -> int:
        return 0
