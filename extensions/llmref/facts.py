"""One value of one model with what a reader needs to trust it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from llmref.catalog.quantity import Quantity
from llmref.catalog.schema import Disagreement, NotDisclosed, Source

Provenance = Literal[
    "recomputed",  # by our formulas from the architecture
    "stated",  # by the developer
    "third-party",  # by somebody else who states it
    "estimate",  # by somebody else who derives it
    "not-disclosed",  # looked for and not found
    "derived",  # given by this reference: ids and names
]


class Fact(NamedTuple):
    """One value."""

    field: str
    """Bare name of the field."""
    value: Any
    """``None`` when not disclosed."""
    unit: str
    provenance: Provenance
    source_name: str | None = None
    source: Source | None = None
    looked_up: str | None = None
    """ISO day on which it was read in the source, or looked for in vain."""
    disagreements: tuple[Disagreement, ...] = ()
    note: str | None = None

    @property
    def disputed(self) -> bool:
        """Whether another source says something else."""
        return bool(self.disagreements)


def provenance_of(source: Source | None) -> Provenance:
    """How sure a value from ``source`` is."""
    if source is None:
        return "derived"
    if source.kind in ("third-party", "estimate"):
        return "third-party" if source.kind == "third-party" else "estimate"
    return "stated"


def plain(value: Any) -> Any:
    """A value as numbers, text and lists: a :class:`Quantity` as its count, a date as ISO text."""
    if isinstance(value, Quantity):
        return value.value
    if isinstance(value, NotDisclosed):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
