"""Two directives for a first page: a search field, and which release this is and how to cite it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from llmref.sphinxext.page_citation import cite_page
from llmref.sphinxext.theme import INTERACTIVE

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class search_box(nodes.General, nodes.Element):
    """A search field; nothing in an output that cannot search."""


class SearchBox(SphinxDirective):
    """``{search-box}``: a form that asks the search page, in HTML only."""

    def run(self) -> list[nodes.Node]:
        """Return the field's node."""
        return [search_box()]


class CiteReference(SphinxDirective):
    """``{cite-reference}``: which release this is, and how the whole of it is cited."""

    def run(self) -> list[nodes.Node]:
        """Return one paragraph, made of the configuration's author, project and release."""
        release = self.config.release
        dated = re.match(r"\d{4}-\d{2}-\d{2}$", release)
        title = f"Release {release}. " if dated else "The working tree, not a release. "
        citation = cite_page(self.config, "", self.config.project, self.config.html_baseurl)
        text = nodes.inline("", citation.text, classes=["llmref-citation"])
        return [nodes.paragraph("", "", nodes.strong("", title), nodes.Text("Cite as: "), text)]


def setup_landing(app: Sphinx) -> None:
    """Register ``{search-box}`` and ``{cite-reference}``."""
    app.add_node(
        search_box,
        html=(_visit_search_box, None),
        latex=(_skip, None),
        text=(_skip, None),
        man=(_skip, None),
        texinfo=(_skip, None),
    )
    app.add_directive("search-box", SearchBox)
    app.add_directive("cite-reference", CiteReference)


def _visit_search_box(self: HTML5Translator, node: search_box) -> None:
    if self.builder.name in INTERACTIVE:
        action = self.builder.get_relative_uri(self.builder.current_docname, "search")
        self.body.append(
            f'<form class="llmref-search" method="get" action="{html.escape(action)}" '
            'role="search" aria-label="Whole site">\n'
            '<input type="search" name="q" aria-label="Search the reference" '
            'placeholder="Model, architecture, paper, term">\n'
            '<button type="submit">Search</button>\n</form>\n'
        )
    raise nodes.SkipNode


def _skip(self: nodes.NodeVisitor, node: search_box) -> None:
    raise nodes.SkipNode
