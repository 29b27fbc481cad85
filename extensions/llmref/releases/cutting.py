"""A release is cut: page, change log, version, row of the manifest, two commits and a tag.

The first commit is the release. The second names it in the manifest, which no commit can do for itself.
"""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from llmref.compare.change_log import Step, step_text
from llmref.releases.change_log_files import file_of, missing_steps
from llmref.releases.contents import NOTHING, contents_of, step_between
from llmref.releases.current import WORKING_TREE
from llmref.releases.manifest import MANIFEST, Release, read_manifest
from llmref.releases.own_code import environment
from llmref.releases.release_page import default_summary, default_title, page_text, with_row, with_version
from llmref.releases.repository import Repository
from llmref.releases.tags import ensure_tags

RELEASES = "source/releases"


@dataclass(frozen=True)
class Cut:
    """A release that is ready to be made."""

    name: str
    title: str
    summary: str
    step: Step
    files: Mapping[str, str]
    """What the release's commit writes: path below the folder of conf.py -> text."""

    @property
    def unexplained(self) -> int:
        """Values that differ without a word in the model's history."""
        return sum(value.cause == "" and value.kind != "new" for value in self.step.models.values)


def refusals(root: Path, date: str, today: datetime.date | None = None) -> Iterator[str]:
    """Why a release cannot be cut, one sentence each; nothing when it can."""
    day = _day(date)
    releases = read_manifest(root / MANIFEST)
    repository = Repository(root)
    if day is None:
        yield f"{date} is not a date; write it as YYYY-MM-DD"
        return
    now = today or datetime.date.today()
    if day > now:
        yield f"{date} lies in the future (today is {now}); a release is dated the day it is cut"
    if any(release.date == day for release in releases):
        yield f"{date} is released already; a published release never changes"
    elif releases and day < releases[-1].date:
        yield f"{date} is before the newest release, {releases[-1].name}; releases come in the order of their dates"
    elif repository.tag(date) is not None:
        yield f"there is a tag {date} that no row of the manifest names; delete it with `git tag -d {date}`"
    if repository.ask("symbolic-ref", "--quiet", "HEAD") is None:
        yield "HEAD is detached, so the release's commits would be on no branch; check one out with `git switch`"
    changed = repository.run("status", "--porcelain").splitlines()
    if changed:
        names = ", ".join(line[3:] for line in changed[:5])
        yield f"the tree is not clean ({names}{' …' if len(changed) > 5 else ''}); commit or stash first"
    done = subprocess.run(
        [sys.executable, "-m", "llmref", "check"], cwd=root, env=environment(root, root), capture_output=True,
        text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        yield "`llmref check` fails:" + "".join(f"\n    {line}" for line in lines[-20:])


def prepare(root: Path, date: str, title: str = "", text: str = "") -> Cut:
    """Make everything that the release writes, and write nothing.

    Raises:
        ReleaseError: The last release or the working tree cannot be exported.
    """
    repository = Repository(root)
    releases: list[Release] = read_manifest(root / MANIFEST)
    ensure_tags(repository, releases)
    before = contents_of(repository, releases[-1].name, releases[-1].commit) if releases else NOTHING
    now = contents_of(repository, WORKING_TREE, "HEAD", date)
    own = f"releases/{date}"
    step = step_between(repository, before, now, "HEAD")
    # The release's own page is written now, and is one of its pages.
    step = Step(
        step.models, step.papers_added, step.papers_removed, {**step.pages_added, own: date}, step.pages_removed,
        {**step.counts, "pages": step.counts["pages"] + 1},
    )  # fmt: skip
    title = title or default_title(step)
    page = page_text(date, title, text, step)
    files = {
        f"{RELEASES}/{date}.md": page,
        file_of(date).as_posix(): step_text(step),
        **missing_steps(root),
        **with_version(root, date),
    }
    return Cut(date, title, text or default_summary(step), step, files)


def cut(root: Path, prepared: Cut) -> str:
    """Write, commit, name in the manifest, tag.

    Returns:
        The release's commit.

    Raises:
        ReleaseError: A commit or the tag cannot be made; then all is as it was.
    """
    repository = Repository(root)
    start = repository.run("rev-parse", "HEAD")
    try:
        commit = _commit(repository, prepared.files, f"Release {prepared.name}")
        manifest = (root / MANIFEST).read_text(encoding="utf-8")
        row = with_row(manifest, prepared.name, commit, prepared.title, prepared.summary)
        _commit(repository, {MANIFEST.as_posix(): row}, f"Name release {prepared.name} in the manifest")
        repository.make_tag(prepared.name, commit)
    except BaseException:
        # The tree was clean, and holds nothing but what was written here.
        repository.ask("reset", "--quiet", "--hard", start)
        raise
    return commit


def describe(prepared: Cut) -> Iterator[str]:
    """What would be done, for people."""
    yield f"release {prepared.name}: {prepared.title}"
    yield f"  {prepared.summary}"
    if prepared.unexplained:
        one = prepared.unexplained == 1
        yield (
            f"  {prepared.unexplained} {'value differs' if one else 'values differ'} from {prepared.step.old} "
            f"and no `history` says why: `llmref diff {prepared.step.old} dev` lists {'it' if one else 'them'}"
        )
    for path, text in prepared.files.items():
        yield f"  writes {path} ({len(text.encode()):,} bytes)"
    yield f"  commits, adds a row to {MANIFEST}, commits, tags {prepared.name}"


def _commit(repository: Repository, files: Mapping[str, str], message: str) -> str:
    for name, text in files.items():
        path = repository.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    repository.run("add", "--", *files)
    repository.run("commit", "--quiet", "--message", message)
    return repository.run("rev-parse", "HEAD")


def _day(date: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return None
    return day if day.isoformat() == date else None

