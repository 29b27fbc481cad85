"""Tables, cards and bibliographies as plain text, manual pages and Texinfo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from llmref.sphinxext.plain_rows import Rows, entries_of, rows_of

if TYPE_CHECKING:
    from sphinx.writers.manpage import ManualPageTranslator
    from sphinx.writers.text import TextTranslator


def visit(self: TextTranslator, node: nodes.Element) -> None:
    """Write the whole of ``node``."""
    self.new_state(0)
    for rows in rows_of(self.builder, node):
        self.add_text("\n".join(_lines(rows)) + "\n\n")
    for entry in entries_of(self.builder, node):
        self.add_text(f"* {entry.text} {entry.url}\n")
    self.end_state(wrap=False)
    raise nodes.SkipNode


def visit_man(self: ManualPageTranslator, node: nodes.Element) -> None:
    """Write the whole of ``node`` as preformatted lines."""
    lines = [line for rows in rows_of(self.builder, node) for line in [*_lines(rows), ""]]
    lines += [f"* {entry.text} {entry.url}" for entry in entries_of(self.builder, node)]
    block = nodes.literal_block("", "\n".join(lines))
    block["language"], block["force"] = "none", False
    block.walkabout(self)
    raise nodes.SkipNode


def _lines(rows: Rows) -> list[str]:
    table = [rows.head, *rows.body]
    widths = [max(len(row[column]) for row in table) for column in range(len(rows.head))]
    rule = "  ".join("-" * width for width in widths)

    def line(row: list[str]) -> str:
        return "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()

    return [rows.caption, rule, line(rows.head), rule, *map(line, rows.body), rule]
