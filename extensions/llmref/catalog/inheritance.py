"""What a variant takes over from its base: drafts become validated records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from llmref.catalog import plausibility
from llmref.catalog.drafts import Draft
from llmref.catalog.layers import Layer, own_rules_first
from llmref.catalog.records import ModelRecord, Place
from llmref.catalog.references import source_faults
from llmref.catalog.schema import Model, Source
from llmref.catalog.validation import problems_of, validate
from llmref.catalog.yaml_source import Path
from llmref.errors import Problem


class Resolver:
    """Follows ``variant_of`` and validates each model once."""

    def __init__(
        self, drafts: Mapping[str, Draft], problems: list[Problem], *, need_sources: bool
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
            found += problems_of(source_faults(record, merged.data), at, key)
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
