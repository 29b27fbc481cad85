"""``{bibliography}``: the works that pages and models cite, with who cites them."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.sphinxext.directives.catalog_directive import CatalogDirective
from llmref.sphinxext.domain import Listing
from llmref.sphinxext.nodes import bibliography_block


class Bibliography(CatalogDirective):
    """Option: ``topic``, a keyword of the entries; all works without it."""

    option_spec: ClassVar[dict[str, Any]] = {"topic": directives.unchanged_required}

    def make(self) -> list[nodes.Node]:
        """Return a node that looks up what is cited when the page is written."""
        topic = self.options.get("topic", "")
        self.domain.note_listing(Listing(self.env.docname, topic))
        node = bibliography_block()
        node["topic"], node["docname"] = topic, self.env.docname
        node.searchable("Bibliography")
        self.set_source_info(node)
        return [node]
