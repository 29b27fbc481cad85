"""Sites that were built apart, one job a release, put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from llmref.releases.checksums import CHECKSUMS, verify_checksums
from llmref.releases.failure import ReleaseError
from llmref.releases.record import Record, read_record
from llmref.releases.staging import Staging
from llmref.releases.switch import link_tree


def take_versions(
    sites: Sequence[Path], staging: Staging, published: Mapping[str, Record]
) -> Iterator[tuple[str, str, str]]:
    """Take the versions of ``sites`` that are not published yet.

    Yields:
        Name, ``taken`` or ``kept``, and from where.

    Raises:
        ReleaseError: A site has no version, a version is damaged, or two differ under one name. Then
            nothing is taken.
    """
    found: dict[str, Path] = {}
    for site in sites:
        folders = [path for path in sorted(site.glob("*")) if path.is_dir() and read_record(path)]
        if not folders:
            raise ReleaseError(f"{site} holds no version that `llmref publish` made")
        for folder in folders:
            verify_checksums(folder)
            other = found.setdefault(folder.name, folder)
            if _sums(other) != _sums(folder):
                raise ReleaseError(f"{other} and {folder} differ: one release has one content; build it once")
    for name, folder in found.items():
        record = read_record(folder)
        if name in published and record and record.is_release and _sums(staging.place / name) != _sums(folder):
            raise ReleaseError(f"{folder} differs from the {name} that is published; a published release never changes")
    for name, folder in sorted(found.items()):
        record = read_record(folder)
        assert record is not None
        if name in published and _sums(staging.place / name) == _sums(folder):
            yield name, "kept", ""
            continue
        work = staging.work / name
        link_tree(folder, work)
        staging.keep(work, record)
        yield name, "taken", f"from {folder.parent}"


def _sums(folder: Path) -> str:
    path = folder / CHECKSUMS
    return path.read_text(encoding="utf-8") if path.is_file() else ""
