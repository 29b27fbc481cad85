"""Queries over a table that holds only the columns that were named so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from llmref.catalog.query import ReadOnlyTable
from llmref.errors import QueryError

ROWS = {
    "id": ["a", "b", "c", "d"],
    "size": [7, 70, None, 8],
    "maker": ["Meta", "Meta", "Mistral", "Mistral"],
    "open": [True, False, True, True],
    "shape": [[1, 2], None, {"heads": 8}, None],
}


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def table(asked: list[str]) -> ReadOnlyTable:
    def values(column: str) -> Sequence[Any]:
        asked.append(column)
        return ROWS[column]

    return ReadOnlyTable("models", list(ROWS), values)


def test_only_columns_that_a_query_names_are_computed(table: ReadOnlyTable, asked: list[str]) -> None:
    assert table.keys("size > 7", "maker desc") == ["d", "b"]
    assert sorted(asked) == ["id", "maker", "size"]
    table.keys("size > 8")
    assert asked.count("size") == 1


def test_a_column_may_be_named_in_any_way_that_sql_allows(table: ReadOnlyTable) -> None:
    assert table.keys("SIZE > 7") == ["b", "d"]
    assert table.keys('"size" > 7') == ["b", "d"]
    assert table.keys("models.size>7") == ["b", "d"]
    assert table.keys("[maker] = 'Mistral'") == ["c", "d"]
    assert table.keys("exists (select * from models m where m.maker = models.maker and m.size > 8)") == ["a", "b"]
    assert table.keys("size = (select max(m.size) from models as m)") == ["b"]
    assert table.keys("id in (select x.id from models x natural join models y where x.size is not null)") == ["a"]


def test_an_earlier_question_does_not_change_a_later_answer(table: ReadOnlyTable) -> None:
    for where, order, expected in [
        ("open", "size", ["c", "a", "d"]),
        ("shape is not null", "id", ["a", "c"]),
        ("json_extract(shape, '$.heads') = 8", None, ["c"]),
        ("open", "size", ["c", "a", "d"]),
        (None, None, ["a", "b", "c", "d"]),
    ]:
        assert table.keys(where, order) == expected


@pytest.mark.parametrize(
    "where",
    [
        "1); drop table models; --",
        "id in (select name from sqlite_master where load_extension('x'))",
        "id = 'a' union select sql from sqlite_master",
    ],
)
def test_more_than_reading_is_refused_and_changes_nothing(table: ReadOnlyTable, where: str) -> None:
    with pytest.raises(QueryError):
        table.keys(where)
    assert table.keys("size = 70") == ["b"]


def test_what_is_written_stays_refused_after_a_column_was_added(table: ReadOnlyTable) -> None:
    table.keys("size > 7")
    table.keys("maker = 'Meta'")
    with pytest.raises(QueryError, match="no column maker2; did you mean maker"):
        table.keys("maker2 = 1")
    # The database is put together anew for a new column; the guard has to stand after that as well.
    with pytest.raises(QueryError, match="does more than read"):
        table.keys("id in (select * from pragma_table_info('models'))")
