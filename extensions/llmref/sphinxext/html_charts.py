"""A chart as HTML: the picture, and its values as a table for who wants numbers."""

from __future__ import annotations

from html import escape

from llmref.compare.charts import Chart
from llmref.sphinxext.chart_cache import drawings
from llmref.sphinxext.chart_svg import chart_svg
from llmref.sphinxext.html_tables import content
from llmref.sphinxext.page import Page


def chart(page: Page, chart: Chart, id_: str) -> str:
    """The figure with the drawing inside, so that it needs no script and no further file."""
    svg = chart_svg(chart, drawings(page.builder.doctreedir))
    return (
        f'<figure class="llmref-chart" id="{escape(id_)}" tabindex="0" role="group" '
        f'aria-labelledby="{escape(id_)}-caption">\n{svg}\n'
        f'<figcaption id="{escape(id_)}-caption">{escape(chart.caption)}</figcaption>\n'
        f"</figure>\n{_values(page, chart)}"
    )


def _values(page: Page, chart: Chart) -> str:
    data = chart.data
    heads = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in data.columns)
    rows = "".join(
        f'<tr><th scope="row">{content(page, row.cells[0])}</th>'
        + "".join(f"<td>{content(page, cell)}</td>" for cell in row.cells[1:])
        + "</tr>\n"
        for row in data.rows
    )
    return (
        '<details class="llmref-chart-data"><summary>Data</summary>\n'
        f"<table><caption>{escape(data.caption)}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></details>\n"
    )
