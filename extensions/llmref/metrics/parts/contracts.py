"""What the formulas ask of every part of a block. Counts are numbers, not bytes; all are exact."""

from __future__ import annotations

from typing import Protocol


class Mixer(Protocol):
    """The part of a block that moves information between tokens."""

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""

    def parameters(self, hidden: int) -> int:
        """Weights of this part at residual width ``hidden``."""

    def cached_values(self, tokens: int) -> int:
        """Numbers kept in the KV cache after ``tokens`` tokens of one sequence."""

    def growth(self) -> int:
        """Numbers that one more token adds to the KV cache until any window is full."""

    def state_values(self) -> int:
        """Numbers of recurrent state that one sequence keeps, whatever its length."""

    def mixing_flops(self, tokens: int) -> int:
        """FLOPs that are not in weight matrices, for one token that sees ``tokens`` tokens."""


class FeedForward(Protocol):
    """The part of a block that works on each token alone."""

    def parameters(self, hidden: int) -> int:
        """All weights of this part at residual width ``hidden``."""

    def idle_parameters(self, hidden: int) -> int:
        """Weights that one token does not use: experts that its router did not choose."""
