"""The catalogue as one SQLite file: models, papers, and the source of each value."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from llmref.export.papers import papers_data
from llmref.library import Library


def write_sqlite(library: Library, target: Path) -> None:
    """Write tables ``models``, ``papers`` and ``sources`` to a new file at ``target``."""
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    try:
        models = [model.flat() for model in library.values()]
        _table(connection, "models", library.columns, models, "id")
        papers = papers_data(library)["papers"]
        columns = list(papers[0]) if papers else ["key"]
        _table(connection, "papers", columns, papers, "key")
        sources = [
            {"model": model.id, "field": name, "provenance": fact.provenance, "source": fact.source_name}
            | {key: getattr(fact.source, key) for key in ("kind", "url", "paper", "via") if fact.source}
            | {"seen": fact.looked_up}
            for model in library.values()
            for name, fact in model.facts().items()
        ]
        names = ["model", "field", "provenance", "source", "kind", "url", "paper", "via", "seen"]
        _table(connection, "sources", names, sources, None)
        connection.commit()
    finally:
        connection.close()


def _table(
    connection: sqlite3.Connection, name: str, columns: list[str], rows: list[dict[str, Any]], key: str | None
) -> None:
    heads = ", ".join(f'"{column}"' + (" PRIMARY KEY" if column == key else "") for column in columns)
    connection.execute(f'CREATE TABLE "{name}" ({heads})')
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f'INSERT INTO "{name}" VALUES ({marks})', ([_stored(row.get(column)) for column in columns] for row in rows)
    )


def _stored(value: Any) -> Any:
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return float(value)
    return value
