"""Rows of models and columns of fields, and models side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from llmref.catalog.plausibility import near
from llmref.compare.cells import Cell, Column, Link, Row, Table, describe
from llmref.compare.expressions import Call, ExpressionError
from llmref.compare.formatting import NOT_DISCLOSED, format_value
from llmref.design import FLAT_METRICS
from llmref.facts import Fact, plain
from llmref.fields import Field, all_fields, find_field
from llmref.metrics.registry import METRICS
from llmref.model import Model

DEFAULT_COLUMNS = (
    Call("name"),
    Call("developer"),
    Call("released"),
    Call("parameters_total"),
    Call("parameters_active"),
    Call("context_length"),
    Call("kv_cache_bytes_per_token"),
    Call("license"),
)
_GROUPS = ("Model", "Architecture", "Recomputed", "Declared counts", "Training", "Prices")
_NOT_COMPARED = frozenset({"id", "name", "api_ids", "aliases", "variant_of"})


def model_table(models: Sequence[Model], columns: Sequence[Call], caption: str) -> Table:
    """One row a model.

    Raises:
        ExpressionError: A column is not known, or an argument of a metric is wrong.
    """
    calls = [checked(call) for call in columns or DEFAULT_COLUMNS]
    heads = tuple(_column(call) for call in calls)
    rows = tuple(
        Row(model.id, tuple(cell(model, call) for call in calls), label=model.name)
        for model in models
    )
    files = tuple(sorted({file for model in models for file in model.record.files}))
    return Table("models", caption, heads, rows, files)


def side_by_side(
    models: Sequence[Model], fields: Sequence[Call], caption: str, *, only_differing: bool = False
) -> Table:
    """One column a model, one row a field; rows in which the models differ are marked.

    Raises:
        ExpressionError: A field is not known, or an argument of a metric is wrong.
    """
    calls = [checked(call) for call in fields] or _all_calls(models)
    heads = tuple(Column(m.id, m.name, link=Link("model", m.id)) for m in models)
    rows = []
    for call, cells in _lines(models, calls):
        field = field_of(call)
        differs = len({c.text for c in cells}) > 1
        if only_differing and not differs:
            continue
        marked = tuple(
            c._replace(same=i > 0 and c.text == cells[0].text)
            for i, c in enumerate(cells)
        )
        label = column_label(call, field)
        rows.append(Row(str(call), marked, label, field.group, field.meaning, differs))
    files = tuple(sorted({file for model in models for file in model.record.files}))
    return Table("compare", caption, heads, tuple(rows), files)


def _lines(models: Sequence[Model], calls: Sequence[Call]) -> list[tuple[Call, list[Cell]]]:
    """What each call gives for ``models``, without calls that give nothing.

    Numbers that developers print under several names, such as ``num_experts`` and ``n_routed_experts``, are one line.
    """
    lines: list[tuple[Call, list[Cell]]] = []
    named: dict[tuple[str, str, str], list[Cell]] = {}
    for call in calls:
        cells = [cell(model, call) for model in models]
        if not any(c.text for c in cells):
            continue
        field = field_of(call)
        kind = (column_label(call, field), field.group, field.unit)
        other = named.get(kind)
        numbers = all(isinstance(c.sort, float) for c in (*cells, *(other or ())) if c.text)
        if other is not None and numbers and not any(a.text and b.text for a, b in zip(other, cells, strict=True)):
            other[:] = [a if a.text else b for a, b in zip(other, cells, strict=True)]
            continue
        named[kind] = cells
        lines.append((call, cells))
    return lines


def cell(model: Model, call: Call) -> Cell:
    """The value of ``call`` for ``model``; an empty cell where it does not apply."""
    try:
        fact = model.fact(call.name, **dict(call.arguments))
    except ValueError as error:
        raise ExpressionError(str(error)) from error
    if fact is None:
        return Cell("")
    field = field_of(call)
    return fact_cell(model, field, fact)


def fact_cell(model: Model, field: Field, fact: Fact) -> Cell:
    """A fact as a cell, with names instead of ids and links where there are objects."""
    text, link, url = format_value(fact.value, field.unit), None, ""
    if fact.provenance == "not-disclosed":
        text = NOT_DISCLOSED
    elif field.name == "name":
        link = Link("model", model.id)
    elif field.name == "family":
        text, link = model.family.spec.name, Link("family", model.family.id)
    elif field.name in ("variant_of", "base_model", "successor"):
        link = Link("model", str(fact.value))
        text = model.library[str(fact.value)].name if str(fact.value) in model.library else text
    elif field.name == "distilled_from":
        names = [model.library[id_].name for id_ in fact.value if id_ in model.library]
        text = ", ".join(names) or text
        link = Link("model", fact.value[0]) if len(names) == 1 else None
    elif field.name == "developer":
        text = model.developer_name
    elif field.name == "license" and model.license is not None:
        text, url = model.license.name, model.license.url or ""
    elif field.name == "hf_repo":
        url = f"https://huggingface.co/{fact.value}"
    return Cell(
        text,
        _sort_key(fact.value, text),
        fact.provenance if fact.provenance != "derived" else None,
        fact.disputed,
        describe(fact),
        link,
        url,
    )


def _sort_key(value: Any, text: str) -> float | str | None:
    if value is None:
        return None
    value = plain(value)
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    return text.lower()


def checked(call: Call) -> Call:
    """``call``, when its field and arguments are known.

    Raises:
        ExpressionError: They are not.
    """
    field = field_of(call)
    metric = METRICS.get(field.name)
    arguments = dict(call.arguments)
    allowed = metric.arguments if metric else {}
    for key in arguments:
        if key not in allowed:
            takes = ", ".join(allowed) or "no arguments"
            raise ExpressionError(f"{call.name} has no argument {key!r}; it takes {takes}")
    for key, argument in allowed.items():
        if call.name in METRICS and argument.default is None and key not in arguments:
            raise ExpressionError(f"{call.name} needs {key}, as in {call.name}({key}=32768)")
    return call


def field_of(call: Call) -> Field:
    """The field that ``call`` names.

    Raises:
        ExpressionError: There is none.
    """
    name = FLAT_METRICS[call.name][0] if call.name in FLAT_METRICS else call.name
    field = find_field(name)
    if field is None:
        known = [*all_fields(), *FLAT_METRICS]
        advice = near(call.name, known, "`llmref query --columns` lists them")
        raise ExpressionError(f"no column {call.name!r}; {advice}")
    return field


def _column(call: Call) -> Column:
    field = field_of(call)
    kind = "date" if field.unit == "date" else "number" if is_numeric(field) else "text"
    return Column(str(call), column_label(call, field), field.unit, kind, field.meaning)  # type: ignore[arg-type]


def is_numeric(field: Field) -> bool:
    """Whether values of ``field`` are numbers."""
    from llmref.catalog.config_keys import CONFIG_KEYS

    key = CONFIG_KEYS.get(field.name)
    return bool(field.unit) or (key is not None and key.kind in ("int", "float", "int or list"))


def column_label(call: Call, field: Field) -> str:
    """Heading of a column: the field's label with the arguments."""
    arguments = dict(call.arguments)
    if call.name in FLAT_METRICS:
        arguments = dict(FLAT_METRICS[call.name][1])
    context, precision = arguments.get("context"), arguments.get("precision")
    label = field.label
    if context:
        size = f"{context // 1024}k" if context % 1024 == 0 else f"{context:,}"
        label += f" at {size}"
    return f"{label}, {precision}" if precision else label


def _all_calls(models: Iterable[Model]) -> list[Call]:
    present = {name for model in models for name in model.facts()} - _NOT_COMPARED
    if any(model.recomputable for model in models):
        present |= {"kv_cache_bytes_32k", "weight_bytes_bf16", "flops_per_token_32k"}
    flat = [find_field(FLAT_METRICS[name][0]) for name in FLAT_METRICS]
    order = {group: index for index, group in enumerate(_GROUPS)}
    calls = [
        (order.get(field.group, len(order)), Call(name))
        for name, field in all_fields().items()
        if name in present
    ]
    calls += [
        (order["Recomputed"], Call(name))
        for name, field in zip(FLAT_METRICS, flat, strict=True)
        if name in present and field is not None
    ]
    return [call for _, call in sorted(calls, key=lambda item: item[0])]
