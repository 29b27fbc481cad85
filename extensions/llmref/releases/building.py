"""One version of the site built into a folder: a release from its tag, or the working tree."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llmref.releases.current import VERSION_VARIABLE, WORKING_TREE
from llmref.releases.failure import ReleaseError
from llmref.releases.manifest import Release
from llmref.releases.own_code import environment, require_own_code
from llmref.releases.repository import Repository

SOURCE = "source"
SETTINGS = ("-D", "html_copy_source=0")
"""Settings of every version: sources are in the repository and need no second publishing."""

_PRIVATE = (".buildinfo", ".buildinfo.bak", ".doctrees", "_sources")
"""Left out of what is published: they name temporary paths, or nobody reads them."""

_WARNING = re.compile(r"\bWARNING: ")
_TAIL_LINES = 30


@dataclass(frozen=True)
class Built:
    """A version that was built and is not published yet."""

    site: Path
    warnings: int


def build_release(repository: Repository, release: Release, work: Path, log: Path) -> Built:
    """Build a release with sphinx-multiversion in a worktree of its commit, with its own code.

    Args:
        repository: Where the tag of the release is.
        release: What to build.
        work: Folder for temporary files, on the disk that the site is on.
        log: Where the output of the build goes.

    Raises:
        ReleaseError: It does not build; with the end of its log.
    """
    if importlib.util.find_spec("sphinx_multiversion") is None:
        raise ReleaseError("sphinx-multiversion is not installed: `pip install 'llmref[docs]'`")
    site = work / f"{release.name}.site"
    shutil.rmtree(site, ignore_errors=True)
    with repository.worktree(release.commit, work / f"{release.name}.tree") as tree:
        env = environment(tree, repository.root)
        require_own_code(tree, env)
        env[VERSION_VARIABLE] = release.name
        env["SOURCE_DATE_EPOCH"] = str(repository.commit_time(release.commit))
        _run(
            [
                sys.executable,
                "-m",
                "sphinx_multiversion",
                "-c",
                ".",
                SOURCE,
                str(site),
                *SETTINGS,
                "-D",
                f"smv_tag_whitelist=^{release.name}$",
                "-D",
                "smv_branch_whitelist=^$",
                "-D",
                "smv_remote_whitelist=^$",
                "-D",
                "smv_released_pattern=^refs/tags/.*$",
                "-D",
                "smv_outputdir_format={ref.name}",
            ],
            tree,
            env,
            log,
        )
    return _finished(site / release.name, log)


def build_working_tree(root: Path, work: Path, log: Path, jobs: int) -> Built:
    """Build the working tree with sphinx-build; unchanged pages are taken from the last time.

    Args:
        root: Folder of conf.py.
        work: Folder that keeps pages and doctrees between builds.
        log: Where the output of the build goes.
        jobs: Number of processes.

    Raises:
        ReleaseError: It does not build, or has warnings; with the end of its log.
    """
    env = environment(root, root) | {VERSION_VARIABLE: WORKING_TREE}
    site = work / "html"
    _run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-b",
            "html",
            "-n",
            "-W",
            "--keep-going",
            "-j",
            str(jobs),
            *SETTINGS,
            "-c",
            str(root),
            "-d",
            str(work / "doctrees"),
            str(root / SOURCE),
            str(site),
        ],
        root,
        env,
        log,
    )
    return _finished(site, log)


def without_private(folder: str, names: Sequence[str]) -> set[str]:
    """Names that are not published, in the form that `shutil.copytree` asks for."""
    return set(names) & set(_PRIVATE)


def _run(command: list[str], folder: Path, env: dict[str, str], log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        done = subprocess.run(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        raise ReleaseError(f"the build ended with exit status {done.returncode}{_tail(log)}")


def _finished(site: Path, log: Path) -> Built:
    # sphinx-multiversion drops a tag whose conf.py raises and ends with exit status 0.
    if not (site / "index.html").is_file():
        raise ReleaseError(f"the build left no index.html{_tail(log)}")
    return Built(site, len(_WARNING.findall(log.read_text(encoding="utf-8", errors="replace"))))


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
    shown = "".join(f"\n    {line}" for line in lines[-_TAIL_LINES:])
    return f"; the end of {log}:{shown}" if shown else f"; {log} is empty"
