"""Softmax attention, to the own text and to another sequence, and what may stand in its place."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class SoftmaxAttention:
    """Multi-head, multi-query and grouped-query attention (Ainslie et al., arXiv 2305.13245)."""

    heads: int
    kv_heads: int
    head_dim: int
    qkv_bias: bool = False
    output_bias: bool = False
    qk_norm: int = 0
    """Weights of the normalisations of queries and keys together."""
    sinks: bool = False
    """One learned sink logit a head (gpt-oss)."""
    window: int | None = None
    """Tokens that the layer sees; ``None`` for all."""
    shared_kv: bool = False
    """Reads keys and values of an earlier layer: has no projections for them and no cache of its own
    (Gemma 3n, Gemma 4; cross-layer attention, Brandon et al., arXiv 2405.12981)."""
    value_is_key: bool = False
    """Values are the projected keys: one projection for both; both are cached (Gemma 4)."""
    bidirectional: bool = False
    """Sees later tokens too, so that nothing is kept between tokens: encoders."""
    extra: int = 0
    """Other weights: relative position biases, norms of the attention's output, gates."""
    value_dim: int | None = None
    """Width of one value head where it is not ``head_dim`` (MiMo-V2)."""

    def parameters(self, hidden: int) -> int:
        query, keys = self.heads * self.head_dim, self.kv_heads * self.head_dim
        values = 0 if self.value_is_key else self.kv_heads * self._value_dim
        projected = 0 if self.shared_kv else keys + values
        return (
            linear(hidden, query + projected, self.qkv_bias)
            + linear(self.heads * self._value_dim, hidden, self.output_bias)
            + self.qk_norm
            + (self.heads if self.sinks else 0)
            + self.extra
        )

    def cached_values(self, tokens: int) -> int:
        return self.growth() * self._seen(tokens)

    def growth(self) -> int:
        if self.shared_kv or self.bidirectional:
            return 0
        return self.kv_heads * (self.head_dim + self._value_dim)

    def state_values(self) -> int:
        return 0

    def mixing_flops(self, tokens: int) -> int:
        # Scores and the weighted sum of values: a multiplication and an addition each.
        return 2 * self.heads * (self.head_dim + self._value_dim) * self._seen(tokens)

    @property
    def _value_dim(self) -> int:
        return self.head_dim if self.value_dim is None else self.value_dim

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        words = ["bidirectional"] if self.bidirectional else []
        words += ["attention", f"over {self.window:,} tokens"] if self.window else ["attention"]
        if not self.window and not self.bidirectional:
            words.insert(0, "full")
        return " ".join(words) + (", keys and values shared" if self.shared_kv else "")

    def _seen(self, tokens: int) -> int:
        return tokens if self.window is None else min(self.window, tokens)


@dataclass(frozen=True)
class CrossAttention:
    """Attention to another sequence: an encoder's output (Vaswani et al., arXiv 1706.03762, section
    3.2.3) or an image.

    Keys and values come from the source, so the cache does not grow with the tokens that are written.
    """

    heads: int
    kv_heads: int
    head_dim: int
    source: int
    """Width of the sequence that keys and values come from."""
    qkv_bias: bool = False
    output_bias: bool = False
    extra: int = 0
    """Other weights: norms of queries and keys, gates."""

    def parameters(self, hidden: int) -> int:
        query, kv = self.heads * self.head_dim, self.kv_heads * self.head_dim
        return (
            linear(hidden, query, self.qkv_bias)
            + linear(self.source, 2 * kv, self.qkv_bias)
            + linear(query, hidden, self.output_bias)
            + self.extra
        )

    def cached_values(self, tokens: int) -> int:
        return 0

    def growth(self) -> int:
        return 0

    def source_values(self) -> int:
        """Numbers kept for each token of the source."""
        return 2 * self.kv_heads * self.head_dim

    def state_values(self) -> int:
        return 0

    def mixing_flops(self, tokens: int) -> int:
        # Depends on the length of the source, which is not that of the text; left out.
        return 0

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return "cross-attention"


@dataclass(frozen=True)
class DecoderAttention:
    """Self-attention followed by cross-attention, in one block of an encoder-decoder."""

    own: SoftmaxAttention
    cross: CrossAttention

    def parameters(self, hidden: int) -> int:
        return self.own.parameters(hidden) + self.cross.parameters(hidden)

    def cached_values(self, tokens: int) -> int:
        return self.own.cached_values(tokens)

    def growth(self) -> int:
        return self.own.growth()

    def source_values(self) -> int:
        """Numbers kept for each token of the source."""
        return self.cross.source_values()

    def state_values(self) -> int:
        return 0

    def mixing_flops(self, tokens: int) -> int:
        return self.own.mixing_flops(tokens) + self.cross.mixing_flops(tokens)

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"{self.own.kind} and cross-attention"


@dataclass(frozen=True)
class NoMixer:
    """Nothing, or one matrix in the place of attention (Puzzle)."""

    linear: bool = False
    """One matrix of the residual stream's width."""

    def parameters(self, hidden: int) -> int:
        return hidden * hidden if self.linear else 0

    def cached_values(self, tokens: int) -> int:
        return 0

    def growth(self) -> int:
        return 0

    def state_values(self) -> int:
        return 0

    def mixing_flops(self, tokens: int) -> int:
        return 0

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return "linear layer" if self.linear else "no attention"
