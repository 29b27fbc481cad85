"""The git repository that releases come from."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from llmref.releases.failure import ReleaseError

FETCH_SECONDS = 300
"""How long one attempt to fetch a commit may take."""


def git_environment() -> dict[str, str]:
    """The environment without git's own variables: inside a hook they name another repository."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return env | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class Repository:
    """Git commands for the project in ``root``, the folder of conf.py, in a checkout.

    Raises:
        ReleaseError: ``root`` is not in a git checkout, or git is not installed.
    """

    _worktrees = threading.Lock()  # git's list of worktrees is changed by one thread at a time

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if shutil.which("git") is None:
            raise ReleaseError("git is not installed, and releases are built from the git history")
        if self.ask("rev-parse", "--is-inside-work-tree") != "true":
            raise ReleaseError(
                f"{root} is not a git checkout, and releases are built from the git history; "
                "clone the repository with git (`make html` builds this tree without it)"
            )
        self.prefix = self.run("rev-parse", "--show-prefix")
        """Folder of ``root`` inside the checkout, ``""`` or ``docs/``."""
        self._facts: dict[str, tuple[str, int]] = {}

    def run(self, *args: str | Path, seconds: float | None = None) -> str:
        """Output of ``git ARGS``; `ReleaseError` with git's own words when it fails."""
        # Hooks of the checkout (post-checkout, say) have no business in a release's tree.
        command = ["git", "-c", f"core.hooksPath={os.devnull}", *map(str, args)]
        try:
            done = subprocess.run(
                command,
                cwd=self.root,
                env=git_environment(),
                capture_output=True,
                timeout=seconds,
                encoding="utf-8",
                errors="replace",
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            raise ReleaseError(f"`git {args[0]}` gave no answer in {seconds} s") from None
        if done.returncode:
            raise ReleaseError(f"`git {' '.join(map(str, args))}` failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def ask(self, *args: str | Path) -> str | None:
        """As `run`, but None when git says no."""
        try:
            return self.run(*args)
        except ReleaseError:
            return None

    @property
    def is_shallow(self) -> bool:
        """Whether the clone has only the end of the history."""
        return self.run("rev-parse", "--is-shallow-repository") == "true"

    def has_commit(self, commit: str) -> bool:
        """Whether the commit and its tree are here."""
        return self.ask("rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}") is not None

    def commit_facts(self, commit: str) -> tuple[str, int]:
        """Hash of the commit's tree, and when it was made, in seconds since 1970, UTC."""
        if commit not in self._facts:
            tree, epoch = self.run("show", "--no-patch", "--format=%T %ct", commit).split()
            self._facts[commit] = (tree, int(epoch))
        return self._facts[commit]

    def tag(self, name: str) -> str | None:
        """Commit that the tag points to; None when there is no such tag."""
        return self.ask("rev-parse", "--verify", "--quiet", f"refs/tags/{name}^{{commit}}")

    def tags(self) -> dict[str, str]:
        """All tags -> the commits that they point to."""
        # An annotated tag is an object of its own; %(*objectname) is what it points to.
        text = self.run("for-each-ref", "--format=%(refname) %(*objectname) %(objectname)", "refs/tags")
        rows = (line.split() for line in text.splitlines())
        return {row[0].removeprefix("refs/tags/"): row[1] for row in rows}

    def knows(self, commits: Sequence[str]) -> bool:
        """Whether all commits are here: one question however many there are."""
        text = self.ask("log", "--no-walk=unsorted", "--format=%H %T %ct", *commits) if commits else ""
        if text is None:
            return False
        for line in text.splitlines():
            commit, tree, epoch = line.split()
            self._facts[commit] = (tree, int(epoch))
        return True

    def make_tag(self, name: str, commit: str) -> None:
        """Make a lightweight tag; fails when it exists."""
        # Plumbing, because `git tag` signs or asks for a message when the user's settings say so.
        self.run("update-ref", f"refs/tags/{name}", commit, "0" * 40)

    def fetch(self, commit: str, tag: str) -> None:
        """Try to get a commit that is not here, by its hash or else by its tag, from the remote."""
        remotes = (self.ask("remote") or "").split()
        if not remotes:
            return
        remote = "origin" if "origin" in remotes else remotes[0]
        # One commit is enough to build from. In a full clone a depth would make it a shallow one.
        depth = ["--depth=1"] if self.is_shallow else []
        for what in (commit, f"refs/tags/{tag}"):
            try:
                self.run(
                    "fetch", "--quiet", "--no-tags", *depth, remote, what, seconds=FETCH_SECONDS
                )
            except ReleaseError:
                continue
            if self.has_commit(commit):
                return

    @contextmanager
    def worktree(self, commit: str, folder: Path) -> Iterator[Path]:
        """The commit's files in ``folder`` while the block runs; gives the project's root in it.

        A folder that a crashed run left there is replaced.
        """
        self._remove_worktree(folder)
        try:
            with self._worktrees:
                self.run("worktree", "add", "--detach", "--force", folder, commit)
            yield folder / self.prefix
        finally:
            self._remove_worktree(folder)

    def refuse_submodules(self, commit: str, *folders: str) -> None:
        """See that no submodule of the commit is in ``folders`` of the project; elsewhere they stay empty.

        Raises:
            ReleaseError: One is.
        """
        listed = self.run("ls-tree", "-r", "--full-tree", commit, *(f"{self.prefix}{folder}" for folder in folders))
        for line in listed.splitlines():
            if line.startswith("160000 "):
                raise ReleaseError(
                    f"{line.partition(chr(9))[2]} is a submodule, and git archives, from which sphinx-multiversion "
                    "builds, leave submodules out; keep pages, spec files and code in the repository itself"
                )

    def _remove_worktree(self, folder: Path) -> None:
        with self._worktrees:
            shutil.rmtree(folder, ignore_errors=True)
            self.ask("worktree", "prune")
