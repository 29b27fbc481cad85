"""``llmref release cut``: what it refuses, what it writes, and that a failure leaves all as it was."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from llmref.cli import main
from llmref.compare.change_log import read_steps
from llmref.releases.cutting import refusals
from llmref.releases.manifest import MANIFEST, read_manifest
from llmref.releases.publishing import Order, publish

TODAY = datetime.date.today()
DAY = TODAY.isoformat()
FIRST = "2025-01-01"

LLMREF = """\
import os, pathlib, sys
what = sys.argv[1]
if what == "check":
    sys.exit(print("spec.yaml:3: wrong") or 1 if pathlib.Path("source/bad.yaml").exists() else 0)
assert sys.argv[1:] == ["export", "models", "--format", "json"], sys.argv
print(pathlib.Path("source/models.json").read_text())
"""
BIB = "@misc{{{key},\n  title = {{{title}}},\n  author = {{Doe, Jane}},\n  year = {{2025}},\n  url = {{https://example.org}}\n}}\n"


def models(context: int, *more: str) -> str:
    one = {"id": "a", "name": "A", "family": "f", "context_length": context}
    one["history"] = [{"date": "2025-06-01", "field": "context_length", "kind": "correction", "note": "misread"}]  # type: ignore[assignment]
    return json.dumps({"release": "x", "models": [one, *({"id": id_, "name": id_.upper(), "family": "f"} for id_ in more)]})


@pytest.fixture
def ready(project: Any, rst_page: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A project with one release, and a change since then."""
    for name, value in (("user.name", "T"), ("user.email", "t@example.org")):
        project.git("config", name, value)
    monkeypatch.chdir(project.root)
    project.write("conf.py", 'project = "Tiny"\nextensions = ["sphinx_multiversion"]\n')
    project.write("extensions/llmref/__init__.py", '__version__ = "2025.01.01"\n')
    project.write("extensions/llmref/__main__.py", LLMREF)
    project.write("CITATION.cff", "title: T\nversion: 2025-01-01\ndate-released: 2025-01-01\n")
    project.write("source/models.json", models(2048, "gone"))
    project.write("source/papers/papers.bib", BIB.format(key="doe2025a", title="Old paper"))
    first = project.commit()
    project.write("source/releases/releases.yaml", f"# Rows\n- date: {FIRST}\n  commit: '{first}'\n  title: First\n")
    project.write("source/models.json", models(4096, "b"))
    project.write("source/papers/papers.bib", BIB.format(key="doe2025a", title="Old paper") + BIB.format(key="doe2025b", title="New paper"))
    project.write("source/notes/page.md", "---\nx: y\n---\n# A page of notes\n")
    project.commit()
    return project


def cut(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["release", "cut", *arguments])


def test_a_release_is_page_log_version_row_commits_and_tag(ready: Any) -> None:
    before = ready.git("rev-parse", "HEAD")
    result = cut(DAY, "--title", "Second: more", "--summary", "What a person says.")
    assert result.exit_code == 0, result.output
    release = ready.git("rev-parse", "HEAD~1")
    assert ready.git("rev-parse", "HEAD~2") == before
    assert ready.git("rev-parse", f"refs/tags/{DAY}") == release and release in result.output
    assert ready.git("log", "--format=%s", "-2").splitlines() == [f"Name release {DAY} in the manifest", f"Release {DAY}"]
    assert ready.git("status", "--porcelain") == ""
    newest = read_manifest(ready.root / MANIFEST)[-1]
    assert (newest.name, newest.commit, newest.title, newest.summary) == (DAY, release, "Second: more", "What a person says.")
    manifest = (ready.root / MANIFEST).read_text(encoding="utf-8")
    assert manifest.startswith(f"# Rows\n- date: {DAY}\n") and f"- date: {FIRST}\n" in manifest
    page = (ready.root / f"source/releases/{DAY}.md").read_text(encoding="utf-8")
    assert f"# {DAY}: Second: more" in page and f"```{{model-diff}} {FIRST} {DAY}" in page and "What a person says." in page
    assert (ready.root / "extensions/llmref/__init__.py").read_text() == f'__version__ = "{DAY.replace("-", ".")}"\n'
    assert f"version: {DAY}\ndate-released: {DAY}" in (ready.root / "CITATION.cff").read_text()
    first, second = read_steps(ready.root / "source/releases/changes")
    assert (first.old, first.new, second.old, second.new) == ("", FIRST, FIRST, DAY)
    assert second.models.added == {"b": "B"} and second.models.removed == {"gone": "GONE"}
    assert [(v.old, v.new, v.cause, v.note) for v in second.models.values] == [(2048, 4096, "correction", "misread")]
    assert second.papers_added == {"doe2025b": "New paper"}
    assert second.pages_added == {"notes/page": "A page of notes", f"releases/{DAY}": DAY}
    assert dict(second.counts) == {"models": 2, "families": 1, "papers": 2, "pages": 3}


def test_what_was_cut_can_be_published(ready: Any, tmp_path: Path) -> None:
    assert cut(DAY).exit_code == 0
    outcomes = publish(Order(ready.root, tmp_path / "out", formats=("html",)), lambda _: None)
    assert {outcome.name: outcome.status for outcome in outcomes} == {FIRST: "built", DAY: "built"}


def test_a_dry_run_shows_all_and_does_nothing(ready: Any) -> None:
    before = ready.git("rev-parse", "HEAD")
    result = cut(DAY, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "2 models, 2 papers" in result.output and "1 value corrected" in result.output
    assert f"writes source/releases/changes/{DAY}.json" in result.output and f"# {DAY}: 2 models" in result.output
    assert ready.git("rev-parse", "HEAD") == before and ready.git("status", "--porcelain") == ""
    assert ready.git("tag") == FIRST, "the tag of the manifest, and no other"


def test_values_that_no_history_explains_are_pointed_at(ready: Any) -> None:
    ready.write("source/models.json", models(4096).replace("2025-06-01", "2024-06-01"))
    ready.commit()
    assert "1 value differs from 2025-01-01 and no `history` says why" in cut(DAY, "--dry-run").output


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2999-01-01", "lies in the future"),
        (FIRST, "is released already"),
        ("2024-12-31", "is before the newest release, 2025-01-01"),
        ("20250101", "is not a date"),
        ("tomorrow", "is not a date"),
    ],
)
def test_a_wrong_date_is_refused(ready: Any, date: str, said: str) -> None:
    result = cut(date)
    assert result.exit_code == 1 and said in result.output and "Traceback" not in result.output


def test_a_dirty_tree_is_refused(ready: Any) -> None:
    ready.write("source/new.md", "# New\n")
    result = cut(DAY)
    assert result.exit_code == 1 and "the tree is not clean (source/new.md); commit or stash first" in result.output


def test_a_failing_check_is_refused_with_its_words(ready: Any) -> None:
    ready.write("source/bad.yaml", "x: 1\n")
    ready.commit()
    result = cut(DAY)
    assert result.exit_code == 1 and "`llmref check` fails:\n    spec.yaml:3: wrong" in result.output


def test_a_detached_head_is_refused(ready: Any) -> None:
    ready.git("checkout", "--quiet", "--detach")
    assert "HEAD is detached" in cut(DAY).output


def test_a_tag_without_a_row_is_refused(ready: Any) -> None:
    ready.git("tag", DAY)
    assert f"there is a tag {DAY} that no row of the manifest names" in cut(DAY).output


def test_all_reasons_are_told_at_once(ready: Any) -> None:
    ready.write("source/bad.yaml", "x: 1\n")
    ready.git("checkout", "--quiet", "--detach")
    assert len(list(refusals(ready.root, "2999-01-01"))) == 4


def test_a_hook_that_refuses_leaves_all_as_it_was(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ready.git("rev-parse", "HEAD")
    monkeypatch.setattr("llmref.releases.cutting.with_row", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    result = cut(DAY)
    assert isinstance(result.exception, OSError)
    assert ready.git("rev-parse", "HEAD") == before and ready.git("status", "--porcelain") == ""
    assert not (ready.root / f"source/releases/{DAY}.md").exists()


def test_releases_are_listed_for_people_and_for_a_matrix(ready: Any, tmp_path: Path) -> None:
    assert cut(DAY).exit_code == 0
    run = CliRunner().invoke(main, ["release", "list"])
    assert [line.split()[0] for line in run.output.splitlines()] == [FIRST, DAY]
    publish(Order(ready.root, tmp_path / "out", formats=("html",), only=[FIRST]), lambda _: None)
    run = CliRunner().invoke(main, ["release", "list", "--json", "--missing", str(tmp_path / "out")])
    assert json.loads(run.output) == [DAY]
    assert os.listdir(tmp_path / "out")


def test_a_missing_log_is_written(ready: Any) -> None:
    run = CliRunner().invoke(main, ["release", "log"])
    assert run.output == f"wrote source/releases/changes/{FIRST}.json\n"
    assert CliRunner().invoke(main, ["release", "log"]).output == "the change log is complete\n"
