"""``{family-list}``: families as rows, of one developer or all."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.families import family_list
from llmref.sphinxext.directives.catalog_directive import CatalogDirective, choice
from llmref.sphinxext.domain import Shown
from llmref.sphinxext.nodes import table_block


class FamilyList(CatalogDirective):
    """Options: ``developer`` (an id), ``openness``, ``caption``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "developer": directives.unchanged_required,
        "openness": choice("open-weights", "proprietary"),
        "caption": directives.unchanged_required,
    }

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole table."""
        developer, openness = self.options.get("developer"), self.options.get("openness")
        if developer is not None and developer not in self.library.catalog.developers:
            raise ValueError(f"no developer {developer!r} in developers.yaml")
        families = [
            family
            for family in self.library.families.values()
            if developer in (None, family.spec.developer) and openness in (None, family.spec.openness)
        ]
        if not families:
            raise ValueError("no family matches")
        # A family that is added or dropped makes the page out of date.
        where = f"developer = '{developer}'" if developer else ""
        keys = tuple(self.library.table.keys(where, "", None))
        self.domain.note_shown(self.env.docname, Shown("models", where, "", None, keys))
        caption = self.options.get("caption", "Families")
        table = family_list(self.library, families, caption, developer=developer is None)
        self.depend_on_table(table)
        self.depend_on(*self.library.registry_files("developers", "licenses"))
        node = table_block(ids=[self.anchor("table")])
        node["table"] = table
        node.searchable(*(row.label for row in table.rows))
        self.set_source_info(node)
        return [node]
