"""Queries: SQL expressions over a table in memory that can only be read.

The database exists in memory alone, every action but reading is refused by SQLite's authorizer, and a
query that runs too long is stopped.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from llmref.errors import QueryError

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, 33}  # 33: recursive
_REFUSED_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}
_NAME = re.compile(r"\w+")
_STEPS, _ROUNDS = 10_000, 20_000
"""A query is stopped after ``_STEPS * _ROUNDS`` instructions of SQLite's machine."""


class ReadOnlyTable:
    """Rows under one name, to be selected from.

    Of four hundred columns a query names a few: the database holds those that were named so far.
    """

    def __init__(
        self, name: str, columns: Sequence[str], values: Callable[[str], Sequence[Any]]
    ) -> None:
        """``values`` gives the value of a column in each row; ``None`` is NULL. The first column is the key."""
        self.name, self.columns = name, tuple(columns)
        self._values = values
        self._held: dict[str, list[Any]] = {}
        self._known = {column.lower(): column for column in self.columns}
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._rounds = 0
        self._hold([self.columns[0]])

    def _hold(self, columns: Iterable[str]) -> None:
        """Make ``columns`` part of the database."""
        missing = [column for column in columns if column not in self._held]
        if not missing:
            return
        for column in missing:
            self._held[column] = [_stored(value) for value in self._values(column)]
        self._connection.set_progress_handler(None, 0)
        self._connection.set_authorizer(None)
        # In the order of all columns, whatever was asked first.
        names = [column for column in self.columns if column in self._held]
        marks = ", ".join("?" * len(names))
        self._connection.execute(f"DROP TABLE IF EXISTS {_quoted(self.name)}")
        self._connection.execute(f"CREATE TABLE {_quoted(self.name)} ({', '.join(map(_quoted, names))})")
        self._connection.executemany(
            f"INSERT INTO {_quoted(self.name)} VALUES ({marks})",
            zip(*(self._held[column] for column in names), strict=True),
        )
        self._connection.commit()
        self._connection.set_authorizer(_authorize)
        self._connection.set_progress_handler(self._watch, _STEPS)

    def _named(self, sql: str) -> Iterable[str]:
        """Columns that ``sql`` may read: whatever reads like a name; all of them where none needs to be named."""
        words = {word.lower() for word in _NAME.findall(sql)}
        if "natural" in words:
            return self.columns
        return [self._known[word] for word in words if word in self._known]

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
        self._hold(self._named(f"{where or ''} {order_by or ''}"))
        sql = f"SELECT {_quoted(self.columns[0])} FROM {_quoted(self.name)}"
        if where and where.strip():
            sql += f" WHERE (\n{where}\n)"
        sql += " ORDER BY " + (f"{order_by}\n, rowid" if order_by and order_by.strip() else "rowid")
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        self._rounds = 0
        try:
            return [row[0] for row in self._connection.execute(sql)]
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
