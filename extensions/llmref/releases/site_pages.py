"""Pages of the whole site: the root, the list of versions, the page for addresses that lead nowhere."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from llmref.releases.record import Record
from llmref.releases.site_data import Site

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: auto; padding: 1rem; }
li { margin: .5rem 0; }
p.summary { margin: 0; }
p.files { margin: 0; font-size: .875rem; }
"""
_SCRIPT = Path(__file__).resolve().parent / "static" / "not-found.js"


def page_files(site: Site) -> dict[str, str]:
    """File name -> page."""
    found = {"versions.html": _versions_page(site), "404.html": _missing_page(site)}
    if site.target:
        found["index.html"] = _redirect(site, site.target.name, "")
    if site.newest:
        found["latest/index.html"] = _redirect(site, site.newest.name, "../")
    return found


def _versions_page(site: Site) -> str:
    heading = f"Versions of {escape(site.project)}" if site.project else "Versions"
    working_trees = [record for record in site.records if not record.is_release]
    items = "\n".join(_version(site, record) for record in [*site.releases, *working_trees])
    compare = '<a href="compare.html">Compare two releases</a>, ' if site.compared else ""
    more = f'<p>{compare}<a href="feed.xml">Atom feed</a></p>\n'
    return (
        page_head(heading, '<link rel="alternate" type="application/atom+xml" title="Releases" href="feed.xml">\n')
        + f"<main><h1>{heading}</h1>\n<p>Each release is a dated edition that never changes.</p>\n"
        f"<ul>\n{items}\n</ul>\n{more}</main></body></html>\n"
    )


def _version(site: Site, record: Record) -> str:
    name = escape(record.name)
    text = escape(record.title) if record.is_release else "the working tree, not a release"
    mark = " (newest)" if record == site.newest else ""
    note = f'<p class="summary">{text}</p>' if text else ""
    files = ", ".join(
        f'<a href="{name}/{escape(file)}">{escape(file)}</a> ({size_text(size)})' for file, size in record.files.items()
    )
    files = f'<p class="files">{files}</p>' if files else ""
    return f'<li><a href="{name}/index.html">{name}</a>{mark}{note}{files}</li>'


def _redirect(site: Site, target: str, up: str) -> str:
    url = f"{up}{escape(target)}/index.html"
    canonical = escape(site.absolute(f"{target}/index.html")) if site.base_url else url
    extra = f'<meta http-equiv="refresh" content="0; url={url}"><link rel="canonical" href="{canonical}">\n'
    name = escape(site.project) or "Documentation"
    return page_head(name, extra) + (
        f'<main><h1>{name}</h1><p><a href="{url}">Go to {escape(target)}</a>, '
        f'<a href="{up}versions.html">all versions</a>.</p></main></body></html>\n'
    )


def _missing_page(site: Site) -> str:
    """The page for a missing address: it is shown at any depth, so it looks for the site's root itself.

    Where the address of the site is known, its links lead there without JavaScript, too.
    """
    name = escape(site.project) or "Documentation"
    root = escape(site.base_url or "/")
    newest = site.target.name if site.target else ""
    known = {"versions": [record.name for record in site.records], "baseUrl": site.base_url}
    script = _SCRIPT.read_text(encoding="utf-8")
    data = json.dumps(known).replace("<", "\\u003c")
    return page_head(f"Page not found – {name}", '<meta name="robots" content="noindex">\n') + (
        f'<main><h1>Page not found</h1>\n<p id="about">There is no page at this address.</p>\n<ul id="found"></ul>\n'
        f'<p><a href="{root}{escape(newest)}/index.html" data-path="{escape(newest)}/index.html">{name}</a>, '
        f'<a href="{root}versions.html" data-path="versions.html">all versions</a></p></main>\n'
        f"<script>\nconst known = {data};\n{script}</script></body></html>\n"
    )


def page_head(title: str, extra: str = "") -> str:
    """The beginning of a page up to its body; it loads nothing."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{extra}<title>{title}</title>\n<style>\n{STYLE}</style></head>\n<body>"
    )


def size_text(size: int) -> str:
    """Bytes as readers of download lists know them: ``1.4 MB``."""
    for unit, scale in (("B", 1), ("kB", 10**3), ("MB", 10**6)):
        if size < scale * 1000:
            return f"{size / scale:.1f} {unit}" if scale > 1 and size < scale * 10 else f"{size / scale:.0f} {unit}"
    return f"{size / 10**9:.1f} GB"
