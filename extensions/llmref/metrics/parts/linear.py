"""Linear attention: a state of fixed size in the place of a KV cache.

The state counts numbers, not bytes: implementations keep it in 16 or in 32 bits. A causal convolution of
``conv`` taps keeps its last ``conv - 1`` inputs.
"""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class _Recurrent:
    """What mixers without a KV cache have in common."""

    def cached_values(self, tokens: int) -> int:
        return 0

    def growth(self) -> int:
        return 0


@dataclass(frozen=True)
class GatedDeltaNet(_Recurrent):
    """Gated delta rule (Yang et al., arXiv 2412.06464) as in Qwen3-Next and OLMo Hybrid.

    Queries, keys and values pass a short convolution; each value head keeps a key by value matrix; the
    output is normalised and gated.
    """

    key_heads: int
    value_heads: int
    key_dim: int
    """Width of one key head."""
    value_dim: int
    """Width of one value head."""
    conv: int

    kind = "gated DeltaNet"

    @property
    def _convolved(self) -> int:
        return 2 * self.key_heads * self.key_dim + self.value_heads * self.value_dim

    def parameters(self, hidden: int) -> int:
        values = self.value_heads * self.value_dim
        return (
            linear(hidden, self._convolved)
            + linear(hidden, values)  # output gate
            + linear(hidden, 2 * self.value_heads)  # write strength and decay
            + self._convolved * self.conv
            + 2 * self.value_heads  # bias of the decay, and A
            + self.value_dim  # RMSNorm, one for all heads
            + linear(values, hidden)
        )

    def state_values(self) -> int:
        matrices = self.value_heads * self.key_dim * self.value_dim
        return matrices + self._convolved * (self.conv - 1)

    def mixing_flops(self, tokens: int) -> int:
        # For each number of the state: decay 1, reading the old value 2, writing 2, the output 2.
        return 7 * self.value_heads * self.key_dim * self.value_dim


@dataclass(frozen=True)
class KimiDeltaAttention(_Recurrent):
    """Kimi delta attention: the gated delta rule with a decay for each channel of the keys.

    Kimi Linear, arXiv 2510.26692. Decay and output gate go through a rank of one head's width, or through
    one full matrix.
    """

    heads: int
    head_dim: int
    conv: int
    full_rank_decay: bool = False
    full_rank_gate: bool = False

    kind = "Kimi delta attention"

    def parameters(self, hidden: int) -> int:
        width = self.heads * self.head_dim
        narrow = linear(hidden, self.head_dim) + linear(self.head_dim, width)
        full = linear(hidden, width)
        return (
            linear(hidden, 3 * width)
            + 3 * width * self.conv
            + (full if self.full_rank_decay else narrow)
            + width  # bias of the decay
            + self.heads  # A
            + linear(hidden, self.heads)  # write strength
            + (full if self.full_rank_gate else narrow)
            + self.head_dim  # RMSNorm, one for all heads
            + linear(width, hidden)
        )

    def state_values(self) -> int:
        width = self.heads * self.head_dim
        return width * self.head_dim + 3 * width * (self.conv - 1)

    def mixing_flops(self, tokens: int) -> int:
        # As in GatedDeltaNet.
        return 7 * self.heads * self.head_dim * self.head_dim


@dataclass(frozen=True)
class LightningAttention(_Recurrent):
    """Linear attention with a fixed decay a head and a gated output (MiniMax-01, arXiv 2501.08313)."""

    heads: int
    head_dim: int
    norm: int
    """Weights of the norm on the output."""
    qk_norm: int = 0
    """Weights of the norms of queries and keys together."""
    bias: bool = False

    kind = "lightning attention"

    def parameters(self, hidden: int) -> int:
        width = self.heads * self.head_dim
        return (
            linear(hidden, 3 * width, self.bias)
            + linear(hidden, width)  # output gate
            + self.norm
            + self.qk_norm
            + linear(width, hidden, self.bias)
        )

    def state_values(self) -> int:
        return self.heads * self.head_dim * self.head_dim

    def mixing_flops(self, tokens: int) -> int:
        # For each number of the state: decay 1, writing 2, the output 2.
        return 5 * self.heads * self.head_dim * self.head_dim


@dataclass(frozen=True)
class ShortConvolution(_Recurrent):
    """Gated causal convolution of a few taps (LFM2, arXiv 2511.23404)."""

    width: int
    conv: int
    """``conv_L_cache``."""
    bias: bool = False

    kind = "short convolution"

    def parameters(self, hidden: int) -> int:
        return (
            linear(hidden, 3 * self.width, self.bias)
            + self.width * self.conv
            + (self.width if self.bias else 0)
            + linear(self.width, hidden, self.bias)
        )

    def state_values(self) -> int:
        return self.width * (self.conv - 1)

    def mixing_flops(self, tokens: int) -> int:
        # Two gates; the taps are weights.
        return 2 * self.width


@dataclass(frozen=True)
class RecurrentGate(_Recurrent):
    """Real-gated linear recurrent unit in its block (Griffin, arXiv 2402.19427, section 2.4)."""

    width: int
    """``lru_width``."""
    heads: int
    """Blocks of the block-diagonal gates."""
    conv: int

    kind = "RG-LRU"

    def parameters(self, hidden: int) -> int:
        gates = 2 * (self.width * self.width // self.heads + self.width)
        return (
            linear(hidden, 2 * self.width, bias=True)
            + self.width * (self.conv + 1)
            + gates
            + self.width  # decay
            + linear(self.width, hidden, bias=True)
        )

    def state_values(self) -> int:
        return self.width + self.width * (self.conv - 1)

    def mixing_flops(self, tokens: int) -> int:
        # h = a h + b x: three operations a channel, and one for the gate of the output.
        return 4 * self.width
