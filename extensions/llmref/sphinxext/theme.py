"""Styles, scripts and templates of the HTML output, and the foot of each page."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from llmref.sphinxext.landmarks import with_landmarks
from llmref.sphinxext.page_citation import cite_data, cite_page

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

HERE = Path(__file__).resolve().parent
TEMPLATES = str(HERE / "templates")
STYLES = ("llmref.css",)
SCRIPTS = ("tables.js", "copy.js", "cite.js", "anchors.js", "sidebar.js")
SEARCH = "search.js"
PRINT = ("print.css",)
EREADER = ("ereader.css",)
FONTS = ("fonts/latinmodern-math.woff2",)

INTERACTIVE = frozenset({"html", "dirhtml"})
"""Builders whose pages a browser shows; the others (ePub, the print page) take the styles only."""


def setup_theme(app: Sphinx) -> None:
    """Register the static files and templates, and the config value ``llmref_page_foot``.

    ``llmref_page_foot`` (default true): below each page, when its facts were last checked (the
    page's ``last-checked`` metadata) and how to cite it.
    """
    app.add_config_value("llmref_page_foot", True, "html", bool)
    app.connect("config-inited", _add_files)
    app.connect("builder-inited", _add_assets)
    app.connect("html-page-context", _page_context)


def _add_files(app: Sphinx, config: Config) -> None:
    # Lists are replaced, not changed: a default list is shared by all builds of a process.
    if TEMPLATES not in config.templates_path:
        config.templates_path = [*config.templates_path, TEMPLATES]
    files = [str(HERE / "static" / name) for name in (*STYLES, *PRINT, *EREADER, *SCRIPTS, SEARCH, *FONTS)]
    config.html_static_path = [*config.html_static_path, *files]


def _add_assets(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    for name in STYLES:
        app.add_css_file(name)
    if app.builder.name == "epub":
        for name in EREADER:
            # Behind the styles of the site's own pages.
            app.add_css_file(name, priority=900)
    if app.builder.name in INTERACTIVE:
        for name in SCRIPTS:
            app.add_js_file(name, loading_method="defer")


def _page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if app.builder.name not in INTERACTIVE:
        return
    if app.config.html_theme == "furo":
        context["llmref_landmarks"] = with_landmarks
    if "body" in context:
        context["body"] = _focusable(context["body"])
    if doctree is not None and app.config.llmref_page_foot:
        context["body"] += _page_foot(app, pagename, context)


def _focusable(body: str) -> str:
    """Let tables and code that are wider than the page be scrolled by keyboard, too."""
    body = body.replace('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper')
    return body.replace('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">')


def _page_foot(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    meta = context.get("meta") or {}
    title = html.unescape(re.sub(r"<[^>]+>", "", context.get("title", "")))
    citation = cite_page(app.config, pagename, title, context.get("pageurl") or "")
    values = {
        "last_checked": meta.get("last-checked", ""),
        "citation": citation,
        "cite_data": cite_data(app.config, pagename),
    }
    templates = cast(StandaloneHTMLBuilder, app.builder).templates
    return str(templates.render("llmref/page-foot.html", values))
