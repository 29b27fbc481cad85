"""Names beside the points of a chart: none covers another, and what has room is named."""

from __future__ import annotations

from llmref.compare.charts import Axis, Chart, Point
from llmref.sphinxext.chart_labels import label_places
from llmref.sphinxext.chart_svg import vega_lite


def chart(*points: tuple[str, str, float]) -> Chart:
    marks = tuple(Point(name, name, day, price, "", day, str(price)) for name, day, price in points)
    released, price = Axis("released", "Released", "date", "date"), Axis("price", "Price", "USD", "number")
    return Chart("points", "Prices", released, price, None, marks, True, (), 340)


ALONE = ("First", "2024-01-01", 10.0), ("Middle", "2025-01-01", 50.0), ("Last", "2026-01-01", 80.0)


def test_points_that_stand_alone_are_all_named() -> None:
    assert label_places(chart(*ALONE), 570)[1] == "above"
    assert all(label_places(chart(*ALONE), 570))


def test_the_first_and_the_last_name_stay_inside_the_picture() -> None:
    assert label_places(chart(*ALONE), 570)[::2] == ["right", "left"]


def test_points_that_share_a_place_are_named_once_on_each_side_at_most() -> None:
    crowd = [(f"A model of some length {n}", "2025-01-01", 50.0) for n in range(9)]
    places = label_places(chart(*ALONE[::2], *crowd), 570)
    assert len([place for place in places[2:] if place]) < 5


def test_linear_axes_show_plain_numbers() -> None:
    drawn = vega_lite(chart(*ALONE))
    assert drawn["layer"][0]["encoding"]["y"]["axis"]["format"] == ",~f"
    shown = {layer["transform"][0]["filter"] for layer in drawn["layer"][1:]}
    assert shown == {f"datum.place === '{place}'" for place in ("above", "right", "left")}
