"""Benchmarks as a table."""

from __future__ import annotations

from collections.abc import Sequence

from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.library import Library

_COLUMNS = (
    Column("name", "Benchmark"),
    Column("measures", "Measures"),
    Column("items", "Items", kind="number"),
    Column("metric", "Metric"),
    Column("chance", "Chance score", kind="number"),
    Column("paper", "Paper"),
)


def benchmark_table(library: Library, ids: Sequence[str], caption: str) -> Table:
    """One row a benchmark; rows have the anchor ``benchmark-ID``."""
    rows = []
    for id_ in ids:
        item = library.catalog.benchmarks[id_]
        paper = library.papers.get(item.paper or "")
        source = Cell("")
        if paper is not None:
            source = Cell(paper.title, paper.title.lower(), link=Link("paper", paper.key))
        elif item.url:
            source = Cell(item.url.split("/")[2], item.url, url=item.url)
        cells = (
            Cell(item.name, item.name.lower(), url=item.url or ""),
            Cell(item.measures, item.measures.lower()),
            Cell(f"{item.items:,}" if item.items else "", float(item.items) if item.items else None),
            Cell(item.metric, item.metric.lower()),
            Cell("" if item.chance is None else f"{item.chance:g}", item.chance),
            source,
        )
        rows.append(Row(f"benchmark-{id_}", cells, item.name))
    return Table("benchmarks", caption, _COLUMNS, tuple(rows))
