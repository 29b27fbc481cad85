"""Licences as rows: what may be done, and how many models stand under each."""

from __future__ import annotations

from collections import Counter

from llmref.compare.cells import Cell, Column, Row, Table
from llmref.library import Library

_COLUMNS = (
    Column("name", "Licence"),
    Column("spdx", "SPDX"),
    Column("commercial", "Commercial use"),
    Column("conditions", "Conditions and limits"),
    Column("models", "Models", kind="number"),
)


def license_table(library: Library, caption: str) -> Table:
    """One row a licence that a model of the catalogue has, most used first."""
    used = Counter(model.record.spec.license for model in library.values())
    rows = []
    for id_, item in library.catalog.licenses.items():
        cells = (
            Cell(item.name, item.name.lower(), url=item.url or ""),
            Cell(item.spdx or "", (item.spdx or "").lower()),
            Cell(item.commercial, item.commercial),
            Cell(item.conditions or "", (item.conditions or "").lower()),
            Cell(str(used[id_]), float(used[id_])),
        )
        if used[id_]:
            rows.append(Row(f"license-{id_}", cells, item.name))
    rows.sort(key=lambda row: (-float(row.cells[4].sort or 0), row.label.lower()))
    return Table("benchmarks", caption, _COLUMNS, tuple(rows))
