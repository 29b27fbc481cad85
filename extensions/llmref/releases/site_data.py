"""The list of versions as data: what pages of every release read when they are viewed.

Pages of a release never change, and read this with the script that they were built with, so its
format is a contract: keys may come, none may go or change its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llmref.releases.record import Record

NO_CONTENT = frozenset({"404", "search", "genindex", "py-modindex"})
"""Pages that every version has and nobody looks for."""


@dataclass(frozen=True)
class Site:
    """Everything that the site's own files are made from."""

    records: tuple[Record, ...]
    """Versions in the order of their names: dates, then ``dev``."""
    base_url: str = ""
    """Absolute address of the site, with a slash at its end; empty when it is not known."""
    moved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Version -> pages that only lead on -> where they lead."""
    compared: bool = False
    """Whether there is a page that compares releases: two of them have data."""

    @property
    def releases(self) -> tuple[Record, ...]:
        """Without ``dev``, from the newest to the oldest."""
        return tuple(reversed([record for record in self.records if record.is_release]))

    @property
    def newest(self) -> Record | None:
        return next(iter(self.releases), None)

    @property
    def target(self) -> Record | None:
        """Where the root leads: the newest release, else the working tree."""
        return self.newest or next(iter(self.records), None)

    @property
    def project(self) -> str:
        return self.target.project if self.target else ""

    def absolute(self, path: str) -> str:
        """``path`` with the address of the site, where that is known."""
        return f"{self.base_url}{path}"


def site_of(
    records: Sequence[Record],
    base_url: str = "",
    moved: Mapping[str, Mapping[str, str]] | None = None,
    compared: bool = False,
) -> Site:
    """The site that has those versions."""
    return Site(tuple(sorted(records, key=lambda record: record.name)), base_url, moved or {}, compared)


def versions_data(site: Site) -> dict[str, Any]:
    """The list of versions, as in ``versions.json``.

    ``newest``: name of the newest release, or null. ``versions``: releases from the newest to the
    oldest, then ``dev``; each with ``name``, ``date`` (null for ``dev``), ``title``, ``url`` and
    ``files`` (downloads -> bytes; both relative to the root of the site). ``pages``: each page that
    any version has -> the runs of versions that have it, as a list of ``[first, last]`` names, both
    included; versions are in the order of their names (dates, then ``dev``). Runs keep the file
    small: most pages have one. ``base_url``: address of the site, or "".
    """
    working_trees = [record for record in site.records if not record.is_release]
    return {
        "newest": site.newest.name if site.newest else None,
        "base_url": site.base_url,
        "versions": [
            {
                "name": record.name,
                "date": record.date or None,
                "title": record.title,
                "url": f"{record.name}/",
                "files": {f"{record.name}/{name}": size for name, size in record.files.items()},
            }
            for record in [*site.releases, *working_trees]
        ],
        "pages": _runs(site.records),
    }


def data_files(site: Site) -> dict[str, str]:
    """``versions.json``, and the same as a script.

    A browser does not let a page that was opened from a disk fetch JSON; it runs scripts.
    """
    data = versions_data(site)
    pages = ",\n".join(
        f"{json.dumps(page)}:{json.dumps(runs, separators=(',', ':'))}" for page, runs in data.pop("pages").items()
    )
    head = json.dumps(data, indent=1, ensure_ascii=False)
    text = f'{head[:-2]},\n "pages": {{\n{pages}\n}}}}'
    return {"versions.json": f"{text}\n", "versions-data.js": f"window.llmrefVersions = {text};\n"}


def _runs(ordered: Sequence[Record]) -> dict[str, list[list[str]]]:
    runs: dict[str, list[list[str]]] = {}
    before = ""
    for record in ordered:
        for page in record.pages:
            of_page = runs.setdefault(page, [])
            if of_page and of_page[-1][1] == before:
                of_page[-1][1] = record.name
            else:
                of_page.append([record.name, record.name])
        before = record.name
    return dict(sorted(runs.items()))
