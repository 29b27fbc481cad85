"""A table of cells as HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from llmref.compare.cells import Cell, Column, Row, Table
from llmref.facts import Provenance
from llmref.sphinxext.page import Page

PROVENANCE: dict[Provenance, str] = {
    "recomputed": "recomputed",
    "stated": "stated by the developer",
    "third-party": "third party",
    "estimate": "estimate",
    "not-disclosed": "not disclosed",
}
"""What the marks mean; ``derived`` values (names, ids) bear none."""

_LONG_NAME = re.compile(r"[\w.]{12,}")
_LONG = 24
"""Characters from which a cell needs a wide column, or its row would be a tower."""

_KIND = {"parameters": "count", "tokens": "count", "bytes": "bytes", "USD": "price"}


def table(page: Page, table: Table, id_: str) -> str:
    """The table in a box that scrolls by itself, and the legend of its marks."""
    classes = "llmref-table"
    if table.kind == "compare":
        classes += " llmref-compare"
    if table.wide:
        classes += " llmref-wide"
    caption = f"{id_}-caption"
    corner = '<th scope="col">Field</th>' if table.kind == "compare" else ""
    heads = corner + "".join(_head(page, column) for column in table.columns)
    body = _compared(page, table) if table.kind == "compare" else _listed(page, table)
    return (
        f'<div class="llmref-table-box" id="{escape(id_)}" tabindex="0" role="region" '
        f'aria-labelledby="{escape(caption)}">\n<table class="{classes}">\n'
        f'<caption id="{escape(caption)}">{escape(table.caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
        f"{legend(table.provenances, table.disputed)}"
    )


def legend(provenances: list[Provenance], disputed: bool) -> str:
    """The meaning of the marks that occur."""
    known = [kind for kind in provenances if kind in PROVENANCE]
    marks = [f'<span data-prov="{kind}">{PROVENANCE[kind]}</span>' for kind in known]
    if disputed:
        marks.append('<span data-prov="conflict">sources disagree</span>')
    return f'<p class="llmref-legend">{" ".join(marks)}</p>\n' if marks else ""


def content(page: Page, cell: Cell) -> str:
    """The inside of a cell: its text, linked where there is something to see."""
    if cell.link is not None:
        return page.object_link(cell.link.kind, cell.link.id, cell.text)
    if cell.url:
        return page.outside(cell.url, cell.text)
    # A long name with underscores may go on in a second line; else it makes its column as wide as itself.
    text = escape(cell.text)
    return _LONG_NAME.sub(lambda name: name[0].replace("_", "_<wbr>"), text) if "_" in text else text


def mark(cell: Cell) -> str:
    """How sure the value is, as a sign with a word for who cannot see it."""
    kind = "conflict" if cell.disputed else cell.provenance
    if not kind or kind in ("not-disclosed", "derived"):
        return ""
    word = "sources disagree" if kind == "conflict" else PROVENANCE[kind]
    return _sign(kind, word, cell.note)


@lru_cache(maxsize=1024)
def _sign(kind: str, word: str, note: str) -> str:
    # A page has a few different ones, each a thousand times.
    title = f' title="{escape(note)}"' if note else ""
    # The word is a label and not text: a search shows the text of a page as it stands.
    return f'<sup class="llmref-prov" data-prov="{kind}" role="img" aria-label="{word}"{title}></sup>'


def _head(page: Page, column: Column) -> str:
    label = escape(column.label)
    if column.link is not None:
        label = page.object_link(column.link.kind, column.link.id, column.label)
    unit = column.unit if column.unit in ("tokens", "USD", "hours") else ""
    if unit:
        shown = "USD/Mtok" if unit == "USD" else unit
        label += f' <span class="llmref-unit">{shown}</span>'
    kind = _KIND.get(column.unit, "number") if column.kind == "number" else column.kind
    meaning = f' title="{escape(column.meaning)}"' if column.meaning else ""
    return f'<th scope="col" data-kind="{kind}"{meaning}>{label}</th>'


def _listed(page: Page, table: Table) -> str:
    lines, group = [], ""
    for row in table.rows:
        if row.group != group:
            group = row.group
            lines.append(_group(group, len(table.columns)))
        cells = [
            _first(page, cell, column) if number == 0 else _cell(page, cell, column)
            for number, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True))
        ]
        # Benchmarks have no page of their own: a row is where a link leads.
        anchor = f' id="{escape(row.key)}"' if table.kind == "benchmarks" else ""
        lines.append(f"<tr{anchor}>{' '.join(cells)}</tr>\n")
    return "".join(lines)


def _compared(page: Page, table: Table) -> str:
    lines, group = [], ""
    for row in table.rows:
        if row.group != group:
            group = row.group
            lines.append(_group(group, len(table.columns) + 1))
        differs = ' class="differs"' if row.differs else ""
        cells = " ".join(_cell(page, cell, None) for cell in row.cells)
        lines.append(f"<tr{differs}>{_row_head(row)} {cells}</tr>\n")
    return "".join(lines)


def _group(name: str, columns: int) -> str:
    return (
        f'<tr class="llmref-group"><th scope="rowgroup" colspan="{columns}">{escape(name)}</th></tr>\n'
    )


def _row_head(row: Row) -> str:
    meaning = f' title="{escape(row.meaning)}"' if row.meaning else ""
    return f'<th scope="row"{meaning}>{escape(row.label)}</th>'


def _first(page: Page, cell: Cell, column: Column) -> str:
    dated = ' class="date"' if column.kind == "date" else ""
    return f'<th scope="row"{dated}>{content(page, cell)}{mark(cell)}</th>'


def _cell(page: Page, cell: Cell, column: Column | None) -> str:
    # A field that is a number in most models may be a list, one number a layer, in others.
    listed = isinstance(cell.sort, str) and len(cell.text) > _LONG
    numeric = column.kind == "number" and not listed if column else isinstance(cell.sort, float)
    dated = column is not None and column.kind == "date"
    long = column is not None and column.kind == "text" and len(cell.text) > _LONG
    kinds = (("num", numeric), ("date", dated), ("same", cell.same), ("long", long))
    classes = [name for name, on in kinds if on]
    attributes = f' class="{" ".join(classes)}"' if classes else ""
    if column is not None:
        attributes += f' data-sort="{escape(_sort(cell))}"'
    if cell.provenance == "not-disclosed":
        attributes += f' data-prov="not-disclosed" title="{escape(cell.note)}"'
    return f"<td{attributes}>{content(page, cell)}{mark(cell)}</td>"


def _sort(cell: Cell) -> str:
    if cell.sort is None:
        return ""
    if isinstance(cell.sort, float):
        return f"{cell.sort:.0f}" if cell.sort.is_integer() else repr(cell.sort)
    return cell.sort
