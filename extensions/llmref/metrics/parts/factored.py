"""Attention whose queries come from a low rank."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class FactoredAttention:
    """Multi-matrix factorisation attention, as in Step3 (arXiv 2507.19427).

    Queries of all heads come from one normalised vector of ``rank`` numbers; there is one key-value head.
    """

    attention: SoftmaxAttention
    rank: int
    """``share_q_dim``."""

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"{self.attention.kind}, factored queries"

    def parameters(self, hidden: int) -> int:
        queries = self.attention.heads * self.attention.head_dim
        direct = linear(hidden, queries)
        narrow = linear(hidden, self.rank) + self.rank + linear(self.rank, queries)
        return self.attention.parameters(hidden) - direct + narrow

    def cached_values(self, tokens: int) -> int:
        return self.attention.cached_values(tokens)

    def growth(self) -> int:
        return self.attention.growth()

    def state_values(self) -> int:
        return 0

    def mixing_flops(self, tokens: int) -> int:
        return self.attention.mixing_flops(tokens)
