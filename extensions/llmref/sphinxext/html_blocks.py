"""Tables, cards, charts and bibliographies as HTML: which function writes which node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from llmref.sphinxext import html_cards, html_charts, html_layers, html_lineage, html_papers, html_tables
from llmref.sphinxext.nodes import (
    bibliography_block,
    card_block,
    chart_block,
    layers_block,
    lineage_block,
    paper_list_block,
    table_block,
)
from llmref.sphinxext.page import Page

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator


def visit(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the whole of ``node``."""
    page = _page(self)
    if isinstance(node, table_block):
        html = html_tables.table(page, node["table"], node["ids"][0])
    elif isinstance(node, card_block):
        html = html_cards.card(page, node.card_in(page.domain.library), node["anchor"])
    elif isinstance(node, chart_block):
        html = html_charts.chart(page, node["chart"], node["ids"][0])
    elif isinstance(node, layers_block):
        html = html_layers.layers(page, node["drawing"], node["ids"][0])
    elif isinstance(node, lineage_block):
        html = html_lineage.lineage(page, node["lineage"], node["ids"][0])
    elif isinstance(node, bibliography_block):
        html = html_papers.bibliography(page, node["topic"], node["docname"])
    else:
        assert isinstance(node, paper_list_block)
        html = html_papers.paper_list(page, node["keys"])
    self.body.append(html)
    raise nodes.SkipNode


def _page(translator: HTML5Translator) -> Page:
    """The page that is written: one for all its nodes, since it remembers addresses."""
    page: Page | None = getattr(translator, "llmref_page", None)
    if page is None:
        page = translator.llmref_page = Page(translator.builder)  # type: ignore[attr-defined]
    return page
