"""What every renderer gets: tables of cells, each with value, text, unit and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from llmref.facts import Fact, Provenance

ObjectKind = Literal["model", "family", "benchmark", "paper"]


class Link(NamedTuple):
    """An object that a cell leads to."""

    kind: ObjectKind
    id: str


class Cell(NamedTuple):
    """One value in one place of a table; a page has thousands."""

    text: str
    """As shown; empty when the field does not apply."""
    sort: float | str | None = None
    """Key by which a column sorts; ``None`` sorts last."""
    provenance: Provenance | None = None
    disputed: bool = False
    """Another source says something else."""
    note: str = ""
    """Where the value comes from, in one line."""
    link: Link | None = None
    url: str = ""
    """Address outside the site."""
    same: bool = False
    """In a side-by-side row: equal to the first model's value."""


@dataclass(frozen=True)
class Column:
    """One column of a table, or one model of a side-by-side view."""

    key: str
    label: str
    unit: str = ""
    kind: Literal["text", "number", "date"] = "text"
    meaning: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Row:
    """One row; in side-by-side views it has a heading of its own."""

    key: str
    cells: tuple[Cell, ...]
    label: str = ""
    group: str = ""
    meaning: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Table:
    """A table of models, or a side-by-side view of them."""

    kind: Literal["models", "compare", "benchmarks", "list"]
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    files: tuple[str, ...] = ()
    """Absolute paths of the spec files whose values are shown."""

    @property
    def wide(self) -> bool:
        """Whether it has more columns than a page at its usual size; print makes it narrower, or turns the page."""
        return len(self.columns) > 9

    @property
    def provenances(self) -> list[Provenance]:
        """Kinds of provenance that occur, in the order of the legend."""
        order: list[Provenance] = [
            "recomputed", "stated", "third-party", "estimate", "not-disclosed",
        ]  # fmt: skip
        found = {cell.provenance for row in self.rows for cell in row.cells if cell.text}
        return [kind for kind in order if kind in found]

    @property
    def disputed(self) -> bool:
        return any(cell.disputed for row in self.rows for cell in row.cells)


SOURCE_KINDS: Mapping[str, str] = {
    "config": "config.json",
    "model-card": "model card",
    "paper": "paper",
    "vendor-page": "vendor page",
    "code": "developer's code",
    "third-party": "third party",
    "estimate": "estimate",
}
"""What readers call each kind of source."""


def source_label(kind: str) -> str:
    """The name of a kind of source for the start of a line."""
    name = SOURCE_KINDS[kind]
    return name if "." in name else name[0].upper() + name[1:]


def describe(fact: Fact) -> str:
    """Where a fact comes from, in one line of plain text."""
    if fact.provenance == "recomputed":
        return "recomputed from the architecture"
    if fact.provenance == "not-disclosed":
        return f"looked for on {fact.looked_up}, not disclosed"
    if fact.source is None:
        return ""
    said = f"{SOURCE_KINDS[fact.source.kind]}, seen {fact.looked_up}"
    for item in fact.disagreements:
        said += f"; another source says {item.value}"
    return said
