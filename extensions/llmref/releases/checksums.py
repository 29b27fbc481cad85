"""``SHA256SUMS`` of a version: every file, in the form that ``sha256sum -c`` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from llmref.releases.failure import ReleaseError

CHECKSUMS = "SHA256SUMS"


def write_checksums(folder: Path) -> None:
    """Write the sums of all files below ``folder``, sorted by path."""
    lines = [f"{_digest(folder / name)}  {name}\n" for name in _names(folder)]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def verify_checksums(folder: Path) -> None:
    """See that ``folder`` holds exactly the files that its sums name.

    Raises:
        ReleaseError: A file is missing, too many, or another one; the first five are named.
    """
    try:
        text = (folder / CHECKSUMS).read_text(encoding="utf-8")
    except OSError:
        raise ReleaseError(f"{folder} has no {CHECKSUMS}: it was not made by `llmref publish`") from None
    said = {name: digest for digest, _, name in (line.partition("  ") for line in text.splitlines())}
    names = set(_names(folder))
    wrong = [f"{name} is missing" for name in sorted(said.keys() - names)]
    wrong += [f"{name} is not in {CHECKSUMS}" for name in sorted(names - said.keys())]
    wrong += [f"{name} is damaged" for name in sorted(names & said.keys()) if _digest(folder / name) != said[name]]
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise ReleaseError(f"{folder}: {', '.join(wrong[:5])}{more}; copy or build it again")


def _names(folder: Path) -> list[str]:
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in files if name != CHECKSUMS)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
