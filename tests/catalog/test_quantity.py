"""Counts as developers print them."""

from __future__ import annotations

import pytest

from llmref.catalog.quantity import parse_quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8.03B", 8_030_000_000),
        ("36T", 36_000_000_000_000),
        ("1,024", 1024),
        ("2.1e25", 21 * 10**24),
        ("3.14e+23", 314 * 10**21),
    ],
)
def test_reads_what_developers_print(text: str, value: int) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert quantity.value == value
    assert quantity.text == text


def test_an_exponent_sets_the_precision_of_the_print() -> None:
    quantity = parse_quantity("2.1e25")
    assert quantity is not None
    assert quantity.agrees(2.149e25)
    assert not quantity.agrees(2.3e25)


@pytest.mark.parametrize("text", ["", "about 8B", "2.1e", "8BB", "e25"])
def test_refuses_what_is_no_count(text: str) -> None:
    assert parse_quantity(text) is None
