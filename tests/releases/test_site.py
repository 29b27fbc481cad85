from __future__ import annotations

from pathlib import Path

from llmref.releases.publication import Record
from llmref.releases.site import versions_data, write_site_files


def record(name: str, *pages: str, title: str = "") -> Record:
    return Record(name, "" if name == "dev" else name, title, "A <Project>", pages=list(pages))


def test_a_page_that_went_and_came_back_has_two_runs() -> None:
    records = [record("2025-01-01", "a", "b"), record("2025-02-02", "a"), record("dev", "a", "b")]
    assert versions_data(records)["pages"] == {
        "a": [["2025-01-01", "dev"]],
        "b": [["2025-01-01", "2025-01-01"], ["dev", "dev"]],
    }


def test_newest_is_by_date_and_never_dev() -> None:
    data = versions_data([record("dev", "index"), record("2025-02-02"), record("2025-01-01")])
    assert data["newest"] == "2025-02-02"
    assert versions_data([record("dev")])["newest"] is None


def test_text_from_data_is_escaped(tmp_path: Path) -> None:
    write_site_files(tmp_path, [record("2025-01-01", title="<script>alert(1)</script>")])
    for name in ("versions.html", "index.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "<script" not in text and "<Project>" not in text
    assert "&lt;script&gt;" in (tmp_path / "versions.html").read_text(encoding="utf-8")
