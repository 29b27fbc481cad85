"""``{model-diff}``: what changed between two releases, from the change log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes

from llmref.compare.cells import Table
from llmref.compare.change_log import Step, UnknownRelease, between, price_history, step_from
from llmref.compare.change_tables import change_tables, stock, summary
from llmref.own_data import change_folder
from llmref.sphinxext.catalog import BUILTIN
from llmref.sphinxext.directives.catalog_directive import CatalogDirective, words
from llmref.sphinxext.domain import Shown
from llmref.sphinxext.nodes import table_block

PARTS = {
    "summary": "",
    "corrections": "Corrections",
    "changes": "Changes in the world",
    "prices": "Prices",
    "other": "Other values that differ",
    "models": "New models",
    "removed": "Models that are gone",
    "renamed": "Renamed models",
    "added": "Values added",
    "papers": "New papers",
    "papers-removed": "Papers that are gone",
    "pages": "New pages",
}
"""Part -> heading."""


class ModelDiff(CatalogDirective):
    """Arguments: the older and the newer release; one alone is compared with the one before it.

    Option ``parts``: those to show, of `PARTS`; all that have something without it.
    """

    required_arguments = 1
    optional_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"parts": words}

    def make(self) -> list[nodes.Node]:
        """Return a summary, and one section a part that has something."""
        parts = self.options.get("parts") or list(PARTS)
        for part in parts:
            if part not in PARTS:
                raise ValueError(f"no part {part!r}; there are {', '.join(PARTS)}")
        steps = self._steps()
        step, older = self._step(steps)
        prices = price_history(steps, older, step.new) if step.old else {}
        tables = change_tables(self.library, step, prices)
        # Names and links are those of the models that the catalogue has now.
        keys = tuple(self.library.table.keys("", "", None))
        self.domain.note_shown(self.env.docname, Shown("models", "", "", None, keys))
        made: list[nodes.Node] = []
        for part in parts:
            if part == "summary":
                text = f"{summary(step, tables)} {stock(step)}".strip()
                made.append(nodes.paragraph("", text, classes=["llmref-diff-summary"]))
            elif part == "pages" and step.pages_added:
                made.append(self._section(step, part, self._pages(step)))
            elif part in tables:
                made.append(self._section(step, part, self._table(tables[part])))
        return made

    def _steps(self) -> list[Step]:
        given = self.config.llmref_changes
        folder = change_folder() if given == BUILTIN else Path(self.env.srcdir, given)
        files = sorted(folder.glob("*.json"))
        self.depend_on(*map(str, files))
        return [step_from(json.loads(path.read_text(encoding="utf-8"))) for path in files]

    def _step(self, steps: list[Step]) -> tuple[Step, str]:
        names = sorted(step.new for step in steps)
        try:
            if len(self.arguments) == 2:
                return between(steps, *self.arguments), self.arguments[0]
            newer = self.arguments[0]
            if newer in names:
                return next((step, step.old) for step in steps if step.new == newer)
            return between(steps, "", newer), ""
        except UnknownRelease as error:
            raise ValueError(str(error)) from error

    def _section(self, step: Step, part: str, content: nodes.Node) -> nodes.section:
        section = nodes.section(ids=[f"diff-{step.old or 'first'}-{step.new}-{part}"])
        section += nodes.title("", PARTS[part])
        section += content
        return section

    def _table(self, table: Table) -> nodes.Node:
        node = table_block(ids=[self.anchor("diff")])
        node["table"] = table
        node.searchable(table.caption, *(row.label for row in table.rows))
        self.set_source_info(node)
        return node

    def _pages(self, step: Step) -> nodes.Node:
        listing = nodes.bullet_list()
        for page, title in step.pages_added.items():
            text = title or page
            inside: nodes.Node = nodes.inline("", text)
            if page in self.env.found_docs:
                inside = addnodes.pending_xref(
                    "", nodes.inline("", text), refdoc=self.env.docname, refdomain="std", reftype="doc",
                    reftarget=f"/{page}", refexplicit=True, refwarn=True,
                )  # fmt: skip
            listing += nodes.list_item("", nodes.paragraph("", "", inside))
        return listing
