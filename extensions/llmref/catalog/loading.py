"""Spec files on disk become a validated :class:`Catalog`, or every problem in all of them.

Folders hold one YAML file a family, and registries named ``developers.yaml``, ``licenses.yaml`` and
``benchmarks.yaml``. Nothing stops at the first mistake: :func:`read_catalog` returns what can be used
together with all problems.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from llmref.catalog import plausibility
from llmref.catalog.layers import Layer, layer, leaves, own_rules_first
from llmref.catalog.records import Catalog, FamilyRecord, ModelRecord, Place
from llmref.catalog.schema import Benchmark, Developer, Family, License, Model, Source
from llmref.catalog.validation import problems_of, validate
from llmref.catalog.yaml_source import Document, Path, parse
from llmref.errors import CatalogError, Problem

REGISTRIES: Mapping[str, type[BaseModel]] = {
    "developers": Developer,
    "licenses": License,
    "benchmarks": Benchmark,
}
"""Stem of a registry's file -> what its entries are."""

NEEDS_NO_SOURCE = frozenset(
    {"id", "name", "aliases", "variant_of", "stage", "papers", "notes", "disagreements",
     "history", "from", "former_ids", "scores", "estimates"}
)  # fmt: skip
_FAMILY_KEYS = ("family", "sources", "defaults", "models")


@dataclass
class _Draft:
    """A model before its inheritance is resolved."""

    id: str
    file: _FamilyFile
    index: int
    own: Layer


@dataclass
class _FamilyFile:
    path: FilePath
    document: Document
    family: Family
    sources: dict[str, Source]
    defaults: Layer
    drafts: list[_Draft] = field(default_factory=list)


@dataclass
class Reading:
    """The catalogue as far as it can be used, and all that is wrong."""

    catalog: Catalog
    problems: list[Problem]


def load_specs(folders: Iterable[str | os.PathLike[str]]) -> Catalog:
    """Read all spec files below ``folders``.

    Raises:
        CatalogError: with every problem of every file.
    """
    reading = read_catalog(folders)
    if reading.problems:
        raise CatalogError(reading.problems)
    return reading.catalog


def read_catalog(folders: Iterable[str | os.PathLike[str]]) -> Reading:
    """Read all spec files below ``folders``; files that are wrong are left out and reported."""
    documents: list[tuple[FilePath, Document]] = []
    problems: list[Problem] = []
    for folder in map(FilePath, folders):
        if not folder.exists():
            problems.append(Problem(shown(folder), 0, "", "no such file or folder"))
        for path in spec_files(folder):
            if not path.is_file():
                continue
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                problems.append(Problem(shown(path), 0, "", "not UTF-8", "save it as UTF-8"))
                continue
            documents.append((path.resolve(), parse(text, shown(path))))
    return _assemble(documents, problems)


def spec_files(folder: FilePath) -> list[FilePath]:
    """Files that are read for ``folder``: itself when it is one, else all YAML files below it."""
    return sorted(folder.rglob("*.yaml")) if folder.is_dir() else [folder]


def read_text(text: str, file: str, line: int = 0) -> Reading:
    """One family, or one model alone, from ``text`` that begins on ``line + 1`` of ``file``."""
    document = parse(text, file)
    document.lines = {path: at + line for path, at in document.lines.items()}
    document.problems = [
        Problem(p.file, p.line + line if p.line else line, p.key, p.message, p.fix)
        for p in document.problems
    ]
    if isinstance(document.data, dict) and "family" not in document.data:
        _wrap_model(document)
    return _assemble([(FilePath(file), document)], [], standalone=True)


def _wrap_model(document: Document) -> None:
    """Make a file of a family out of one model alone."""
    own = dict(document.data)
    family = {
        "id": own.get("id"),
        "name": own.get("name"),
        "developer": own.pop("developer", "unnamed"),
        "openness": own.pop("openness", "open-weights"),
        "summary": "Defined on this page.",
    }
    sources = own.pop("sources", {})
    document.data = {"family": family, "sources": sources, "models": [own]}
    moved = {("models", 0, *path): at for path, at in document.lines.items() if path[:1] != ("sources",)}
    kept = {path: at for path, at in document.lines.items() if path[:1] == ("sources",)}
    document.lines = {(): document.line(()), **kept, **moved}


def shown(path: FilePath) -> str:
    """``path`` as a user in the working directory would type it."""
    try:
        return path.resolve().relative_to(FilePath.cwd().resolve()).as_posix()
    except ValueError:
        return str(path)


def _assemble(
    documents: Sequence[tuple[FilePath, Document]],
    problems: list[Problem],
    *,
    standalone: bool = False,
) -> Reading:
    registries: dict[str, dict[str, Any]] = {name: {} for name in REGISTRIES}
    places: dict[tuple[str, str], Place] = {}
    files: list[_FamilyFile] = []
    for path, document in documents:
        problems += document.problems
        if path.stem in REGISTRIES and not standalone:
            _registry(path.stem, document, registries[path.stem], places, problems)
        elif document.data is None:
            if not document.problems:
                problems.append(Problem(document.file, 1, "", "the file is empty", "add a family"))
        elif (read := _family_file(path, document, problems)) is not None:
            files.append(read)

    families: dict[str, FamilyRecord] = {}
    drafts: dict[str, _Draft] = {}
    for file in files:
        _family(file, families, drafts, problems)
    resolver = _Resolver(drafts, problems, need_sources=not standalone)
    models = {id_: record for id_ in drafts if (record := resolver.record(id_)) is not None}
    catalog = Catalog(
        families=families,
        models=models,
        developers=registries["developers"],
        licenses=registries["licenses"],
        benchmarks=registries["benchmarks"],
        registry_places=places,
        files=tuple(str(path) for path, _ in documents),
    )
    if not standalone:
        problems += _reference_problems(catalog, files)
    return Reading(catalog, sorted(set(problems)))


def _registry(
    name: str,
    document: Document,
    into: dict[str, Any],
    places: dict[tuple[str, str], Place],
    problems: list[Problem],
) -> None:
    if not isinstance(document.data, list):
        problems.append(
            Problem(document.file, 1, "", f"{name}.yaml is not a list", "write `- id: …` entries")
        )
        return
    for index, raw in enumerate(document.data):
        label = f"[{raw.get('id', index)}]" if isinstance(raw, dict) else f"[{index}]"
        entry = validate(
            REGISTRIES[name],
            raw,
            lambda path, i=index: Place(document.file, document.line((i, *path))),  # type: ignore[misc]
            label,
            problems,
        )
        if entry is None:
            continue
        id_: str = entry.id  # type: ignore[attr-defined]
        place = Place(document.file, document.line((index,)))
        if id_ in into:
            first = places[name, id_]
            problems.append(_duplicate(place, label, f"{name} id {id_}", first))
            continue
        into[id_] = entry
        places[name, id_] = place


def _duplicate(place: Place, key: str, what: str, first: Place) -> Problem:
    return Problem(
        place.file,
        place.line,
        key,
        f"the {what} is taken",
        f"it stands in {first.file}:{first.line}; ids are unique in the whole catalogue",
    )


def _family_file(
    path: FilePath, document: Document, problems: list[Problem]
) -> _FamilyFile | None:
    data, file = document.data, document.file
    if not isinstance(data, dict):
        problems.append(Problem(file, 1, "", "not a mapping", "a spec file starts with `family:`"))
        return None
    for key in data:
        if key not in _FAMILY_KEYS:
            fix = plausibility.near(key, list(_FAMILY_KEYS), f"keys are {', '.join(_FAMILY_KEYS)}")
            problems.append(Problem(file, document.line((key,)), key, "unknown key", fix))
    if "family" not in data:
        problems.append(Problem(file, 1, "family", "missing", "add `family:` with id, name, …"))
        return None

    def at(*prefix: str | int) -> Callable[[Path], Place]:
        return lambda path: Place(file, document.line((*prefix, *path)))

    family = validate(Family, data["family"], at("family"), "family", problems)
    raw_sources = data.get("sources") or {}
    sources: dict[str, Source] = {}
    if not isinstance(raw_sources, dict):
        problems.append(
            Problem(file, document.line(("sources",)), "sources", "not a mapping", "name → source")
        )
        raw_sources = {}
    for name, raw in raw_sources.items():
        key = f"sources.{name}"
        source = validate(Source, raw, at("sources", name), key, problems)
        if source is None:
            continue
        sources[name] = source
        if not (source.url or source.paper):
            problems.append(
                Problem(file, document.line(("sources", name)), key, "no url and no paper",
                        "say where a reader finds it")
            )
    if family is None:
        return None
    defaults = layer(document, ("defaults",), str(path)) if "defaults" in data else Layer()
    read = _FamilyFile(path, document, family, sources, defaults)
    models = data.get("models") or []
    if not isinstance(models, list):
        problems.append(
            Problem(file, document.line(("models",)), "models", "not a list", "start each with `- id:`")
        )
        models = []
    for index, raw in enumerate(models):
        line = document.line(("models", index))
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            problems.append(
                Problem(file, line, f"models[{index}].id", "missing", "each model has an id")
            )
            continue
        own = layer(document, ("models", index), str(path))
        read.drafts.append(_Draft(raw["id"], read, index, own))
    return read


def _family(
    file: _FamilyFile,
    families: dict[str, FamilyRecord],
    drafts: dict[str, _Draft],
    problems: list[Problem],
) -> None:
    document, id_ = file.document, file.family.id
    place = Place(document.file, document.line(("family", "id")))
    if id_ in families:
        problems.append(_duplicate(place, "family.id", f"family id {id_}", families[id_].place))
        return
    own: list[str] = []
    for draft in file.drafts:
        first = drafts.get(draft.id)
        if first is not None:
            where = Place(
                first.file.document.file, first.file.document.line(("models", first.index, "id"))
            )
            here = Place(document.file, document.line(("models", draft.index, "id")))
            problems.append(_duplicate(here, f"models[{draft.id}].id", f"id {draft.id}", where))
            continue
        drafts[draft.id] = draft
        own.append(draft.id)
    families[id_] = FamilyRecord(
        file.family, file.sources, tuple(own), place, str(file.path), document.lines
    )


class _Resolver:
    """Follows ``variant_of`` and validates each model once."""

    def __init__(
        self, drafts: Mapping[str, _Draft], problems: list[Problem], *, need_sources: bool
    ) -> None:
        self._drafts = drafts
        self._need_sources = need_sources
        self._problems = problems
        self._layers: dict[str, tuple[Layer, dict[str, Source]]] = {}
        self._reported: set[tuple[str, int, str, str]] = set()
        self._looked_at: set[int] = set()

    def record(self, id_: str) -> ModelRecord | None:
        draft = self._drafts[id_]
        merged, sources = self._effective(id_, ())
        key = f"models[{id_}]"
        own = draft.own.places.get(())

        def at(path: Path) -> Place:
            for end in range(len(path), 0, -1):
                if path[:end] in merged.places:
                    return merged.places[path[:end]]
            return own or Place(draft.file.document.file, 0)

        found: list[Problem] = []
        spec = validate(Model, merged.data, at, key, found)
        architecture = merged.data.get("architecture")
        # Variants that add nothing share the very block of their base, which is looked at once.
        if id(architecture) not in self._looked_at:
            found += problems_of(plausibility.architecture_faults(architecture), at, key)
            self._looked_at.add(id(architecture))
        if spec is None:
            self._report(found)
            return None
        record = ModelRecord(
            spec, draft.file.family.id, sources, {**merged.places, (): at(())}, merged.files
        )
        found += problems_of(plausibility.model_faults(spec), at, key)
        # A model defined on a page has that page for a source.
        if self._need_sources or spec.from_:
            found += problems_of(_source_faults(record, merged.data), at, key)
        self._report(found)
        return record

    def _report(self, found: Iterable[Problem]) -> None:
        """Report each mistake once, however many variants inherit it."""
        for problem in found:
            mark = (problem.file, problem.line, problem.key.partition("]")[2], problem.message)
            if mark not in self._reported:
                self._reported.add(mark)
                self._problems.append(problem)

    def _effective(self, id_: str, seen: tuple[str, ...]) -> tuple[Layer, dict[str, Source]]:
        if id_ in self._layers:
            return self._layers[id_]
        draft = self._drafts[id_]
        own, base = draft.own, draft.file.defaults
        sources = dict(draft.file.sources)
        parent = draft.own.data.get("variant_of")
        if isinstance(parent, str):
            place = draft.own.places[("variant_of",)]
            key = f"models[{id_}].variant_of"
            if parent in (*seen, id_):
                self._problems.append(
                    Problem(place.file, place.line, key, "a circle of variants",
                            "the first model of the line has no variant_of")
                )
            elif parent not in self._drafts:
                fix = plausibility.near(parent, list(self._drafts), "name a model of the catalogue")
                self._problems.append(
                    Problem(place.file, place.line, key, f"no model {parent!r}", fix)
                )
            else:
                upper, inherited = self._effective(parent, (*seen, id_))
                other = self._drafts[parent].file
                rename = {}
                if other is not draft.file:
                    # What the variant's own family shares goes before what another family says.
                    own, base = own.over(base, final=False), Layer()
                    rename = {name: f"{other.family.id}/{name}" for name in other.sources}
                sources = {rename.get(name, name): s for name, s in inherited.items()} | sources
                base = upper.inheritable(rename, same_family=other is draft.file).over(base)
        result = own.over(base), sources
        if isinstance(result[0].data.get("from"), dict):
            result[0].data["from"] = own_rules_first(own.data, result[0].data["from"])
        self._layers[id_] = result
        return result


def _source_faults(record: ModelRecord, data: Mapping[str, Any]) -> Iterable[plausibility.Fault]:
    for key, name in record.spec.from_.items():
        if name not in record.sources:
            fix = plausibility.near(
                name, list(record.sources), "name an entry of `sources:` of this file"
            )
            yield ("from", key), f"no source {name!r}", fix
    for index, item in enumerate(record.spec.disagreements):
        if item.source not in record.sources:
            fix = plausibility.near(item.source, list(record.sources), "name a source of this file")
            yield ("disagreements", index, "source"), f"no source {item.source!r}", fix
    for kind in ("scores", "estimates"):
        for index, entry in enumerate(getattr(record.spec, kind)):
            if entry.source not in record.sources:
                fix = plausibility.near(entry.source, list(record.sources), "name a source of this file")
                yield (kind, index, "source"), f"no source {entry.source!r}", fix
    if "*" in record.spec.from_:
        return  # a source for everything
    missing: set[str] = set()
    for path in leaves(data):
        first = str(path[0])
        if first in NEEDS_NO_SOURCE or first in missing or "not_disclosed" in path:
            continue
        value: Any = data
        for part in path:
            value = value[part]
        if isinstance(value, dict) and "not_disclosed" in value:
            continue
        if record.source_name(".".join(map(str, path))) is None:
            missing.add(first)
            yield path, "the value has no source", "name its source under `from:`"


def _reference_problems(catalog: Catalog, files: Sequence[_FamilyFile]) -> Iterable[Problem]:
    for file in files:
        developer = file.family.developer
        if developer not in catalog.developers:
            fix = plausibility.near(developer, list(catalog.developers), "add it to developers.yaml")
            line = file.document.line(("family", "developer"))
            yield Problem(
                file.document.file, line, "family.developer", f"no developer {developer!r}", fix
            )
        before = file.family.predecessor
        if before is not None and before not in catalog.families:
            fix = plausibility.near(before, list(catalog.families), "name a family of the catalogue")
            line = file.document.line(("family", "predecessor"))
            yield Problem(
                file.document.file, line, "family.predecessor", f"no family {before!r}", fix
            )
    for record in catalog:
        yield from _link_problems(catalog, record)
        license_ = record.spec.license
        if license_ is not None and license_ not in catalog.licenses:
            fix = plausibility.near(license_, list(catalog.licenses), "add it to licenses.yaml")
            place = record.place("license")
            yield Problem(
                place.file,
                place.line,
                f"models[{record.id}].license",
                f"no licence {license_!r}",
                fix,
            )



def _link_problems(catalog: Catalog, record: ModelRecord) -> Iterable[Problem]:
    """Models and benchmarks that ``record`` names and that the catalogue does not have."""
    spec = record.spec
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("distilled_from",), id_) for id_ in spec.distilled_from
    ]
    named += [((key,), id_) for key in ("base_model", "successor") if (id_ := getattr(spec, key))]
    for path, id_ in named:
        if id_ not in catalog.models or id_ == record.id:
            what = "a model is not its own" if id_ == record.id else f"no model {id_!r}"
            fix = plausibility.near(id_, list(catalog.models), "name a model of the catalogue")
            yield _problem(record, path, what, fix)
    for index, score in enumerate(spec.scores):
        if score.benchmark not in catalog.benchmarks:
            fix = plausibility.near(score.benchmark, list(catalog.benchmarks), "add it to benchmarks.yaml")
            yield _problem(record, ("scores", index, "benchmark"), f"no benchmark {score.benchmark!r}", fix)


def _problem(record: ModelRecord, path: tuple[str | int, ...], message: str, fix: str) -> Problem:
    place = record.place(*path)
    return Problem(place.file, place.line, f"models[{record.id}].{path[0]}", message, fix)
