"""Multi-head latent attention, dense or with an indexer that chooses the tokens to read."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.matrix import linear


@dataclass(frozen=True)
class Indexer:
    """Lightning indexer of DeepSeek sparse attention (DeepSeek-V3.2, arXiv 2512.02556, section 2.1).

    Light heads score every earlier token; attention reads the ``top_k`` best. It keeps a cache of its
    own: one key a token for all its heads.
    """

    heads: int
    """``index_n_heads``."""
    head_dim: int
    """``index_head_dim``."""
    query_rank: int
    """Width that its queries come from: ``q_lora_rank``, the compressed query of the attention, or the
    residual stream's."""
    pool: int = 1
    """Tokens that share one key, a gated mean of theirs (``index_kpool`` of GLM-5.3-Flash)."""
    extra: int = 0
    """Other weights: norms of the query's input, scales of the scores."""

    def parameters(self, hidden: int) -> int:
        pooling = (self.pool + hidden) * self.head_dim if self.pool > 1 else 0
        return (
            linear(self.query_rank, self.heads * self.head_dim)
            + linear(hidden, self.head_dim)
            + 2 * self.head_dim  # LayerNorm of the key
            + linear(hidden, self.heads)  # weight of each head
            + pooling
            + self.extra
        )

    def cached_values(self, tokens: int) -> int:
        """Keys kept after ``tokens`` tokens."""
        return tokens // self.pool * self.head_dim

    def growth(self) -> int:
        """A token's share of a key, rounded up."""
        return -(-self.head_dim // self.pool)

    def state_values(self) -> int:
        """Keys and gates of the tokens that wait for their pool."""
        return 2 * self.head_dim * self.pool if self.pool > 1 else 0

    def mixing_flops(self, tokens: int) -> int:
        # A product with every key for each head, and the weighted sum over heads.
        return 2 * self.heads * (self.head_dim + 1) * (tokens // self.pool)


@dataclass(frozen=True)
class LatentAttention:
    """Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1)."""

    heads: int
    query_rank: int | None
    """``q_lora_rank``; ``None`` when queries are not compressed."""
    kv_rank: int
    """``kv_lora_rank``, the width of the cached latent."""
    nope_dim: int
    """``qk_nope_head_dim``."""
    rope_dim: int
    """``qk_rope_head_dim``; one rotary key is shared by all heads and cached."""
    value_dim: int
    """``v_head_dim``."""
    bias: bool = False
    gate: int = 0
    """Outputs of a projection that gates the attention's output; 0 for none."""
    sinks: bool = False
    """One learned sink logit a head."""
    indexer: Indexer | None = None
    top_k: int | None = None
    """``index_topk``: tokens that attention reads at most; ``None`` for all. A layer that reuses the
    choice of an earlier one has this and no indexer."""
    window: int | None = None
    """Tokens that the layer sees; ``None`` for all."""
    shared: bool = False
    """Reads the latent of an earlier layer and has none of its own."""
    extra: int = 0
    """Other weights: norms, scales, wider projections."""

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        if self.window is not None:
            return f"latent attention over {self.window:,} tokens"
        if self.top_k is None:
            return "latent attention"
        return f"latent attention to {self.top_k:,} chosen tokens"

    def parameters(self, hidden: int) -> int:
        queries = self.heads * (self.nope_dim + self.rope_dim)
        if self.query_rank is None:
            query = linear(hidden, queries)
        else:
            query = (
                linear(hidden, self.query_rank, self.bias)
                + self.query_rank  # RMSNorm
                + linear(self.query_rank, queries)
            )
        down = linear(hidden, self.kv_rank + self.rope_dim, self.bias) + self.kv_rank  # RMSNorm
        if self.shared:
            down = 0
        up = linear(self.kv_rank, self.heads * (self.nope_dim + self.value_dim))
        return (
            query
            + down
            + up
            + linear(self.heads * self.value_dim, hidden, self.bias)
            + hidden * self.gate
            + (self.heads if self.sinks else 0)
            + (self.indexer.parameters(hidden) if self.indexer else 0)
            + self.extra
        )

    def cached_values(self, tokens: int) -> int:
        kept = tokens if self.window is None else min(self.window, tokens)
        return self._latent * kept + (self.indexer.cached_values(tokens) if self.indexer else 0)

    def growth(self) -> int:
        return self._latent + (self.indexer.growth() if self.indexer else 0)

    @property
    def _latent(self) -> int:
        return 0 if self.shared else self.kv_rank + self.rope_dim

    def state_values(self) -> int:
        return self.indexer.state_values() if self.indexer else 0

    def mixing_flops(self, tokens: int) -> int:
        # With keys and values unfolded, as in training and prefill.
        bounds = [bound for bound in (self.window, self.top_k) if bound is not None]
        seen = min([tokens, *bounds])
        attention = 2 * self.heads * (self.nope_dim + self.rope_dim + self.value_dim) * seen
        return attention + (self.indexer.mixing_flops(tokens) if self.indexer else 0)


@dataclass(frozen=True)
class DifferentialLatentAttention(LatentAttention):
    """Grouped differential attention (arXiv 2510.06949) whose keys and values unfold from a latent (Motif 3).

    ``heads`` counts signal and noise heads. Each group of heads shares one key and value head and one noise
    head, which the signal heads subtract, each by a factor of its own. The output has a gate from the
    compressed query.
    """

    kv_heads: int = 1
    noise_heads: int = 1
    """``num_noise_heads``."""

    @property
    def signal_heads(self) -> int:
        """Heads whose output goes on."""
        return self.heads - self.noise_heads

    def parameters(self, hidden: int) -> int:
        # What plain latent attention has for heads that here share keys and values, or give no output.
        unshared = self.kv_rank * (self.heads - self.kv_heads) * (self.nope_dim + self.value_dim)
        silent = self.noise_heads * self.value_dim * hidden
        output = self.signal_heads * self.value_dim
        gate = linear(hidden if self.query_rank is None else self.query_rank, output)
        return super().parameters(hidden) - unshared - silent + gate + linear(hidden, self.signal_heads)

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"differential {super().kind}"
