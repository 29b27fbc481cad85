"""``{score-list}``: the scores of all models on one benchmark, best first."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.scores import score_table
from llmref.sphinxext.directives.catalog_directive import CatalogDirective, positive
from llmref.sphinxext.domain import known
from llmref.sphinxext.nodes import table_block


class ScoreList(CatalogDirective):
    """Argument: a benchmark. Options: ``version`` (its edition), ``where`` (SQL), ``limit``, ``caption``."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "version": directives.unchanged_required,
        "where": directives.unchanged,
        "limit": positive,
        "caption": directives.unchanged_required,
    }

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole table."""
        id_ = known(self.domain, "benchmark", self.arguments[0])
        limit = self.options.pop("limit", None)
        models = self.select()
        version = self.options.get("version")
        name = self.library.catalog.benchmarks[id_].name
        caption = self.options.get("caption", f"{name}, {version}" if version else name)
        table = score_table(models, caption, id_, version, limit)
        if not table.rows:
            raise ValueError(f"no model has a score on {id_}" + (f", edition {version!r}" if version else ""))
        self.depend_on_table(table)
        self.depend_on(*self.library.registry_files("benchmarks"))
        node = table_block(ids=[self.anchor("scores")])
        node["table"] = table
        node.searchable(table.caption, *(row.label for row in table.rows))
        self.set_source_info(node)
        return [node]
