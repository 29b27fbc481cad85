"""``llmref fit``: which models fit into a memory."""

from __future__ import annotations

from pathlib import Path

import click

from llmref.cli.catalog_option import catalog_option, library_from
from llmref.compare.fitting import fitting, parse_bytes, parse_tokens
from llmref.compare.formatting import format_value


@click.command()
@catalog_option
@click.option("--memory", required=True, help="Memory for weights and caches, such as 80GB or 74.5GiB.")
@click.option("--context", default="8k", show_default=True, help="Tokens of each sequence, such as 32k.")
@click.option("--precision", default="bfloat16", show_default=True, help="Number format of the weights.")
@click.option("--cache-precision", default="bfloat16", show_default=True, help="Number format of the cache.")
@click.option("--sequences", default=1, show_default=True, type=click.IntRange(min=1), help="Sequences at once.")
@click.option("--where", default="", help="Only models of this SQL expression.")
@click.option("--limit", default=25, show_default=True, type=click.IntRange(min=1), help="Largest so many.")
def fit(
    catalog: Path | None,
    bib: Path | None,
    memory: str,
    context: str,
    precision: str,
    cache_precision: str,
    sequences: int,
    where: str,
    limit: int,
) -> None:
    """List the largest models whose weights and caches fit into a memory.

    Activations and the runtime come on top; variants that share an architecture need the same, so that
    only the first of them is listed.

    \b
    llmref fit --memory 80GB --context 32k
    llmref fit --memory 24GB --context 8k --precision int4 --where "license = 'apache-2.0'"
    """
    library = library_from(catalog, bib)
    models = library.select(where) if where else list(library.values())
    bases = [model for model in models if model.record.spec.variant_of is None]
    found = fitting(bases, parse_bytes(memory), parse_tokens(context), precision, cache_precision, sequences)
    if not found:
        click.echo("no model of the catalogue fits")
        return
    width = max(len(item.model.id) for item in found[:limit])
    for item in found[:limit]:
        weights, cache = format_value(item.weights, "bytes"), format_value(item.cache, "bytes")
        click.echo(
            f"{item.model.id.ljust(width)}  {format_value(item.total, 'bytes'):>9}  "
            f"= {weights:>9} weights + {cache:>9} cache"
        )
    if len(found) > limit:
        click.echo(f"and {len(found) - limit} smaller ones", err=True)
