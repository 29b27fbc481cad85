from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from llmref.releases.failure import ReleaseError
from llmref.releases.manifest import read_manifest

TODAY = datetime.date(2026, 11, 24)
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def read(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "releases.yaml"
    file.write_text(text, encoding="utf-8")
    return [release.name for release in read_manifest(file, TODAY)]


def test_rows_come_oldest_first(tmp_path: Path) -> None:
    text = f"- date: 2026-11-24\n  commit: {COMMIT}\n- date: 2026-01-15\n  commit: {COMMIT}\n"
    assert read(tmp_path, text) == ["2026-01-15", "2026-11-24"]


def test_only_comments_is_no_release(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (f"- date: 2026-11-25\n  commit: {COMMIT}\n", ":1: [0].date:", "lies in the future"),
        (f"- date: 2026-02-30\n  commit: {COMMIT}\n", ":1: [0].date:", "YYYY-MM-DD"),
        (f"- date: 20261124\n  commit: {COMMIT}\n", ":1: [0].date:", "YYYY-MM-DD"),
        (f"- commit: {COMMIT}\n", ":1: [0].date:", "YYYY-MM-DD"),
        ("- date: 2026-11-24\n  commit: 0123abc\n", ":2: [0].commit:", "40 hexadecimal digits"),
        (f"- date: 2026-11-24\n  commit: {'1' * 40}\n", ":2: [0].commit:", "in quotes"),
        (f"- date: 2026-11-24\n  commit: {COMMIT}\n  titel: x\n", ":3: [0].titel:", "unknown key"),
        ("date: 2026-11-24\n", ":1:", "not a list"),
        ("- 2026-11-24\n", ":1: [0]:", "not a release"),
        ("- date: [\n", ":2:", "not valid YAML"),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, text: str, place: str, words: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        read(tmp_path, text)
    assert f"releases.yaml{place}" in str(caught.value)
    assert words in str(caught.value)


def test_a_date_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    row = f"- date: 2026-11-24\n  commit: {COMMIT}\n"
    with pytest.raises(
        ReleaseError, match=r"yaml:3: date: 2026-11-24 stands twice \(also at line 2\)"
    ):
        read(tmp_path, row + row)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as caught:
        read(
            tmp_path, f"- date: 2027-01-01\n  commit: {COMMIT}\n- date: 2026-01-01\n  commit: abc\n"
        )
    assert len(str(caught.value).splitlines()) == 2


def test_a_missing_manifest_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="cannot be read"):
        read_manifest(tmp_path / "none.yaml")
