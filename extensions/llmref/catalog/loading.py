"""Spec files on disk become a validated :class:`Catalog`, or every problem in all of them.

Folders hold one YAML file a family, and registries named ``developers.yaml``, ``licenses.yaml`` and
``benchmarks.yaml``. Nothing stops at the first mistake: :func:`read_catalog` returns what can be used
together with all problems.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from llmref.catalog import plausibility
from llmref.catalog.drafts import Draft, FamilyFile
from llmref.catalog.inheritance import Resolver
from llmref.catalog.layers import Layer, layer
from llmref.catalog.records import Catalog, FamilyRecord, Place
from llmref.catalog.references import reference_problems
from llmref.catalog.schema import Benchmark, Developer, Family, License, Source
from llmref.catalog.validation import validate
from llmref.catalog.yaml_source import Document, Path, parse
from llmref.errors import Problem

REGISTRIES: Mapping[str, type[BaseModel]] = {
    "developers": Developer,
    "licenses": License,
    "benchmarks": Benchmark,
}
"""Stem of a registry's file -> what its entries are."""

_FAMILY_KEYS = ("family", "sources", "defaults", "models")


@dataclass
class Reading:
    """The catalogue as far as it can be used, and all that is wrong."""

    catalog: Catalog
    problems: list[Problem]


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
    files: list[FamilyFile] = []
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
    drafts: dict[str, Draft] = {}
    for file in files:
        _family(file, families, drafts, problems)
    resolver = Resolver(drafts, problems, need_sources=not standalone)
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
        problems += reference_problems(catalog, files)
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
) -> FamilyFile | None:
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
    read = FamilyFile(path, document, family, sources, defaults)
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
        read.drafts.append(Draft(raw["id"], read, index, own))
    return read


def _family(
    file: FamilyFile,
    families: dict[str, FamilyRecord],
    drafts: dict[str, Draft],
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
