"""Tables of cells on a terminal."""

from __future__ import annotations

from llmref.compare.cells import Table


def table_text(table: Table) -> str:
    """``table`` in aligned columns, numbers to the right."""
    labelled = table.kind == "compare"
    heads = ([""] if labelled else []) + [column.label for column in table.columns]
    lines = [
        ([row.label] if labelled else []) + [cell.text or "–" for cell in row.cells]
        for row in table.rows
    ]
    right = ([False] if labelled else []) + [column.kind == "number" for column in table.columns]
    widths = [max(len(line[i]) for line in [heads, *lines]) for i in range(len(heads))]

    def aligned(line: list[str]) -> str:
        padded = [
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, right, strict=True)
        ]
        return "  ".join(padded).rstrip()

    return "\n".join([aligned(heads), *map(aligned, lines)])
