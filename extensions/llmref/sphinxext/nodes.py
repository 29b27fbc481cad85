"""What directives and roles leave in the doctree: one node a table, a card, a chart, a value.

A node holds data in its attributes, which survive copying, and no markup; each output renders it in
one go (a table of 10,000 rows as docutils nodes takes fifty times as long). Its children are text, so
that the search finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from llmref.compare.cards import Card, model_card

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from llmref.library import Library


class _Whole(nodes.General, nodes.Element):
    """A block that is rendered whole."""

    def searchable(self, *words: str) -> None:
        """Leave ``words`` to the search index."""
        self += nodes.Text(" ".join(word for word in words if word))


class table_block(_Whole):
    """A table of models, a side-by-side view, a list of benchmarks: ``table`` is a Table."""


class card_block(_Whole):
    """Everything about one model, with ``anchor``, the id of its section.

    ``model`` is an id of the catalogue, from which the card is made when the page is written; a model that the
    page itself describes has a ``card``.
    """

    def card_in(self, library: Library) -> Card:
        """The card, of a model of ``library`` or the page's own."""
        card: Card = self["card"] if "card" in self else model_card(library[self["model"]])
        return card


class chart_block(_Whole):
    """A picture of a query: ``chart`` is a Chart."""


class layers_block(_Whole):
    """The layers of models as strips: ``drawing`` is a Drawing."""


class lineage_block(_Whole):
    """Which model came from which: ``lineage`` is a Lineage."""


class bibliography_block(_Whole):
    """Works that are cited, looked up when the page is written: ``topic``, ``docname``."""


class paper_list_block(_Whole):
    """Works selected by a query: ``keys``."""


class spec_value(nodes.Inline, nodes.TextElement):
    """One value in running text: ``cell`` is a Cell; ``model`` and ``field`` say of what."""


class paper_citation(nodes.Inline, nodes.TextElement):
    """A citation of one paper in running text: ``key``."""


BLOCKS = (
    table_block,
    card_block,
    chart_block,
    layers_block,
    lineage_block,
    bibliography_block,
    paper_list_block,
)
INLINE = (spec_value, paper_citation)


def setup_nodes(app: Sphinx) -> None:
    """Register every node with the writer of each output."""
    from llmref.sphinxext import html_blocks, html_inline, latex_blocks, text_blocks

    for kind in BLOCKS:
        app.add_node(
            kind,
            html=(html_blocks.visit, None),
            latex=(latex_blocks.visit, None),
            text=(text_blocks.visit, None),
            man=(text_blocks.visit_man, None),
            texinfo=(text_blocks.visit_man, None),
        )
    for inline in INLINE:
        passing = (html_inline.nothing, html_inline.nothing)
        app.add_node(
            inline,
            html=(html_inline.visit, html_inline.depart),
            latex=passing,
            text=passing,
            man=passing,
            texinfo=passing,
        )
