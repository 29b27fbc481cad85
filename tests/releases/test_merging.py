"""Releases built apart, in processes and folders of their own, and merged: as one run would have made them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from llmref.cli import main
from llmref.releases.failure import ReleaseError
from llmref.releases.publishing import Order, publish

NAMES = ["2025-01-01", "2025-02-02"]


class Parts(NamedTuple):
    whole: Path
    """Made by one run."""
    parts: list[Path]
    """One release each."""


@pytest.fixture(scope="module")
def parts(
    tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Any], rst_page: Callable[..., str]
) -> Parts:
    folder = tmp_path_factory.mktemp("merging")
    project = new_project(folder / "project")
    rows = []
    for name in NAMES:
        project.state(name, {"index": rst_page("Home", *(["a"] if rows else [])), **({"a": rst_page("A")} if rows else {})})
        rows.append((name, project.commit()))
    project.manifest(*rows)
    project.commit()
    clones, running = [], []
    for name in NAMES:
        clone = folder / f"machine {name}"
        subprocess.run(["git", "clone", "--quiet", "--no-tags", str(project.root), str(clone / "checkout")], check=True)
        clones.append(clone)
        command = [sys.executable, "-m", "llmref", "publish", "--out", "../part", "--only", name, "--formats", "html"]
        running.append(subprocess.Popen(command, cwd=clone / "checkout", stdout=subprocess.PIPE, text=True))
    publish(Order(project.root, folder / "whole", formats=("html",), base_url="https://e.org"), lambda _: None)
    for started in running:
        said, _ = started.communicate(timeout=120)
        assert started.returncode == 0, said
    return Parts(folder / "whole", [clone / "part" for clone in clones])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def merge(parts: Parts, out: Path, *more: str) -> Any:
    given = [argument for part in parts.parts for argument in ("--merge", str(part))]
    return CliRunner().invoke(main, ["publish", "--out", str(out), "--base-url", "https://e.org", *given, *more])


def test_merged_parts_are_the_site_that_one_run_makes(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no repository, no manifest
    result = merge(parts, tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert files(tmp_path / "out") == files(parts.whole)
    assert f"2025-01-01: taken, from {parts.parts[0]}" in result.output
    again = merge(parts, tmp_path / "out")
    assert "2025-01-01: kept" in again.output and "nothing new" in again.output


def test_parts_stay_as_they_are(parts: Parts, tmp_path: Path) -> None:
    before = files(parts.parts[0])
    merge(parts, tmp_path / "out")
    assert files(parts.parts[0]) == before


def test_a_damaged_part_is_refused(parts: Parts, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    shutil.copytree(parts.parts[0], bad)
    (bad / "2025-01-01" / "index.html").write_text("cut", encoding="utf-8")
    (bad / "2025-01-01" / "more.html").write_text("more", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"more.html is not in SHA256SUMS, index.html is damaged"):
        publish(Order(tmp_path, tmp_path / "out", merge=[bad]), lambda _: None)
    assert not (tmp_path / "out").exists()


def test_two_contents_of_one_release_are_refused(parts: Parts, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(parts.parts[1] / "2025-02-02", other / "2025-02-02")
    record = other / "2025-02-02" / "release.json"
    data = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(data | {"title": "Another"}), encoding="utf-8")
    from llmref.releases.checksums import write_checksums

    write_checksums(other / "2025-02-02")
    with pytest.raises(ReleaseError, match="differ: one release has one content"):
        publish(Order(tmp_path, tmp_path / "out", merge=[parts.parts[1], other]), lambda _: None)
    merge(parts, tmp_path / "out")
    with pytest.raises(ReleaseError, match="differs from the 2025-02-02 that is published"):
        publish(Order(tmp_path, tmp_path / "out", merge=[other]), lambda _: None)


def test_a_folder_without_versions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReleaseError, match="holds no version"):
        publish(Order(tmp_path, tmp_path / "out", merge=[tmp_path / "empty"]), lambda _: None)


def test_merging_builds_nothing_and_says_so(parts: Parts, tmp_path: Path) -> None:
    result = merge(parts, tmp_path / "out", "--dev")
    assert result.exit_code == 2 and "--merge builds nothing" in result.output
