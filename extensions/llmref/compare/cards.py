"""Everything about one model, grouped, with numbered sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

from llmref.catalog.audit import Finding
from llmref.catalog.schema import Disagreement, Estimate, Score, Source
from llmref.compare.cells import SOURCE_KINDS, Cell
from llmref.compare.expressions import Call
from llmref.compare.formatting import format_value
from llmref.compare.tables import cell, column_label, fact_cell
from llmref.design import FLAT_METRICS
from llmref.facts import provenance_of
from llmref.fields import all_fields, find_field
from llmref.metrics.formulas import layers
from llmref.model import Model

_METRIC_CALLS = (
    Call("kv_cache_bytes", (("context", 32_768),)),
    Call("kv_cache_bytes", (("context", 131_072),)),
    Call("recurrent_state_bytes"),
    Call("weight_bytes", (("precision", "bfloat16"),)),
    Call("weight_bytes", (("precision", "float8"),)),
    Call("weight_bytes", (("precision", "int4"),)),
    Call("flops_per_token", (("context", 32_768),)),
)
_LEFT_OUT = frozenset({"id", "name", "family", "developer", "openness"})
GROUPS = ("Recomputed", "Model", "Declared counts", "Architecture", "Training", "Prices")


class Line(NamedTuple):
    """One field of a card."""

    field: str
    label: str
    meaning: str
    cell: Cell
    source: int
    """1-based number in the card's sources; 0 when there is none."""
    formula: str
    """Metric whose formula it is; empty for stated values."""


@dataclass(frozen=True)
class NumberedSource:
    """One source of a card."""

    number: int
    name: str
    source: Source


@dataclass(frozen=True)
class Differing:
    """What another source says about a field."""

    label: str
    value: str
    source: str
    """Whose word it is, such as "the model card"; a name where the source is not in the file."""
    number: int
    """1-based number in the card's sources; 0 when it is not among them."""
    note: str


@dataclass(frozen=True)
class Card:
    """One model."""

    id: str
    name: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    sources: tuple[NumberedSource, ...]
    disagreements: tuple[Differing, ...]
    estimates: tuple[str, ...]
    """What third parties estimate, one sentence each."""
    scores: tuple[Line, ...]
    """Benchmark scores; the meaning of each is its edition and set-up."""
    notes: tuple[str, ...]
    papers: tuple[str, ...]
    audit: tuple[str, ...]
    """Declared against recomputed counts, one sentence each."""
    files: tuple[str, ...]
    former_ids: tuple[str, ...] = ()
    """Ids that earlier releases used; addresses with them lead here."""


_MADE: WeakKeyDictionary[Model, Card] = WeakKeyDictionary()


def model_card(model: Model) -> Card:
    """The card of ``model``, made once: it is shown, linked to and searched."""
    if model not in _MADE:
        _MADE[model] = _card(model)
    return _MADE[model]


def _card(model: Model) -> Card:
    numbers: dict[str, int] = {}
    groups: dict[str, list[Line]] = {name: [] for name in GROUPS}
    for name, fact in model.facts().items():
        if name in _LEFT_OUT:
            continue
        field = all_fields()[name]
        if fact.provenance == "recomputed" and not fact.value and name == "parameters_mtp":
            continue
        number = 0
        if fact.source_name is not None:
            number = numbers.setdefault(fact.source_name, len(numbers) + 1)
        formula = name if fact.provenance == "recomputed" else ""
        shown = fact_cell(model, field, fact)
        groups.setdefault(field.group, []).append(
            Line(name, field.label, field.meaning, shown, number, formula)
        )
    if model.recomputable:
        groups["Recomputed"] += _metric_lines(model)
        kinds = ", ".join(f"{n} × {kind}" for kind, n in layers(model.blueprint).items())
        groups["Recomputed"].append(
            Line("layers", "Layers by kind", "", Cell(kinds, provenance="recomputed"), 0, "")
        )
    scores = tuple(_score_line(model, score, numbers) for score in model.record.spec.scores)
    estimates = tuple(_estimate(model, estimate) for estimate in model.record.spec.estimates)
    for estimate in model.record.spec.estimates:
        numbers.setdefault(estimate.source, len(numbers) + 1)
    disagreements = tuple(_differing(model, item, numbers) for item in model.record.spec.disagreements)
    sources = tuple(
        NumberedSource(number, name, model.record.sources[name])
        for name, number in numbers.items()
        if name in model.record.sources
    )
    return Card(
        model.id,
        model.name,
        tuple((name, tuple(lines)) for name, lines in groups.items() if lines),
        sources,
        disagreements,
        estimates,
        scores,
        model.record.spec.notes,
        tuple(model.papers),
        tuple(_audit(model)),
        model.record.files,
        model.record.spec.former_ids,
    )


def card_field(model: Model, call: Call) -> str:
    """Name under which the card of ``model`` shows ``call``; ``""`` when it does not."""
    name, arguments = call.name, dict(call.arguments)
    if name in FLAT_METRICS and not arguments:
        name, flat = FLAT_METRICS[name]
        arguments = dict(flat)
    field = find_field(name)
    shown = "-".join([field.name if field else name, *map(str, arguments.values())])
    known = any(line.field == shown for _, group in model_card(model).groups for line in group)
    return shown if known else ""


def _metric_lines(model: Model) -> list[Line]:
    lines = []
    for call in _METRIC_CALLS:
        shown = cell(model, call)
        field = find_field(call.name)
        if field is None or not shown.text or shown.sort in (0, 0.0):
            continue
        name = "-".join([call.name, *(str(value) for _, value in call.arguments)])
        if _beyond(model, dict(call.arguments).get("context")):
            # Not in the label: an anchor keeps its meaning, whatever becomes known of the model's context.
            shown = shown._replace(text=f"{shown.text} (beyond its context)")
        lines.append(Line(name, column_label(call, field), field.meaning, shown, 0, call.name))
    return lines


def _beyond(model: Model, context: object) -> bool:
    """Whether a metric is of more tokens than the developer says that the model handles."""
    handled = model.record.spec.context_length
    return isinstance(context, int) and isinstance(handled, int) and handled < context


def _score_line(model: Model, score: Score, numbers: dict[str, int]) -> Line:
    benchmark = model.library.catalog.benchmarks.get(score.benchmark)
    label = benchmark.name if benchmark else score.benchmark
    details = [score.version or "", f"{score.shots} shots" if score.shots is not None else "", score.setup or ""]
    meaning = ", ".join(detail for detail in details if detail)
    by = "third-party" if score.by == "third-party" else provenance_of(model.record.sources.get(score.source))
    cell = Cell(f"{score.value:g}", score.value, by, note=meaning, link=None)
    number = numbers.setdefault(score.source, len(numbers) + 1)
    return Line(f"score-{score.benchmark}", label, meaning, cell, number, "")


def _estimate(model: Model, estimate: Estimate) -> str:
    field = find_field(estimate.field)
    label, unit = (field.label, field.unit) if field else (estimate.field, "")
    shown = format_value(estimate.value.value, unit)
    return f"{label}: {shown}, an estimate of {estimate.by}: {estimate.method}"


def _differing(model: Model, item: Disagreement, numbers: dict[str, int]) -> Differing:
    field = find_field(item.field)
    label, unit = (field.label, field.unit) if field else (item.field, "")
    source = model.record.sources.get(item.source)
    number = numbers.setdefault(item.source, len(numbers) + 1) if source else 0
    article = {"config": "the", "code": "the", "estimate": "an"}
    whose = f"{article.get(source.kind, 'a')} {SOURCE_KINDS[source.kind]}" if source else item.source
    return Differing(label, format_value(item.value, unit), whose, number, item.note or "")


def _audit(model: Model) -> list[str]:
    sentences = []
    parameters = model.record.spec.parameters
    residue = getattr(parameters, "residue", None)
    for finding in model.audit():
        counted = f" {finding.explanation}" if finding.explanation else ""
        numbers = f"{format_value(finding.declared)} declared, {finding.recomputed:,} recomputed{counted}"
        sentences.append(f"{counted_part(finding.field)}: {numbers}{_verdict(finding)}.")
    if residue:
        sentences.append(residue)
    return sentences


def _verdict(finding: Finding) -> str:
    if finding.agrees:
        return "; the two agree"
    more = "more" if finding.difference > 0 else "less"
    return f"; {abs(finding.difference):.2%} {more} is declared"


def counted_part(field: str) -> str:
    """What a declared count counts, such as ``Active parameters``."""
    return _PARTS.get(field, field.replace("_", "-").capitalize())


_PARTS = {
    "total": "All parameters",
    "active": "Active parameters",
    "embedding": "Embedding",
    "non_embedding": "Without embedding",
    "mtp": "Multi-token-prediction head",
    "vision": "Vision tower",
    "audio": "Audio tower",
}
