"""Counts, bytes and FLOPs of a blueprint. Each function is one formula of the guide's formula page."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint

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
    """Parameters of input and output embedding; counted once when they are tied."""
    matrix = model.vocabulary * model.hidden
    return matrix * (1 if model.tied else 2)


def parameters_non_embedding(model: Blueprint) -> int:
    """Parameters of the main model without its embeddings."""
    return (
        sum(block.parameters(model.hidden) for block in model.blocks)
        + (model.hidden if model.final_norm else 0)
        + (model.vocabulary if model.head_bias else 0)
        + sum(model.extra.values())
    )


def parameters_total(model: Blueprint) -> int:
    """Parameters of the main language model: tied embeddings once, no prediction heads, no towers."""
    return parameters_embedding(model) + parameters_non_embedding(model)


def parameters_active(model: Blueprint) -> int:
    """Parameters that one token uses: the total without the experts that were not chosen."""
    idle = sum(block.feed_forward.idle_parameters(model.hidden) for block in model.blocks)
    return parameters_total(model) - idle


def parameters_mtp(model: Blueprint) -> int:
    """Parameters of the multi-token-prediction blocks, without the embeddings that they share.

    Each has a block, two input norms, a projection from two residual streams to one, and a norm.
    """
    hidden = model.hidden
    return sum(
        block.parameters(hidden) + 3 * hidden + 2 * hidden * hidden for block in model.mtp_blocks
    )


def kv_cache_bytes_per_token(model: Blueprint) -> int:
    """Bytes that one token adds to the KV cache at 16 bits, every attention layer counted."""
    return _bytes(_require_cache(model, (block.mixer.growth() for block in model.blocks)), "bf16")


def kv_cache_bytes(model: Blueprint, context: int, precision: str = "bfloat16") -> int:
    """Bytes of the KV cache of one sequence of ``context`` tokens: windows cut, latents as stored."""
    return _bytes(
        _require_cache(model, (block.mixer.cached_values(context) for block in model.blocks)),
        precision,
    )


def recurrent_state_bytes(model: Blueprint, precision: str = "bfloat16") -> int:
    """Bytes of the recurrent state of one sequence; 0 for a model that has none."""
    return _bytes(sum(block.mixer.state_values() for block in model.blocks), precision)


def weight_bytes(model: Blueprint, precision: str = "bfloat16") -> int:
    """Bytes of all weights of the main model when every one is stored in ``precision``."""
    return _bytes(parameters_total(model), precision)


def flops_per_token(model: Blueprint, context: int) -> int:
    """FLOPs of the forward pass for one token that sees ``context`` tokens, itself included.

    Two for each active weight but the looked-up input embedding, and the mixers' own work.
    """
    looked_up = 0 if model.tied else model.vocabulary * model.hidden
    mixing = sum(block.mixer.mixing_flops(context) for block in model.blocks)
    return 2 * (parameters_active(model) - looked_up) + mixing


def training_flops(active: int, tokens: int) -> int:
    """FLOPs of training by the rule 6 N D: 2 forward and 4 backward for each weight and token."""
    return 6 * active * tokens


def _require_cache(model: Blueprint, values: Iterable[int]) -> int:
    if not model.blocks:
        raise NotRecomputable("the model has no layers")
    return sum(values)


def layer_summary(blocks: tuple[Block, ...]) -> dict[str, int]:
    """How many layers there are of each kind, such as ``{"full attention": 10, "window": 50}``."""
    counts: dict[str, int] = {}
    for block in blocks:
        name = _mixer_name(block)
        counts[name] = counts.get(name, 0) + 1
    return counts


def _mixer_name(block: Block) -> str:
    window = getattr(block.mixer, "window", None)
    if window is not None:
        return f"attention over {window:,} tokens"
    return {
        "SoftmaxAttention": "full attention",
        "LatentAttention": "latent attention",
        "MambaMixer": "state space",
    }.get(type(block.mixer).__name__, type(block.mixer).__name__)
