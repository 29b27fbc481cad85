"""What is known of a published version: ``release.json`` in its folder."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path

RECORD = "release.json"


@dataclass(frozen=True)
class Record:
    """A published version. The same build gives the same record: no time, no path, no machine."""

    name: str
    date: str = ""
    """Empty for the working tree."""
    title: str = ""
    summary: str = ""
    project: str = ""
    commit: str = ""
    tree: str = ""
    epoch: int = 0
    """SOURCE_DATE_EPOCH of the build."""
    formats: list[str] = field(default_factory=list)
    """Of ``html``, ``pdf``, ``epub``, ``data``: what was asked for."""
    files: dict[str, int] = field(default_factory=dict)
    """Downloads beside the pages -> bytes."""
    missing: list[str] = field(default_factory=list)
    """What the version's own tree cannot make, one sentence each."""
    settings: list[str] = field(default_factory=list)
    toolchain: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    """Every page, without ``.html``, sorted."""

    @property
    def is_release(self) -> bool:
        return bool(self.date)


def read_record(folder: Path) -> Record | None:
    """The record of the version in ``folder``; None when llmref did not publish it, or not this llmref."""
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        known = {item.name for item in dataclasses.fields(Record)}
        return Record(**{key: value for key, value in data.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def write_record(folder: Path, record: Record) -> None:
    """Put ``record`` into ``folder``."""
    text = json.dumps(dataclasses.asdict(record), indent=1, ensure_ascii=False)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def pages(site: Path) -> list[str]:
    """Every page of a built version, without ``.html``, sorted; not ``_static`` and the like."""
    found = (path.relative_to(site) for path in site.rglob("*.html"))
    return sorted(page.with_suffix("").as_posix() for page in found if not page.parts[0].startswith("_"))


def project_name(site: Path) -> str:
    """Name of the project as its object inventory has it."""
    try:
        header = (site / "objects.inv").read_bytes().split(b"\n", 3)
    except OSError:
        return ""
    line = header[1].decode("utf-8", "replace") if len(header) > 1 else ""
    return line.removeprefix("# Project: ")
