"""Feed-forward parts of which a token uses a share."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.contracts import FeedForward
from llmref.metrics.parts.matrix import feed_forward, linear


@dataclass(frozen=True)
class ExpertFeedForward:
    """Routed experts of which each token uses a few, and shared ones that every token uses.

    Fine-grained and shared experts: DeepSeekMoE, arXiv 2401.06066. A bias that only steers the choice
    of experts (arXiv 2408.15664) is counted where the model stores it as a parameter, not as a buffer.
    """

    experts: int
    chosen: int
    """Routed experts per token."""
    inner: int
    shared_inner: int = 0
    """Inner width of all shared experts together."""
    expert_bias: bool = False
    router_bias: bool = False
    """One number an expert: a bias of the router, or a stored correction of its scores."""
    gated: bool = True
    """Experts have three matrices, not two."""
    shared_gate: bool = False
    """A sigmoid gate of one output on the shared expert (Qwen2-MoE)."""
    latent: int = 0
    """Width in which routed experts work, with one projection into it and one out of it; 0 for the
    residual width (LatentMoE of Nemotron 3 Super)."""
    empty_experts: int = 0
    """Choices of the router that are no experts: they return their input (LongCat-Flash)."""

    def parameters(self, hidden: int) -> int:
        shared = feed_forward(hidden, self.shared_inner, self.gated) if self.shared_inner else 0
        latent = 2 * hidden * self.latent
        router = linear(hidden, self.experts + self.empty_experts, self.router_bias)
        gate = hidden if self.shared_gate else 0
        return self.experts * self._expert(hidden) + shared + latent + router + gate

    def idle_parameters(self, hidden: int) -> int:
        return (self.experts - self.chosen) * self._expert(hidden)

    def _expert(self, hidden: int) -> int:
        return feed_forward(self.latent or hidden, self.inner, self.gated, self.expert_bias)


@dataclass(frozen=True)
class Together:
    """Several feed-forward parts in one block, such as experts beside a dense part."""

    parts: tuple[FeedForward, ...]
    extra: int = 0
    """Weights of norms between them."""

    def parameters(self, hidden: int) -> int:
        return sum(part.parameters(hidden) for part in self.parts) + self.extra

    def idle_parameters(self, hidden: int) -> int:
        return sum(part.idle_parameters(hidden) for part in self.parts)


@dataclass(frozen=True)
class Unused:
    """A part that no token of text passes, such as the experts for images of ERNIE 4.5 VL."""

    part: FeedForward

    def parameters(self, hidden: int) -> int:
        return self.part.parameters(hidden)

    def idle_parameters(self, hidden: int) -> int:
        return self.part.parameters(hidden)
