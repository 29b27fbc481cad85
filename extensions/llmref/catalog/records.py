"""What loading returns: validated models and families, each value with its place and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from llmref.catalog.schema import Benchmark, Developer, Family, License, Model, Source
from llmref.catalog.yaml_source import Path


@dataclass(frozen=True)
class Place:
    """Where a value stands."""

    file: str
    """Path as messages print it."""
    line: int
    """1-based."""


@dataclass(frozen=True)
class ModelRecord:
    """One model with everything that it inherits."""

    spec: Model
    family: str
    """Id of its family."""
    sources: Mapping[str, Source]
    """Name -> source; those inherited from another family's file are named ``family/name``."""
    places: Mapping[Path, Place] = field(repr=False)
    """Path of a value inside the model, such as ``("architecture", "head_dim")`` -> where it stands."""
    files: tuple[str, ...]
    """Absolute paths of the files that its values stand in: its own first."""

    @property
    def id(self) -> str:
        return self.spec.id

    def source_name(self, key: str) -> str | None:
        """Name of the source of the dotted ``key``: the longest entry of ``from`` that covers it."""
        rules = self.spec.from_
        while key:
            if (name := rules.get(key)) is not None:
                return name
            key = key.rpartition(".")[0]
        return rules.get("*")

    def source(self, key: str) -> Source | None:
        """The source of the dotted ``key``, such as ``architecture.head_dim``."""
        name = self.source_name(key)
        return self.sources.get(name) if name is not None else None

    def place(self, *path: str | int) -> Place:
        """Where the value at ``path`` stands, or its nearest ancestor."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return Place("", 0)


@dataclass(frozen=True)
class FamilyRecord:
    """One family's file."""

    spec: Family
    sources: Mapping[str, Source]
    models: tuple[str, ...]
    """Ids of its models, in the order of the file."""
    place: Place
    path: str
    """Absolute path of the file."""
    lines: Mapping[Path, int] = field(default_factory=dict, repr=False)
    """Path of a value inside the file -> its 1-based line."""

    @property
    def id(self) -> str:
        return self.spec.id


@dataclass(frozen=True)
class Catalog:
    """Everything that the spec files and registries say; all ids are unique."""

    families: Mapping[str, FamilyRecord]
    models: Mapping[str, ModelRecord]
    developers: Mapping[str, Developer]
    licenses: Mapping[str, License]
    benchmarks: Mapping[str, Benchmark]
    registry_places: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    """(``benchmark``, id) and the like -> where it stands."""
    files: tuple[str, ...] = ()
    """Absolute paths of all files read."""

    def __iter__(self) -> Iterator[ModelRecord]:
        return iter(self.models.values())
