"""Where a publication is prepared: a hidden folder beside the site, ``.NAME.llmref``.

It holds the lock, logs, versions that are built and not published yet (so that a run that was
stopped goes on where it was), and the new site while it is put together. It may be deleted at any
time that nobody publishes.
"""

from __future__ import annotations

import datetime
import fcntl
import os
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from llmref.releases.checksums import write_checksums
from llmref.releases.failure import ReleaseError
from llmref.releases.record import Record, read_record, write_record
from llmref.releases.switch import link_file, link_tree, switch

OLD_STATE = ".llmref"
"""What earlier versions of llmref kept inside the site."""


class Staging:
    """The preparation of one site. Made by `open_staging`, which holds its lock."""

    def __init__(self, out: Path) -> None:
        absolute = Path(os.path.abspath(out))
        # Only the last part may be a link that is swapped; links above it stay what they are.
        self.place = absolute.parent.resolve() / absolute.name
        self.folder = self.place.with_name(f".{self.place.name}.llmref")
        self.logs = self.folder / "logs"
        self.work = self.folder / "work" / uuid.uuid4().hex
        """New for each run: a build that a killed run left behind may still write into its own."""
        self._built = self.folder / "built"
        self._sites = self.folder / "sites"

    def published(self) -> dict[str, Record]:
        """Versions of the site, by name."""
        return _records(self.place)

    def built(self) -> dict[str, Record]:
        """Versions that are built and not published yet."""
        return _records(self._built)

    def keep(self, folder: Path, record: Record) -> None:
        """Take a version that was built in ``folder``, whole or not at all."""
        write_record(folder, record)
        write_checksums(folder)
        self._built.mkdir(parents=True, exist_ok=True)
        target = self._built / record.name
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)

    def drop(self, name: str) -> None:
        """Forget a version that was built."""
        shutil.rmtree(self._built / name, ignore_errors=True)

    def location(self, name: str) -> Path:
        """Folder of a version: built, else published."""
        built = self._built / name
        return built if built.is_dir() else self.place / name

    def publish(self, names: Collection[str], files: Mapping[str, bytes], gone: Collection[str]) -> bool:
        """Put built versions and the site's own files in place, all in one step.

        Args:
            names: Versions to take from those that are built.
            files: Path in the site -> content. Those that are there already stay as they are.
            gone: Files of the site that have no content any more.

        Returns:
            Whether anything was to do.
        """
        stale = [name for name in gone if (self.place / name).exists()]
        fresh = {name: content for name, content in files.items() if not _same(self.place / name, content)}
        if not (names or stale or fresh):
            return False
        site = self._sites / uuid.uuid4().hex
        site.mkdir(parents=True)
        left_out = {*names, *gone, OLD_STATE}
        if self.place.is_dir():
            self._take_over(self.place, site, left_out, fresh)
        for name in names:
            link_tree(self._built / name, site / name)
        for name, content in fresh.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).unlink(missing_ok=True)  # never written through a second name of the old file
            (site / name).write_bytes(content)
        switch(self.place, site)
        for name in names:
            self.drop(name)
        self._clean()
        return True

    @staticmethod
    def _take_over(old: Path, site: Path, left_out: Collection[str], fresh: Collection[str]) -> None:
        for entry in sorted(old.iterdir()):
            if entry.name in left_out or entry.name in fresh:
                continue
            if entry.is_dir() and not entry.is_symlink():
                link_tree(entry, site / entry.name)
            elif entry.is_symlink():
                (site / entry.name).symlink_to(os.readlink(entry))
            else:
                link_file(entry, site / entry.name)

    def _clean(self) -> None:
        """Remove what killed runs left, and sites that are not in place."""
        shutil.rmtree(self.folder / "work", ignore_errors=True)
        current = self.place.resolve()
        for site in self._sites.glob("*"):
            if site.is_symlink():
                site.unlink()
            elif site.resolve() != current:
                shutil.rmtree(site, ignore_errors=True)


@contextmanager
def open_staging(out: Path) -> Iterator[Staging]:
    """The preparation of the site in ``out``, which nobody else publishes while the block runs.

    The lock is the kernel's: it is gone with the process that held it, however that ended.

    Raises:
        ReleaseError: Another run is at work there, or ``out`` is a file.
    """
    staging = Staging(out)
    if staging.place.exists() and not staging.place.is_dir():
        raise ReleaseError(f"{out} is a file, not a folder")
    staging.folder.mkdir(parents=True, exist_ok=True)
    with (staging.folder / "lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            who = lock.read().strip() or "another process"
            raise ReleaseError(f"another run is publishing to {out} ({who}): wait until it has ended") from None
        lock.truncate(0)
        now = datetime.datetime.now().astimezone()
        lock.write(f"process {os.getpid()}, since {now:%Y-%m-%d %H:%M:%S %Z}")
        lock.flush()
        staging._clean()
        try:
            yield staging
        finally:
            staging._clean()


def _records(folder: Path) -> dict[str, Record]:
    if not folder.is_dir():
        return {}
    found = (read_record(path) for path in sorted(folder.iterdir()) if path.is_dir())
    return {record.name: record for record in found if record and (folder / record.name / "index.html").is_file()}


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
