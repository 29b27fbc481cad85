"""``llmref export``: the data of a release for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from llmref.cli.catalog_option import catalog_option, library_from
from llmref.export.models import models_csv, models_data, to_json


@click.command()
@click.argument("what", type=click.Choice(["models"]))
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File instead of the screen.")
@catalog_option
def export(
    what: str, form: str, output: Path | None, catalog: Path | None, bib: Path | None
) -> None:
    """Print all models with their declared values, recomputed metrics and sources.

    \b
    llmref export models
    llmref export models --format csv -o models.csv
    """
    library = library_from(catalog, bib)
    text = models_csv(library) if form == "csv" else to_json(models_data(library))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
