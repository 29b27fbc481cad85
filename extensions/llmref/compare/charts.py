"""Pictures of queries: points, bars and curves as values; drawn elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from llmref.compare.cells import Cell, Column, Link, Row, Table
from llmref.compare.expressions import Call, ExpressionError
from llmref.compare.formatting import format_value
from llmref.compare.tables import cell, checked, column_label, field_of, is_numeric
from llmref.errors import NotRecomputable
from llmref.fields import Field
from llmref.metrics.registry import METRICS
from llmref.model import Model

ChartKind = Literal["points", "bars", "curves"]
CONTEXTS = tuple(2**power for power in range(10, 18))
"""Context lengths at which a curve is computed: 1k to 128k tokens."""

COLORS = 8
"""Values that can be told apart by colour."""
OTHERS = "others"


@dataclass(frozen=True)
class Axis:
    """One axis, or the colours."""

    key: str
    label: str
    unit: str
    kind: Literal["number", "date", "text"]
    log: bool = False


@dataclass(frozen=True)
class Point:
    """One mark."""

    model: str
    name: str
    x: Any
    """A number, an ISO day, or text."""
    y: float
    color: str
    x_text: str
    y_text: str


@dataclass(frozen=True)
class Chart:
    """One picture."""

    kind: ChartKind
    caption: str
    x: Axis
    y: Axis
    color: Axis | None
    points: tuple[Point, ...]
    labels: bool
    """Whether each mark bears its model's name."""
    files: tuple[str, ...]
    height: int = 300
    """Pixels."""

    @property
    def summary(self) -> str:
        """The picture in one sentence, for who does not see it."""
        models = len({point.model for point in self.points})
        return f"{self.caption}: {self.y.label} against {self.x.label} of {models} models"

    @property
    def data(self) -> Table:
        """The picture's values as a table."""
        x, y = (_column(axis) for axis in (self.x, self.y))
        rows = tuple(
            Row(point.model, (_named(point), Cell(point.x_text, _sort(point.x)), Cell(point.y_text, point.y)))
            for point in self.points
        )
        return Table("models", f"Data: {self.caption}", (Column("name", "Model"), x, y), rows)


def model_chart(
    models: Sequence[Model],
    x: Call,
    y: Call,
    *,
    color: Call | None = None,
    caption: str = "",
    log: Sequence[str] = (),
    kind: ChartKind | None = None,
    labels: bool = False,
    height: int = 300,
) -> Chart:
    """A chart of ``models``; those that lack a value are left out.

    ``x`` may be ``context`` where ``y`` is a metric of the context length: then each model is a curve.

    Raises:
        ExpressionError: A field is not known, or ``y`` is not a number.
    """
    files = tuple(sorted({file for model in models for file in model.record.files}))
    if x.name == "context" and not x.arguments:
        return _curves(models, y, caption, log, files, height)
    axes = [_axis(checked(call), name in log) for name, call in (("x", x), ("y", y))]
    if axes[1].kind != "number":
        raise ExpressionError(f"y should be a number; {y} is {axes[1].kind}")
    hue = _axis(checked(color), False) if color is not None else None
    points = []
    for model in models:
        values = cell(model, x), cell(model, y)
        if values[1].sort is None or not values[0].text or values[0].sort is None:
            continue
        # A list, one number a layer, has no place either.
        if any(axis.kind == "number" and isinstance(value.sort, str) for axis, value in zip(axes, values, strict=True)):
            continue
        # A logarithm has no place for nothing: a model without a cache, say.
        if any(axis.log and not _positive(value.sort) for axis, value in zip(axes, values, strict=True)):
            continue
        shade = cell(model, color).text if color is not None else ""
        shown = values[0].text
        points.append(
            Point(
                model.id, model.name, values[0].sort if axes[0].kind == "number" else shown,
                float(values[1].sort), shade, shown, values[1].text,
            )  # fmt: skip
        )
    if hue is not None:
        points = _few_colors(points)
    chosen: ChartKind = kind or ("bars" if axes[0].kind == "text" else "points")
    return Chart(chosen, caption, axes[0], axes[1], hue, tuple(points), labels, files, height)


def _positive(value: float | str | None) -> bool:
    return isinstance(value, float) and value > 0


def _few_colors(points: list[Point]) -> list[Point]:
    """The most frequent values keep a colour each; the rest is one, drawn first so that it hides nothing."""
    counts = Counter(point.color for point in points)
    if len(counts) <= COLORS:
        return points
    kept = {value for value, _ in counts.most_common(COLORS - 1)}
    others = [replace(point, color=OTHERS) for point in points if point.color not in kept]
    order = {value: number for number, (value, _) in enumerate(counts.most_common())}
    return [*others, *sorted((p for p in points if p.color in kept), key=lambda point: order[point.color])]


def _curves(
    models: Sequence[Model],
    y: Call,
    caption: str,
    log: Sequence[str],
    files: tuple[str, ...],
    height: int,
) -> Chart:
    metric = METRICS.get(y.name)
    if metric is None or "context" not in metric.arguments:
        known = ", ".join(name for name, m in METRICS.items() if "context" in m.arguments)
        raise ExpressionError(f"with x: context, y should be one of {known}")
    points = []
    for model in models:
        if not model.recomputable:
            continue
        for context in CONTEXTS:
            try:
                value = model.metric(y.name, context=context, **dict(y.arguments))
            except NotRecomputable:
                break  # FLOPs of an encoder-decoder, say
            points.append(
                Point(
                    model.id, model.name, float(context), float(value), model.name,
                    f"{context // 1024}k", format_value(value, metric.unit),
                )  # fmt: skip
            )
    axes = (
        Axis("context", "Context", "tokens", "number", "x" in log),
        Axis(str(y), metric.label, metric.unit, "number", "y" in log),
    )
    return Chart(
        "curves", caption, axes[0], axes[1], Axis("name", "Model", "", "text"), tuple(points), False, files, height
    )


def _axis(call: Call, log: bool) -> Axis:
    field: Field = field_of(call)
    if field.unit == "date":
        return Axis(str(call), column_label(call, field), "date", "date")
    kind: Literal["number", "text"] = "number" if is_numeric(field) else "text"
    return Axis(str(call), column_label(call, field), field.unit, kind, log)


def _column(axis: Axis) -> Column:
    return Column(axis.key, axis.label, axis.unit, axis.kind)


def _named(point: Point) -> Cell:
    return Cell(point.name, point.name.lower(), link=Link("model", point.model))


def _sort(value: Any) -> float | str:
    return value if isinstance(value, float) else str(value)
