"""Which model came from which: a family's models and their relatives as a graph with places.

The graph is drawn from left to right: what a model was trained from stands to its left, in a row of its
own or that of its first child. Teachers and successors are further lines between the places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from llmref.library import Library
from llmref.model import Model

Relation = Literal["trained from", "variant of", "distilled from", "followed by"]

_VERBS: Mapping[Relation, str] = {
    "trained from": "was trained from",
    "variant of": "is a variant of",
    "distilled from": "was distilled from",
}


@dataclass(frozen=True)
class Node:
    """One model in the graph."""

    id: str
    name: str
    column: int
    row: int
    outside: bool
    """Of another family."""


@dataclass(frozen=True)
class Edge:
    """A line from an older model to a younger one."""

    start: str
    end: str
    relation: Relation


@dataclass(frozen=True)
class Lineage:
    """A graph with a place for each node."""

    caption: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    files: tuple[str, ...]

    @property
    def columns(self) -> int:
        return 1 + max((node.column for node in self.nodes), default=0)

    @property
    def rows(self) -> int:
        return 1 + max((node.row for node in self.nodes), default=0)

    @property
    def relations(self) -> list[Relation]:
        """Kinds of lines that occur, in the order of the legend."""
        order: list[Relation] = ["trained from", "variant of", "distilled from", "followed by"]
        found = {edge.relation for edge in self.edges}
        return [relation for relation in order if relation in found]

    def sentences(self) -> list[str]:
        """The lines in words, for who cannot see them."""
        names = {node.id: node.name for node in self.nodes}
        return [
            f"{names[edge.start]} was followed by {names[edge.end]}."
            if edge.relation == "followed by"
            else f"{names[edge.end]} {_VERBS[edge.relation]} {names[edge.start]}."
            for edge in self.edges
        ]


def lineage(library: Library, models: Iterable[str], caption: str) -> Lineage:
    """The graph of ``models`` and of what they were made from; models without a relative are left out."""
    own = [library[id_] for id_ in models if id_ in library]
    edges = [edge for model in own for edge in _edges(model) if edge.start in library and edge.end in library]
    linked = {id_ for edge in edges for id_ in (edge.start, edge.end)}
    parents = _parents(edges)
    places = _places([model.id for model in own if model.id in linked], parents)
    inside = {model.id for model in own}
    nodes = tuple(
        Node(id_, library[id_].name, column, row, id_ not in inside)
        for id_, (column, row) in sorted(places.items(), key=lambda item: (item[1][1], item[1][0]))
    )
    files = {file for node in nodes for file in library[node.id].record.files[:1]}
    drawn = tuple(edge for edge in edges if edge.start in places and edge.end in places)
    return Lineage(caption, nodes, drawn, tuple(sorted(files)))


def _edges(model: Model) -> Iterable[Edge]:
    spec = model.record.spec
    if spec.base_model is not None:
        yield Edge(spec.base_model, model.id, "trained from")
    elif spec.variant_of is not None:
        yield Edge(spec.variant_of, model.id, "variant of")
    for teacher in spec.distilled_from:
        yield Edge(teacher, model.id, "distilled from")
    if spec.successor is not None:
        yield Edge(model.id, spec.successor, "followed by")


def _parents(edges: Iterable[Edge]) -> dict[str, str]:
    """Child -> the one older model under which it stands; circles are cut."""
    order = {"trained from": 0, "variant of": 1, "distilled from": 2, "followed by": 3}
    parents: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: order[edge.relation]):
        if edge.end in parents:
            continue
        above: str | None = edge.start
        while above is not None and above != edge.end:
            above = parents.get(above)
        if above is None:
            parents[edge.end] = edge.start
    return parents


def _places(ids: list[str], parents: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Column and row of each model: children to the right of their parent, the first in its row."""
    children: dict[str, list[str]] = {}
    everything = list(dict.fromkeys([*ids, *parents, *parents.values()]))
    for id_ in everything:
        if id_ in parents:
            children.setdefault(parents[id_], []).append(id_)
    places: dict[str, tuple[int, int]] = {}
    row = 0

    def put(id_: str, column: int) -> None:
        nonlocal row
        places[id_] = (column, row)
        for number, child in enumerate(children.get(id_, [])):
            if number:
                row += 1
            put(child, column + 1)

    for id_ in everything:
        if id_ not in parents:
            put(id_, 0)
            row += 1
    return places
