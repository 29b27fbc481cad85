"""Names that have to lead somewhere: sources, developers, licences, benchmarks, other models and families."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from llmref.catalog import plausibility
from llmref.catalog.drafts import FamilyFile
from llmref.catalog.layers import leaves
from llmref.catalog.records import Catalog, ModelRecord
from llmref.catalog.yaml_source import Path
from llmref.errors import Problem

NEEDS_NO_SOURCE = frozenset(
    {"id", "name", "aliases", "variant_of", "stage", "papers", "notes", "disagreements",
     "history", "from", "former_ids", "scores", "estimates"}
)  # fmt: skip
"""Keys of a model whose values need no entry under ``from:``."""


def source_faults(record: ModelRecord, data: Mapping[str, Any]) -> Iterable[plausibility.Fault]:
    """Sources that ``record`` names and does not have, and values of ``data`` that have none."""
    named: list[tuple[Path, str]] = [(("from", key), name) for key, name in record.spec.from_.items()]
    for kind in ("disagreements", "scores", "estimates"):
        entries = enumerate(getattr(record.spec, kind))
        named += [((kind, index, "source"), entry.source) for index, entry in entries]
    for path, name in named:
        if name not in record.sources:
            fix = plausibility.near(name, list(record.sources), "name an entry of `sources:` of this file")
            yield path, f"no source {name!r}", fix
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


def reference_problems(catalog: Catalog, files: Sequence[FamilyFile]) -> Iterable[Problem]:
    """Developers, licences, benchmarks, models and families that the catalogue does not have."""
    for file in files:
        own = file.family
        links: tuple[tuple[str, str, str | None, Mapping[str, Any], str], ...] = (
            ("developer", "developer", own.developer, catalog.developers, "add it to developers.yaml"),
            ("predecessor", "family", own.predecessor, catalog.families, "name a family of the catalogue"),
        )
        for key, what, id_, known, advice in links:
            if id_ is not None and id_ not in known:
                line = file.document.line(("family", key))
                fix = plausibility.near(id_, list(known), advice)
                yield Problem(file.document.file, line, f"family.{key}", f"no {what} {id_!r}", fix)
    for record in catalog:
        yield from _link_problems(catalog, record)
        license_ = record.spec.license
        if license_ is not None and license_ not in catalog.licenses:
            fix = plausibility.near(license_, list(catalog.licenses), "add it to licenses.yaml")
            yield _problem(record, ("license",), f"no licence {license_!r}", fix)


def _link_problems(catalog: Catalog, record: ModelRecord) -> Iterable[Problem]:
    """Models and benchmarks that ``record`` names and that the catalogue does not have."""
    spec = record.spec
    named: list[tuple[Path, str]] = [(("distilled_from",), id_) for id_ in spec.distilled_from]
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


def _problem(record: ModelRecord, path: Path, message: str, fix: str) -> Problem:
    place = record.place(*path)
    return Problem(place.file, place.line, f"models[{record.id}].{path[0]}", message, fix)
