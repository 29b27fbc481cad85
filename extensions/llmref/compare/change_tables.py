"""What changed between two releases as tables, one a part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.compare.change_log import Step
from llmref.compare.changes import ChangedValue
from llmref.compare.expressions import Call
from llmref.compare.formatting import format_value
from llmref.compare.tables import column_label
from llmref.design import FLAT_METRICS
from llmref.fields import find_field
from llmref.library import Library

Prices = Mapping[tuple[str, str], Sequence[tuple[str, Any]]]
ONE_BY_ONE = 100
"""Changes without a cause are listed one by one up to this number, and counted by field above it."""

NONE = "—"
_NUMBERS = frozenset({"Models", "Year"})


def change_tables(library: Library, step: Step, prices: Prices) -> dict[str, Table]:
    """Part -> its table; parts with nothing to show are left out.

    Args:
        library: The catalogue of the build: names and links of what it still has.
        step: What changed.
        prices: Prices on the way, as `price_history` gives them.
    """
    values = [value for value in step.models.values if (value.model, value.field) not in prices]
    differing = [value for value in values if value.kind != "new" or value.cause]
    others = [value for value in differing if not value.cause]
    added = [value for value in values if value.kind == "new" and not value.cause]
    tables = {
        "corrections": _values(library, step, "Values corrected", [v for v in differing if v.cause == "correction"]),
        "changes": _values(library, step, "Changed in the world", [v for v in differing if v.cause == "change"]),
        "prices": _prices(library, prices),
        "other": _values(library, step, "Differ, cause not noted", others)
        if len(others) <= ONE_BY_ONE
        else _by_field("Differ, cause not noted", others),
        "added": _by_field("Values added to models that were there", added),
        "models": _models(library, "Models added", step.models.added),
        "removed": _models(library, "Models gone", step.models.removed),
        "renamed": _renamed(library, step.models.renamed),
        "papers": _papers(library, "Papers added", step.papers_added),
        "papers-removed": _papers(library, "Papers gone", step.papers_removed),
    }
    return {name: table for name, table in tables.items() if table.rows}


def summary(step: Step, tables: Mapping[str, Table]) -> str:
    """What changed in one sentence, with counts."""
    models = step.models
    counts = [
        (len(models.added), "model added", "models added"),
        (len(models.removed), "model gone", "models gone"),
        (len(models.renamed), "model renamed", "models renamed"),
        (sum(v.cause == "correction" for v in models.values), "value corrected", "values corrected"),
        (sum(v.cause == "change" for v in models.values), "value changed in the world", "values changed in the world"),
        (sum(v.kind == "new" and not v.cause for v in models.values), "value added", "values added"),
        (len(step.papers_added), "paper added", "papers added"),
        (len(step.pages_added), "page added", "pages added"),
    ]
    said = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"{_together(said) if said else 'No differences'}."


def stock(step: Step) -> str:
    """How much the newer release has; "" when that is not known."""
    names = {"models": "model", "families": "family", "papers": "paper", "pages": "page"}
    known = [(step.counts[many], one, many) for many, one in names.items() if many in step.counts]
    said = [f"{count:,} {one if count == 1 else many}" for count, one, many in known]
    return f"The release of {step.new} has {_together(said)}." if said else ""


def _together(said: list[str]) -> str:
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def field_label(name: str) -> str:
    """What readers call a value of an export: ``architecture.head_dim`` is the field ``head_dim``."""
    bare = name.removeprefix("metrics.").removeprefix("architecture.")
    metric = FLAT_METRICS[bare][0] if bare in FLAT_METRICS else bare
    field = find_field(name) or find_field(metric)
    return column_label(Call(bare), field) if field else bare


def _text(name: str, value: Any) -> str:
    bare = name.removeprefix("metrics.").removeprefix("architecture.")
    field = find_field(name) or find_field(FLAT_METRICS[bare][0] if bare in FLAT_METRICS else bare)
    return NONE if value is None else format_value(value, field.unit if field else "")


def _model(library: Library, id_: str, name: str = "") -> Cell:
    known = id_ in library
    return Cell(library[id_].name if known else name or id_, link=Link("model", id_) if known else None)


def _values(library: Library, step: Step, caption: str, values: Iterable[ChangedValue]) -> Table:
    heads = ("Model", "Value", step.old, step.new, "Note")
    rows = [
        (
            f"{value.model}.{value.field}",
            (
                _model(library, value.model),
                Cell(field_label(value.field)),
                Cell(_text(value.field, value.old)),
                Cell(_text(value.field, value.new)),
                Cell(value.note),
            ),
        )
        for value in values
    ]
    return _table(caption, heads, rows)


def _by_field(caption: str, values: Iterable[ChangedValue]) -> Table:
    names = (value.field for value in values)
    counts = Counter("scores" if name.startswith("scores.") else name for name in names)
    rows = [
        (name, (Cell(field_label(name)), Cell(f"{count:,}", float(count))))
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return _table(caption, ("Value", "Models"), rows)


def _prices(library: Library, prices: Prices) -> Table:
    rows = []
    for (model, name), points in prices.items():
        told = ", ".join(f"{format_value(v, 'USD') if v is not None else NONE} ({release})" for release, v in points)
        label = name.removeprefix("pricing.").replace("_", " ")
        rows.append((f"{model}.{name}", (_model(library, model), Cell(label), Cell(told))))
    return _table("Prices, USD per million tokens", ("Model", "Price of", "Over time"), rows)


def _models(library: Library, caption: str, models: Mapping[str, str]) -> Table:
    rows = []
    for id_, name in models.items():
        model = library.get(id_)
        family = Cell(model.family.spec.name, link=Link("family", model.family.id)) if model else Cell("")
        rows.append((id_, (_model(library, id_, name), family, Cell(model.developer_name if model else ""))))
    rows.sort(key=lambda row: (row[1][2].text.lower(), row[1][1].text.lower(), row[1][0].text.lower()))
    return _table(caption, ("Model", "Family", "Developer"), rows)


def _renamed(library: Library, renamed: Mapping[str, str]) -> Table:
    rows = [(former, (Cell(former), _model(library, id_), Cell(id_))) for former, id_ in renamed.items()]
    return _table("Models with another id", ("Former id", "Model", "Id"), rows)


def _papers(library: Library, caption: str, papers: Mapping[str, str]) -> Table:
    def cell(key: str, title: str) -> Cell:
        return Cell(title or key, link=Link("paper", key) if key in library.papers else None)

    def year(key: str) -> str:
        return str(library.papers[key].year or "") if key in library.papers else ""

    rows = [(key, (cell(key, title), Cell(year(key)))) for key, title in papers.items()]
    rows.sort(key=lambda row: row[1][0].text.lower())
    return _table(caption, ("Paper", "Year"), rows)


def _table(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, tuple[Cell, ...]]]) -> Table:
    columns = tuple(Column(head.lower(), head, kind="number" if head in _NUMBERS else "text") for head in heads)
    return Table("list", caption, columns, tuple(Row(key, cells, cells[0].text) for key, cells in rows))
