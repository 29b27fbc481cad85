"""``{audit-report}``: how far the numbers of the catalogue can be trusted, counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.audit_report import audit_tables
from llmref.compare.cells import Table
from llmref.sphinxext.directives.catalog_directive import CatalogDirective, words
from llmref.sphinxext.domain import Shown
from llmref.sphinxext.nodes import table_block


class AuditReport(CatalogDirective):
    """Options: ``counts`` (JSON file of ``make audit``, relative to the page), ``parts`` (all without it)."""

    option_spec: ClassVar[dict[str, Any]] = {"counts": directives.unchanged_required, "parts": words}

    def make(self) -> list[nodes.Node]:
        """Return one table a part that has rows."""
        tables = audit_tables(self.library, self._counts())
        parts = self.options.get("parts") or list(tables)
        for part in parts:
            if part not in tables:
                raise ValueError(f"no part {part!r}; there are {', '.join(tables)}")
        keys = tuple(self.library.table.keys("", "", None))
        self.domain.note_shown(self.env.docname, Shown("models", "", "", None, keys))
        return [self._node(table) for part in parts if (table := tables[part]()).rows]

    def _counts(self) -> dict[str, int]:
        if "counts" not in self.options:
            return {}
        relative, absolute = self.env.relfn2path(self.options["counts"])
        self.env.note_dependency(relative)
        try:
            counts: dict[str, int] = json.loads(Path(absolute).read_text(encoding="utf-8"))["parameters"]
        except OSError as error:
            raise ValueError(f"cannot read {relative}: {error.strerror}") from error
        except (ValueError, KeyError) as error:
            raise ValueError(f"{relative} is not what `make audit` writes") from error
        return counts

    def _node(self, table: Table) -> nodes.Node:
        self.depend_on_table(table)
        node = table_block(ids=[self.anchor("audit")])
        node["table"] = table
        node.searchable(table.caption)
        self.set_source_info(node)
        return node
