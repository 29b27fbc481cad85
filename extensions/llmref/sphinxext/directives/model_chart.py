"""``{model-chart}``: a picture of a query."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from llmref.compare.charts import model_chart
from llmref.compare.expressions import parse_call
from llmref.sphinxext.chart_svg import specification, svg_name
from llmref.sphinxext.directives.catalog_directive import CatalogDirective, choice, positive, words
from llmref.sphinxext.nodes import chart_block


class ModelChart(CatalogDirective):
    """Options: ``x``, ``y``, ``color`` (fields or metrics; ``x`` may be ``context``), ``log`` (``x``, ``y``),

    ``kind`` (``points``, ``bars``), ``labels`` (names beside marks), ``height`` (pixels), and those of
    a query: ``where``, ``order-by``, ``limit``; ``caption``.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        "x": directives.unchanged_required,
        "y": directives.unchanged_required,
        "color": directives.unchanged_required,
        "log": words,
        "kind": choice("points", "bars"),
        "labels": directives.flag,
        "height": positive,
        "where": directives.unchanged,
        "order-by": directives.unchanged,
        "limit": positive,
        "caption": directives.unchanged_required,
    }

    def make(self) -> list[nodes.Node]:
        """Return one node with the whole chart."""
        for option in ("x", "y"):
            if option not in self.options:
                raise ValueError(f"option {option} is missing, such as :{option}: parameters_total")
        models = self.select()
        color = self.options.get("color")
        chart = model_chart(
            models,
            parse_call(self.options["x"]),
            parse_call(self.options["y"]),
            color=parse_call(color) if color else None,
            caption=self.options.get("caption", "Models"),
            log=self.options.get("log", []),
            kind=self.options.get("kind"),
            labels="labels" in self.options,
            height=self.options.get("height", 300),
        )
        if not chart.points:
            self.warn("no model has both values, so the chart is empty")
        self.depend_on(*chart.files)
        self.domain.note_chart(self.env.docname, svg_name(chart), specification(chart))
        node = chart_block()
        node["chart"] = chart
        node["ids"] = [self.anchor("chart")]
        node.searchable(chart.caption)
        self.set_source_info(node)
        return [node]
