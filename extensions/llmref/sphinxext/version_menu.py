"""The version menu in the sidebar, and the notice on pages that are not the newest release's.

A page of a release never changes, so it holds only its own name; ``versions.js`` reads the list of
versions when the page is viewed (written by `llmref.releases.site`). A build that is not part of a
versioned site says that it shows the working tree, and loads nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

HERE = Path(__file__).resolve().parent
TEMPLATE = "sidebar/versions.html"
SCRIPT = "versions.js"
STYLE = "versions.css"

FURO_SIDEBAR = [
    "sidebar/brand.html",
    "sidebar/search.html",
    TEMPLATE,
    "sidebar/scroll-start.html",
    "sidebar/navigation.html",
    "sidebar/ethical-ads.html",
    "sidebar/scroll-end.html",
    "sidebar/variant-selector.html",
]
"""furo's own list, and the menu where it stays in view when the navigation is scrolled."""

DEV_NOTICE = (
    '<div class="llmref-version-notice" data-llmref-notice role="note" aria-label="Version">'
    "<p>This is the working tree, not a release. It may change at any time. "
    '<a href="{root}versions.html">All releases</a></p></div>\n'
)


def setup_version_menu(app: Sphinx) -> None:
    """Register the menu's template, script, style and the config value ``llmref_version_name``."""
    app.add_config_value("llmref_version_name", _name_in_environment, "html", str)
    app.connect("config-inited", _add_files)
    app.connect("builder-inited", _add_assets)
    app.connect("html-page-context", _page_context)


def version_name(config: Config) -> str:
    """Name of the version being built: a date, ``dev``, or ``""`` outside a versioned site."""
    return str(config.llmref_version_name or getattr(config, "smv_current_version", ""))


def _name_in_environment(config: Config) -> str:
    # The variable's name is `llmref.releases.current.VERSION_VARIABLE`, a layer above this one.
    return os.environ.get("LLMREF_VERSION", "")


def _add_files(app: Sphinx, config: Config) -> None:
    # Lists are replaced, not changed: a default list is shared by all builds of a process.
    config.templates_path = [*config.templates_path, str(HERE / "templates")]
    files = [str(HERE / "static" / name) for name in (SCRIPT, STYLE)]
    config.html_static_path = [*config.html_static_path, *files]
    if config.html_theme == "furo" and not config.html_sidebars:
        config.html_sidebars = {"**": FURO_SIDEBAR}


def _add_assets(app: Sphinx) -> None:
    if app.builder.name == "epub":
        return
    app.add_css_file(STYLE)
    if version_name(app.config):
        app.add_js_file(SCRIPT, loading_method="defer")


def _page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    name = version_name(app.config)
    site_root = f"{context.get('content_root', '')}../"
    context["llmref_version_name"] = name
    context["llmref_site_root"] = site_root
    if name == "dev" and app.builder.name == "html" and "body" in context:
        context["body"] = DEV_NOTICE.format(root=site_root) + context["body"]
        # What a release says depends on newer ones, so `versions.js` says it; the working tree never asks to be listed.
        context["metatags"] = f'{context.get("metatags", "")}\n<meta name="robots" content="noindex">'
