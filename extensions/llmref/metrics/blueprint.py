"""A model as the formulas see it: blocks of a token mixer and a feed-forward part, and embeddings.

Readers turn a ``config.json`` into a :class:`Blueprint`; the formulas know blueprints only. Every part
says how many parameters it has and what it keeps in memory per token or per sequence. All counts are
exact whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from llmref.metrics.parts.contracts import FeedForward, Mixer


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
