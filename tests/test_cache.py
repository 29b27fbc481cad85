"""What was read before is used again, and only when nothing that it depends on has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmref import cache
from llmref.library import read_library

SPEC = """
family: {{id: fern, name: Fern, developer: us, openness: open-weights, summary: Small decoders for tests.}}
sources: {{config: {{kind: config, url: "https://example.org/config.json", seen: 2026-01-02}}}}
models:
  - {{id: fern-1b, name: {name}, released: {released}, from: config}}
"""


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LLMREF_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "specs"
    folder.mkdir()
    (folder / "developers.yaml").write_text("- {id: us, name: We}\n", encoding="utf-8")
    (folder / "fern.yaml").write_text(SPEC.format(name="Fern 1B", released="2026-01-01"), encoding="utf-8")
    return folder


def test_a_second_reading_does_not_parse(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = read_library([specs], [])
    monkeypatch.setattr("llmref.library.read_catalog", lambda *_: pytest.fail("read again"))
    again, problems = read_library([specs], [])
    assert again["fern-1b"].name == first["fern-1b"].name == "Fern 1B"
    assert problems == []


def test_a_changed_file_is_read(specs: Path) -> None:
    read_library([specs], [])
    (specs / "fern.yaml").write_text(SPEC.format(name="Fern One", released="2026-01-01"), encoding="utf-8")
    assert read_library([specs], [])[0]["fern-1b"].name == "Fern One"


def test_problems_are_kept_too(specs: Path) -> None:
    (specs / "fern.yaml").write_text(SPEC.format(name="Fern 1B", released="2999-01-01"), encoding="utf-8")
    first = read_library([specs], [])[1]
    assert first and first == read_library([specs], [])[1]


def test_a_broken_cache_file_is_no_obstacle(specs: Path, tmp_path: Path) -> None:
    read_library([specs], [])
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(b"\x80\x05junk")
    assert read_library([specs], [])[0]["fern-1b"].name == "Fern 1B"


def test_the_cache_can_be_switched_off(specs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMREF_CACHE", "")
    read_library([specs], [])
    assert not (tmp_path / "cache").exists()


def test_old_files_are_dropped(specs: Path, tmp_path: Path) -> None:
    for number in range(20):
        cache.cached([], [str(number)], lambda: 1)
    assert len(list((tmp_path / "cache").iterdir())) <= 12
