"""Queries: SQL expressions over a table in memory that can only be read.

The database exists in memory alone, every action but reading is refused by SQLite's authorizer, and a
query that runs too long is stopped.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from llmref.errors import QueryError

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, 33}  # 33: recursive
_REFUSED_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}
_STEPS, _ROUNDS = 10_000, 20_000
"""A query is stopped after ``_STEPS * _ROUNDS`` instructions of SQLite's machine."""


class ReadOnlyTable:
    """Rows under one name, to be selected from."""

    def __init__(
        self, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
    ) -> None:
        """``rows`` map column to value; what a row lacks is NULL. The first column is the key."""
        self.name, self.columns = name, tuple(columns)
        self._places = {column: at for at, column in enumerate(self.columns)}
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        quoted = ", ".join(_quoted(column) for column in self.columns)
        marks = ", ".join("?" * len(self.columns))
        self._connection.execute(f"CREATE TABLE {_quoted(name)} ({quoted})")
        self._connection.executemany(
            f"INSERT INTO {_quoted(name)} VALUES ({marks})",
            (self._values(row) for row in rows),
        )
        self._connection.commit()
        self._connection.set_authorizer(_authorize)
        self._rounds = 0
        self._connection.set_progress_handler(self._watch, _STEPS)

    def _values(self, row: Mapping[str, Any]) -> list[Any]:
        # Of four hundred columns a row fills a tenth.
        values: list[Any] = [None] * len(self.columns)
        for column, value in row.items():
            if (at := self._places.get(column)) is not None:
                values[at] = _stored(value)
        return values

    def keys(
        self, where: str | None = None, order_by: str | None = None, limit: int | None = None
    ) -> list[Any]:
        """Values of the first column in the rows that match.

        Args:
            where: A SQL expression; all rows without one.
            order_by: SQL ordering terms; rows that tie stay in their first order.
            limit: Largest number of rows.

        Raises:
            QueryError: Not valid SQL, or more than reading.
        """
        sql = f"SELECT {_quoted(self.columns[0])} FROM {_quoted(self.name)}"
        if where and where.strip():
            sql += f" WHERE (\n{where}\n)"
        sql += " ORDER BY " + (f"{order_by}\n, rowid" if order_by and order_by.strip() else "rowid")
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return [row[0] for row in self.execute(sql)]

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a whole SELECT statement.

        Raises:
            QueryError: Not valid SQL, or more than reading.
        """
        self._rounds = 0
        try:
            return self._connection.execute(sql).fetchall()
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise QueryError(self._said(str(error))) from error

    def _watch(self) -> int:
        self._rounds += 1
        return int(self._rounds > _ROUNDS)

    def _said(self, error: str) -> str:
        if "no such column" in error:
            missing = error.rpartition(": ")[2]
            from llmref.catalog.plausibility import near

            advice = near(missing, list(self.columns), "`llmref query --columns` lists the columns")
            return f"no column {missing}; {advice}"
        if "interrupted" in error:
            return "the query runs too long and was stopped; make it simpler"
        if "not authorized" in error or "prohibited" in error:
            return "the query does more than read; only SELECT expressions are allowed"
        return f"not valid SQL: {error}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, int | float | str):
        # SQLite integers have 64 bits; training FLOPs need more.
        return float(value) if isinstance(value, int) and abs(value) >= 2**63 else value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return json.dumps(value, sort_keys=True)


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
) -> int:
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _REFUSED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
