"""The folder that is published: one folder a version, and what is known of each in ``.llmref``."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from llmref.releases.building import without_private
from llmref.releases.failure import ReleaseError

KEPT = ".llmref"


@dataclass(frozen=True)
class Record:
    """What is known of a published version; kept as ``.llmref/versions/NAME.json``."""

    name: str
    date: str = ""
    """Empty for the working tree."""
    title: str = ""
    project: str = ""
    commit: str = ""
    tree: str = ""
    epoch: int = 0
    """SOURCE_DATE_EPOCH of the build."""
    settings: list[str] = field(default_factory=list)
    toolchain: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    """Every page, without ``.html``, sorted."""


class Publication:
    """A site with several versions. Made by `open_publication`, which holds its lock."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.work = out / KEPT / "work"
        self.logs = out / KEPT / "logs"
        self._records = out / KEPT / "versions"

    def record(self, name: str) -> Record | None:
        """What is known of a version; None when it is not published."""
        if not (self.out / name / "index.html").is_file():
            return None
        try:
            return Record(
                **json.loads((self._records / f"{name}.json").read_text(encoding="utf-8"))
            )
        except (OSError, ValueError, TypeError):
            return None  # never written, or by another version of llmref: as if not built

    def put(self, site: Path, record: Record) -> None:
        """Publish a version: its folder is there whole, or as it was before.

        Args:
            site: Folder on the same disk, which is moved.
            record: What is known of it; project and pages are read from ``site``.
        """
        for private in without_private(str(site), os.listdir(site)):
            path = site / private
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        record = dataclasses.replace(record, project=_project(site), pages=pages(site))
        write_if_changed(
            self._records / f"{record.name}.json",
            json.dumps(dataclasses.asdict(record), indent=1, ensure_ascii=False) + "\n",
        )
        place, old = self.out / record.name, self._old(record.name)
        if place.exists():
            place.rename(old)
        site.rename(place)
        shutil.rmtree(old, ignore_errors=True)

    def recover(self) -> None:
        """Clean up after a run that was killed; a version that was being replaced comes back."""
        for old in self.work.glob("*.old"):
            place = self.out / old.name.removesuffix(".old")
            if not place.exists():
                old.rename(place)
        shutil.rmtree(self.work, ignore_errors=True)

    def _old(self, name: str) -> Path:
        self.work.mkdir(parents=True, exist_ok=True)
        return self.work / f"{name}.old"


@contextmanager
def open_publication(out: Path) -> Iterator[Publication]:
    """The site in ``out`` (made if need be), which nobody else builds while the block runs.

    Raises:
        ReleaseError: Another run is at work there.
    """
    publication = Publication(out.resolve())
    (publication.out / KEPT).mkdir(parents=True, exist_ok=True)
    with (publication.out / KEPT / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ReleaseError(f"another run is building {out}: wait until it has ended") from None
        publication.recover()
        try:
            yield publication
        finally:
            publication.recover()


def pages(site: Path) -> list[str]:
    """Every page of a built version, without ``.html``, sorted; not ``_static`` and the like."""
    found = (path.relative_to(site) for path in site.rglob("*.html"))
    return sorted(
        page.with_suffix("").as_posix() for page in found if not page.parts[0].startswith("_")
    )


def _project(site: Path) -> str:
    """Name of the project as its object inventory has it."""
    try:
        header = (site / "objects.inv").read_bytes().split(b"\n", 3)
    except OSError:
        return ""
    line = header[1].decode("utf-8", "replace") if len(header) > 1 else ""
    return line.removeprefix("# Project: ")


def write_if_changed(path: Path, text: str) -> None:
    """Write a file in one step, and leave it alone when it says that already."""
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
