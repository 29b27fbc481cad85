"""Benchmark scores as a table: each with its edition, set-up, runner and source."""

from __future__ import annotations

from collections.abc import Iterable

from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.facts import Provenance, provenance_of
from llmref.library import Model

_COLUMNS = (
    Column("model", "Model"),
    Column("score", "Score", kind="number"),
    Column("version", "Edition"),
    Column("shots", "Shots", kind="number"),
    Column("setup", "Set-up"),
    Column("by", "Run by"),
    Column("source", "Source"),
)


def score_table(models: Iterable[Model], caption: str, benchmark: str | None = None) -> Table:
    """One row a score, under its benchmark, best first; ``benchmark`` narrows it to one."""
    found = []
    files: set[str] = set()
    for model in models:
        for score in model.record.spec.scores:
            if benchmark in (None, score.benchmark):
                found.append((model, score))
                files.update(model.record.files[:1])
    rows = []
    for model, score in found:
        item = model.library.catalog.benchmarks.get(score.benchmark)
        source = model.record.sources.get(score.source)
        cited = model.library.paper_labels.get(source.paper or "") if source else None
        where = Cell(
            cited.parenthetical if cited else _host(source.url if source else None),
            link=Link("paper", source.paper) if cited and source and source.paper else None,
            url=(source.url or "") if source and not cited else "",
            note=f"seen {source.seen.isoformat()}" if source else "",
        )
        cells = (
            Cell(model.name, model.name.lower(), link=Link("model", model.id)),
            Cell(f"{score.value:g}", score.value, _who(score.by, provenance_of(source))),
            Cell(score.version or "", (score.version or "").lower()),
            Cell("" if score.shots is None else str(score.shots), _number(score.shots)),
            Cell(score.setup or "", (score.setup or "").lower()),
            Cell(score.by, score.by),
            where,
        )
        rows.append(Row(f"{model.id}-{score.benchmark}", cells, model.name, item.name if item else score.benchmark))
    rows.sort(key=lambda row: (row.group.lower(), -float(row.cells[1].sort or 0), row.key))
    return Table("list", caption, _COLUMNS, tuple(rows), tuple(sorted(files)))


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)


def _who(by: str, stated: Provenance) -> Provenance:
    return "third-party" if by == "third-party" or stated == "third-party" else "stated"


def _host(url: str | None) -> str:
    return (url or "").removeprefix("https://").removeprefix("http://").split("/")[0]
