"""What columns and the ``spec`` role may say: ``field``, ``metric(context=32768)``, ``A / B``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_CALL = re.compile(r"(?P<name>[a-z][a-z0-9_.]*)\s*(?:\((?P<arguments>[^()]*)\))?$")
_REFERENCE = re.compile(r"(?P<model>[a-z0-9][a-z0-9.\-]*?)\.(?P<rest>[a-z_][a-z0-9_.]*(?:\([^()]*\))?)$")
_SIZES = {"k": 1024, "K": 1024, "m": 1024**2, "M": 1024**2}


class ExpressionError(ValueError):
    """Not an expression; the message says what would be."""


@dataclass(frozen=True)
class Call:
    """A field, or a metric with its arguments."""

    name: str
    arguments: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        inside = ", ".join(f"{key}={value}" for key, value in self.arguments)
        return f"{self.name}({inside})" if inside else self.name


@dataclass(frozen=True)
class Reference:
    """A call on one model."""

    model: str
    call: Call


def parse_call(text: str) -> Call:
    """``kv_cache_bytes(context=32k)`` as a call.

    Raises:
        ExpressionError: It is none.
    """
    match = _CALL.match(text.strip())
    if not match:
        raise ExpressionError(
            f"{text.strip()!r} is neither a field nor a metric; write num_hidden_layers or "
            "kv_cache_bytes(context=32768)"
        )
    arguments = []
    for part in filter(None, (match["arguments"] or "").split(",")):
        key, equals, value = part.partition("=")
        if not equals:
            raise ExpressionError(f"{part.strip()!r} has no name; write context={part.strip()}")
        arguments.append((key.strip(), _argument(value.strip())))
    return Call(match["name"], tuple(arguments))


def parse_reference(text: str) -> Reference:
    """``qwen3-8b.num_hidden_layers`` as a call on a model.

    Ids may hold dots: the field begins after the last dot that a letter follows and no digit or hyphen
    ends, so ``llama-3.1-8b.head_dim`` is a field of ``llama-3.1-8b``.

    Raises:
        ExpressionError: It is none.
    """
    text = text.strip()
    match = _REFERENCE.match(text)
    if not match:
        raise ExpressionError(
            f"{text!r} names no value; write model.field, such as qwen3-8b.num_hidden_layers"
        )
    return Reference(match["model"], parse_call(match["rest"]))


def split_calls(text: str) -> list[Call]:
    """Columns separated by commas that stand outside parentheses."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [parse_call(part) for part in [*parts, current] if part.strip()]


def _argument(value: str) -> Any:
    if re.fullmatch(r"[0-9][0-9_]*", value):
        return int(value.replace("_", ""))
    if match := re.fullmatch(r"([0-9]+)([kKmM])", value):
        return int(match[1]) * _SIZES[match[2]]
    return value.strip("\"'")
