"""What sets one kind of dense decoder apart, as a description: most readers of dense models are one each.

Fields say what differs from the plainest kind: RMSNorm before each part, rotary positions, no biases, a gated
feed-forward part of ``intermediate_size``, attention over all tokens. A field takes a fixed value, or a function
of the configuration; this module has the functions that several kinds share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config
from llmref.metrics.readers.stack import decoder

_T = TypeVar("_T", int, bool)

Switch = bool | Callable[[Config], bool]
Count = int | Callable[[Config], int]
Windows = Sequence[int | None]
"""The window of each layer in tokens, ``None`` for full attention."""

RMS_NORM = 1
"""Weights for each channel: a scale. LayerNorms without bias have as many."""
LAYER_NORM = 2
"""A scale and a bias for each channel."""
BARE_NORM = 0
"""No weights at all."""


def stated(name: str) -> Callable[[Config], bool]:
    """What ``name`` says, which has to be there: kinds and their files differ in it."""
    return lambda config: config.required_flag(name)


def optional(name: str, default: bool = False) -> Callable[[Config], bool]:
    """What ``name`` says, or ``default``: published files rely on it and leave the key out."""
    return lambda config: config.flag(name, default)


def where(switch: Callable[[Config], bool], then: Count, otherwise: Count = 0) -> Callable[[Config], int]:
    """``then`` where ``switch`` is on."""
    return lambda config: _of(then if switch(config) else otherwise, config)


def grouped_heads(config: Config) -> int:
    """``num_key_value_heads``, or as many as there are query heads."""
    return config.kv_heads


def separate_or_tied(config: Config) -> bool:
    """``tie_word_embeddings``, which has to be there."""
    return config.tied


def stated_width(config: Config) -> int:
    """``intermediate_size``."""
    return config.count("intermediate_size")


def one_per_channel(config: Config) -> int:
    """One weight for each channel of the residual stream."""
    return config.hidden


def head_norms(config: Config) -> int:
    """An RMSNorm of one head's width for queries and one for keys, the same for all heads."""
    return 2 * config.head_dim


def head_layer_norms(config: Config) -> int:
    """As :func:`head_norms`, but LayerNorms with biases."""
    return 4 * config.head_dim


def every_channel_norms(config: Config) -> int:
    """A weight for each channel of all queries and of all keys: norms of all heads together, or each its own."""
    return (config.heads + config.kv_heads) * config.head_dim


def channel_gate(config: Config) -> int:
    """A matrix that makes a gate for each channel of the attention's output."""
    return config.hidden * config.heads * config.head_dim


def switched_windows(config: Config) -> Windows | None:
    """Windows where ``use_sliding_window`` switches them on, which is off when absent."""
    return config.windows() if config.flag("use_sliding_window", False) else None


def patterned_windows(config: Config) -> Windows:
    """Windows of layers that differ: ``layer_types`` or ``sliding_window_pattern`` has to say how."""
    if config.words("layer_types") is None:
        config.count("sliding_window_pattern")
    return config.windows()


def patterned_windows_if_any(config: Config) -> Windows:
    """As :func:`patterned_windows`, but there may be no ``sliding_window``, and then all layers see everything."""
    return patterned_windows(config) if config.optional("sliding_window") else config.windows()


@dataclass(frozen=True)
class DecoderKind:
    """A dense decoder with one kind of block; a reader of configurations when it is called."""

    source: str
    """Which models, what sets them apart, and the paper or the module that says so."""
    kv_heads: Count = grouped_heads
    """Heads of keys and values."""
    attention_bias: Switch = False
    """Biases on all four projections of the attention."""
    qkv_bias: Switch = False
    """Biases on queries, keys and values, whatever ``attention_bias`` says."""
    output_bias: Switch = False
    """A bias on the output projection, whatever ``attention_bias`` says."""
    mlp_bias: Switch = False
    """Biases on all matrices of the feed-forward part."""
    gated: bool = True
    """Three matrices in the feed-forward part, not two."""
    inner: Count = stated_width
    """Width of the feed-forward part."""
    mlp_extra: Count = 0
    """Other weights of the feed-forward part: inner norms, learned activations, a bias of one matrix."""
    qk_norm: Count = 0
    """Weights of the normalisations of queries and keys together."""
    attention_extra: Count = 0
    """Other weights of the attention: gates, sinks, norms of its output."""
    norms: Count = 2
    """Normalisations of a block: 1 where both parts run in parallel after one, 4 with one after each part too."""
    norm: Count = RMS_NORM
    """Weights of a normalisation for each channel."""
    final_norm: Switch = True
    """A normalisation after the last block."""
    windows: Callable[[Config], Windows | None] | None = None
    """The window of each layer; ``None`` where all see everything."""
    bidirectional: Switch = False
    """No causal mask, so no cache of keys and values."""
    tied: Switch = separate_or_tied
    """Input and output embedding are one matrix."""
    head_bias: bool = False
    """A bias on the output embedding."""
    embedding_width: Callable[[Config], int] | None = None
    """Columns of the embedding where they are not ``hidden_size``."""
    tables: Callable[[Config], Mapping[str, int]] | None = None
    """Learned embeddings besides that of words: name -> parameters."""
    extra: Callable[[Config], Mapping[str, int]] | None = None
    """Anything else that is counted: name -> parameters."""
    required: tuple[str, ...] = ()
    """Keys that have to be there though a default exists: it is not the family's."""

    def __call__(self, config: Config) -> Blueprint:
        """The model that ``config`` describes.

        Raises:
            NotRecomputable: A key that decides a count is absent.
        """
        for name in self.required:
            if not config.has(name):
                raise NotRecomputable(f"{name} is not known")
        all_four, norm = _of(self.attention_bias, config), _of(self.norm, config)
        return decoder(
            config,
            kv_heads=_of(self.kv_heads, config),
            qkv_bias=all_four or _of(self.qkv_bias, config),
            output_bias=all_four or _of(self.output_bias, config),
            qk_norm=_of(self.qk_norm, config),
            attention_extra=_of(self.attention_extra, config),
            bidirectional=_of(self.bidirectional, config),
            feed_forward=DenseFeedForward(
                _of(self.inner, config),
                gated=self.gated,
                bias=_of(self.mlp_bias, config),
                extra=_of(self.mlp_extra, config),
            ),
            norms=norm * _of(self.norms, config),
            windows=self.windows(config) if self.windows else None,
            tied=_of(self.tied, config),
            final_norm=norm if _of(self.final_norm, config) else 0,
            head_bias=self.head_bias,
            embedding_width=self.embedding_width(config) if self.embedding_width else None,
            tables=self.tables(config) if self.tables else {},
            extra=self.extra(config) if self.extra else {},
        )


def _of(value: _T | Callable[[Config], _T], config: Config) -> _T:
    return value(config) if callable(value) else value
