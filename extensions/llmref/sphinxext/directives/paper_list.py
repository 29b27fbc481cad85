"""``{paper-list}``: papers of a query."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.sphinxext.directives.catalog_directive import CatalogDirective, positive
from llmref.sphinxext.domain import Shown
from llmref.sphinxext.nodes import paper_list_block


class PaperList(CatalogDirective):
    """Options: ``where``, ``order-by`` (SQL over key, title, authors, year, venue, arxiv, doi, topics), ``limit``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "where": directives.unchanged,
        "order-by": directives.unchanged,
        "limit": positive,
    }

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole list; the papers count as cited by this page."""
        where, order_by = self.options.get("where", ""), self.options.get("order-by", "year, title")
        limit = self.options.get("limit")
        keys = self.library.paper_table.keys(where, order_by, limit)
        if not keys:
            self.warn(f"no paper matches where: {where}")
        shown = Shown("papers", where, order_by, limit, tuple(keys))
        self.domain.note_shown(self.env.docname, shown)
        for key in keys:
            self.domain.note_citation(self.env.docname, key, self.lineno)
        node = paper_list_block()
        node["keys"] = keys
        node.searchable(*(self.library.papers[key].title for key in keys))
        self.set_source_info(node)
        return [node]
