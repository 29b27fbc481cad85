"""What happened to a family, day by day: releases, prices, deprecations, and corrections of our own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.compare.formatting import format_value
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
    for model in models:
        spec = model.record.spec
        for change in spec.history:
            what = "Corrected here" if change.kind == "correction" else "Changed"
            old = f", before {format_value(change.old)}" if change.old is not None else ""
            note = f": {change.note}" if change.note else ""
            yield change.date, f"{what}: {change.field}{old}{note}", [model]
        if spec.pricing is not None and spec.pricing.since is not None and spec.pricing.history:
            before = spec.pricing.history[-1]
            old = f"{format_value(before.input, 'USD')} / {format_value(before.output, 'USD')}"
            new = f"{format_value(spec.pricing.input, 'USD')} / {format_value(spec.pricing.output, 'USD')}"
            yield spec.pricing.since, f"Price {new}, before {old}", [model]
