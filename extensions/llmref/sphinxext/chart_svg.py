"""Charts as SVG, drawn by Vega-Lite when the docs are built; colours follow the page's theme."""

from __future__ import annotations

import hashlib
import json
import math
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from llmref.compare.charts import OTHERS, Axis, Chart
from llmref.sphinxext.chart_labels import PLACEMENTS, label_places

_INK, _MUTED, _LINE = "#010101", "#020202", "#030303"
_SERIES = [f"#04040{number}" for number in range(1, 9)]
_VARIABLES = {
    _INK: "var(--llmref-ink, #17191c)",
    _MUTED: "var(--llmref-muted, #5a5c63)",
    _LINE: "var(--llmref-line, #d5d8de)",
    **{
        color: f"var(--llmref-c{number}, {plain})"
        for number, (color, plain) in enumerate(
            zip(
                _SERIES,
                ("#0072b2", "#d55e00", "#008a65", "#b8528d", "#a86f00", "#2f90cd", "#7d7a00", "#4a4e57"),
                strict=True,
            ),
            1,
        )
    },
}
"""Stand-ins in the drawing -> variables of the style sheet, which has light and dark values."""

_WIDTH = 640
_MARK = re.compile(r'<(?P<tag>path|text)(?P<before>[^>]*?) aria-label="(?P<label>[^"]*)"(?P<after>[^>]*?)/?>')


def chart_svg(chart: Chart, cache: Path) -> str:
    """The picture as an ``<svg>`` element; ``cache`` is a folder for drawings already made."""
    name = svg_name(chart)
    draw({name: specification(chart)}, cache)
    return _themed((cache / name).read_text(encoding="utf-8"), chart.summary)


def chart_pdf(chart: Chart, cache: Path) -> bytes:
    """The picture as a PDF, for LaTeX, in plain colours."""
    spec = specification(chart)
    for stand_in, variable in _VARIABLES.items():
        spec = spec.replace(stand_in, variable.rpartition(" ")[2].rstrip(")"))
    name = f"{_digest(spec)}.pdf"
    draw({name: spec}, cache)
    return (cache / name).read_bytes()


def svg_name(chart: Chart) -> str:
    """File name of the drawing, made of its content."""
    return f"{_digest(specification(chart))}.svg"


def specification(chart: Chart) -> str:
    """The picture as Vega-Lite JSON."""
    return json.dumps(vega_lite(chart), sort_keys=True)


def draw(wanted: Mapping[str, str], cache: Path) -> None:
    """Draw the specifications that ``cache`` lacks, all in one process.

    Raises:
        RuntimeError: The drawing failed; the message says what the engine said.
    """
    missing = {name: spec for name, spec in sorted(wanted.items()) if not (cache / name).is_file()}
    if not missing:
        return
    script = Path(__file__).with_name("chart_drawing.py")
    done = subprocess.run(
        [sys.executable, str(script), str(cache)],
        input=json.dumps(missing), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"charts could not be drawn: {done.stderr.strip()[-2000:]}")


def _digest(text: str) -> str:
    return hashlib.sha256(f"{_engine()} {text}".encode()).hexdigest()[:24]


@lru_cache(maxsize=1)
def _engine() -> str:
    # Builds with another engine may share the folder of drawings.
    return version("vl-convert-python")


def vega_lite(chart: Chart) -> dict[str, Any]:
    """The picture as a Vega-Lite specification."""
    divisor, unit = _scale(chart.y, max((point.y for point in chart.points), default=1))
    across = 1.0
    if chart.x.kind == "number" and chart.kind != "curves":
        across, _ = _scale(chart.x, max((point.x for point in chart.points), default=1))
    values = [
        {
            "x": point.x / across if chart.x.kind == "number" else point.x,
            "y": point.y / divisor,
            "color": point.color,
            "name": point.name,
            "what": f"{point.name}: {point.y_text}, {point.x_text}",
        }
        for point in chart.points
    ]
    encoding: dict[str, Any] = {
        "x": _x(chart),
        "y": {
            "field": "y", "type": "quantitative", "title": f"{chart.y.label}{unit}",
            "scale": {"type": "log"} if chart.y.log else {"zero": chart.kind == "bars"},
            "axis": _ticks(chart.y, [point.y / divisor for point in chart.points]),
        },
        "description": {"field": "what"},
    }  # fmt: skip
    if chart.color is not None:
        encoding["color"] = _color(chart)
    marks: dict[str, Any] = {
        "points": {"type": "point", "filled": True, "size": 55, "opacity": 0.9, "color": _SERIES[0]},
        "bars": {"type": "bar", "color": _SERIES[0]},
        "curves": {"type": "line", "point": True, "strokeWidth": 2},
    }
    layers: list[dict[str, Any]] = [{"mark": marks[chart.kind], "encoding": encoding}]
    if chart.labels:
        layers += _labels(chart, values, encoding)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH - 70,
        "height": chart.height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": None,
        "padding": 4,
        "data": {"values": values},
        "layer": layers,
        "config": _CONFIG,
    }


def _labels(chart: Chart, values: list[dict[str, Any]], encoding: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One layer of names for each way in which a name stands to its point."""
    for value, place in zip(values, label_places(chart, _WIDTH - 70), strict=True):
        value["place"] = place
    return [
        {
            "transform": [{"filter": f"datum.place === '{name}'"}],
            "mark": {"type": "text", "fontSize": 11, "color": _INK, "aria": False, **placement._asdict()},
            "encoding": {"x": encoding["x"], "y": encoding["y"], "text": {"field": "name"}},
        }
        for name, placement in PLACEMENTS.items()
        if any(value["place"] == name for value in values)
    ]


def _color(chart: Chart) -> dict[str, Any]:
    """One colour a series in order of appearance; what is left over comes last, muted."""
    series = list(dict.fromkeys(point.color for point in chart.points))
    if OTHERS in series:
        series = [*(name for name in series if name != OTHERS), OTHERS]
    colors = [_MUTED if name == OTHERS else _SERIES[n % 8] for n, name in enumerate(series)]
    return {
        "field": "color", "type": "nominal", "title": None, "sort": series,
        "scale": {"domain": series, "range": colors},
        "legend": {
            "orient": "bottom", "columns": 3 if len(series) > 4 else 0, "symbolLimit": 40, "columnPadding": 28,
        },
    }  # fmt: skip


_CONFIG: dict[str, Any] = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _MUTED, "titleColor": _INK, "domainColor": _MUTED, "tickColor": _MUTED,
        "gridColor": _LINE, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelLimit": 180,
    },
    "axisX": {"grid": False},
    "legend": {"labelColor": _INK, "labelFontSize": 12, "labelLimit": 200},
}  # fmt: skip


def _x(chart: Chart) -> dict[str, Any]:
    axis = chart.x
    if axis.kind == "date":
        shown: dict[str, Any] = {"format": "%Y-%m", "tickCount": 6, "labelOverlap": True}
        return {"field": "x", "type": "temporal", "title": axis.label, "axis": shown}
    if axis.kind == "text":
        turned: dict[str, Any] = {"labelAngle": -35, "labelOverlap": False}
        return {"field": "x", "type": "nominal", "sort": None, "title": None, "axis": turned}
    values = sorted({point.x for point in chart.points})
    scale: dict[str, Any] = {"type": "log"} if axis.log else {"zero": False}
    if chart.kind == "curves":
        thousands = "format(datum.value / 1024, ',~g') + 'k'"
        few = values if axis.log else values[-4:]
        turned = {"labelExpr": thousands, "values": few, "labelOverlap": True}
        title = f"{axis.label}, {axis.unit}"
        return {"field": "x", "type": "quantitative", "title": title, "scale": scale, "axis": turned}
    divisor, unit = _scale(axis, max(values, default=1))
    return {
        "field": "x", "type": "quantitative", "title": f"{axis.label}{unit}", "scale": scale,
        "axis": _ticks(axis, [value / divisor for value in values]),
    }  # fmt: skip


def _ticks(axis: Axis, values: list[float]) -> dict[str, Any]:
    """Round values: on a logarithmic axis powers of ten, with 2 and 5 times them where those are few."""
    if not axis.log or not values:
        return {"tickCount": 5, "format": ",~f"}
    powers = range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)
    steps = (1,) if len(powers) > 3 else (1, 2, 5)
    ticks = [float(f"{step}e{power}") for power in powers for step in steps]
    return {"values": ticks, "format": ",~g", "labelOverlap": True}


def _scale(axis: Axis, largest: float) -> tuple[float, str]:
    if axis.unit == "bytes":
        for size, name in ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
            if largest >= size:
                return size, f", {name}"
        return 1, ", bytes"
    if axis.unit == "parameters":
        return 1e9, ", billions"
    if axis.unit == "tokens" and largest >= 1e9:
        return 1e12, ", trillions"
    if axis.unit == "FLOP":
        return (1e12, ", TFLOP") if largest >= 1e12 else (1e9, ", GFLOP")
    return 1, f", {axis.unit}" if axis.unit else ""


def _themed(svg: str, summary: str) -> str:
    for stand_in, variable in _VARIABLES.items():
        svg = svg.replace(stand_in, variable)
    svg = _MARK.sub(_with_title, svg)
    svg = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)
    svg = re.sub(r' xmlns:xlink="[^"]*"', "", svg)
    head = svg[: svg.index(">")]
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    box = f"0 0 {size[1]} {size[2]}" if size else f"0 0 {_WIDTH} 360"
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" class="llmref-chart-svg" '
        f'role="img" aria-label="{escape(summary)}"'
    )
    return opening + svg[svg.index(">") :]


def _with_title(match: re.Match[str]) -> str:
    # A mark's description becomes what a pointer shows over it.
    inside = f"{match['before']}{match['after']}".rstrip()
    if match["tag"] == "text" or not match[0].endswith("/>") or "graphics-symbol" not in inside:
        return match[0]
    return f"<path{inside}><title>{match['label']}</title></path>"
