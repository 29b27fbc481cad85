"""Mixers made of mixers, with convolutions, and weights used more than once."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.contracts import Mixer


@dataclass(frozen=True)
class Parallel:
    """Several mixers in one block, side by side or one after the other."""

    parts: tuple[Mixer, ...]
    kind: str
    """For readers, in lists of layers."""
    extra: int = 0
    """Weights of this layer that are in none of the parts."""
    reused: int = 0
    """Weights of another layer that this one uses again: work, not parameters."""

    def parameters(self, hidden: int) -> int:
        return sum(part.parameters(hidden) for part in self.parts) + self.extra

    def cached_values(self, tokens: int) -> int:
        return sum(part.cached_values(tokens) for part in self.parts)

    def growth(self) -> int:
        return sum(part.growth() for part in self.parts)

    def state_values(self) -> int:
        return sum(part.state_values() for part in self.parts)

    def mixing_flops(self, tokens: int) -> int:
        return sum(part.mixing_flops(tokens) for part in self.parts) + 2 * self.reused


@dataclass(frozen=True)
class Weightless:
    """A mixer whose weights are counted in another layer; cache and work are this layer's own."""

    mixer: Mixer

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return self.mixer.kind

    def parameters(self, hidden: int) -> int:
        return 0

    def cached_values(self, tokens: int) -> int:
        return self.mixer.cached_values(tokens)

    def growth(self) -> int:
        return self.mixer.growth()

    def state_values(self) -> int:
        return self.mixer.state_values()

    def mixing_flops(self, tokens: int) -> int:
        return self.mixer.mixing_flops(tokens)


@dataclass(frozen=True)
class Convolved:
    """A mixer with causal convolutions of its own, whose last inputs are kept."""

    mixer: Mixer
    channels: int
    """Channels of all convolutions."""
    taps: int
    extra: int = 0
    """Other weights: convolutions within heads, scales."""
    extra_state: int = 0
    """Other numbers kept for a sequence."""

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"{self.mixer.kind} with short convolutions"

    def parameters(self, hidden: int) -> int:
        return self.mixer.parameters(hidden) + self.channels * self.taps + self.extra

    def cached_values(self, tokens: int) -> int:
        return self.mixer.cached_values(tokens)

    def growth(self) -> int:
        return self.mixer.growth()

    def state_values(self) -> int:
        return self.mixer.state_values() + self.channels * (self.taps - 1) + self.extra_state

    def mixing_flops(self, tokens: int) -> int:
        return self.mixer.mixing_flops(tokens)
