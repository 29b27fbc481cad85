"""Values that move in the world and were not looked at for a while: prices, limits, lifecycle dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from llmref.catalog.schema import NotDisclosed
from llmref.fields import find_field
from llmref.library import Library
from llmref.model import Model

MOVING = ("pricing", "context_length", "max_output_tokens", "deprecated", "retired", "knowledge_cutoff")
"""Keys of a spec file that a developer changes after the release; prices bear a day of their own."""


@dataclass(frozen=True, order=True)
class Stale:
    """One value that should be looked up again."""

    seen: datetime.date
    file: str
    line: int
    model: str
    field: str
    url: str


def stale(library: Library, today: datetime.date, days: int = 90) -> list[Stale]:
    """Moving values of models still served that were last seen more than ``days`` before ``today``."""
    limit = today - datetime.timedelta(days=days)
    found = [item for model in library.values() if _served(model, today) for item in _moving(model)]
    return sorted(item for item in found if item.seen < limit)


def _served(model: Model, today: datetime.date) -> bool:
    retired = model.record.spec.retired
    # Of open weights nothing moves: they are what they are.
    return model.family.spec.openness == "proprietary" and (retired is None or retired > today)


def _moving(model: Model) -> Iterator[Stale]:
    record = model.record
    for key in MOVING:
        value = getattr(record.spec, key)
        if value is None:
            continue
        source = record.source(key if find_field(key) else f"{key}.input")
        seen = source.seen if source else None
        if key == "pricing":
            seen = value.seen or seen
        elif isinstance(value, NotDisclosed):
            seen = value.not_disclosed
        if seen is None:
            continue
        place = record.place(key)
        url = (source.url or source.paper or "") if source else ""
        yield Stale(seen, place.file, place.line, model.id, key, url)
