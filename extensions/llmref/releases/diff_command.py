"""``llmref diff``: what changed between two releases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from llmref.compare.change_log import Step, between, price_history, read_steps, step_data
from llmref.compare.changes import ChangedValue, Changes, changes
from llmref.compare.formatting import format_value
from llmref.own_data import change_folder
from llmref.releases.failure import ReleaseError
from llmref.releases.snapshots import export_release


@click.command()
@click.argument("old")
@click.argument("new", default="dev")
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("."),
              help="Folder of conf.py; the current one without it.")
@click.option("--json", "as_json", is_flag=True, help="Everything, for other programs.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", hidden=True)
def diff(old: str, new: str, root: Path, as_json: bool, form: str) -> None:
    """Say which models and values differ between two releases.

    OLD and NEW are dates of releases, `dev` for the working tree, or files that `llmref export models`
    wrote. Corrections (the older release was wrong) stand apart from changes in the world. The exit
    status is 0 also when there are differences.

    \b
    llmref diff 2026-11-23 2026-11-24
    llmref diff 2026-11-24 --json
    llmref diff models-old.json models-new.json
    """
    step, prices = _compared(old, new, root)
    if as_json or form == "json":
        click.echo(json.dumps(_data(step, prices), ensure_ascii=False, indent=1))
        return
    for line in _lines(step.models, prices):
        click.echo(line)


Prices = dict[tuple[str, str], list[tuple[str, Any]]]


def _compared(old: str, new: str, root: Path) -> tuple[Step, Prices]:
    """From the change log where it has both: it needs neither git nor the old catalogues."""
    own = root / "source" / "releases" / "changes"
    steps = read_steps(own if own.is_dir() else change_folder())
    names = {step.new for step in steps}
    if {old, new} <= names:
        return between(steps, old, new), price_history(steps, old, new)
    if not names & {old, new} or own.is_dir():
        try:
            found = changes(export_release(old, root), export_release(new, root))
        except ReleaseError as error:
            raise click.ClickException(str(error)) from None
    else:
        known = ", ".join(sorted(names))
        raise click.ClickException(f"the change log has {known}; other releases need the repository")
    step = Step(found)
    return step, {(v.model, v.field): [(found.old, v.old), (found.new, v.new)] for v in found.prices}


def _data(step: Step, prices: Prices) -> dict[str, Any]:
    data = step_data(step)
    names = ("model", "field", "kind", "old", "new", "cause", "note")
    return {
        "old": step.old,
        "new": step.new,
        "added": list(step.models.added),
        "removed": list(step.models.removed),
        "renamed": dict(step.models.renamed),
        "values": [dict(zip(names, value, strict=True)) for value in data["values"]],
        "prices": [
            {"model": model, "field": name, "points": [{"release": at, "value": value} for at, value in points]}
            for (model, name), points in prices.items()
        ],
        "papers": data["papers"],
        "pages": data["pages"],
    }


def _lines(found: Changes, prices: Prices) -> Iterator[str]:
    if not found:
        yield "no differences"
    for title, ids in (("new models", found.added), ("models that are gone", found.removed)):
        if ids:
            yield f"{title}: {', '.join(ids)}"
    for former, id_ in found.renamed.items():
        yield f"renamed: {former} is now {id_}"
    differing = [value for value in found.values if (value.model, value.field) not in prices]
    parts = (
        ("corrections, the older release was wrong", "correction", False),
        ("changes in the world", "change", False),
        ("differ, and no history says why", "", False),
        ("values added", None, True),
    )
    for title, cause, added in parts:
        values = [v for v in differing if (v.kind == "new" and not v.cause) == added and (added or v.cause == cause)]
        if values:
            yield f"\n{title}:"
            yield from (_line(value) for value in values)
    if prices:
        yield "\nprices, USD per million tokens:"
    for (model, name), points in prices.items():
        told = " -> ".join(f"{_price(value)} ({release})" for release, value in points)
        yield f"  {model}.{name}: {told}"


def _line(value: ChangedValue) -> str:
    was, is_ = format_value(value.old), format_value(value.new)
    said = {"new": f"new: {is_}", "gone": f"gone: {was}", "changed": f"{was} -> {is_}"}[value.kind]
    return f"  {value.model}.{value.field}: {said}" + (f" ({value.note})" if value.note else "")


def _price(value: Any) -> str:
    return format_value(value, "USD") if value is not None else "none"
