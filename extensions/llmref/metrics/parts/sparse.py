"""Attention that reads a choice of blocks, or entries that stand for many tokens."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class BlockSparseAttention:
    """Grouped-query attention to the blocks that an indexer chooses (MiniMax-M3, Qwen4).

    Keys and values of all tokens stay in the cache. The indexer keeps keys of its own, one a token or one
    for the ``pool`` tokens of a block.
    """

    attention: SoftmaxAttention
    index_heads: int
    index_dim: int
    tokens: int
    """Tokens read at most: blocks times their length."""
    key_heads: int = 1
    """Key heads of the indexer."""
    pool: int = 1
    """Tokens that share a key of the indexer, the mean of theirs."""

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"attention to blocks of {self.tokens:,} chosen tokens"

    def parameters(self, hidden: int) -> int:
        heads = self.index_heads + self.key_heads
        # Queries, keys, and an RMSNorm on each.
        indexer = linear(hidden, heads * self.index_dim) + 2 * self.index_dim
        return self.attention.parameters(hidden) + indexer

    def cached_values(self, tokens: int) -> int:
        return self.attention.cached_values(tokens) + tokens // self.pool * self._key

    def growth(self) -> int:
        # A token's share of a key, rounded up.
        return self.attention.growth() + -(-self._key // self.pool)

    @property
    def _key(self) -> int:
        return self.key_heads * self.index_dim

    def state_values(self) -> int:
        # Keys of the tokens that wait for their block.
        return self._key * self.pool if self.pool > 1 else 0

    def mixing_flops(self, tokens: int) -> int:
        read = self.attention.mixing_flops(min(self.tokens, tokens))
        return read + 2 * self.index_heads * self.index_dim * (tokens // self.pool)


@dataclass(frozen=True)
class CompressedAttention:
    """Attention of DeepSeek-V4: a window of single tokens and entries that stand for several.

    One vector is key and value of all heads. ``ratio`` tokens make one entry: few, of which an indexer
    chooses ``top_k`` (compressed sparse attention, whose entries overlap), or many, of which all are
    read (heavily compressed attention); 0 for the window alone. The module is that of transformers,
    ``deepseek_v4``.
    """

    heads: int
    head_dim: int
    query_rank: int
    output_groups: int
    output_rank: int
    window: int
    ratio: int = 0
    index_heads: int = 0
    """0 for no indexer."""
    index_dim: int = 0
    top_k: int = 0

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        near = f"attention over {self.window:,} tokens"
        if not self.ratio:
            return near
        chosen = f"{self.top_k:,} chosen" if self.index_heads else "all"
        return f"{near} and {chosen} entries of {self.ratio} tokens"

    @property
    def _series(self) -> int:
        # Overlapping entries come from two series of projections.
        return 2 if self.index_heads else 1

    def parameters(self, hidden: int) -> int:
        queries = self.heads * self.head_dim
        attention = (
            linear(hidden, self.query_rank)
            + self.query_rank  # RMSNorm
            + linear(self.query_rank, queries)
            + linear(hidden, self.head_dim)
            + self.head_dim  # RMSNorm
            # Each group of heads has a projection of its own.
            + queries * self.output_rank
            + linear(self.output_groups * self.output_rank, hidden)
            + self.heads  # sinks
        )
        if not self.ratio:
            return attention
        compressor = self._compressor(hidden, self.head_dim)
        if not self.index_heads:
            return attention + compressor
        indexer = (
            self._compressor(hidden, self.index_dim)
            + linear(self.query_rank, self.index_heads * self.index_dim)
            + linear(hidden, self.index_heads)
        )
        return attention + compressor + indexer

    def _compressor(self, hidden: int, width: int) -> int:
        # Entries and their gates, a bias for each place in an entry, and an RMSNorm.
        series = self._series * width
        return 2 * linear(hidden, series) + self.ratio * series + width

    def cached_values(self, tokens: int) -> int:
        near = self.head_dim * min(self.window, tokens)
        entries = tokens // self.ratio if self.ratio else 0
        return near + entries * self._entry

    @property
    def _entry(self) -> int:
        return self.head_dim + (self.index_dim if self.index_heads else 0)

    def growth(self) -> int:
        # An entry's share of each of its tokens, rounded up.
        return self.head_dim + (-(-self._entry // self.ratio) if self.ratio else 0)

    def state_values(self) -> int:
        # Projections and gates of the tokens that wait for their entry, and of the last entry's tokens
        # where entries overlap.
        if not self.ratio:
            return 0
        waiting = 2 * self._series * self._entry * self.ratio
        return waiting + (2 * self._entry * self.ratio if self.index_heads else 0)

    def mixing_flops(self, tokens: int) -> int:
        entries = tokens // self.ratio if self.ratio else 0
        read = min(self.top_k, entries) if self.index_heads else entries
        attention = 4 * self.heads * self.head_dim * (min(self.window, tokens) + read)
        return attention + 2 * self.index_heads * (self.index_dim + 1) * entries


@dataclass(frozen=True)
class SharedEntriesAttention:
    """Attention of DeepSeek-V4.1: a window of single tokens, and entries that several layers share.

    Few layers make entries (``makes``) and their index keys; few choose which to read (``chooses``); the
    others reuse both. The tensors are those of the published files.
    """

    near: CompressedAttention
    """The window, with projections as in DeepSeek-V4."""
    ratio: int
    """Tokens that make one entry; 1 for an entry a token."""
    top_k: int
    index_heads: int
    index_dim: int
    makes: bool = False
    chooses: bool = False
    candidates: int | None = None
    """Entries among which this layer chooses; ``None`` for all."""

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        entries = "tokens" if self.ratio == 1 else f"entries of {self.ratio} tokens"
        return f"{self.near.kind} and {self.top_k:,} chosen {entries}, {'own' if self.makes else 'shared'}"

    def parameters(self, hidden: int) -> int:
        width = self.near.head_dim
        made = chosen = 0
        if self.makes:
            # The projection of an entry, its gate where several tokens are pooled, and a norm; its index key.
            made = (2 if self.ratio > 1 else 1) * linear(hidden, width) + width
            made += linear(width, self.index_dim) + self.index_dim
        if self.chooses:
            chosen = linear(self.near.query_rank, self.index_heads * self.index_dim) + linear(hidden, self.index_heads)
        return self.near.parameters(hidden) + made + chosen

    def cached_values(self, tokens: int) -> int:
        return self.near.cached_values(tokens) + tokens // self.ratio * self._entry

    @property
    def _entry(self) -> int:
        return self.near.head_dim + self.index_dim if self.makes else 0

    def growth(self) -> int:
        # An entry's share of each of its tokens, rounded up.
        return self.near.growth() - (-self._entry // self.ratio)

    def state_values(self) -> int:
        # Projections and gates of the tokens that wait for their entry.
        return 2 * self.near.head_dim * self.ratio if self.makes and self.ratio > 1 else 0

    def mixing_flops(self, tokens: int) -> int:
        entries = tokens // self.ratio
        scored = 0
        if self.chooses:
            scored = entries if self.candidates is None else min(self.candidates, entries)
        read = 4 * self.near.heads * self.near.head_dim * min(self.top_k, entries)
        return self.near.mixing_flops(tokens) + read + 2 * self.index_heads * (self.index_dim + 1) * scored
