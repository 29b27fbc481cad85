"""How far the numbers of a catalogue can be trusted, counted: the tables of the audit's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from llmref.catalog.audit import Finding
from llmref.catalog.schema import Parameters
from llmref.compare.cards import counted_part
from llmref.compare.cells import SOURCE_KINDS, Cell, Column, Link, Row, Table, source_label
from llmref.compare.formatting import format_value
from llmref.errors import NotRecomputable
from llmref.fields import find_field
from llmref.library import Library
from llmref.model import Model

_MODELS = Column("models", "Models", kind="number")
_SHARE = Column("share", "Share", kind="number")


def audit_tables(library: Library, counted: Mapping[str, int]) -> dict[str, Callable[[], Table]]:
    """The tables of the audit's page by name, each counted when it is called.

    Args:
        library: The catalogue.
        counted: Model id -> parameters of the model that transformers builds on the meta device.
    """
    models = list(library.values())
    files = tuple(sorted({family.path for family in library.families.values()}))
    return {
        "summary": lambda: _summary(models, counted, files),
        "reasons": lambda: _reasons(models, files),
        "residues": lambda: _residues(models, files),
        "sources": lambda: _sources(models, files),
        "disagreements": lambda: _disagreements(models, files),
    }


def is_exact(model: Model, counted: Mapping[str, int]) -> bool:
    """Whether the recomputed total is confirmed: by transformers, or by every count that was printed."""
    if model.id in counted:
        return counted[model.id] == model.parameters_total
    findings = model.audit()
    return bool(findings) and all(finding.agrees for finding in findings)


def _summary(models: list[Model], counted: Mapping[str, int], files: tuple[str, ...]) -> Table:
    opened = [m for m in models if m.family.spec.openness == "open-weights"]
    described = [m for m in opened if m.architecture]
    recomputed = [m for m in described if m.recomputable]
    equal = [m for m in recomputed if counted.get(m.id) == m.parameters_total]
    agreeing = [m for m in recomputed if m.id not in counted and is_exact(m, counted)]
    residue = [m for m in recomputed if any(not finding.agrees for finding in m.audit())]
    unconfirmed = [m for m in recomputed if not is_exact(m, counted) and m not in residue]
    rows = [
        ("Models in the catalogue", len(models), len(models)),
        ("Open weights", len(opened), len(models)),
        ("Open weights with a disclosed architecture", len(described), len(opened)),
        ("Recomputed from the architecture", len(recomputed), len(described)),
        ("Equal to transformers on PyTorch's meta device, to the last parameter", len(equal), len(recomputed)),
        ("Not known to transformers; every printed count agrees", len(agreeing), len(recomputed)),
        ("A declared count differs, with a written reason", len(residue), len(recomputed)),
        ("Recomputed, and nothing at hand to compare with", len(unconfirmed), len(recomputed)),
    ]
    cells = [
        Row(str(number), (Cell(label), _count(count), Cell(f"{count / of:.1%}" if of else "", float(count))), label)
        for number, (label, count, of) in enumerate(rows)
    ]
    caption = "How many models are recomputed; shares are of the line that a set is part of"
    return Table("list", caption, (Column("what", "What"), _MODELS, _SHARE), tuple(cells), files)


def _reasons(models: list[Model], files: tuple[str, ...]) -> Table:
    reasons: dict[str, list[Model]] = {}
    for model in models:
        if model.family.spec.openness != "open-weights":
            continue
        try:
            _ = model.blueprint
        except NotRecomputable as error:
            reasons.setdefault(str(error), []).append(model)
    rows = []
    for reason, found in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        names = ", ".join(model.name for model in found[:6])
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        rows.append(Row(reason, (Cell(_readable(reason)), _count(len(found)), Cell(names + more)), reason))
    columns = (Column("reason", "Reason"), _MODELS, Column("which", "Which"))
    return Table("list", "Open models whose numbers are not recomputed, and why", columns, tuple(rows), files)


def _readable(reason: str) -> str:
    """A reason for the start of a line; it may begin with the name of a key, which stays as it is."""
    said = {"no model_type": "The configuration has no model_type"}.get(reason, reason)
    return said if "_" in said.partition(" ")[0] else said[0].upper() + said[1:]


def _residues(models: list[Model], files: tuple[str, ...]) -> Table:
    rows = []
    for model in models:
        declared = model.record.spec.parameters
        reason = declared.residue if isinstance(declared, Parameters) else None
        for finding in model.audit():
            if not finding.agrees:
                rows.append(_residue(model, finding, reason or ""))
    columns = (
        Column("model", "Model"), Column("count", "Count"), Column("declared", "Declared", kind="number"),
        Column("recomputed", "Recomputed", kind="number"), Column("difference", "Difference", kind="number"),
        Column("reason", "Reason"),
    )  # fmt: skip
    return Table("list", "Declared counts that differ from the recomputed ones", columns, tuple(rows), files)


def _residue(model: Model, finding: Finding, reason: str) -> Row:
    cells = (
        Cell(model.name, model.name.lower(), link=Link("model", model.id)),
        Cell(counted_part(finding.field)),
        Cell(format_value(finding.declared), float(finding.declared.value), "stated"),
        Cell(f"{finding.recomputed:,}", float(finding.recomputed), "recomputed"),
        Cell(f"{finding.difference:+.2%}", finding.difference),
        Cell(reason),
    )
    return Row(f"{model.id}-{finding.field}", cells, model.name)


def _sources(models: list[Model], files: tuple[str, ...]) -> Table:
    stated: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for model in models:
        for fact in model.facts().values():
            if fact.source is not None:
                stated[fact.source.kind] += 1
            elif fact.provenance in ("recomputed", "not-disclosed"):
                others[fact.provenance] += 1
    total = sum(stated.values()) + sum(others.values())
    lines = [(source_label(kind), stated[kind]) for kind in SOURCE_KINDS]
    lines += [
        ("Recomputed by our formulas", others["recomputed"]),
        ("Not disclosed, with the day of the look", others["not-disclosed"]),
    ]
    rows = tuple(
        Row(label, (Cell(label), _count(count), Cell(f"{count / total:.1%}" if total else "", float(count))), label)
        for label, count in lines
    )
    columns = (Column("kind", "Source"), Column("values", "Values", kind="number"), _SHARE)
    return Table("list", "Values by kind of source", columns, rows, files)


def _disagreements(models: list[Model], files: tuple[str, ...]) -> Table:
    rows = []
    for model in models:
        base = model.record.spec.variant_of
        listed = model.library[base].record.spec.disagreements if base and base in model.library else ()
        for number, item in enumerate(model.record.spec.disagreements):
            if item in listed:
                continue  # inherited from its base, which lists it
            field, fact = find_field(item.field), _chosen(model, item.field)
            source = model.record.sources.get(item.source)
            cells = (
                Cell(model.name, model.name.lower(), link=Link("model", model.id)),
                Cell(field.label if field else item.field),
                Cell(fact),
                Cell(format_value(item.value, field.unit if field else "")),
                Cell(source_label(source.kind) if source else item.source, url=(source.url or "") if source else ""),
                Cell(item.note or ""),
            )
            rows.append(Row(f"{model.id}-{number}", cells, model.name))
    columns = (
        Column("model", "Model"), Column("field", "Field"), Column("chosen", "Shown here"),
        Column("other", "The other source"), Column("source", "Which"), Column("note", "Note"),
    )  # fmt: skip
    return Table("list", "Values on which sources disagree", columns, tuple(rows), files)


def _chosen(model: Model, path: str) -> str:
    field = find_field(path)
    if field is None:
        return ""
    fact = model.fact(field.name) if field.path else None
    if fact is None and model.recomputable and path.startswith("parameters."):
        # What nobody declares is counted.
        fact = model.fact(path.replace(".", "_"))
    return format_value(fact.value, field.unit) if fact is not None else ""


def _count(count: int) -> Cell:
    return Cell(f"{count:,}", float(count))
