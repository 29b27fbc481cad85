"""``llmref compare``: models side by side."""

from __future__ import annotations

from pathlib import Path

import click

from llmref.cli.catalog_option import catalog_option, library_from
from llmref.cli.table_text import table_text
from llmref.compare.expressions import split_calls
from llmref.compare.tables import side_by_side


@click.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--fields", default="", help="Fields and metrics, separated by commas.")
@click.option("--differing", is_flag=True, help="Only rows in which the models differ.")
@catalog_option
def compare(
    ids: tuple[str, ...], fields: str, differing: bool, catalog: Path | None, bib: Path | None
) -> None:
    """Print two or more models side by side.

    \b
    llmref compare qwen3-8b llama-3.1-8b --differing
    """
    library = library_from(catalog, bib)
    models = [library[id_] for id_ in ids]
    click.echo(table_text(side_by_side(models, split_calls(fields), "", only_differing=differing)))
