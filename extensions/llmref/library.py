"""The catalogue as its users see it: all models with their families and papers, read or asked for.

>>> from llmref import load_catalog
>>> load_catalog()["qwen3-8b"].kv_cache_bytes(context=32_768)
4831838208
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, overload

from llmref.cache import cached
from llmref.catalog.config_keys import CONFIG_KEYS
from llmref.catalog.loading import Reading, read_catalog, shown, spec_files
from llmref.catalog.plausibility import near
from llmref.catalog.query import ReadOnlyTable
from llmref.catalog.records import Catalog, FamilyRecord
from llmref.design import FLAT_METRICS, Design
from llmref.errors import CatalogError, Problem, UnknownObject
from llmref.fields import all_fields
from llmref.metrics.readers import READERS
from llmref.metrics.registry import METRICS
from llmref.model import Model
from llmref.own_data import builtin_bibliography, builtin_folders, own_release
from llmref.papers.bibfile import Bibliography, read_bibliography
from llmref.papers.citations import Mention
from llmref.papers.formatting import Label, labels
from llmref.papers.paper import Paper

_T = TypeVar("_T")


class Library(Mapping[str, Model]):
    """All models by id, with their families, registries and papers."""

    def __init__(
        self, catalog: Catalog, papers: Mapping[str, Paper], release: str = "dev"
    ) -> None:
        self.catalog = catalog
        self.papers = papers
        self.release = release
        self._designs: dict[str, Design] = {}
        self._models = {id_: Model(record, self) for id_, record in catalog.models.items()}

    def design(self, architecture: Mapping[str, Any]) -> Design:
        """The architecture as the formulas see it, read once for all models that have the same."""
        key = repr(sorted(architecture.items()))
        if key not in self._designs:
            self._designs[key] = Design(architecture)
        return self._designs[key]

    def __getitem__(self, id_: str) -> Model:
        try:
            return self._models[id_]
        except KeyError:
            if id_ in self.renamed:
                raise UnknownObject(f"no model {id_!r}; it is called {self.renamed[id_]} now") from None
            advice = near(id_, list(self._models), "`llmref query 1` lists all ids")
            raise UnknownObject(f"no model {id_!r}; {advice}") from None

    def __contains__(self, id_: object) -> bool:
        # Not by way of the message of an unknown id, which looks for near ones.
        return id_ in self._models

    @overload
    def get(self, id_: str, /) -> Model | None: ...
    @overload
    def get(self, id_: str, /, default: Model | _T) -> Model | _T: ...
    def get(self, id_: str, /, default: Model | _T | None = None) -> Model | _T | None:
        """The model of that id, or ``default``."""
        return self._models.get(id_, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Ids that earlier releases used -> the id of now."""
        return {former: model.id for model in self.values() for former in model.record.spec.former_ids}

    @property
    def families(self) -> Mapping[str, FamilyRecord]:
        return self.catalog.families

    @cached_property
    def table(self) -> ReadOnlyTable:
        """All models as one table ``models`` for queries."""
        models = list(self.values())
        return ReadOnlyTable("models", self.columns, lambda column: [model.value(column) for model in models])

    @property
    def columns(self) -> list[str]:
        """Columns that queries may use."""
        takes_arguments = {name for name, metric in METRICS.items() if metric.arguments}
        left_out = {*takes_arguments, "architecture"}
        return [*(name for name in all_fields() if name not in left_out), *FLAT_METRICS]

    def select(
        self, where: str | None = None, order_by: str | None = None, limit: int | None = None
    ) -> list[Model]:
        """Models that match a SQL expression, such as ``openness = 'open-weights'``.

        Raises:
            QueryError: Not valid SQL over :attr:`columns`, or more than reading.
        """
        return [self[id_] for id_ in self.table.keys(where, order_by, limit)]

    @cached_property
    def paper_labels(self) -> Mapping[str, Label]:
        """What running text calls each paper."""
        return labels(self.papers)

    @cached_property
    def paper_table(self) -> ReadOnlyTable:
        """All papers as one table ``papers`` for queries."""
        columns = ("key", "title", "authors", "year", "venue", "arxiv", "doi", "topics")
        rows = [
            {
                "key": paper.key,
                "title": paper.title,
                "authors": ", ".join(author.name for author in paper.authors),
                "year": paper.year,
                "venue": paper.venue or None,
                "arxiv": paper.arxiv or None,
                "doi": paper.doi or None,
                "topics": ", ".join(paper.keywords),
            }
            for paper in self.papers.values()
        ]
        return ReadOnlyTable("papers", columns, lambda column: [row[column] for row in rows])

    def registry_files(self, *names: str) -> tuple[str, ...]:
        """Absolute paths of the registries of those names, such as ``licenses``."""
        return tuple(file for name in names for file in self._files_by_name.get(name, ()))

    @cached_property
    def _files_by_name(self) -> Mapping[str, list[str]]:
        named: dict[str, list[str]] = {}
        for file in self.catalog.files:
            named.setdefault(Path(file).stem, []).append(file)
        return named

    def mentions(self) -> Iterator[Mention]:
        """Citations in spec files and registries: of each model what it, its family and its values cite."""
        for model in self.values():
            place = model.record.place("papers")
            for key in model.papers:
                yield Mention(key, place.file, place.line, model=model.id)
        for benchmark in self.catalog.benchmarks.values():
            if benchmark.paper:
                place = self.catalog.registry_places["benchmarks", benchmark.id]
                yield Mention(benchmark.paper, place.file, place.line, benchmark=benchmark.id)

    def problems(self) -> list[Problem]:
        """What only the whole can tell: contradicted counts and unknown papers."""
        found = [problem for model in self.values() for problem in model.problems()]
        found += self._former_id_problems()
        for family in self.families.values():
            found += self._paper_problems(family)
        return sorted(set(found))

    def _former_id_problems(self) -> Iterator[Problem]:
        """An id never changes its meaning: a former one is nobody else's."""
        for model in self.values():
            for former in model.record.spec.former_ids:
                other = former if former in self else self.renamed[former]
                if former in self or other != model.id:
                    place = model.record.place("former_ids")
                    where, said = f"models[{model.id}].former_ids", f"{former!r} is also an id of {other}"
                    yield Problem(place.file, place.line, where, said, "take it out of one of them")

    def _paper_problems(self, family: FamilyRecord) -> Iterator[Problem]:
        line = family.lines.get(("family", "papers"), family.place.line)
        keyed = [("family.papers", key, line) for key in family.spec.papers]
        for name, source in family.sources.items():
            if source.paper:
                line = family.lines.get(("sources", name, "paper"), family.place.line)
                keyed.append((f"sources.{name}.paper", source.paper, line))
        for where, key, line in keyed:
            if key not in self.papers:
                yield self._unknown_paper(family.place.file, line, where, key)
        for id_ in family.models:
            if id_ not in self:
                continue
            record = self[id_].record
            for key in record.spec.papers:
                if key not in self.papers:
                    place = record.place("papers")
                    where = f"models[{id_}].papers"
                    yield self._unknown_paper(place.file, place.line, where, key)

    def _unknown_paper(self, file: str, line: int, where: str, key: str) -> Problem:
        advice = near(key, list(self.papers), "add it to the .bib file")
        return Problem(file, line, where, f"no paper {key!r}", advice)


def read_library(
    folders: Iterable[str | os.PathLike[str]],
    bibliographies: Iterable[str | os.PathLike[str]],
    release: str = "dev",
) -> tuple[Library, list[Problem]]:
    """Everything that can be used in ``folders`` and ``.bib`` files, with all problems.

    What was read before from the same files is taken from the cache (see :mod:`llmref.cache`).
    """
    places = [Path(folder) for folder in folders]
    paths = [Path(path) for path in bibliographies]
    files = [file for place in places for file in spec_files(place)]
    # What plugins add changes what a spec file may say.
    words = [release, *map(str, places), *CONFIG_KEYS, *METRICS, *READERS]
    return cached([*files, *paths], words, lambda: _read_library(places, paths, release))


def _read_library(folders: list[Path], paths: list[Path], release: str) -> tuple[Library, list[Problem]]:
    reading: Reading = read_catalog(folders)
    papers: Bibliography = read_bibliography((path, shown(path)) for path in paths)
    library = Library(reading.catalog, papers.papers, release)
    return library, sorted({*reading.problems, *papers.problems, *library.problems()})


def load_catalog(
    folder: str | os.PathLike[str] | None = None,
    bibliography: str | os.PathLike[str] | None = None,
) -> Library:
    """The catalogue: that of this release, or the spec files in ``folder``.

    Raises:
        CatalogError: with every problem of every file.
    """
    folders = [folder] if folder is not None else builtin_folders()
    if bibliography is None and folder is None:
        bibliography = builtin_bibliography()
    bibliographies = [bibliography] if bibliography is not None else []
    library, problems = read_library(folders, bibliographies, own_release())
    if problems:
        raise CatalogError(problems)
    return library
