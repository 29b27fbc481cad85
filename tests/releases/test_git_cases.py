"""Repositories that are not as usual: a release is published from them, or one sentence says why not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmref.releases.failure import ReleaseError
from llmref.releases.publishing import Order, Outcome, publish

DAY = "2025-01-01"


def git(folder: Path, *args: str) -> str:
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@e.org", "-c", "protocol.file.allow=always", *args]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def publish_from(root: Path, out: Path) -> Outcome:
    (outcome,) = publish(Order(root, out, formats=("html",)), lambda _: None)
    return outcome


def stamp(out: Path) -> str:
    found = re.search(r"<p>stamp (\S+)", (out / DAY / "index.html").read_text(encoding="utf-8"))
    assert found
    return found[1]


@pytest.fixture
def released(project: Any, rst_page: Callable[..., str]) -> Any:
    """One release, whose extension says ``1``; the branch has gone on to ``2``."""
    project.manifest((DAY, project.git("rev-parse", "HEAD")))
    project.state("2", {"index": rst_page("Home")})
    project.commit()
    return project


def test_a_shallow_clone_without_tags(released: Any, tmp_path: Path) -> None:
    released.git("config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", released.root.as_uri(), "clone")
    assert publish_from(tmp_path / "clone", tmp_path / "out").status == "built"
    assert stamp(tmp_path / "out") == "1"


def test_tags_that_only_the_remote_has(released: Any, tmp_path: Path) -> None:
    git(released.root, "tag", "--annotate", "--message", "release", DAY, released.git("rev-parse", "HEAD~1"))
    git(tmp_path, "clone", "--quiet", "--no-tags", str(released.root), "clone")
    assert publish_from(tmp_path / "clone", tmp_path / "out").status == "built"
    assert stamp(tmp_path / "out") == "1"


def test_a_tag_that_differs_from_the_manifest(released: Any, tmp_path: Path) -> None:
    released.git("tag", DAY, "HEAD")
    with pytest.raises(ReleaseError, match=rf"the tag {DAY} points to {released.git('rev-parse', 'HEAD')}, the manifest says"):
        publish_from(released.root, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_detached_head(released: Any, tmp_path: Path) -> None:
    released.git("checkout", "--quiet", "--detach")
    assert publish_from(released.root, tmp_path / "out").status == "built"
    assert stamp(tmp_path / "out") == "1"


@pytest.mark.parametrize("where", ["branch", "remote branch"])
def test_a_branch_called_like_the_date(released: Any, tmp_path: Path, where: str) -> None:
    released.git("branch", DAY, "HEAD")
    root = released.root
    if where == "remote branch":
        git(tmp_path, "clone", "--quiet", str(root), "clone")
        root = tmp_path / "clone"
    assert publish_from(root, tmp_path / "out").status == "built"
    assert stamp(tmp_path / "out") == "1", "the tag is meant, not the branch"


def test_a_project_in_a_sub_folder_with_spaces(
    tmp_path: Path, new_project: Callable[..., Any], rst_page: Callable[..., str]
) -> None:
    outer = new_project(tmp_path / "a repository")
    (outer.root / "source").rename(tmp_path / "gone")
    inner = new_project(tmp_path / "a repository" / "our docs")
    subprocess.run(["rm", "-rf", str(inner.root / ".git")], check=True)
    inner.state("1", {"index": rst_page("Home")})
    inner.manifest((DAY, outer.commit()))
    assert publish_from(inner.root, tmp_path / "the site").status == "built"
    assert stamp(tmp_path / "the site") == "1"


def test_a_project_that_is_a_submodule(released: Any, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "outer")
    git(tmp_path / "outer", "submodule", "--quiet", "add", str(released.root), "docs")
    assert publish_from(tmp_path / "outer" / "docs", tmp_path / "out").status == "built"
    assert stamp(tmp_path / "out") == "1"
    assert git(tmp_path / "outer" / "docs", "worktree", "list").count("\n") == 0


def with_submodule(project: Any, tmp_path: Path, place: str) -> None:
    git(tmp_path, "init", "--quiet", "part")
    (tmp_path / "part" / "words.rst").write_text("Words\n=====\n")
    git(tmp_path / "part", "add", ".")
    git(tmp_path / "part", "commit", "--quiet", "--message", "part")
    git(project.root, "submodule", "--quiet", "add", str(tmp_path / "part"), place)
    project.manifest((DAY, project.commit()))


def test_a_submodule_elsewhere_does_not_matter(project: Any, tmp_path: Path) -> None:
    with_submodule(project, tmp_path, "parts")
    outcome = publish_from(project.root, tmp_path / "out")
    assert outcome.status == "built", outcome.detail


def test_a_submodule_among_the_pages_is_one_sentence(project: Any, tmp_path: Path) -> None:
    with_submodule(project, tmp_path, "source/parts")
    outcome = publish_from(project.root, tmp_path / "out")
    assert outcome.status == "failed"
    assert "source/parts is a submodule" in outcome.detail and "keep pages, spec files and code in the repository" in outcome.detail


def test_a_worktree_that_a_crash_left(released: Any, tmp_path: Path) -> None:
    left = tmp_path / ".out.llmref" / "work" / "crashed" / "tree"
    released.git("worktree", "add", "--quiet", "--detach", str(left), "HEAD")
    assert publish_from(released.root, tmp_path / "out").status == "built"
    assert len(released.git("worktree", "list").splitlines()) == 1


def test_a_worktree_that_a_crash_left_and_somebody_deleted(released: Any, tmp_path: Path) -> None:
    left = tmp_path / "elsewhere"
    released.git("worktree", "add", "--quiet", "--detach", str(left), "HEAD")
    subprocess.run(["rm", "-rf", str(left)], check=True)
    assert publish_from(released.root, tmp_path / "out").status == "built"


def test_publishing_from_a_hook(released: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a hook git's variables name another repository."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert publish_from(released.root, tmp_path / "out").status == "built"
