"""``llmref export``: the data of a release for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from llmref.cli.catalog_option import catalog_option, library_from
from llmref.export.models import models_csv, models_data, to_json
from llmref.export.papers import papers_bibtex, papers_csv, papers_data
from llmref.export.schema import spec_schema
from llmref.export.sqlite import write_sqlite
from llmref.library import Library

_FORMATS: Mapping[tuple[str, str], Callable[[Library], str]] = {
    ("models", "json"): lambda library: to_json(models_data(library)),
    ("models", "csv"): models_csv,
    ("papers", "json"): lambda library: to_json(papers_data(library)),
    ("papers", "csv"): papers_csv,
    ("papers", "bibtex"): papers_bibtex,
    ("schema", "json"): lambda library: to_json(spec_schema()),
}


@click.command()
@click.argument("what", type=click.Choice(["models", "papers", "schema", "sqlite"]))
@click.option("--format", "form", type=click.Choice(["json", "csv", "bibtex"]), default="json")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File instead of the screen.")
@catalog_option
def export(what: str, form: str, output: Path | None, catalog: Path | None, bib: Path | None) -> None:
    """Print models or papers with their values and sources, the JSON Schema of spec files, or write a
    SQLite file.

    \b
    llmref export models
    llmref export models --format csv -o models.csv
    llmref export papers --format bibtex -o papers.bib
    llmref export schema -o llmref.schema.json
    llmref export sqlite -o llmref.sqlite
    """
    if what == "sqlite":
        if output is None:
            raise click.UsageError("sqlite needs a file: llmref export sqlite -o llmref.sqlite")
        write_sqlite(library_from(catalog, bib), output)
        return
    if (what, form) not in _FORMATS:
        known = ", ".join(name for kind, name in _FORMATS if kind == what)
        raise click.UsageError(f"{what} has no format {form}; it has {known}")
    text = _FORMATS[what, form](library_from(catalog, bib))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
