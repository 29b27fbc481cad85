"""``llmref diff``: what changed between two releases."""

from __future__ import annotations

import json
from pathlib import Path

import click

from llmref.compare.changes import changes
from llmref.compare.formatting import format_value
from llmref.releases.failure import ReleaseError
from llmref.releases.snapshots import export_release


@click.command()
@click.argument("old")
@click.argument("new", default="dev")
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("."),
              help="Folder of conf.py; the current one without it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def diff(old: str, new: str, root: Path, form: str) -> None:
    """Say which models and values differ between two releases.

    OLD and NEW are dates of the manifest, `dev` for the working tree, or files that `llmref export models`
    wrote. The exit status is 0 also when there are differences.

    \b
    llmref diff 2026-11-23 2026-11-24
    llmref diff models-old.json models-new.json
    """
    try:
        found = changes(export_release(old, root), export_release(new, root))
    except ReleaseError as error:
        raise click.ClickException(str(error)) from None
    if form == "json":
        click.echo(
            json.dumps(
                {
                    "old": old,
                    "new": new,
                    "added": found.added,
                    "removed": found.removed,
                    "values": [vars(value) for value in found.values],
                },
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    if not found:
        click.echo("no differences")
    for title, ids in (("new models", found.added), ("models that are gone", found.removed)):
        if ids:
            click.echo(f"{title}: {', '.join(ids)}")
    for value in found.values:
        was, is_ = format_value(value.old), format_value(value.new)
        said = {"new": f"new: {is_}", "gone": f"gone: {was}", "changed": f"{was} -> {is_}"}[value.kind]
        click.echo(f"{value.model}.{value.field}: {said}")
