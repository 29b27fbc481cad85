"""``llmref stale``: what should be looked up again."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from llmref.cli.catalog_option import catalog_option, library_from
from llmref.compare.staleness import stale as find_stale


@click.command()
@catalog_option
@click.option("--days", default=90, show_default=True, type=click.IntRange(min=0), help="Age that is still fresh.")
@click.pass_context
def stale(ctx: click.Context, catalog: Path | None, bib: Path | None, days: int) -> None:
    """List prices, limits and lifecycle dates of served models not looked at for 90 days.

    One line a value, oldest first: `file:line: model.field, seen DAY: address`. The exit status is 1 if there is one.

    \b
    llmref stale
    llmref stale --days 30
    """
    found = find_stale(library_from(catalog, bib), datetime.date.today(), days)
    for item in found:
        click.echo(f"{item.file}:{item.line}: {item.model}.{item.field}, seen {item.seen}: {item.url}")
    click.echo(f"{len(found)} values were not looked at for {days} days", err=True)
    ctx.exit(1 if found else 0)
