"""One model of the catalogue as its users see it: values, metrics, facts with their sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmref.catalog import audit
from llmref.catalog.plausibility import near
from llmref.catalog.quantity import Quantity
from llmref.catalog.records import FamilyRecord, ModelRecord
from llmref.catalog.schema import Disagreement, License, NotDisclosed, Parameters
from llmref.design import FLAT_METRICS, Design, with_arguments
from llmref.errors import NotRecomputable, Problem, UnknownObject
from llmref.facts import Fact, plain, provenance_of
from llmref.fields import Field, all_fields, find_field, parts_for
from llmref.metrics import formulas
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.registry import METRICS

if TYPE_CHECKING:
    from llmref.library import Library

_CLOSED = "the architecture is not disclosed"
_GIVEN = frozenset({"id", "name", "family", "developer", "openness", "variant_of"})
"""Fields that this reference gives and no source states."""
_OF_FAMILY = frozenset({"family", "developer", "openness"})
_STANDS_FOR = {"parameters": "parameters_declared"}
"""Block that may be undisclosed as a whole -> the field that says so (the architecture has one of its own)."""


class Model:
    """One model of the catalogue. Counts are whole numbers, sizes bytes, compute FLOP."""

    def __init__(self, record: ModelRecord, library: Library) -> None:
        self.record = record
        self.library = library
        self._told: dict[str, Fact | None] = {}

    def __repr__(self) -> str:
        return f"<Model {self.id}>"

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def name(self) -> str:
        return self.record.spec.name

    @property
    def family(self) -> FamilyRecord:
        return self.library.families[self.record.family]

    @property
    def developer_name(self) -> str:
        developer = self.library.catalog.developers.get(self.family.spec.developer)
        return developer.name if developer else self.family.spec.developer

    @property
    def license(self) -> License | None:
        return self.library.catalog.licenses.get(self.record.spec.license or "")

    @property
    def architecture(self) -> dict[str, Any]:
        """The ``config.json`` values; empty when they are not disclosed."""
        value = self.record.spec.architecture
        return value if isinstance(value, dict) else {}

    @cached_property
    def papers(self) -> list[str]:
        """Keys of the papers about it: its own, its family's, and those that its values cite."""
        spec = self.record.spec
        used = {self.record.source_name(path) for path in self._paths()}
        cited = [
            source.paper
            for name, source in self.record.sources.items()
            if source.paper and name in used
        ]
        return list(dict.fromkeys([*spec.papers, *self.family.spec.papers, *cited]))

    # Metrics

    @cached_property
    def blueprint(self) -> Blueprint:
        """The architecture as the formulas see it.

        Raises:
            NotRecomputable: The formulas do not know it, or it is not disclosed.
        """
        return self._disclosed_design.blueprint

    @cached_property
    def _disclosed_design(self) -> Design:
        if not self.architecture:
            disclosed = not isinstance(self.record.spec.architecture, NotDisclosed)
            raise NotRecomputable("the architecture is not in the catalogue" if disclosed else _CLOSED)
        return self.library.design(self.architecture)

    @cached_property
    def recomputable(self) -> bool:
        """Whether the formulas know the architecture."""
        try:
            return self.blueprint is not None
        except NotRecomputable:
            return False

    def metric(self, name: str, **arguments: Any) -> int:
        """The metric ``name``, such as ``metric("kv_cache_bytes", context=32768)``.

        Raises:
            NotRecomputable: The formulas do not know this architecture.
            UnknownObject: No such metric.
            ValueError: An argument is missing or wrong.
        """
        if name == "training_flops":
            return self.training_flops
        name, arguments = with_arguments(name, arguments)
        if name not in METRICS:
            raise UnknownObject(f"no metric {name!r}; {near(name, list(METRICS), '')}")
        return self._disclosed_design.metric(name, arguments)

    @property
    def parameters_total(self) -> int:
        """Parameters of the main language model."""
        return self.metric("parameters_total")

    @property
    def parameters_active(self) -> int:
        """Parameters that one token uses."""
        return self.metric("parameters_active")

    @property
    def kv_cache_bytes_per_token(self) -> int:
        """Bytes that one token adds to the KV cache at 16 bits."""
        return self.metric("kv_cache_bytes_per_token")

    def kv_cache_bytes(self, context: int, precision: str = "bfloat16") -> int:
        """Bytes of one sequence's KV cache after ``context`` tokens."""
        return self.metric("kv_cache_bytes", context=context, precision=precision)

    def recurrent_state_bytes(self, precision: str = "bfloat16") -> int:
        """Bytes of one sequence's recurrent state."""
        return self.metric("recurrent_state_bytes", precision=precision)

    def weight_bytes(self, precision: str = "bfloat16") -> int:
        """Bytes of all weights in one number format."""
        return self.metric("weight_bytes", precision=precision)

    def flops_per_token(self, context: int) -> int:
        """FLOPs of the forward pass for one token that sees ``context`` tokens."""
        return self.metric("flops_per_token", context=context)

    @property
    def training_flops(self) -> int:
        """FLOPs of pre-training by the rule 6 N D.

        Raises:
            NotRecomputable: The tokens of training are not known.
        """
        training = self.record.spec.training
        tokens = training.tokens if training else None
        if not isinstance(tokens, Quantity):
            raise NotRecomputable("the number of training tokens is not known")
        if self.blueprint.encoder or self.blueprint.passes > 1:
            raise NotRecomputable("a token does not use each weight once")
        return formulas.training_flops(self.parameters_active, tokens.value)

    # Values

    def raw(self, field: Field) -> Any:
        """The value of a field that is not a metric; ``None`` when it does not apply."""
        spec = self.record.spec
        block, _, key = field.path.partition(".")
        value: Any
        if key:
            value = getattr(spec, block)
            if isinstance(value, dict):
                value = value.get(key)
            elif value is not None and not isinstance(value, NotDisclosed):
                value = getattr(value, key, None)
        elif block in _OF_FAMILY:
            value = self.record.family if block == "family" else getattr(self.family.spec, block)
        else:
            value = getattr(spec, block, None)
            if block == "architecture" and not isinstance(value, NotDisclosed):
                return None  # its keys are fields of their own
        return None if value == () else value

    def fact(self, name: str, **arguments: Any) -> Fact | None:
        """The value of the field or metric ``name``; ``None`` when it does not apply.

        Raises:
            UnknownObject: No such field.
            ValueError: An argument of a metric is missing or wrong.
        """
        if not arguments and name in self._told:
            return self._told[name]
        name, arguments = with_arguments(name, arguments)
        field = find_field(name)
        if field is None:
            raise UnknownObject(f"no field {name!r}; {near(name, list(all_fields()), '')}")
        if not field.path:
            try:
                value = self.metric(field.name, **arguments)
            except NotRecomputable:
                return None
            return Fact(field.name, value, field.unit, "recomputed")
        if arguments:
            raise ValueError(f"{name} takes no arguments")
        return self._stated(field)

    def _stated(self, field: Field) -> Fact | None:
        """The fact of a field that is not a metric, made once: cards, tables and counts ask for the same."""
        if field.name not in self._told:
            self._told[field.name] = self._made(field)
        return self._told[field.name]

    def _made(self, field: Field) -> Fact | None:
        value = self.raw(field)
        if value is None:
            return None
        if field.name in _GIVEN:
            return Fact(field.name, value, field.unit, "derived")
        disagreements = self._disagreements.get(field.path, ())
        if isinstance(value, NotDisclosed):
            day = value.not_disclosed.isoformat()
            return Fact(
                field.name, None, field.unit, "not-disclosed", looked_up=day,
                disagreements=disagreements,
            )  # fmt: skip
        name = self.record.source_name(field.path)
        source = self.record.sources.get(name) if name is not None else None
        if source is None:
            return Fact(field.name, value, field.unit, "derived", name, None, None, disagreements)
        return Fact(
            field.name, value, field.unit, provenance_of(source), name, source,
            source.seen.isoformat(), disagreements, source.note,
        )  # fmt: skip

    @cached_property
    def _disagreements(self) -> Mapping[str, tuple[Disagreement, ...]]:
        """What other sources say, by the path of the field; they may name it by its bare name."""
        found: dict[str, tuple[Disagreement, ...]] = {}
        for item in self.record.spec.disagreements:
            field = find_field(item.field)
            path = field.path if field else item.field
            found[path] = (*found.get(path, ()), item)
        return found

    def facts(self) -> Mapping[str, Fact]:
        """Every field that applies, in the order of cards; metrics with arguments are left out.

        Of a block that is not disclosed as a whole, one field stands for all.
        """
        found: dict[str, Fact] = {}
        closed = self._undisclosed_blocks()
        for part in parts_for(self.architecture):
            field = part.field
            if part.key and part.block in closed and field.name != _STANDS_FOR.get(part.block):
                continue
            if part.block:
                fact = self._stated(field)
            elif field.name in METRICS and METRICS[field.name].arguments:
                continue
            else:
                fact = self.fact(field.name)
            if fact is not None:
                found[field.name] = fact
        return found

    def _undisclosed_blocks(self) -> set[str]:
        spec = self.record.spec
        return {name for name in ("parameters", "architecture") if isinstance(getattr(spec, name), NotDisclosed)}

    def value(self, name: str) -> Any:
        """The plain value of one column of :meth:`flat`; ``None`` when it does not apply."""
        if name in FLAT_METRICS:
            try:
                return self.metric(name)
            except NotRecomputable:
                return None
        field = find_field(name)
        if field is not None and field.path:
            return plain(self.raw(field))
        fact = self.fact(name)
        return None if fact is None else plain(fact.value)

    def flat(self) -> dict[str, Any]:
        """Plain values by column name, for queries: numbers, text, ISO dates; NULLs left out."""
        names = [part.field.name for part in parts_for(self.architecture)]
        told = [name for name in names if name not in METRICS or not METRICS[name].arguments]
        row = {name: self.value(name) for name in [*told, *FLAT_METRICS]}
        return {name: value for name, value in row.items() if value is not None}

    def metrics(self) -> dict[str, int]:
        """All metrics of an export; empty when the formulas do not know the architecture."""
        if not self.recomputable:
            return {}
        names = [name for name, metric in METRICS.items() if not metric.arguments]
        result = {}
        for name in [*names, *FLAT_METRICS]:
            with suppress(NotRecomputable):
                result[name] = self.metric(name)
        result["recurrent_state_bytes"] = self.recurrent_state_bytes()
        with suppress(NotRecomputable):
            result["training_flops"] = self.training_flops
        return result

    def audit(self) -> list[audit.Finding]:
        """Declared counts beside recomputed ones."""
        declared = self.record.spec.parameters
        if not isinstance(declared, Parameters) or not self.recomputable:
            return []
        return list(audit.compare_counts(declared, self._counts()))

    def problems(self) -> Iterator[Problem]:
        """Declared counts that the formulas contradict."""
        declared = self.record.spec.parameters
        if not isinstance(declared, Parameters) or not self.recomputable:
            return
        for name, message, fix in audit.contradictions(declared, self._counts()):
            place = self.record.place("parameters", name)
            key = f"models[{self.id}].parameters.{name}"
            yield Problem(place.file, place.line, key, message, fix)

    def _counts(self) -> dict[str, int]:
        model = self.blueprint
        names = ("total", "active", "embedding", "non_embedding", "mtp", "vision", "audio")
        counts = {}
        for name in names:
            # Prediction blocks may be there and not be described.
            with suppress(NotRecomputable):
                counts[f"parameters_{name}"] = self.metric(f"parameters_{name}")
        counts["input_embedding"] = 0 if model.tied else model.word_embedding
        counts["ngrams"] = model.ngrams
        return counts

    def _paths(self) -> Iterator[str]:
        for part in parts_for(self.architecture):
            if part.block and self.raw(part.field) is not None:
                yield part.field.path
