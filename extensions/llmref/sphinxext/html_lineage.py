"""Which model came from which, as a drawing with links and as sentences."""

from __future__ import annotations

from html import escape

from llmref.compare.lineage import Edge, Lineage, Node, Relation
from llmref.sphinxext.page import Page

_WIDTH, _HEIGHT = 244, 24
_COLUMN, _ROW, _MARGIN = 292, 32, 4
_CHARACTERS = 36
_FITTING = 27
"""Characters that any sans-serif face has room for; longer names are drawn smaller."""
_SIZE = 12.5
"""Of the letters, in pixels, as in the style sheet."""
_CLASS: dict[Relation, str] = {
    "trained from": "trained",
    "variant of": "variant",
    "distilled from": "distilled",
    "followed by": "followed",
}


def lineage(page: Page, graph: Lineage, id_: str) -> str:
    """The figure, in a box that scrolls by itself, and its lines in words."""
    width = (graph.columns - 1) * _COLUMN + _WIDTH + 2 * _MARGIN
    height = (graph.rows - 1) * _ROW + _HEIGHT + 2 * _MARGIN
    places = {node.id: node for node in graph.nodes}
    lines = "".join(_line(places[edge.start], places[edge.end], edge) for edge in graph.edges)
    boxes = "".join(_box(page, node) for node in graph.nodes)
    caption = f"{id_}-caption"
    sentences = "".join(f"<li>{escape(sentence)}</li>" for sentence in graph.sentences())
    return (
        f'<figure class="llmref-lineage" id="{escape(id_)}">\n'
        f'<div class="llmref-lineage-box" tabindex="0" role="region" aria-labelledby="{escape(caption)}">'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="group" aria-labelledby="{escape(caption)}">{lines}{boxes}</svg></div>\n'
        f'{_legend(graph)}<figcaption id="{escape(caption)}">{escape(graph.caption)}</figcaption>\n</figure>\n'
        f'<details class="llmref-chart-data"><summary>In words</summary><ul>{sentences}</ul></details>\n'
    )


def _box(page: Page, node: Node) -> str:
    x, y = _MARGIN + node.column * _COLUMN, _MARGIN + node.row * _ROW
    outside = " llmref-outside" if node.outside else ""
    name = node.name if len(node.name) <= _CHARACTERS else f"{node.name[: _CHARACTERS - 1]}…"
    fitted = f' style="font-size: {_SIZE * _FITTING / len(name):.1f}px"' if len(name) > _FITTING else ""
    inside = (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="4"/>'
        f'<text x="{x + 8}" y="{y + 16}"{fitted}>{escape(name)}</text>'
    )
    address = page.object_address("model", node.id)
    title = f"<title>{escape(node.name)}</title>"
    if address:
        inside = f'<a href="{escape(address)}">{title}{inside}</a>'
    return f'<g class="llmref-node{outside}">{inside}</g>'


def _line(start: Node, end: Node, edge: Edge) -> str:
    y0 = _MARGIN + start.row * _ROW + _HEIGHT / 2
    y1 = _MARGIN + end.row * _ROW + _HEIGHT / 2
    x0 = _MARGIN + start.column * _COLUMN + _WIDTH
    x1 = _MARGIN + end.column * _COLUMN
    if x1 > x0:
        # All lines to one model bend just before it, so that they do not cross the boxes between.
        path = f"M{x0} {y0:g}H{x0 + 12}V{y1:g}H{x1}" if start.row != end.row else f"M{x0} {y0:g}H{x1}"
    else:
        path = f"M{x0} {y0:g}C{x0 + 40} {y0:g} {x0 + 40} {y1:g} {x1 + _WIDTH} {y1:g}"
    return f'<path class="llmref-line-{_CLASS[edge.relation]}" d="{path}"/>'


def _legend(graph: Lineage) -> str:
    items = "".join(
        f'<li><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 12" aria-hidden="true">'
        f'<path class="llmref-line-{_CLASS[relation]}" d="M0 6H28"/></svg> {relation}</li>'
        for relation in graph.relations
    )
    if any(node.outside for node in graph.nodes):
        items += (
            '<li><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 12" aria-hidden="true">'
            '<g class="llmref-node llmref-outside"><rect x="1" y="1" width="26" height="10" rx="3"/></g></svg> '
            "of another family</li>"
        )
    return f'<ul class="llmref-keys">{items}</ul>\n'
