"""Softmax attention that adds no weights: a fixed pattern of tokens, chosen blocks, two maps."""

from __future__ import annotations

from dataclasses import dataclass

from llmref.metrics.parts.attention import SoftmaxAttention


@dataclass(frozen=True)
class StridedAttention(SoftmaxAttention):
    """Each head reads the last ``near`` tokens and, of those before, one block in ``stride`` (Phi-3 Small).

    Heads have other offsets, so keys and values of all tokens stay in the cache (Phi-3, arXiv 2404.14219,
    section 2).
    """

    near: int = 0
    """Tokens of the local blocks."""
    stride: int = 1
    """``blocksparse_vert_stride``."""

    def mixing_flops(self, tokens: int) -> int:
        near = min(self.near, tokens)
        return super().mixing_flops(near + (tokens - near) // self.stride)

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"attention over {self.near:,} tokens and one block in {self.stride}"


@dataclass(frozen=True)
class DifferentialAttention(SoftmaxAttention):
    """Two maps a pair of heads, whose difference weighs the values of both (arXiv 2410.05258).

    The cache is that of plain attention; each map weighs values of twice a head's width. ``extra`` holds the
    vectors of lambda and the norm of the output.
    """

    def mixing_flops(self, tokens: int) -> int:
        return super().mixing_flops(tokens) * 3 // 2

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"differential {super().kind}"


@dataclass(frozen=True)
class PooledChoiceAttention(SoftmaxAttention):
    """Reads blocks that the attention's own queries choose by means of keys (InfLLM-V2; MiniCPM4,
    arXiv 2506.07900).

    No weights and no numbers to keep but keys and values: the means come from the cached keys. Short
    contexts are read whole.
    """

    dense: int = 0
    """``dense_len``: contexts up to here are read whole."""
    read: int = 0
    """Tokens read beyond: the chosen blocks and the window."""
    stride: int = 1
    """``kernel_stride``: tokens from one mean to the next."""

    def mixing_flops(self, tokens: int) -> int:
        if tokens <= self.dense:
            return super().mixing_flops(tokens)
        choosing = 2 * self.heads * self.head_dim * (tokens // self.stride)
        return super().mixing_flops(min(self.read, tokens)) + choosing

    @property
    def kind(self) -> str:
        """For readers, in lists of layers."""
        return f"attention to {self.read:,} chosen tokens"
