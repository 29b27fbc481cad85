"""Tables, cards, charts and bibliographies for Sphinx's LaTeX builder."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.texescape import escape

from llmref.sphinxext.chart_cache import drawings
from llmref.sphinxext.chart_svg import chart_pdf
from llmref.sphinxext.nodes import chart_block
from llmref.sphinxext.plain_rows import Rows, entries_of, rows_of

if TYPE_CHECKING:
    from sphinx.writers.latex import LaTeXTranslator

_WIDE = 7
"""Tables with more columns stand on a turned page."""


def visit(self: LaTeXTranslator, node: nodes.Element) -> None:
    """Write the whole of ``node``."""
    if isinstance(node, chart_block):
        self.body.append(_chart(self, node))
        raise nodes.SkipNode
    for rows in rows_of(self.builder, node):
        self.body.append(_table(self, rows))
    if entries := entries_of(self.builder, node):
        items = (
            f"\\item {self.encode(entry.text)} \\url{{{escape_url(entry.url)}}}\n" for entry in entries
        )
        self.body.append("\\begin{itemize}\n" + "".join(items) + "\\end{itemize}\n")
    raise nodes.SkipNode


def escape_url(url: str) -> str:
    """An address inside ``\\url{...}``: only what ends or comments out the argument is encoded."""
    for sign in "{}\\":
        url = url.replace(sign, f"%{ord(sign):02X}")
    return url.replace("%", "\\%").replace("#", "\\#")


def _table(self: LaTeXTranslator, rows: Rows) -> str:
    count = len(rows.head)
    share = f"p{{\\dimexpr{1 / count:.4f}\\linewidth-2\\tabcolsep\\relax}}"
    head = " & ".join(f"\\textbf{{{_text(self, text)}}}" for text in rows.head)
    body = "".join(" & ".join(_text(self, text) for text in row) + " \\\\\n" for row in rows.body)
    table = (
        f"\\begin{{longtable}}{{{share * count}}}\n"
        f"\\caption*{{{_text(self, rows.caption)}}}\\\\\n\\hline\n{head} \\\\\n\\hline\n\\endhead\n"
        f"{body}\\hline\n\\end{{longtable}}\n"
    )
    if count > _WIDE:
        return f"\\begin{{landscape}}\\small\n{table}\\end{{landscape}}\n"
    return f"{{\\small\n{table}}}\n"


def _chart(self: LaTeXTranslator, node: chart_block) -> str:
    chart = node["chart"]
    data = chart_pdf(chart, drawings(self.builder.doctreedir))
    name = f"llmref-chart-{hashlib.sha256(data).hexdigest()[:16]}.pdf"
    Path(self.builder.outdir, name).write_bytes(data)
    return (
        "\\begin{figure}[htbp]\\centering\n"
        f"\\includegraphics[width=\\linewidth]{{{name}}}\n"
        f"\\caption*{{{_text(self, chart.caption)}}}\\end{{figure}}\n"
    )


def _text(self: LaTeXTranslator, text: str) -> str:
    return escape(text, self.config.latex_engine).replace("\n", " ")
