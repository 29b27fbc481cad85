"""``llmref show``: everything about one model."""

from __future__ import annotations

from pathlib import Path

import click

from llmref.cli.catalog_option import catalog_option, library_from
from llmref.compare.cards import model_card


@click.command()
@click.argument("id_", metavar="ID")
@catalog_option
def show(id_: str, catalog: Path | None, bib: Path | None) -> None:
    """Print one model: values, recomputed numbers, and the source of each.

    \b
    llmref show qwen3-8b
    """
    card = model_card(library_from(catalog, bib)[id_])
    click.echo(f"{card.name} ({card.id})")
    width = max(len(line.label) for _, lines in card.groups for line in lines)
    for group, lines in card.groups:
        click.echo(f"\n{group}")
        for line in lines:
            mark = f"  [{line.source}]" if line.source else ""
            click.echo(f"  {line.label.ljust(width)}  {line.cell.text}{mark}")
    if card.audit:
        click.echo("\nAudit")
        for sentence in card.audit:
            click.echo(f"  {sentence}")
    if card.sources:
        click.echo("\nSources")
    for item in card.sources:
        where = item.source.url or item.source.paper
        click.echo(f"  [{item.number}] {item.source.kind}: {where}, seen {item.source.seen}")
