from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from llmref.releases.failure import ReleaseError
from llmref.releases.manifest import MANIFEST, Release, read_manifest
from llmref.releases.repository import Repository
from llmref.releases.tags import ensure_tags


def releases(root: Path) -> list[Release]:
    return read_manifest(root / MANIFEST)


def clone(source: Path, target: Path, *options: str) -> Path:
    url = source.as_uri()  # a path would be copied whole, also with --depth
    subprocess.run(["git", "clone", "--quiet", *options, url, str(target)], check=True)
    return target


@pytest.fixture
def two(project: Any) -> Any:
    """Two releases in the manifest of the last commit, and no tag."""
    first = project.git("rev-parse", "HEAD")
    project.state("2", {})
    second = project.commit()
    project.manifest(("2025-01-01", first), ("2025-02-02", second))
    project.commit()
    return project


def test_a_missing_tag_is_made_and_then_kept(two: Any) -> None:
    rows = releases(two.root)
    assert ensure_tags(Repository(two.root), rows) == ["2025-01-01", "2025-02-02"]
    assert two.git("rev-parse", "refs/tags/2025-01-01") == rows[0].commit
    assert ensure_tags(Repository(two.root), rows) == []


def test_an_annotated_tag_counts_as_its_commit(two: Any) -> None:
    rows = releases(two.root)
    two.git("tag", "--annotate", "--message", "release", "2025-01-01", rows[0].commit)
    assert ensure_tags(Repository(two.root), rows) == ["2025-02-02"]


def test_a_tag_that_points_elsewhere_names_both_commits(two: Any) -> None:
    rows = releases(two.root)
    head = two.git("rev-parse", "HEAD")
    two.git("tag", "2025-02-02", head)
    with pytest.raises(ReleaseError) as caught:
        ensure_tags(Repository(two.root), rows)
    assert head in str(caught.value) and rows[1].commit in str(caught.value)
    assert f"{MANIFEST}:4: release 2025-02-02" in str(caught.value)
    assert two.git("tag") == "2025-02-02", "no tag is made when one is wrong"


def test_a_branch_called_like_the_date_does_not_count_as_tag(two: Any) -> None:
    rows = releases(two.root)
    two.git("branch", "2025-01-01", "HEAD")
    ensure_tags(Repository(two.root), rows)
    assert two.git("rev-parse", "refs/tags/2025-01-01") == rows[0].commit


def test_a_full_clone_without_tags_gets_them(two: Any, tmp_path: Path) -> None:
    copy = clone(two.root, tmp_path / "copy of it", "--no-tags")
    assert len(ensure_tags(Repository(copy), releases(copy))) == 2


def test_a_shallow_clone_fetches_the_commits(two: Any, tmp_path: Path) -> None:
    two.git("config", "uploadpack.allowAnySHA1InWant", "true")
    copy = clone(two.root, tmp_path / "copy", "--depth=1")
    repository = Repository(copy)
    assert repository.is_shallow and not repository.has_commit(releases(copy)[0].commit)
    assert len(ensure_tags(repository, releases(copy))) == 2
    assert repository.is_shallow, "only what is needed is fetched"


def test_a_shallow_clone_fetches_by_tag_where_hashes_are_refused(two: Any, tmp_path: Path) -> None:
    two.git("config", "uploadpack.allowReachableSHA1InWant", "false")
    for row in releases(two.root):
        two.git("tag", "--annotate", "--message", "release", row.name, row.commit)
    copy = clone(two.root, tmp_path / "copy", "--depth=1", "--no-tags")
    assert len(ensure_tags(Repository(copy), releases(copy))) == 2


def test_a_shallow_clone_that_cannot_fetch_says_what_to_do(two: Any, tmp_path: Path) -> None:
    copy = clone(two.root, tmp_path / "copy", "--depth=1")
    subprocess.run(["git", "remote", "remove", "origin"], cwd=copy, check=True)
    with pytest.raises(ReleaseError, match=r"shallow clone; .*git fetch --unshallow --tags"):
        ensure_tags(Repository(copy), releases(copy)[:1])


def test_a_commit_that_is_nowhere_is_told_at_its_row(two: Any) -> None:
    two.manifest(("2025-01-01", "ab" * 20))
    with pytest.raises(
        ReleaseError, match=r"yaml:2: release 2025-01-01: the commit (ab){20} is not"
    ):
        ensure_tags(Repository(two.root), releases(two.root))


def test_a_folder_without_git_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="is not a git checkout"):
        Repository(tmp_path)
