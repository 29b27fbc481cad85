"""Linear attention: a state of fixed size in the place of a KV cache.

The state counts numbers, not bytes: implementations keep it in 16 or in 32 bits. A causal convolution of
``conv`` taps keeps its last ``conv - 1`` inputs.
"""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class Recurrent:
    """What mixers without a KV cache have in common."""

    def cached_values(self, tokens: int) -> int:
        return 0

    def growth(self) -> int:
        return 0


@dataclass(frozen=True)
class GatedDeltaNet(Recurrent):
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
class KimiDeltaAttention(Recurrent):
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
class LightningAttention(Recurrent):
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
class ShortConvolution(Recurrent):
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
class RecurrentGate(Recurrent):
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


@dataclass(frozen=True)
class MatrixMemory(Recurrent):
    """mLSTM: a matrix memory with exponential gates and a stabiliser (xLSTM, arXiv 2405.04517)."""

    heads: int
    key_width: int
    """All heads together."""
    value_width: int
    """All heads together."""
    bias: bool = False

    kind = "mLSTM"

    def parameters(self, hidden: int) -> int:
        return (
            linear(hidden, 2 * self.key_width + 2 * self.value_width, self.bias)
            + linear(hidden, 2 * self.heads, bias=True)  # input and forget gates
            + self.value_width * (2 if self.bias else 1)  # norm of each head
            + linear(self.value_width, hidden, self.bias)
        )

    def state_values(self) -> int:
        matrices = self.key_width * self.value_width // self.heads
        return matrices + self.key_width + self.heads

    def mixing_flops(self, tokens: int) -> int:
        # For each number of the state: decay 1, writing 2, the output 2.
        return 5 * self.key_width * self.value_width // self.heads


@dataclass(frozen=True)
class Rwkv4Mixer(Recurrent):
    """RWKV-4 (arXiv 2305.13048): a decay a channel; both halves of a block see the token before.

    The state is a numerator, a denominator and a maximum a channel, and the last input of time mixing
    and of channel mixing.
    """

    width: int
    """``attention_hidden_size``."""
    hidden: int
    inner: int
    """``intermediate_size`` of channel mixing, whose weights are counted here too."""

    kind = "RWKV-4"

    def parameters(self, hidden: int) -> int:
        time = 4 * linear(hidden, self.width) + 2 * self.width + 3 * hidden
        channel = 2 * hidden * self.inner + linear(hidden, hidden) + 2 * hidden
        return time + channel

    def state_values(self) -> int:
        return 3 * self.width + 2 * self.hidden

    def mixing_flops(self, tokens: int) -> int:
        # Decay, sum and quotient of a weighted mean: about eight operations a channel.
        return 8 * self.width


@dataclass(frozen=True)
class Rwkv7Mixer(Recurrent):
    """RWKV-7 (arXiv 2503.14456): a generalised delta rule with a decay a channel.

    Module of the flash-linear-attention library. The state is a matrix a head, and the last input of time
    mixing and of channel mixing.
    """

    hidden: int
    head_dim: int
    decay_rank: int
    gate_rank: int
    rate_rank: int
    """``a_low_rank_dim``: of the in-context learning rate."""
    value_rank: int
    """``v_low_rank_dim``: of the mix with the first layer's values; 0 in that layer."""

    kind = "RWKV-7"

    def parameters(self, hidden: int) -> int:
        narrow = 2 * hidden * (self.decay_rank + self.rate_rank + self.value_rank + self.gate_rank)
        # Decay and rate have a bias, and so has the mix of values.
        biases = (3 if self.value_rank else 2) * hidden
        # Six mixes with the token before, three vectors of keys and bonus, a group norm, and one mix of
        # channel mixing.
        return 4 * linear(hidden, hidden) + narrow + biases + (6 + 3 + 2 + 1) * hidden

    def state_values(self) -> int:
        return self.hidden * self.head_dim + 2 * self.hidden

    def mixing_flops(self, tokens: int) -> int:
        # For each number of the state: decay 1, reading the old value 2, removing it 2, writing 2, the
        # output 2.
        return 9 * self.hidden * self.head_dim
