"""Selective state space layers."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.linear import Recurrent
from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class MambaMixer(Recurrent):
    """Selective state space layer (Mamba, arXiv 2312.00752)."""

    inner: int
    """``mamba_expand`` x ``hidden_size``."""
    state: int
    conv: int
    step_rank: int
    conv_bias: bool = True
    projection_bias: bool = False
    inner_norms: bool = True
    """RMSNorm with weights on the step, B and C projections (Jamba, arXiv 2403.19887)."""

    kind = "state space"

    def parameters(self, hidden: int) -> int:
        return (
            linear(hidden, 2 * self.inner, self.projection_bias)
            + self.inner * self.conv
            + (self.inner if self.conv_bias else 0)
            + linear(self.inner, self.step_rank + 2 * self.state)
            + linear(self.step_rank, self.inner, bias=True)
            + self.inner * self.state  # A
            + self.inner  # D
            + linear(self.inner, hidden, self.projection_bias)
            + (self.step_rank + 2 * self.state if self.inner_norms else 0)
        )

    def state_values(self) -> int:
        return self.inner * self.state + self.inner * (self.conv - 1)

    def mixing_flops(self, tokens: int) -> int:
        # h = exp(dA) h + dB x and y = C h: six operations for each number of the state.
        return 6 * self.inner * self.state


@dataclass(frozen=True)
class Mamba2Mixer(Recurrent):
    """State space duality layer (Mamba-2, arXiv 2405.21060): one decay a head, B and C in groups."""

    heads: int
    head_dim: int
    state: int
    groups: int
    conv: int
    conv_bias: bool = True
    input_bias: bool = False
    output_bias: bool = False
    norm: bool = True
    """Gated RMSNorm before the output projection."""

    kind = "state space (Mamba-2)"

    @property
    def inner(self) -> int:
        """Channels: heads times their width."""
        return self.heads * self.head_dim

    @property
    def _convolved(self) -> int:
        return self.inner + 2 * self.groups * self.state

    def parameters(self, hidden: int) -> int:
        return (
            linear(hidden, self.inner + self._convolved + self.heads, self.input_bias)
            + self._convolved * self.conv
            + (self._convolved if self.conv_bias else 0)
            + 3 * self.heads  # bias of the step, A, D
            + (self.inner if self.norm else 0)
            + linear(self.inner, hidden, self.output_bias)
        )

    def state_values(self) -> int:
        return self.inner * self.state + self._convolved * (self.conv - 1)

    def mixing_flops(self, tokens: int) -> int:
        # For each number of the state: decay 1, writing 2, the output 2.
        return 5 * self.inner * self.state


@dataclass(frozen=True)
class GatedMemory(Recurrent):
    """Gated memory unit: the output of an earlier layer's state space, gated by this layer's input.

    SambaY, arXiv 2507.06607, section 2. No state and no recurrence of its own.
    """

    inner: int

    kind = "gated memory"

    def parameters(self, hidden: int) -> int:
        return linear(hidden, self.inner) + linear(self.inner, hidden)

    def state_values(self) -> int:
        return 0

    def mixing_flops(self, tokens: int) -> int:
        # The gate.
        return self.inner


@dataclass(frozen=True)
class HeadedMambaMixer(Recurrent):
    """Mamba of PLaMo 2: one decay, step and skip a head, from B, C and the step of one projection.

    The three have norms; heads are ``head_dim`` channels wide.
    """

    heads: int
    head_dim: int
    state: int
    conv: int
    step_rank: int

    kind = "state space (Mamba, by head)"

    @property
    def inner(self) -> int:
        """Channels: heads times their width."""
        return self.heads * self.head_dim

    def parameters(self, hidden: int) -> int:
        return (
            linear(hidden, 2 * self.inner)
            + self.inner * self.conv
            + linear(self.inner, self.step_rank + 2 * self.state)
            + linear(self.step_rank, self.heads, bias=True)
            + 2 * self.heads  # A, D
            + self.step_rank + 2 * self.state  # norms
            + linear(self.inner, hidden)
        )

    def state_values(self) -> int:
        return self.inner * self.state + self.inner * (self.conv - 1)

    def mixing_flops(self, tokens: int) -> int:
        # For each number of the state: decay 1, writing 2, the output 2.
        return 5 * self.inner * self.state
