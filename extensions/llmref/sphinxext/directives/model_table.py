"""``{model-table}``: models of a query as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.cells import Row, Table
from llmref.compare.expressions import parse_call
from llmref.compare.tables import cell, checked, model_table
from llmref.sphinxext.directives.catalog_directive import CatalogDirective, positive
from llmref.sphinxext.nodes import table_block

if TYPE_CHECKING:
    from llmref.model import Model


class ModelTable(CatalogDirective):
    """Options: ``where`` (SQL), ``order-by`` (SQL), ``columns``, ``limit``, ``group-by``, ``caption``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "where": directives.unchanged,
        "order-by": directives.unchanged,
        "columns": directives.unchanged,
        "limit": positive,
        "group-by": directives.unchanged,
        "caption": directives.unchanged_required,
    }

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole table."""
        models = self.select()
        if not models:
            self.warn(f"no model matches where: {self.options.get('where', '')}")
        columns = self.calls("columns")
        # A row needs a name; it need not be asked for.
        if columns and columns[0].name != "name":
            columns.insert(0, parse_call("name"))
        table = model_table(models, columns, self.options.get("caption", "Models"))
        if group_by := self.options.get("group-by"):
            table = _grouped(table, models, group_by)
        self.depend_on_table(table)
        node = table_block()
        node["table"] = table
        node["ids"] = [self.anchor("table")]
        node.searchable(table.caption, *(model.name for model in models))
        self.set_source_info(node)
        return [node]


def _grouped(table: Table, models: list[Model], group_by: str) -> Table:
    """Rows under headings, groups in the order in which they first occur."""
    call = checked(parse_call(group_by))
    groups: dict[str, list[Row]] = {}
    for row, model in zip(table.rows, models, strict=True):
        name = cell(model, call).text or "none"
        groups.setdefault(name, []).append(Row(row.key, row.cells, row.label, name))
    rows = tuple(row for rows in groups.values() for row in rows)
    return Table(table.kind, table.caption, table.columns, rows, table.files)
