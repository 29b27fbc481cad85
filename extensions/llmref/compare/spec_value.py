"""One value, or the ratio of two, for running text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from llmref.catalog.quantity import Quantity
from llmref.compare.cells import Cell
from llmref.compare.expressions import ExpressionError, Reference, parse_reference
from llmref.compare.formatting import format_ratio
from llmref.compare.tables import cell
from llmref.library import Library

_RATIO = re.compile(r"\s+/\s+")


@dataclass(frozen=True)
class SpecValue:
    """What the ``spec`` role shows."""

    text: str
    cells: tuple[Cell, ...]
    references: tuple[Reference, ...]
    files: tuple[str, ...]


def spec_value(library: Library, expression: str) -> SpecValue:
    """Resolve ``model.field``, ``model.metric(argument=…)`` or the ratio ``A / B`` of two.

    Raises:
        ExpressionError: Not such an expression, or the value does not apply to the model.
        UnknownObject: No such model or field.
    """
    parts = _RATIO.split(expression.strip())
    if len(parts) > 2:
        raise ExpressionError("a ratio has two parts: a.field / b.field")
    references = tuple(parse_reference(part) for part in parts)
    cells: list[Cell] = []
    files: list[str] = []
    for reference in references:
        model = library[reference.model]
        found = cell(model, reference.call)
        if not found.text:
            raise ExpressionError(f"{reference.model} has no {reference.call}")
        cells.append(found)
        files += model.record.files
    if len(cells) == 1:
        text = cells[0].text
    else:
        text = format_ratio(_number(library, references[0]) / _number(library, references[1]))
    return SpecValue(text, tuple(cells), references, tuple(dict.fromkeys(files)))


def _number(library: Library, reference: Reference) -> float:
    fact = library[reference.model].fact(reference.call.name, **dict(reference.call.arguments))
    value = fact.value if fact else None
    if isinstance(value, Quantity):
        value = value.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not value:
        raise ExpressionError(f"{reference.model}.{reference.call} is no number to divide with")
    return float(value)
