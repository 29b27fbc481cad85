"""``{model-compare}``: models side by side."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.tables import side_by_side
from llmref.sphinxext.directives.catalog_directive import CatalogDirective
from llmref.sphinxext.nodes import table_block


class ModelCompare(CatalogDirective):
    """Argument: ids of two or more models. Options: ``fields``, ``only-differences``, ``caption``."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "fields": directives.unchanged,
        "only-differences": directives.flag,
        "caption": directives.unchanged_required,
    }

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole view."""
        models = [self.library[id_] for id_ in self.arguments[0].replace(",", " ").split()]
        if len(models) < 2:
            raise ValueError("name two or more models, such as qwen3-8b gemma-3-12b")
        table = side_by_side(
            models,
            self.calls("fields"),
            self.options.get("caption") or " and ".join(model.name for model in models),
            only_differing="only-differences" in self.options,
        )
        self.depend_on_table(table)
        node = table_block()
        node["table"] = table
        node["ids"] = [self.anchor("compare")]
        node.searchable(table.caption)
        self.set_source_info(node)
        return [node]
