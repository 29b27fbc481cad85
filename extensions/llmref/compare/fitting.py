"""Which models fit into a given memory with a context of a given length."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from llmref.errors import NotRecomputable
from llmref.model import Model

_SIZE = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<unit>[KMGT]?i?B?)$", re.IGNORECASE)
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def parse_bytes(text: str) -> int:
    """``80GB`` (powers of 1,000) or ``80GiB`` (powers of 1,024) in bytes.

    Raises:
        ValueError: Neither.
    """
    match = _SIZE.match(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no size; write 80GB or 74.5GiB")
    unit = match["unit"].lower().removesuffix("b")
    base = 1024 if unit.endswith("i") else 1000
    return int(float(match["number"]) * base ** _UNITS[unit.removesuffix("i")])


def parse_tokens(text: str) -> int:
    """``32k`` (1,024 each) or ``32768`` in tokens.

    Raises:
        ValueError: Neither.
    """
    match = re.fullmatch(r"(\d+)([kKmM]?)", text.strip())
    if not match:
        raise ValueError(f"{text!r} is no number of tokens; write 32k or 32768")
    return int(match[1]) * {"": 1, "k": 1024, "m": 1024**2}[match[2].lower()]


@dataclass(frozen=True)
class Fit:
    """What one model needs."""

    model: Model
    weights: int
    """Bytes of the weights in the precision asked for."""
    cache: int
    """Bytes of cache and recurrent state of all sequences together."""

    @property
    def total(self) -> int:
        return self.weights + self.cache


def fitting(
    models: Iterable[Model],
    memory: int,
    context: int,
    precision: str = "bfloat16",
    cache_precision: str = "bfloat16",
    sequences: int = 1,
) -> list[Fit]:
    """Models whose weights and caches fit into ``memory`` bytes, largest first.

    Activations, the runtime and fragments of memory come on top: leave room for them. Models whose
    stated context is shorter than ``context`` are left out.
    """
    found = []
    for model in models:
        stated = model.record.spec.context_length
        if not model.recomputable or (isinstance(stated, int) and stated < context):
            continue
        try:
            cache = model.kv_cache_bytes(context, cache_precision) + model.recurrent_state_bytes(cache_precision)
        except NotRecomputable:
            continue
        fit = Fit(model, model.weight_bytes(precision), sequences * cache)
        if fit.total <= memory:
            found.append(fit)
    return sorted(found, key=lambda fit: (-fit.model.parameters_total, fit.model.id))
