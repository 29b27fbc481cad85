"""Releases built for real, from small repositories whose extension differs between releases."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from llmref.releases.__main__ import main
from llmref.releases.build import build_site
from llmref.releases.failure import ReleaseError
from llmref.releases.publication import pages

BROKEN = "raise RuntimeError('this release has a broken conf.py')\n"


class Site(NamedTuple):
    """One run over four releases, the third of them broken, and the working tree."""

    project: Any
    out: Path
    lines: list[str]
    status: int


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    new_project: Callable[..., Any],
    rst_page: Callable[..., str],
) -> Site:
    folder = tmp_path_factory.mktemp("site of releases")
    project = new_project(folder / "project")
    project.state("one", {"index": rst_page("Home", "a"), "a": rst_page("A")})
    one = project.commit(epoch=1_700_000_001)
    project.state("two", {"index": rst_page("Home", "a", "b/c"), "b/c": rst_page("C")})
    two = project.commit(epoch=1_700_000_002)
    project.state("three", {}, conf=BROKEN)
    three = project.commit()
    project.state("four", {"index": rst_page("Home", "b/c")})
    (project.root / "source/a.rst").unlink()
    four = project.commit(epoch=1_700_000_004)
    rows = [("2025-01-01", one), ("2025-02-02", two), ("2025-03-03", three), ("2025-04-04", four)]
    project.manifest(*rows)
    project.commit()
    project.state("working tree", {"index": rst_page("Home <b>", "b/c")})
    out = folder / "out"
    done = subprocess.run(
        [sys.executable, "-m", "llmref.releases", "build", "--out", str(out), "--jobs", "2"],
        cwd=project.root,
        capture_output=True,
        text=True,
    )
    return Site(project, out, (done.stdout + done.stderr).splitlines(), done.returncode)


def stamp(out: Path, version: str) -> str:
    text = (out / version / "index.html").read_text(encoding="utf-8")
    found = re.search(r"<p>stamp (.*?)</p>", text)
    assert found, text
    return found[1]


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Identity and time of every file: a file that was written again has others."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def test_each_release_comes_out_of_its_own_code(site: Site) -> None:
    assert stamp(site.out, "2025-01-01") == "one words one release 2025-01-01 epoch 1700000001"
    assert stamp(site.out, "2025-02-02") == "two words two release 2025-02-02 epoch 1700000002"
    assert stamp(site.out, "2025-04-04") == "four words four release 2025-04-04 epoch 1700000004"


def test_dev_is_the_working_tree(site: Site) -> None:
    assert stamp(site.out, "dev").startswith("working tree words working tree release dev")


def test_a_release_that_does_not_build_is_told_and_the_others_go_on(site: Site) -> None:
    text = "\n".join(site.lines)
    assert site.status == 1
    assert "2025-03-03: failed" in text
    assert "this release has a broken conf.py" in text, "the end of its log is shown"
    assert not (site.out / "2025-03-03").exists()
    for name in ("2025-01-01", "2025-02-02", "2025-04-04", "dev"):
        assert any(line.startswith(f"{name}: built") for line in site.lines)


def test_missing_tags_were_made(site: Site) -> None:
    assert site.project.git("tag").split() == [
        "2025-01-01",
        "2025-02-02",
        "2025-03-03",
        "2025-04-04",
    ]


def test_what_nobody_reads_is_not_published(site: Site) -> None:
    for version in ("2025-01-01", "dev"):
        names = {path.name for path in (site.out / version).rglob("*")}
        assert not names & {".buildinfo", ".doctrees", "_sources"}
        assert "_sources" not in (site.out / version / "index.html").read_text(encoding="utf-8")


def test_no_temporary_path_is_in_a_page(site: Site) -> None:
    for file in sorted((site.out / "2025-01-01").rglob("*.html")):
        assert ".llmref" not in file.read_text(encoding="utf-8"), file


def test_nothing_temporary_stays(site: Site) -> None:
    assert len(site.project.git("worktree", "list").splitlines()) == 1
    assert not (site.out / ".llmref" / "work").exists()


def test_versions_json(site: Site) -> None:
    data = json.loads((site.out / "versions.json").read_text(encoding="utf-8"))
    assert data["newest"] == "2025-04-04"
    assert [version["name"] for version in data["versions"]] == [
        "2025-04-04",
        "2025-02-02",
        "2025-01-01",
        "dev",
    ]
    assert data["versions"][0]["url"] == "2025-04-04/"
    assert data["pages"]["index"] == [["2025-01-01", "dev"]]
    assert data["pages"]["a"] == [["2025-01-01", "2025-02-02"]]
    assert data["pages"]["b/c"] == [["2025-02-02", "dev"]]
    script = (site.out / "versions-data.js").read_text(encoding="utf-8")
    assert json.loads(script.removeprefix("window.llmrefVersions = ").rstrip(";\n")) == data


def test_every_link_of_the_root_pages_leads_somewhere(site: Site) -> None:
    for name in ("index.html", "versions.html"):
        text = (site.out / name).read_text(encoding="utf-8")
        targets = re.findall(r'(?:href|url)="?=?([^">]+)"', text)
        assert targets
        for target in targets:
            assert (site.out / target).is_file(), f"{name}: {target}"
    root = (site.out / "index.html").read_text(encoding="utf-8")
    assert 'http-equiv="refresh" content="0; url=2025-04-04/index.html"' in root


def test_nothing_new_touches_nothing(site: Site) -> None:
    before = snapshot(site.out)
    lines: list[str] = []
    build_site(
        site.project.root,
        site.out,
        only=["2025-01-01", "2025-02-02"],
        dev=False,
        report=lines.append,
    )
    after = snapshot(site.out)
    assert sorted(lines) == ["2025-01-01: kept", "2025-02-02: kept"]
    assert {key for key in after if after[key] != before.get(key)} <= {
        str(site.out / ".llmref/lock")
    }


def test_a_second_build_of_a_release_is_the_same_byte_for_byte(site: Site, tmp_path: Path) -> None:
    assert (
        main(
            [
                "build",
                "--root",
                str(site.project.root),
                "--out",
                str(tmp_path),
                "--only",
                "2025-02-02",
                "--no-dev",
            ]
        )
        == 0
    )
    old, new = site.out / "2025-02-02", tmp_path / "2025-02-02"
    names = sorted(path.relative_to(old) for path in old.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(new) for path in new.rglob("*") if path.is_file())
    assert [name for name in names if (old / name).read_bytes() != (new / name).read_bytes()] == []
    data = json.loads((tmp_path / "versions.json").read_text(encoding="utf-8"))
    assert [version["name"] for version in data["versions"]] == ["2025-02-02"]


def test_an_editable_install_of_another_tree_does_not_get_in(site: Site, tmp_path: Path) -> None:
    """`pip install -e` puts the newest code on sys.path; a release still runs its own."""
    packages = tmp_path / "site"
    packages.mkdir()
    (packages / "stamp.py").write_text("raise RuntimeError('the wrong code')\n")
    with pytest.MonkeyPatch.context() as patch:
        others = os.environ["PYTHONPATH"]
        newest = site.project.root / "extensions"
        patch.setenv("PYTHONPATH", os.pathsep.join([str(newest), str(packages), others]))
        build_site(
            site.project.root,
            tmp_path / "out",
            only=["2025-01-01"],
            dev=False,
            report=lambda _: None,
        )
    assert stamp(tmp_path / "out", "2025-01-01").startswith("one words one")


def test_a_published_release_is_not_replaced_when_the_manifest_changes(site: Site) -> None:
    manifest = site.project.root / "source/releases/releases.yaml"
    before = manifest.read_text(encoding="utf-8")
    other = site.project.git("rev-parse", "2025-02-02")
    tagged = site.project.git("rev-parse", "2025-01-01")
    try:
        site.project.manifest(("2025-01-01", other))
        site.project.git("tag", "--force", "2025-01-01", other)
        outcomes = build_site(site.project.root, site.out, dev=False, report=lambda _: None)
    finally:
        manifest.write_text(before, encoding="utf-8")
        site.project.git("tag", "--force", "2025-01-01", tagged)
        build_site(
            site.project.root, site.out, only=["2025-01-01"], dev=False, report=lambda _: None
        )
    assert outcomes[0].status == "failed"
    assert tagged in outcomes[0].detail and other in outcomes[0].detail
    assert stamp(site.out, "2025-01-01").startswith("one")


def test_what_a_killed_run_left_is_cleaned_up(site: Site) -> None:
    """Killed while a release was replaced, with a worktree open."""
    work = site.out / ".llmref" / "work"
    work.mkdir()
    site.project.git("worktree", "add", "--detach", str(work / "2025-02-02.tree"), "2025-02-02")
    (site.out / "2025-01-01").rename(work / "2025-01-01.old")
    build_site(site.project.root, site.out, only=["2025-01-01"], dev=False, report=lambda _: None)
    assert stamp(site.out, "2025-01-01").startswith("one")
    assert not work.exists()


def test_a_second_run_is_refused(site: Site) -> None:
    with (site.out / ".llmref" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ReleaseError, match="another run"):
            build_site(site.project.root, site.out, dev=False, report=lambda _: None)


def test_an_unknown_release_names_those_that_exist(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "build",
        "--root",
        str(site.project.root),
        "--out",
        str(site.out),
        "--only",
        "2024-01-01",
    ]
    assert main(arguments) == 1
    assert "2024-01-01: no such release" in capsys.readouterr().err


def test_pages_leaves_out_static_files(site: Site) -> None:
    assert {"index", "a", "b/c", "search", "genindex"} == set(pages(site.out / "2025-02-02"))


def test_without_git_and_without_releases_the_working_tree_is_the_site(
    tmp_path: Path, new_project: Callable[..., Any], rst_page: Callable[..., str]
) -> None:
    project = new_project(tmp_path / "project")
    project.state("zip", {"index": rst_page("Home")})
    (project.root / ".git").rename(tmp_path / "gone")
    outcomes = build_site(project.root, tmp_path / "out", report=lambda _: None)
    assert [(outcome.name, outcome.status) for outcome in outcomes] == [("dev", "built")]
    assert "url=dev/index.html" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_another_toolchain_is_told_and_builds_anew_only_when_asked(site: Site) -> None:
    file = site.out / ".llmref" / "versions" / "2025-01-01.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | {"toolchain": {"sphinx": "1.0"}}), encoding="utf-8")

    def run(rebuild: bool) -> str:
        only = ["2025-01-01"]
        (outcome,) = build_site(
            site.project.root,
            site.out,
            only=only,
            dev=False,
            rebuild=rebuild,
            report=lambda _: None,
        )
        return str(outcome)

    index = site.out / "2025-01-01" / "index.html"
    before = index.stat().st_ino
    assert run(rebuild=False) == "2025-01-01: kept, built with another toolchain than is here now"
    assert index.stat().st_ino == before
    assert run(rebuild=True).startswith("2025-01-01: built")
    assert index.stat().st_ino != before
    assert run(rebuild=False) == "2025-01-01: kept"
