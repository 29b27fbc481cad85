"""``llmref query``: models by a SQL expression."""

from __future__ import annotations

from pathlib import Path

import click

from llmref.cli.catalog_option import catalog_option, library_from
from llmref.cli.table_text import table_text
from llmref.compare.expressions import split_calls
from llmref.compare.tables import model_table


@click.command()
@click.argument("where", required=False)
@click.option("--order-by", help="SQL ordering terms, such as 'released DESC'.")
@click.option("--columns", "columns", default="", help="Fields and metrics, separated by commas.")
@click.option("--list-columns", is_flag=True, help="Print the columns that queries may use.")
@click.option("--limit", type=click.IntRange(min=1))
@catalog_option
def query(
    where: str | None,
    order_by: str | None,
    columns: str,
    list_columns: bool,
    limit: int | None,
    catalog: Path | None,
    bib: Path | None,
) -> None:
    """Print the models for which the SQL expression WHERE holds.

    \b
    llmref query "parameters_active < 10e9 and context_length >= 131072" --order-by "released DESC"
    llmref query "num_experts > 0" --columns "name, kv_cache_bytes(context=32k)"
    """
    library = library_from(catalog, bib)
    if list_columns:
        click.echo("\n".join(library.columns))
        return
    models = library.select(where, order_by, limit)
    click.echo(table_text(model_table(models, split_calls(columns), "")))
