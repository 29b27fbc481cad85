"""What belongs to the whole site: the list of versions as data and as a page, and the root page.

Pages of a release never change, so they read the list when they are viewed. Old releases read
it with the script that they were built with: its format is a contract (see `versions_data`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from llmref.releases.publication import Record, write_if_changed

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: auto; padding: 1rem; }
li { margin: .5rem 0; }
p.summary { margin: 0; }
"""


def versions_data(records: Sequence[Record]) -> dict[str, Any]:
    """The list of versions, as in ``versions.json``.

    ``newest``: name of the newest release, or null. ``versions``: releases from the newest to the
    oldest, then ``dev``; each with ``name``, ``date`` (null for ``dev``), ``title`` and ``url``
    (relative to the root of the site). ``pages``: each page that any version has -> the runs of
    versions that have it, as a list of ``[first, last]`` names, both included; versions are in the
    order of their names (dates, then ``dev``). Runs keep the file small: most pages have one.
    """
    ordered = sorted(records, key=lambda record: record.name)
    releases = [record for record in ordered if record.date]
    working_trees = [record for record in ordered if not record.date]
    return {
        "newest": releases[-1].name if releases else None,
        "versions": [
            {
                "name": record.name,
                "date": record.date or None,
                "title": record.title,
                "url": f"{record.name}/",
            }
            for record in [*reversed(releases), *working_trees]
        ],
        "pages": _runs(ordered),
    }


def write_site_files(out: Path, records: Sequence[Record]) -> None:
    """Write what the site has beside its versions. Unchanged files are not touched."""
    data = versions_data(records)
    text = json.dumps(data, indent=1)
    write_if_changed(out / "versions.json", text + "\n")
    # The same for pages opened from a disk, where a browser does not let a page fetch JSON.
    write_if_changed(out / "versions-data.js", f"window.llmrefVersions = {text};\n")
    project = records[0].project if records else ""
    write_if_changed(out / "versions.html", _versions_page(data, project))
    target = data["newest"] or next((version["name"] for version in data["versions"]), None)
    if target:
        write_if_changed(out / "index.html", _root_page(target, project))


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


def _versions_page(data: dict[str, Any], project: str) -> str:
    items = []
    for version in data["versions"]:
        name = escape(version["name"])
        text = (
            "the working tree, not a release" if not version["date"] else escape(version["title"])
        )
        mark = " (newest)" if version["name"] == data["newest"] else ""
        note = f'<p class="summary">{text}</p>' if text else ""
        items.append(f'<li><a href="{name}/index.html">{name}</a>{mark}{note}</li>')
    heading = f"Versions of {escape(project)}" if project else "Versions"
    return (
        _head(heading) + f"<main><h1>{heading}</h1>\n"
        "<p>Each release is a dated edition that never changes.</p>\n<ul>\n"
        + "\n".join(items)
        + "\n</ul></main></body></html>\n"
    )


def _root_page(target: str, project: str) -> str:
    url = f"{escape(target)}/index.html"
    extra = (
        f'<meta http-equiv="refresh" content="0; url={url}"><link rel="canonical" href="{url}">\n'
    )
    name = escape(project) or "Documentation"
    return (
        _head(name, extra) + f'<main><h1>{name}</h1><p><a href="{url}">Go to {escape(target)}</a>, '
        '<a href="versions.html">all versions</a>.</p></main></body></html>\n'
    )


def _head(title: str, extra: str = "") -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{extra}<title>{title}</title>\n<style>\n{STYLE}</style></head>\n<body>"
    )
