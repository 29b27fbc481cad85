"""Values drawn at random, with their sources, for somebody else to look up again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from llmref.catalog.schema import Source
from llmref.compare.formatting import format_value
from llmref.fields import all_fields
from llmref.library import Library


@dataclass(frozen=True)
class Sample:
    """One stated value and where it is said to come from."""

    model: str
    field: str
    value: str
    source: Source
    file: str
    line: int

    def __str__(self) -> str:
        where = self.source.url or self.source.paper or ""
        via = f" (read in {self.source.via})" if self.source.via else ""
        return (
            f"{self.file}:{self.line}: {self.model}.{self.field} = {self.value}\n"
            f"    {self.source.kind}: {where}{via}, seen {self.source.seen}"
        )


def sample(library: Library, size: int, seed: int) -> list[Sample]:
    """``size`` values of all those that bear a source; the same catalogue and seed give the same ones."""
    values = [
        (model.id, name)
        for model in library.values()
        for name, fact in model.facts().items()
        if fact.source is not None
    ]
    chosen = random.Random(seed).sample(sorted(values), min(size, len(values)))
    return [_sample(library, id_, name, all_fields()[name].path) for id_, name in sorted(chosen)]


def _sample(library: Library, id_: str, name: str, path: str) -> Sample:
    model = library[id_]
    fact = model.fact(name)
    assert fact is not None and fact.source is not None
    place = model.record.place(*path.split("."))
    return Sample(id_, name, format_value(fact.value, fact.unit), fact.source, place.file, place.line)
