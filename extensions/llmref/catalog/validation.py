"""Pydantic's findings, said as problems with file, line, key and advice."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from llmref.catalog.plausibility import Fault, near
from llmref.catalog.records import Place
from llmref.catalog.schema import UNDISCLOSED_TAG, VALUE_TAG
from llmref.catalog.yaml_source import Path, key_text
from llmref.errors import Problem

_R = TypeVar("_R", bound=BaseModel)


def validate(
    kind: type[_R],
    raw: Any,
    place: Callable[[Path], Place],
    label: str,
    problems: list[Problem],
) -> _R | None:
    """``raw`` as a ``kind``, or ``None`` with everything wrong about it added to ``problems``.

    ``label`` names the record in messages; ``place`` finds a path inside ``raw``.
    """
    if not isinstance(raw, dict):
        at = place(())
        problems.append(Problem(at.file, at.line, label, "not a mapping", "write `key: value` lines"))
        return None
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = tuple(part for part in detail["loc"] if part not in (VALUE_TAG, UNDISCLOSED_TAG))
            problems += problems_of([(path, *_said(detail, kind, path))], place, label)
        return None


def problems_of(
    faults: Iterable[Fault], place: Callable[[Path], Place], label: str
) -> list[Problem]:
    """Faults inside one record as problems with their place."""
    found = []
    for path, message, fix in faults:
        at = place(path)
        inner = key_text(path)
        key = label + (inner if inner.startswith("[") or not inner else f".{inner}")
        found.append(Problem(at.file, at.line, key, message, fix))
    return found


def _said(detail: ErrorDetails, kind: type[BaseModel], path: Path) -> tuple[str, str]:
    """What is wrong and what would be right, in our words."""
    value, error = detail.get("input"), detail["type"]
    context = detail.get("ctx", {})
    if error == "extra_forbidden":
        known = _keys_at(kind, path[:-1])
        return "unknown key", near(str(path[-1]), known, f"keys here are {', '.join(known)}")
    if error == "missing":
        return "missing", "this key is required"
    if error == "literal_error":
        return f"{value!r} is not one of the choices", f"write {context.get('expected', '')}"
    if error == "value_error":
        return f"{value!r} does not fit", str(context.get("error", detail["msg"]))
    message = detail["msg"]
    fix = message[0].lower() + message[1:].replace("Input ", "").replace("input ", "")
    if error in ("int_type", "float_type", "string_type", "date_type", "bool_type"):
        wanted = {
            "int_type": "a whole number",
            "float_type": "a number",
            "string_type": "text (quote it if it looks like something else)",
            "date_type": "a day as YYYY-MM-DD, not quoted",
            "bool_type": "true or false",
        }[error]
        fix = f"should be {wanted}"
    return f"{value!r} is of the wrong type" if "type" in error else f"{value!r} does not fit", fix


def _keys_at(kind: type[BaseModel], path: Path) -> list[str]:
    """Keys that the mapping at ``path`` inside a ``kind`` may have."""
    current: type[BaseModel] | None = kind
    for part in path:
        if isinstance(part, int) or current is None:
            continue
        by_alias = {(info.alias or name): info for name, info in current.model_fields.items()}
        info = by_alias.get(part)
        current = _model_in(info.annotation) if info is not None else None
    if current is None:
        return []
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return None if annotation.__name__ == "NotDisclosed" else annotation
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is not None:
        for part in typing.get_args(annotation):
            if (found := _model_in(part)) is not None:
                return found
    return None
