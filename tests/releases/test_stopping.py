"""A run that is stopped or killed leaves the old site or the new one, whole; the next goes on from there."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from llmref.releases.failure import ReleaseError
from llmref.releases.publishing import Order, publish
from llmref.releases.switch import switch

KILLS = 4
LATER = '\n\ndef setup(app):\n    import time\n    time.sleep(3)\n'


class Two(NamedTuple):
    """A project with two releases, and what a site of the first, and of both, holds."""

    project: Any
    first: dict[str, str]
    both: dict[str, str]
    folder: Path


def content(out: Path) -> dict[str, str]:
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def two(
    tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Any], rst_page: Callable[..., str]
) -> Two:
    folder = tmp_path_factory.mktemp("stopping")
    project = new_project(folder / "project")
    project.state("one", {"index": rst_page("Home")})
    one = project.commit()
    project.state("two", {"index": rst_page("Home", "a"), "a": rst_page("A")})
    both = [("2025-01-01", one), ("2025-02-02", project.commit())]
    project.manifest(both[0])
    publish(Order(project.root, folder / "one", formats=("html",)), lambda _: None)
    subprocess.run(["cp", "-a", folder / "one", folder / "two"], check=True)
    project.manifest(*both)
    publish(Order(project.root, folder / "two", formats=("html",)), lambda _: None)
    return Two(project, content(folder / "one"), content(folder / "two"), folder)


def start(two: Two, out: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "llmref", "publish", "--out", str(out), "--formats", "html", *more],
        cwd=two.project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def fresh(two: Two, name: str) -> Path:
    subprocess.run(["cp", "-a", two.folder / "one", two.folder / name], check=True)
    return two.folder / name


def test_killed_at_any_moment_the_site_is_old_or_new(two: Two) -> None:
    out = fresh(two, "killed")
    begun = time.monotonic()
    assert start(two, fresh(two, "timed")).wait() == 0
    whole = time.monotonic() - begun
    assert content(two.folder / "timed") == two.both
    moments = random.Random(4)
    for _ in range(KILLS):
        run = start(two, out)
        time.sleep(moments.uniform(0.1, whole))
        run.kill()
        run.wait()
        assert content(out) in (two.first, two.both)
    assert start(two, out).wait() == 0
    assert content(out) == two.both
    assert "prunable" not in two.project.git("worktree", "list", "--porcelain").replace("locked", "")


def test_killed_in_the_last_step_the_site_is_old_or_new(two: Two) -> None:
    """Exactly before each system call that changes the site's folder, and after it."""
    for name in ("before", "after"):
        out = fresh(two, f"last-{name}")
        code = (
            "import os, signal, sys\n"
            "from llmref.releases import staging\n"
            "real = staging.switch\n"
            "def killed(place, fresh):\n"
            f"    if {name!r} == 'after': real(place, fresh)\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
            "staging.switch = killed\n"
            "from llmref.cli import main\n"
            "main(['publish', '--out', sys.argv[1], '--formats', 'html'])\n"
        )
        done = subprocess.run([sys.executable, "-c", code, str(out)], cwd=two.project.root, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert content(out) == (two.both if name == "after" else two.first)
        lines: list[str] = []
        publish(Order(two.project.root, out, formats=("html",)), lines.append)
        assert content(out) == two.both
        expected = "2025-02-02: kept" if name == "after" else "2025-02-02: built, by an earlier run"
        assert expected in lines


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_leaves_the_site_and_goes_on_later(two: Two, how: signal.Signals) -> None:
    """The newer release is built and waits; while the older is built, the run is stopped."""
    conf = (two.project.root / "conf.py").read_text(encoding="utf-8")
    two.project.state("slow", {}, conf=conf + LATER)
    slow = two.project.commit()
    rows = (two.project.root / "source/releases/releases.yaml").read_text(encoding="utf-8")
    out = fresh(two, f"stopped-{how.name}")
    try:
        two.project.write("source/releases/releases.yaml", rows + f"- date: 2024-12-31\n  commit: '{slow}'\n")
        run = start(two, out, "--jobs", "1")
        assert run.stdout is not None
        said = ""
        while "2025-02-02: built" not in said:
            line = run.stdout.readline()
            assert line, said
            said += line
        time.sleep(0.5)
        run.send_signal(how)
        rest = run.communicate(timeout=20)[0]
        assert run.returncode == 130 and "the site is as it was" in rest and "Traceback" not in rest
        assert content(out) == two.first
        time.sleep(0.2)
        left = subprocess.run(["pgrep", "-f", str(two.folder / f".{out.name}.llmref")], capture_output=True, text=True)
        assert left.stdout == "", "builds end with the run"
    finally:
        two.project.write("source/releases/releases.yaml", rows)
        two.project.write("conf.py", conf)
        two.project.git("tag", "--delete", "2024-12-31")
    lines: list[str] = []
    publish(Order(two.project.root, out, formats=("html",)), lines.append)
    assert "2025-02-02: built, by an earlier run" in lines
    assert content(out) == two.both


def test_a_mounted_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()

    def busy(place: Path, fresh: Path) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr("llmref.releases.switch._exchange", busy)
    with pytest.raises(ReleaseError, match=r"where a disk is mounted"):
        switch(tmp_path / "old", tmp_path / "new")


def test_folders_change_places(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    switch(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "old" / "new").exists() and (tmp_path / "new" / "old").exists()
