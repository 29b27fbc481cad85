"""Pages that moved: at the former address stands a page that leads on, with the place on the page.

A page names where it was in its front matter: ``former-pages: models/open/meta/llama``, or a list.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.util import logging

from llmref.sphinxext.theme import INTERACTIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

logger = logging.getLogger(__name__)

KEY = "former-pages"
RECORD = "moved.json"
"""In the output: former page -> page, for the site's own files."""

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="robots" content="noindex"><link rel="canonical" href="{address}">
<script>location.replace({script} + location.search + location.hash)</script>
<noscript><meta http-equiv="refresh" content="0; url={address}"></noscript></head>
<body><h1>{title}</h1><p>This page has moved: <a href="{address}">{title}</a>.</p></body></html>
"""


def setup_moved_pages(app: Sphinx) -> None:
    """Write the pages that lead on when the others are written."""
    app.connect("build-finished", _write)


def moved_pages(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Former page and page, in the order of the former ones; what cannot be is warned of."""
    found: dict[str, str] = {}
    for docname, metadata in sorted(app.env.metadata.items()):
        for former in re.findall(r"[^\s,\[\]\"']+", str(metadata.get(KEY, ""))):
            if former in app.env.found_docs:
                logger.warning(f"{KEY}: there is a page {former}", location=docname, type="llmref", subtype="moved")
            elif former in found:
                logger.warning(
                    f"{KEY}: {former} is also the former place of {found[former]}",
                    location=docname,
                    type="llmref",
                    subtype="moved",
                )
            else:
                found[former] = docname
    yield from sorted(found.items())


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name not in INTERACTIVE:
        return
    builder = cast("StandaloneHTMLBuilder", app.builder)
    moved = dict(moved_pages(app))
    for former, docname in moved.items():
        address = builder.get_relative_uri(former, docname)
        title = app.env.titles[docname].astext()
        text = _PAGE.format(
            language=escape(app.config.language or "en"),
            title=escape(title),
            address=escape(address),
            script=json.dumps(address).replace("<", "\\u003c"),
        )
        path = Path(builder.get_outfilename(former))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    record = Path(app.outdir, RECORD)
    if moved:
        record.write_text(json.dumps(moved, indent=1) + "\n", encoding="utf-8")
    else:
        record.unlink(missing_ok=True)
