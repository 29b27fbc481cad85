"""furo's sidebar, resolved once a build.

furo resolves the whole toctree for each page and rewrites it with BeautifulSoup, which grows with
the square of the pages. Here the tree is resolved and rewritten once, with a mark where a page
makes a difference: its links are relative to the page, and the branch of the page is ``current``.
A page's sidebar is then one join of strings, equal byte for byte to what furo makes.

The first page of a build is made both ways. When they differ (a furo or a Sphinx that this module
does not know), furo's own way is used for the whole build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from llmref.sphinxext.navigation_tree import FURO_ARGUMENTS, NavigationTree

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

logger = logging.getLogger(__name__)


def setup_navigation(app: Sphinx) -> None:
    """Make furo's sidebar from a tree that is resolved once; other themes are left alone.

    ``llmref_navigation_depth``: entries deeper than this are in the sidebar of their own branch alone,
    which keeps pages small where a folder has hundreds; all are everywhere without it.
    """
    app.add_config_value("llmref_navigation_depth", None, "html", (int, type(None)))
    sidebar = Sidebar()
    app.connect("write-started", sidebar.forget)
    # furo's own handler has the default priority, 500: one of ours runs before it, one after.
    app.connect("html-page-context", sidebar.withhold_toctree, priority=490)
    app.connect("html-page-context", sidebar.fill_in, priority=510)


class Sidebar:
    """The tree of one build, and the two handlers around furo's."""

    def __init__(self) -> None:
        self.tree: NavigationTree | None = None
        self.usable: bool | None = None  # None: not tried yet in this build

    def forget(self, app: Sphinx, builder: Builder) -> None:
        """Start afresh: titles and toctrees may have changed since the build before."""
        self.tree = None
        self.usable = None

    def withhold_toctree(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Keep furo from resolving the toctree, once it is known that we can."""
        if app.config.html_theme != "furo" or "toctree" not in context:
            return
        if self.usable is None:
            self._resolve(app, pagename)
        if self.usable:
            context["llmref_toctree"] = context["toctree"]
            context["toctree"] = _no_toctree

    def fill_in(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Put our sidebar where furo's would stand, and give Sphinx's function back."""
        if "llmref_toctree" not in context:
            return
        context["toctree"] = context.pop("llmref_toctree")
        assert self.tree is not None
        context["furo_navigation_tree"] = self.tree.for_page(
            pagename, app.config.llmref_navigation_depth
        )

    def _resolve(self, app: Sphinx, pagename: str) -> None:
        self.usable = False
        if reason := _obstacle(app):
            logger.info("llmref: furo resolves its navigation for each page: %s", reason)
            return
        try:
            from furo.navigation import get_navigation_tree

            builder = cast(StandaloneHTMLBuilder, app.builder)
            self.tree = NavigationTree(builder, get_navigation_tree)
            # The root's page and the one at hand: links up and down, and a current branch.
            for page in dict.fromkeys([pagename, app.config.root_doc]):
                resolved = builder._get_local_toctree(page, **FURO_ARGUMENTS)
                if self.tree.for_page(page) != get_navigation_tree(resolved):
                    logger.info("llmref: furo resolves its navigation: %r came out different", page)
                    return
        except (ImportError, AttributeError, TypeError, ValueError, LookupError) as problem:
            logger.info("llmref: furo resolves its navigation for each page: %s", problem)
            return
        self.usable = True


def _no_toctree(**arguments: Any) -> str:
    return ""


def _obstacle(app: Sphinx) -> str:
    """Return why this build's tree cannot be shared between pages, or an empty text."""
    builder = type(app.builder)
    if not issubclass(builder, StandaloneHTMLBuilder):
        return f"not an HTML builder: {builder.__name__}"
    for name in ("_get_local_toctree", "get_relative_uri", "render_partial"):
        if getattr(builder, name) is not getattr(StandaloneHTMLBuilder, name):
            return f"the builder {app.builder.name!r} has its own {name}"
    # Sphinx leaves out what an `only` excludes, but not on pages below it.
    for docname, toc in sorted(app.env.tocs.items()):
        if next(iter(toc.findall(addnodes.only)), None) is not None:
            return f"{docname}: a section or a toctree stands in an 'only' directive"
    return ""
