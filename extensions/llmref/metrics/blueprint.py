"""A model as the formulas see it: blocks of a token mixer and a feed-forward part, and embeddings.

Readers turn a ``config.json`` into a :class:`Blueprint`; the formulas know blueprints only. Every part
says how many parameters it has and what it keeps in memory per token or per sequence. All counts are
exact whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol


class Mixer(Protocol):
    """The part of a block that moves information between tokens."""

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


def _linear(inputs: int, outputs: int, bias: bool = False) -> int:
    return inputs * outputs + (outputs if bias else 0)


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
            _linear(hidden, query + projected, self.qkv_bias)
            + _linear(self.heads * self._value_dim, hidden, self.output_bias)
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
            _linear(hidden, query, self.qkv_bias)
            + _linear(self.source, 2 * kv, self.qkv_bias)
            + _linear(query, hidden, self.output_bias)
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
        into = 2 * self.inner if self.gated else self.inner
        return _linear(hidden, into, self.bias) + _linear(self.inner, hidden, self.bias) + self.extra

    def idle_parameters(self, hidden: int) -> int:
        return 0


@dataclass(frozen=True)
class Block:
    """One layer."""

    mixer: Mixer
    feed_forward: FeedForward
    norms: int = 2
    """Weights of its normalisations for each channel of the residual stream: one for an RMSNorm, two
    for a LayerNorm with a bias."""
    extra: int = 0
    """Other weights of the block."""

    def parameters(self, hidden: int) -> int:
        return (
            self.mixer.parameters(hidden)
            + self.feed_forward.parameters(hidden)
            + self.norms * hidden
            + self.extra
        )


@dataclass(frozen=True)
class Blueprint:
    """A whole language model."""

    hidden: int
    vocabulary: int
    tied: bool
    """Input and output embedding are one matrix."""
    blocks: tuple[Block, ...]
    """Layers of the decoder; those of the encoder where there is no decoder."""
    mtp_blocks: tuple[Block, ...] | None = ()
    """Multi-token-prediction blocks, not part of the main model (DeepSeek-V3, section 2.2); ``None``
    when there are some that the configuration does not describe."""
    mtp_modules: int | None = None
    """Modules that the blocks form, each with a projection and norms; ``None`` for one a block."""
    mtp_norms: int = 3
    """Norms of a module: of its two inputs and, in most, of its output."""
    final_norm: int = 1
    """Weights for each channel of the normalisation after the last block."""
    head_bias: bool = False
    extra: Mapping[str, int] = field(default_factory=dict)
    """Anything else that is counted: name -> parameters."""
    embedding_width: int | None = None
    """Columns of the embedding where they are not ``hidden``."""
    tables: Mapping[str, int] = field(default_factory=dict)
    """Embeddings besides that of words, of which a token reads some rows: name -> parameters."""
    passes: int = 1
    """Times that a token goes through ``blocks``, with the same weights each time (ALBERT)."""
    ngrams: int = 0
    """Parameters of tables of n-grams, of which a token reads a few rows of very many: an embedding, but
    not active."""
    encoder: tuple[Block, ...] = ()
    """Layers of the encoder of an encoder-decoder."""
    encoder_hidden: int | None = None
    """Width of the encoder's residual stream where it is not ``hidden``."""
    vision: int | None = None
    """Parameters of the vision tower with its projector; ``None`` when there is none or its kind is
    not known."""
    audio: int | None = None
    """Parameters of the audio tower with its projector; ``None`` likewise."""

    @property
    def word_embedding(self) -> int:
        """Parameters of the embedding of words, once."""
        return self.vocabulary * (self.embedding_width or self.hidden)

    @cached_property
    def groups(self) -> tuple[tuple[Block, int], ...]:
        """Distinct blocks of the decoder, each with the number of layers that are like it."""
        return group_blocks(self.blocks)


def group_blocks(blocks: tuple[Block, ...]) -> tuple[tuple[Block, int], ...]:
    """Distinct blocks in order of appearance, each with its number.

    Formulas evaluate each distinct block once. Readers make few objects, and comparing objects by
    identity first is many times faster than by value.
    """
    objects: dict[int, tuple[Block, int]] = {}
    for block in blocks:
        objects[id(block)] = (block, objects.get(id(block), (block, 0))[1] + 1)
    groups: dict[Block, int] = {}
    for block, number in objects.values():
        groups[block] = groups.get(block, 0) + number
    return tuple(groups.items())
