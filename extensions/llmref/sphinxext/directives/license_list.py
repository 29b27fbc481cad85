"""``{license-list}``: the licences of the catalogue as a table."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.licenses import license_table
from llmref.sphinxext.directives.catalog_directive import CatalogDirective
from llmref.sphinxext.domain import Shown
from llmref.sphinxext.nodes import table_block


class LicenseList(CatalogDirective):
    """Option: ``caption``."""

    option_spec: ClassVar[dict[str, Any]] = {"caption": directives.unchanged_required}

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole table."""
        table = license_table(self.library, self.options.get("caption", "Licences"))
        self.depend_on(*self.library.registry_files("licenses"))
        # The counts change with any model.
        keys = tuple(self.library.table.keys("", "", None))
        self.domain.note_shown(self.env.docname, Shown("models", "", "", None, keys))
        self.depend_on(*sorted({family.path for family in self.library.families.values()}))
        node = table_block(ids=[self.anchor("licenses")])
        node["table"] = table
        node.searchable(*(row.label for row in table.rows))
        self.set_source_info(node)
        return [node]
