"""Blocks as headings and rows of text, for outputs that have no markup of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from llmref.papers.formatting import entry_text, sort_key
from llmref.sphinxext.domain import Listing, llm_domain
from llmref.sphinxext.nodes import (
    bibliography_block,
    card_block,
    chart_block,
    layers_block,
    lineage_block,
    paper_list_block,
    table_block,
)

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.builders import Builder

    from llmref.compare.cells import Table


class Rows(NamedTuple):
    """A table of plain text."""

    caption: str
    head: list[str]
    body: list[list[str]]


class Entry(NamedTuple):
    """One entry of a bibliography."""

    anchor: str
    text: str
    url: str


def rows_of(builder: Builder, node: nodes.Element) -> list[Rows]:
    """The tables that ``node`` is in plain text."""
    if isinstance(node, table_block):
        return [_table_rows(node["table"])]
    if isinstance(node, chart_block):
        return [_table_rows(node["chart"].data)]
    if isinstance(node, layers_block):
        drawing = node["drawing"]
        return [Rows(drawing.caption, ["Model", "Layers"], [[s.name, s.summary] for s in drawing.stacks])]
    if isinstance(node, lineage_block):
        graph = node["lineage"]
        return [Rows(graph.caption, ["Relation"], [[sentence] for sentence in graph.sentences()])]
    if isinstance(node, card_block):
        card = node.card_in(llm_domain(builder.env).library)
        return [
            Rows(f"{card.name}: {name}", ["Field", "Value"], [[line.label, line.cell.text] for line in lines])
            for name, lines in card.groups
        ]
    return []


def entries_of(builder: Builder, node: nodes.Element) -> list[Entry]:
    """The papers that ``node`` lists."""
    domain = llm_domain(builder.env)
    papers = domain.library.papers
    if isinstance(node, bibliography_block):
        keys = domain.listed(Listing(node["docname"], node["topic"]), domain.cited())
        keys = [paper.key for paper in sorted((papers[key] for key in keys), key=sort_key)]
    elif isinstance(node, paper_list_block):
        keys = [key for key in node["keys"] if key in papers]
    else:
        return []
    return [Entry(f"paper-{key}", entry_text(papers[key]), papers[key].best_url) for key in keys]


def _table_rows(table: Table) -> Rows:
    head = [column.label for column in table.columns]
    if table.kind == "compare":
        head.insert(0, "Field")
        body = [[row.label, *(cell.text for cell in row.cells)] for row in table.rows]
    else:
        body = [[cell.text for cell in row.cells] for row in table.rows]
    return Rows(table.caption, head, body)
