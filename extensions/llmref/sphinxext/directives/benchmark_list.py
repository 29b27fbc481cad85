"""``{benchmark-list}``: benchmarks as a table, each of which can be linked to."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.benchmarks import benchmark_table
from llmref.sphinxext.directives.catalog_directive import CatalogDirective, words
from llmref.sphinxext.domain import Target
from llmref.sphinxext.nodes import table_block


class BenchmarkList(CatalogDirective):
    """Options: ``ids`` (all without it), ``caption``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "ids": words,
        "caption": directives.unchanged_required,
    }

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole table; its rows are the benchmarks' places."""
        known = self.library.catalog.benchmarks
        ids = self.options.get("ids") or sorted(known, key=lambda id_: known[id_].name.lower())
        for id_ in ids:
            if id_ not in known:
                raise ValueError(f"no benchmark {id_!r} in benchmarks.yaml")
        table = benchmark_table(self.library, ids, self.options.get("caption", "Benchmarks"))
        self.depend_on(*self.library.registry_files("benchmarks"))
        for id_ in ids:
            target = Target(self.env.docname, f"benchmark-{id_}", known[id_].name, 0)
            self.domain.note_object("benchmark", id_, target)
        node = table_block()
        node["table"] = table
        node["ids"] = [self.anchor("benchmarks")]
        node.searchable(*(cell.text for row in table.rows for cell in row.cells))
        self.set_source_info(node)
        return [node]
