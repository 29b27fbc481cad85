"""Benchmark scores as a table: each with its edition, set-up, runner and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.facts import Provenance, provenance_of
from llmref.model import Model

_COLUMNS = (
    Column("model", "Model"),
    Column("score", "Score", kind="number"),
    Column("version", "Edition"),
    Column("shots", "Shots", kind="number"),
    Column("setup", "Set-up"),
    Column("by", "Run by"),
    Column("source", "Source"),
)


def score_table(
    models: Iterable[Model],
    caption: str,
    benchmark: str | None = None,
    version: str | None = None,
    limit: int | None = None,
) -> Table:
    """One row a score, under its benchmark, best first.

    Args:
        benchmark: Only scores of this one, without headings.
        version: Only of this edition.
        limit: At most so many.
    """
    found = []
    files: set[str] = set()
    for model in models:
        for score in model.record.spec.scores:
            if benchmark in (None, score.benchmark) and version in (None, score.version):
                found.append((model, score))
                files.update(model.record.files[:1])
    rows = []
    times: Counter[tuple[str, str]] = Counter()
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
        times[model.id, score.benchmark] += 1
        key = f"{model.id}-{score.benchmark}-{times[model.id, score.benchmark]}"
        group = "" if benchmark else item.name if item else score.benchmark
        rows.append(Row(key, cells, model.name, group))
    rows.sort(key=lambda row: (row.group.lower(), -float(row.cells[1].sort or 0), row.key))
    columns: tuple[Column, ...] = _COLUMNS
    shown = rows[:limit]
    for name in ("version", "shots"):
        at = [column.key for column in columns].index(name)
        if not any(row.cells[at].text for row in shown) or (version is not None and name == "version"):
            columns = columns[:at] + columns[at + 1 :]
            shown = [replace(row, cells=row.cells[:at] + row.cells[at + 1 :]) for row in shown]
    return Table("list", caption, columns, tuple(shown), tuple(sorted(files)))


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)


def _who(by: str, stated: Provenance) -> Provenance:
    return "third-party" if by == "third-party" or stated == "third-party" else "stated"


def _host(url: str | None) -> str:
    return (url or "").removeprefix("https://").removeprefix("http://").split("/")[0]
