"""Families as rows: who made them, when, how many models, how large, under which licence."""

from __future__ import annotations

from collections.abc import Iterable

from llmref.catalog.quantity import Quantity
from llmref.catalog.records import FamilyRecord
from llmref.catalog.schema import Parameters
from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.compare.formatting import format_value
from llmref.library import Library
from llmref.model import Model

_NAME = Column("name", "Family")
_DEVELOPER = Column("developer", "Developer")
_REST = (
    Column("first", "First", kind="date", meaning="month of the first release"),
    Column("last", "Latest", kind="date", meaning="month of the latest release"),
    Column("models", "Models", kind="number"),
    Column("sizes", "Parameters", kind="number", meaning="smallest to largest model, recomputed or as declared"),
    Column("context", "Context", "tokens", "number", meaning="longest of its models"),
    Column("license", "Licences"),
)
_SHOWN_LICENSES = 2


def family_list(
    library: Library, families: Iterable[FamilyRecord], caption: str, *, developer: bool = True
) -> Table:
    """One row a family, newest first; ``developer`` says whether there is a column for it."""
    found = list(families)
    rows = [_row(library, family, developer) for family in found]
    last = 3 if developer else 2
    rows.sort(key=lambda row: (str(row.cells[last].sort or ""), row.label), reverse=True)
    columns = (_NAME, *((_DEVELOPER,) if developer else ()), *_REST)
    if all(not row.cells[columns.index(_REST[3])].text for row in rows):
        columns, rows = _without(columns, rows, columns.index(_REST[3]))
    files = tuple(sorted(family.path for family in found))
    return Table("list", caption, columns, tuple(rows), files)


def _without(columns: tuple[Column, ...], rows: list[Row], at: int) -> tuple[tuple[Column, ...], list[Row]]:
    cut = [Row(row.key, row.cells[:at] + row.cells[at + 1 :], row.label) for row in rows]
    return columns[:at] + columns[at + 1 :], cut


def _row(library: Library, family: FamilyRecord, developer: bool) -> Row:
    spec = family.spec
    models = [library[id_] for id_ in family.models if id_ in library]
    maker = library.catalog.developers.get(spec.developer)
    made = maker.name if maker else spec.developer
    days = sorted(m.record.spec.released.isoformat() for m in models if m.record.spec.released)
    sizes = sorted(size for model in models if (size := _size(model)))
    contexts = [m.record.spec.context_length for m in models if isinstance(m.record.spec.context_length, int)]
    cells = [
        Cell(spec.name, spec.name.lower(), link=Link("family", family.id)),
        *([Cell(made, made.lower())] if developer else []),
        Cell(days[0][:7], days[0]) if days else Cell(""),
        Cell(days[-1][:7], days[-1]) if days else Cell(""),
        Cell(str(len(models)), float(len(models))),
        _span(sizes),
        Cell(format_value(max(contexts), "tokens"), float(max(contexts))) if contexts else Cell(""),
        _licenses(models),
    ]
    return Row(family.id, tuple(cells), spec.name)


def _size(model: Model) -> int:
    if model.recomputable:
        return model.parameters_total
    declared = model.record.spec.parameters
    total = declared.total if isinstance(declared, Parameters) else None
    return total.value if isinstance(total, Quantity) else 0


def _span(sizes: list[int]) -> Cell:
    if not sizes:
        return Cell("")
    low, high = format_value(sizes[0], "parameters"), format_value(sizes[-1], "parameters")
    return Cell(high if low == high else f"{low} to {high}", float(sizes[-1]))


def _licenses(models: list[Model]) -> Cell:
    names = list(dict.fromkeys(model.license.name for model in models if model.license))
    text = ", ".join(names[:_SHOWN_LICENSES])
    if len(names) > _SHOWN_LICENSES:
        text += f" and {len(names) - _SHOWN_LICENSES} more"
    return Cell(text, text.lower())
