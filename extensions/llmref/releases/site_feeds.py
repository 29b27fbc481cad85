"""Files of the whole site that machines read: sitemap, feed, robots.txt, headers and redirects for hosts."""

from __future__ import annotations

import uuid
from html import escape
from urllib.parse import quote

from llmref.releases.record import Record
from llmref.releases.site_data import NO_CONTENT, Site

FOR_EVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"
NO_INDEX = "noindex"
CHANGING = (
    "", "index.html", "versions.html", "compare.html", "404.html", "latest/*", "changes/*", "versions.json",
    "versions-data.js", "feed.xml", "sitemap.xml", "robots.txt",
)  # fmt: skip
"""What a new release changes."""
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def feed_files(site: Site) -> dict[str, str]:
    """File name -> text. There is no sitemap without the address of the site: it may not be relative."""
    found = {
        "feed.xml": _feed(site),
        "robots.txt": _robots(site),
        "_headers": _headers(site),
        "_redirects": _redirects(site),
        ".nojekyll": "",  # GitHub Pages would leave out folders such as _static
    }
    if site.base_url and site.newest:
        found["sitemap.xml"] = _sitemap(site, site.newest)
    return found


def _sitemap(site: Site, newest: Record) -> str:
    """Pages of the newest release, and the site's own: older ones ask not to be listed."""
    moved = site.moved.get(newest.name, {})
    pages = [page for page in newest.pages if page not in NO_CONTENT and page not in moved]
    addresses = [f"{newest.name}/{quote(page)}.html" for page in pages] + ["versions.html"]
    if site.compared:
        addresses.append("compare.html")
    rows = "".join(
        f"<url><loc>{escape(site.absolute(address))}</loc><lastmod>{newest.date}</lastmod></url>\n"
        for address in addresses
    )
    return f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'


def _feed(site: Site) -> str:
    project = site.project or "Documentation"
    updated = site.newest.date if site.newest else "1970-01-01"
    own = f'<link rel="self" href="{escape(site.absolute("feed.xml"))}"/>\n' if site.base_url else ""
    entries = "".join(_entry(site, record) for record in site.releases)
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Releases of {escape(project)}</title>\n'
        f"<id>{_id(project)}</id>\n<updated>{updated}T00:00:00Z</updated>\n"
        f"<author><name>{escape(project)}</name></author>\n{own}"
        f'<link href="{escape(site.absolute("versions.html"))}"/>\n{entries}</feed>\n'
    )


def _entry(site: Site, record: Record) -> str:
    title = f"{record.name}: {record.title}" if record.title else record.name
    summary = f"<summary>{escape(record.summary)}</summary>\n" if record.summary else ""
    return (
        f"<entry>\n<title>{escape(title)}</title>\n<id>{_id(f'{site.project} {record.name}')}</id>\n"
        f"<updated>{record.date}T00:00:00Z</updated>\n"
        f'<link href="{escape(site.absolute(f"{record.name}/index.html"))}"/>\n{summary}</entry>\n'
    )


def _id(name: str) -> str:
    """An id that stays when the site moves to another address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"llmref:{name}").urn


def _robots(site: Site) -> str:
    """Everything may be read: a page that is forbidden cannot say that it does not want to be listed."""
    listed = f"Sitemap: {site.absolute('sitemap.xml')}\n" if site.base_url and site.newest else ""
    return f"User-agent: *\nAllow: /\n{listed}"


def _headers(site: Site) -> str:
    """Headers in the form of Netlify, Cloudflare Pages and their like; no two rules set the same one."""
    blocks = [f"/{path}\n  Cache-Control: {SHORT}\n" for path in CHANGING]
    for record in site.releases:
        robots = "" if record == site.newest else f"  X-Robots-Tag: {NO_INDEX}\n"
        blocks.append(f"/{record.name}/*\n  Cache-Control: {FOR_EVER}\n{robots}")
    blocks += [
        f"/{record.name}/*\n  Cache-Control: {SHORT}\n  X-Robots-Tag: {NO_INDEX}\n"
        for record in site.records
        if not record.is_release
    ]
    return "".join(blocks)


def _redirects(site: Site) -> str:
    """``/latest/PAGE`` on hosts that read this file; others have the page ``latest/index.html``."""
    return f"/latest/* /{site.newest.name}/:splat 302\n" if site.newest else ""
