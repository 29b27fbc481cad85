"""Counts, bytes and FLOPs of a blueprint. Each function is one formula of the guide's formula page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint, group_blocks
from llmref.metrics.parts.attention import CrossAttention, DecoderAttention

BITS: dict[str, Fraction] = {
    "float32": Fraction(32),
    "float16": Fraction(16),
    "bfloat16": Fraction(16),
    "float8": Fraction(8),
    "int8": Fraction(8),
    "int4": Fraction(4),
    # Four bits and one 8-bit scale for each block of 32 numbers (OCP Microscaling 1.0).
    "mxfp4": Fraction(17, 4),
    # Four bits and one 8-bit scale for each block of 16 numbers.
    "nvfp4": Fraction(9, 2),
}
"""Number format -> bits for one number, block scales included."""

PRECISION_ALIASES = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16", "fp8": "float8"}


def bits(precision: str) -> Fraction:
    """Bits of one number in ``precision``.

    Raises:
        ValueError: The format is not known; the message lists those that are.
    """
    name = PRECISION_ALIASES.get(precision, precision)
    if name not in BITS:
        known = ", ".join([*BITS, *PRECISION_ALIASES])
        raise ValueError(f"unknown precision {precision!r}; known are {known}")
    return BITS[name]


def _bytes(values: int, precision: str) -> int:
    """Whole bytes that hold ``values`` numbers, rounded up."""
    return -(-(values * bits(precision)) // 8)


def parameters_embedding(model: Blueprint) -> int:
    """Parameters of all embeddings; one matrix for input and output when they are tied.

    Tables of positions, of token types and of layers are embeddings too, as in Kaplan et al. (arXiv
    2001.08361, section 2.1), whose N leaves out both vocabulary and positions.
    """
    words = model.word_embedding * (1 if model.tied else 2)
    return words + sum(model.tables.values()) + model.ngrams


def parameters_non_embedding(model: Blueprint) -> int:
    """Parameters of the main model without its embeddings."""
    return (
        _blocks(model.groups, model.hidden)
        + _blocks(group_blocks(model.encoder), model.encoder_hidden or model.hidden)
        + model.final_norm * model.hidden
        + (model.vocabulary if model.head_bias else 0)
        + sum(model.extra.values())
    )


def _blocks(groups: Iterable[tuple[Block, int]], hidden: int) -> int:
    return sum(number * block.parameters(hidden) for block, number in groups)


def parameters_total(model: Blueprint) -> int:
    """Parameters of the main language model: tied embeddings once, no prediction heads, no towers."""
    return parameters_embedding(model) + parameters_non_embedding(model)


def parameters_active(model: Blueprint) -> int:
    """Parameters that one token uses: the total without the experts that were not chosen.

    Tables of n-grams are not counted either: a token reads a few rows of hundreds of millions.
    """
    groups = (*model.groups, *group_blocks(model.encoder))
    idle = sum(n * block.feed_forward.idle_parameters(model.hidden) for block, n in groups)
    return parameters_total(model) - idle - model.ngrams


def parameters_mtp(model: Blueprint) -> int:
    """Parameters of the multi-token-prediction blocks, without the embeddings that they share.

    Each module has blocks, a projection from two residual streams to one, and norms.

    Raises:
        NotRecomputable: There are such blocks, and the configuration does not describe them.
    """
    if model.mtp_blocks is None:
        raise NotRecomputable("the configuration does not describe the prediction blocks")
    hidden = model.hidden
    modules = len(model.mtp_blocks) if model.mtp_modules is None else model.mtp_modules
    blocks = sum(block.parameters(hidden) for block in model.mtp_blocks)
    return blocks + modules * (model.mtp_norms * hidden + 2 * hidden * hidden)


def parameters_vision(model: Blueprint) -> int:
    """Parameters of the vision tower with its projector.

    Raises:
        NotRecomputable: There is none, or its kind is not known.
    """
    if model.vision is None:
        raise NotRecomputable("no vision tower of a kind that the formulas know")
    return model.vision


def parameters_audio(model: Blueprint) -> int:
    """Parameters of the audio tower with its projector.

    Raises:
        NotRecomputable: There is none, or its kind is not known.
    """
    if model.audio is None:
        raise NotRecomputable("no audio tower of a kind that the formulas know")
    return model.audio


def kv_cache_bytes_per_token(model: Blueprint) -> int:
    """Bytes that one token adds to the KV cache at 16 bits, every attention layer counted.

    Of an encoder-decoder: one token that the decoder writes. An encoder alone keeps none.
    """
    return _bytes(_each_block(model, lambda block: block.mixer.growth()), "bf16")


def kv_cache_bytes(model: Blueprint, context: int, precision: str = "bfloat16") -> int:
    """Bytes of the KV cache of one sequence of ``context`` tokens: windows cut, latents as stored.

    Of an encoder-decoder: the decoder's self-attention after ``context`` written tokens; what
    cross-attention keeps of the source is :func:`cross_cache_bytes_per_token`.
    """
    return _bytes(_each_block(model, lambda block: block.mixer.cached_values(context)), precision)


def cross_cache_bytes_per_token(model: Blueprint) -> int:
    """Bytes that cross-attention keeps, at 16 bits, for each token of the source text or image.

    Raises:
        NotRecomputable: The model has no cross-attention.
    """
    values = 0
    for block, number in model.groups:
        if isinstance(block.mixer, CrossAttention | DecoderAttention):
            values += number * block.mixer.source_values()
    if not values:
        raise NotRecomputable("the model has no cross-attention")
    return _bytes(values, "bf16")


def recurrent_state_bytes(model: Blueprint, precision: str = "bfloat16") -> int:
    """Bytes of the recurrent state of one sequence; 0 for a model that has none."""
    return _bytes(_each_block(model, lambda block: block.mixer.state_values()), precision)


def weight_bytes(model: Blueprint, precision: str = "bfloat16") -> int:
    """Bytes of all weights of the main model when every one is stored in ``precision``."""
    return _bytes(parameters_total(model), precision)


def flops_per_token(model: Blueprint, context: int) -> int:
    """FLOPs of the forward pass for one token that sees ``context`` tokens, itself included.

    Two for each active weight but the embeddings that are looked up, each time that it is used, and
    the mixers' own work.

    Raises:
        NotRecomputable: The model is an encoder-decoder, where a token passes through one half.
    """
    if model.encoder:
        raise NotRecomputable("a token passes through the encoder or the decoder, not through both")
    looked_up = (0 if model.tied else model.word_embedding) + sum(model.tables.values())
    mixing = _each_block(model, lambda block: block.mixer.mixing_flops(context))
    again = (model.passes - 1) * _blocks(model.groups, model.hidden)
    return 2 * (parameters_active(model) + again - looked_up) + mixing


def training_flops(active: int, tokens: int) -> int:
    """FLOPs of training by the rule 6 N D: 2 forward and 4 backward for each weight and token."""
    return 6 * active * tokens


def _each_block(model: Blueprint, values: Callable[[Block], int]) -> int:
    if not model.blocks:
        raise NotRecomputable("the model has no layers")
    return model.passes * sum(number * values(block) for block, number in model.groups)


def layers(model: Blueprint) -> dict[str, int]:
    """How many layers of each kind a model has, those of an encoder first."""
    blocks = layer_summary(model.blocks)
    return {
        **layer_summary(model.encoder),
        **{kind: number * model.passes for kind, number in blocks.items()},
    }


def layer_summary(blocks: tuple[Block, ...]) -> dict[str, int]:
    """How many layers there are of each kind, such as ``{"full attention": 10, "window": 50}``."""
    counts: dict[str, int] = {}
    for block, number in group_blocks(blocks):
        counts[block.mixer.kind] = counts.get(block.mixer.kind, 0) + number
    return counts
