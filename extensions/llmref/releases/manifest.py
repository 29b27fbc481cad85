"""The manifest of releases, ``source/releases/releases.yaml``: one row a release."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from llmref.catalog import yaml_source
from llmref.errors import Problem
from llmref.releases.failure import ReleaseError, stop_on

MANIFEST = PurePosixPath("source/releases/releases.yaml")
"""Path below the folder of conf.py."""

_COMMIT = re.compile(r"[0-9a-f]{40}$")
_KEYS = {"date", "commit", "title", "summary"}


@dataclass(frozen=True, order=True)
class Release:
    """A row of the manifest."""

    date: datetime.date
    commit: str
    """Full hash of the commit that the release stands for, 40 hexadecimal digits."""
    title: str = ""
    summary: str = ""
    file: str = ""
    """The manifest's path, for messages."""
    line: int = 0
    """Where ``commit`` stands in it."""

    @property
    def name(self) -> str:
        """Name of the tag, and of the folder in the published site: ``2026-11-24``."""
        return self.date.isoformat()

    def problem(self, message: str, fix: str) -> Problem:
        """A mistake about this release, at its row."""
        return Problem(self.file, self.line, f"release {self.name}", message, fix)


def read_manifest(path: Path, today: datetime.date | None = None) -> list[Release]:
    """Releases of a manifest, oldest first; none when the file is empty.

    Args:
        path: The manifest.
        today: The day after which a date is in the future; the real one by default.

    Raises:
        ReleaseError: The file is missing or wrong; every mistake with its line.
    """
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReleaseError(
            f"{file}: the manifest of releases cannot be read ({error.strerror})"
        ) from error
    document = yaml_source.parse(text, file)
    problems = list(document.problems)
    rows = document.data if document.data is not None else []
    if not isinstance(rows, list):
        problems.append(
            Problem(file, 1, "", "the manifest is not a list", "write `- date: …` rows")
        )
        rows = []
    releases: list[Release] = []
    for number, row in enumerate(rows):
        release = _row(document, number, row, today or datetime.date.today(), problems)
        if release:
            _refuse_twice(release, releases, document.line((number, "date")), problems)
            releases.append(release)
    stop_on(problems)
    return sorted(releases)


def _row(
    document: yaml_source.Document,
    number: int,
    row: Any,
    today: datetime.date,
    problems: list[Problem],
) -> Release | None:
    """One row checked; None, with problems added, when it cannot be used."""

    def wrong(key: str, message: str, fix: str) -> None:
        place = (number, key) if key else (number,)
        problems.append(
            Problem(document.file, document.line(place), yaml_source.key_text(place), message, fix)
        )

    before = len(problems)
    if not isinstance(row, dict):
        wrong("", "not a release", "write a row with `date` and `commit`")
        return None
    for key in sorted(set(row) - _KEYS):
        wrong(key, "unknown key", f"the keys are {', '.join(sorted(_KEYS))}")
    for key in ("title", "summary"):
        if not isinstance(row.get(key, ""), str):
            wrong(key, "not a text", "put it in quotes")
    date = _date(row.get("date"))
    if date is None:
        wrong("date", f"{row.get('date')!r} is not a date", "write it as YYYY-MM-DD")
    elif date > today:
        wrong(
            "date",
            f"{date} lies in the future (today is {today})",
            "a release is dated the day it is cut",
        )
    commit = row.get("commit")
    if not isinstance(commit, str) or not _COMMIT.match(commit):
        wrong(
            "commit",
            f"{commit!r} is not a full commit hash",
            "write the 40 hexadecimal digits that `git rev-parse HEAD` prints, "
            "in quotes if all are digits",
        )
    if date is None or len(problems) > before:
        return None
    return Release(
        date,
        str(commit),
        row.get("title", ""),
        row.get("summary", ""),
        document.file,
        document.line((number, "commit")),
    )


def _date(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    try:
        # fromisoformat also takes 20261124 and 2026-W48-2, which are not names of releases.
        date = datetime.date.fromisoformat(str(value))
    except ValueError:
        return None
    return date if date.isoformat() == value else None


def _refuse_twice(
    release: Release, seen: list[Release], line: int, problems: list[Problem]
) -> None:
    for other in seen:
        if other.date == release.date:
            problems.append(
                Problem(
                    release.file,
                    line,
                    "date",
                    f"{release.name} stands twice (also at line {other.line})",
                    "one release a day: keep one row",
                )
            )
