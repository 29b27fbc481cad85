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

from llmref.releases.failure import ReleaseError
from llmref.releases.publishing import Order, Outcome, publish
from llmref.releases.record import pages

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
        [sys.executable, "-m", "llmref", "publish", "--out", str(out), "--jobs", "2", "--dev", "--formats", "html"],
        cwd=project.root,
        capture_output=True,
        text=True,
    )
    return Site(project, out, (done.stdout + done.stderr).splitlines(), done.returncode)


def build_site(root: Path, out: Path, report: Callable[[str], None] = lambda _: None, **order: Any) -> list[Outcome]:
    return publish(Order(root, out, formats=("html",), **order), report)


def state(out: Path) -> Path:
    return out.with_name(f".{out.name}.llmref")


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
    assert sorted(path.name for path in state(site.out).iterdir()) == ["built", "lock", "logs", "sites"]
    assert not list((state(site.out) / "sites").iterdir()) and not list((state(site.out) / "built").iterdir())
    assert not [path.name for path in site.out.iterdir() if "llmref" in path.name]


def test_progress_says_how_much_is_left(site: Site) -> None:
    text = "\n".join(site.lines)
    assert re.search(r"\(1 of 5 done, about \d+ s left\)", text), text
    assert "(5 of 5 done)" in text


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
    for name in ("index.html", "versions.html", "latest/index.html"):
        text = (site.out / name).read_text(encoding="utf-8")
        targets = re.findall(r'(?:href|url)="?=?([^">]+)"', text)
        assert targets
        for target in targets:
            assert ((site.out / name).parent / target).is_file(), f"{name}: {target}"
    root = (site.out / "index.html").read_text(encoding="utf-8")
    assert 'http-equiv="refresh" content="0; url=2025-04-04/index.html"' in root


def test_checksums_are_those_of_every_file(site: Site) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=site.out / "2025-01-01", capture_output=True
    )
    assert done.returncode == 0, done.stdout
    listed = (site.out / "2025-01-01" / "SHA256SUMS").read_text(encoding="utf-8")
    assert "  index.html\n" in listed and "  release.json\n" in listed and "  objects.inv\n" in listed


def test_nothing_new_touches_nothing(site: Site) -> None:
    before = snapshot(site.out)
    lines: list[str] = []
    build_site(site.project.root, site.out, report=lines.append, only=["2025-01-01", "2025-02-02"])
    assert lines == ["2025-02-02: kept", "2025-01-01: kept", f"{site.out}: nothing new"]
    assert snapshot(site.out) == before


def test_an_editable_install_of_another_tree_does_not_get_in(site: Site, tmp_path: Path) -> None:
    """`pip install -e` puts the newest code on sys.path; a release still runs its own."""
    packages = tmp_path / "site"
    packages.mkdir()
    (packages / "stamp.py").write_text("raise RuntimeError('the wrong code')\n")
    with pytest.MonkeyPatch.context() as patch:
        others = os.environ["PYTHONPATH"]
        newest = site.project.root / "extensions"
        patch.setenv("PYTHONPATH", os.pathsep.join([str(newest), str(packages), others]))
        build_site(site.project.root, tmp_path / "out", only=["2025-01-01"])
    assert stamp(tmp_path / "out", "2025-01-01").startswith("one words one")


def test_a_published_release_is_not_replaced_when_the_manifest_changes(site: Site) -> None:
    manifest = site.project.root / "source/releases/releases.yaml"
    before = manifest.read_text(encoding="utf-8")
    other = site.project.git("rev-parse", "2025-02-02")
    tagged = site.project.git("rev-parse", "2025-01-01")
    try:
        site.project.manifest(("2025-01-01", other))
        site.project.git("tag", "--force", "2025-01-01", other)
        outcomes = build_site(site.project.root, site.out, only=["2025-01-01"])
    finally:
        manifest.write_text(before, encoding="utf-8")
        site.project.git("tag", "--force", "2025-01-01", tagged)
    assert outcomes[0].status == "failed"
    assert tagged in outcomes[0].detail and other in outcomes[0].detail
    assert stamp(site.out, "2025-01-01").startswith("one")


def test_what_a_killed_run_left_is_cleaned_up(site: Site) -> None:
    """Killed with a worktree open, while the new site was put together."""
    work = state(site.out) / "work" / "killed"
    work.mkdir(parents=True)
    site.project.git("worktree", "add", "--detach", str(work / "tree"), "2025-02-02")
    (state(site.out) / "sites" / "half" / "2025-01-01").mkdir(parents=True)
    build_site(site.project.root, site.out, only=["2025-01-01"])
    assert stamp(site.out, "2025-01-01").startswith("one")
    assert not work.exists() and not list((state(site.out) / "sites").iterdir())
    site.project.git("worktree", "prune")


def test_a_second_run_is_refused_and_told_whose_the_first_is(site: Site) -> None:
    with (state(site.out) / "lock").open("w") as lock:
        lock.write("process 123, since noon")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ReleaseError, match=r"another run .*\(process 123, since noon\)"):
            build_site(site.project.root, site.out)


def test_the_lock_of_a_dead_process_is_taken_over(site: Site) -> None:
    (state(site.out) / "lock").write_text("process 999999, since yesterday", encoding="utf-8")
    assert build_site(site.project.root, site.out, only=["2025-01-01"])[0].status == "kept"


def test_an_unknown_release_names_those_that_exist(site: Site) -> None:
    with pytest.raises(ReleaseError, match=r"2024-01-01: no such release .*2025-01-01, 2025-02-02"):
        build_site(site.project.root, site.out, only=["2024-01-01"])


def test_pages_leaves_out_static_files(site: Site) -> None:
    assert {"index", "a", "b/c", "search", "genindex"} == set(pages(site.out / "2025-02-02"))


def test_without_git_and_without_releases_the_working_tree_is_the_site(
    tmp_path: Path, new_project: Callable[..., Any], rst_page: Callable[..., str]
) -> None:
    project = new_project(tmp_path / "project")
    project.state("zip", {"index": rst_page("Home")})
    (project.root / ".git").rename(tmp_path / "gone")
    outcomes = build_site(project.root, tmp_path / "out", dev=True)
    assert [(outcome.name, outcome.status) for outcome in outcomes] == [("dev", "built")]
    assert "url=dev/index.html" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_another_toolchain_is_told_and_builds_anew_only_when_asked(site: Site) -> None:
    file = site.out / "2025-01-01" / "release.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | {"toolchain": {"sphinx": "1.0"}}), encoding="utf-8")

    def run(*rebuild: str) -> str:
        (outcome,) = build_site(site.project.root, site.out, only=["2025-01-01"], rebuild=rebuild)
        return str(outcome)

    index = site.out / "2025-01-01" / "index.html"
    before = index.stat().st_ino
    assert run() == "2025-01-01: kept, built with another toolchain than is here now"
    assert index.stat().st_ino == before
    assert run("2025-01-01").startswith("2025-01-01: built")
    assert index.stat().st_ino != before
    assert run() == "2025-01-01: kept"


def test_a_format_that_a_kept_release_lacks_is_told(site: Site) -> None:
    order = Order(site.project.root, site.out, only=["2025-01-01"], formats=("html", "pdf"))
    (outcome,) = publish(order, lambda _: None)
    assert str(outcome) == "2025-01-01: kept, without pdf: --rebuild 2025-01-01 would make it"


def test_a_folder_of_somebody_else_is_not_replaced(site: Site, tmp_path: Path) -> None:
    (tmp_path / "out" / "2025-01-01").mkdir(parents=True)
    (tmp_path / "out" / "2025-01-01" / "mine.txt").write_text("mine")
    (outcome,) = build_site(site.project.root, tmp_path / "out", only=["2025-01-01"])
    assert outcome.status == "failed" and "was not made by this" in outcome.detail
    assert (tmp_path / "out" / "2025-01-01" / "mine.txt").read_text() == "mine"


def test_files_of_the_host_stay(site: Site) -> None:
    (site.out / "CNAME").write_text("reference.example")
    try:
        build_site(site.project.root, site.out, rebuild=["2025-01-01"], only=["2025-01-01"])
        assert (site.out / "CNAME").read_text() == "reference.example"
    finally:
        (site.out / "CNAME").unlink()


def test_what_a_tree_cannot_make_is_said_and_its_pages_are_published(site: Site, tmp_path: Path) -> None:
    order = Order(site.project.root, tmp_path / "out", only=["2025-01-01"], formats=("html", "pdf", "epub", "data"))
    lines: list[str] = []
    (outcome,) = publish(order, lines.append)
    assert outcome.status == "built"
    assert "no PDF: its own code has no builder `bookpdf`" in outcome.detail
    assert "its own tree has no llmref to export them" in outcome.detail
    record = json.loads((tmp_path / "out/2025-01-01/release.json").read_text(encoding="utf-8"))
    assert record["missing"] and set(record["files"]) == {"objects.inv", "tiny-2025-01-01.epub"}
    versions = (tmp_path / "out" / "versions.html").read_text(encoding="utf-8")
    assert 'href="2025-01-01/tiny-2025-01-01.epub"' in versions


def test_a_symbolic_link_is_swapped(site: Site, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "www").symlink_to("first")
    build_site(site.project.root, tmp_path / "www", only=["2025-01-01"])
    (tmp_path / "first").rmdir()  # nothing was written into what it led to
    assert (tmp_path / "www").is_symlink() and stamp(tmp_path / "www", "2025-01-01").startswith("one")
    before = (tmp_path / "www").resolve()
    build_site(site.project.root, tmp_path / "www", only=["2025-02-02"])
    assert (tmp_path / "www").resolve() != before and not before.exists()
    assert stamp(tmp_path / "www", "2025-01-01").startswith("one")
    assert stamp(tmp_path / "www", "2025-02-02").startswith("two")
