"""Where the names of a chart's points fit: beside their point, clear of the other points and names.

A name that fits nowhere is left out; the point's title and the table below the chart have it.
"""

from __future__ import annotations

import datetime
import math
from typing import NamedTuple

from llmref.compare.charts import Axis, Chart

CHARACTER, LINE = 6.6, 13.0
"""Width and height in pixels of a letter of 11 px in a wide sans-serif face."""
_POINT = 5.0


class Placement(NamedTuple):
    """How the text stands to its point: Vega's names, offsets in pixels."""

    align: str
    baseline: str
    dx: float
    dy: float


PLACEMENTS: dict[str, Placement] = {
    "above": Placement("center", "bottom", 0, -6),
    "below": Placement("center", "top", 0, 6),
    "right": Placement("left", "middle", 8, 0),
    "left": Placement("right", "middle", -8, 0),
}
"""In the order in which they are tried."""


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def label_places(chart: Chart, width: float) -> list[str]:
    """For each point a key of `PLACEMENTS`, or ``""`` where its name would cover something.

    Names are placed from right to left, so that of two that fight for room the newer or larger has it.
    """
    across = _positions(chart.x, [point.x for point in chart.points], width)
    down = [chart.height - at for at in _positions(chart.y, [point.y for point in chart.points], chart.height)]
    points = [_Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT) for x, y in zip(across, down, strict=True)]
    taken: list[_Box] = []
    places = [""] * len(points)
    for index in sorted(range(len(points)), key=lambda n: (-across[n], down[n])):
        others = [box for n, box in enumerate(points) if n != index]
        for name, placement in PLACEMENTS.items():
            box = _text_box(across[index], down[index], len(chart.points[index].name) * CHARACTER, placement)
            inside = box.left >= 0 and box.right <= width + _POINT
            if inside and not any(box.meets(other) for other in (*taken, *others)):
                places[index] = name
                taken.append(box)
                break
    return places


def _text_box(x: float, y: float, wide: float, placement: Placement) -> _Box:
    left = x + placement.dx - {"center": wide / 2, "left": 0.0, "right": wide}[placement.align]
    top = y + placement.dy - {"bottom": LINE, "top": 0.0, "middle": LINE / 2}[placement.baseline]
    return _Box(left, top, left + wide, top + LINE)


def _positions(axis: Axis, values: list[float | str], length: float) -> list[float]:
    """Where the values stand on an axis, in pixels from its start; names at equal distances."""
    if axis.kind == "date":
        numbers = [float(_day(str(value))) for value in values]
    elif axis.kind == "number":
        numbers = [math.log10(float(value)) if axis.log else float(value) for value in values]
    else:
        order = list(dict.fromkeys(values))
        numbers = [float(order.index(value)) for value in values]
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    return [(number - low) / (high - low or 1) * length for number in numbers]


def _day(text: str) -> int:
    return datetime.date.fromisoformat(f"{text}-01-01"[:10]).toordinal()
