"""What happened to a family, day by day: releases, prices, deprecations, and corrections of our own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from llmref.catalog.schema import Change
from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.compare.formatting import format_value
from llmref.fields import find_field
from llmref.model import Model

_COLUMNS = (
    Column("date", "Day", kind="date"),
    Column("event", "What happened"),
    Column("models", "Model"),
)
_ONE_LINE = 4
"""Models released on one day that are named; more are counted."""


def history(models: Iterable[Model], caption: str) -> Table:
    """One row an event, oldest first."""
    found = list(models)
    rows = []
    for number, (day, event, who) in enumerate(sorted(_events(found), key=lambda e: (e[0], e[1], e[2][0].id))):
        model = Cell(_named(who), who[0].name.lower(), link=Link("model", who[0].id) if len(who) == 1 else None)
        rows.append(Row(str(number), (Cell(day.isoformat(), day.isoformat()), Cell(event, event.lower()), model)))
    files = {file for model in found for file in model.record.files[:1]}
    return Table("list", caption, _COLUMNS, tuple(rows), tuple(sorted(files)))


def _named(models: list[Model]) -> str:
    names = [model.name for model in models]
    if len(names) <= _ONE_LINE:
        return ", ".join(names)
    return f"{', '.join(names[: _ONE_LINE - 1])} and {len(names) - _ONE_LINE + 1} more"


def _events(models: list[Model]) -> Iterator[tuple[datetime.date, str, list[Model]]]:
    for field, verb in (("released", "Released"), ("deprecated", "Deprecated"), ("retired", "Retired")):
        days: dict[datetime.date, list[Model]] = {}
        for model in models:
            day = getattr(model.record.spec, field)
            if day is not None:
                days.setdefault(day, []).append(model)
        for day, on_it in days.items():
            yield day, verb, on_it
    changed: dict[tuple[datetime.date, str], list[Model]] = {}
    for model in models:
        for change in model.record.spec.history:
            changed.setdefault((change.date, _change(change)), []).append(model)
    for (day, what), changing in changed.items():
        yield day, what, changing
    for model in models:
        spec = model.record.spec
        if spec.pricing is not None and spec.pricing.since is not None and spec.pricing.history:
            before = spec.pricing.history[-1]
            old = f"{format_value(before.input, 'USD')} and {format_value(before.output, 'USD')}"
            new = f"{format_value(spec.pricing.input, 'USD')} and {format_value(spec.pricing.output, 'USD')}"
            what = f"A million tokens of input and of output cost {new}, formerly {old}"
            yield spec.pricing.since, what, [model]


def _change(change: Change) -> str:
    """What became of a field, such as ``Corrected here: Positions, formerly 4,096 (a typing mistake)``."""
    field = find_field(change.field)
    label, unit = (field.label, field.unit) if field else (change.field, "")
    old = f", formerly {format_value(change.old, unit)}" if change.old is not None else ""
    note = f" ({change.note.rstrip('.')})" if change.note else ""
    return f"{'Corrected here' if change.kind == 'correction' else 'Changed'}: {label}{old}{note}"
