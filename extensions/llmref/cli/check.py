"""``llmref check``: validate, recompute, audit."""

from __future__ import annotations

from pathlib import Path

import click

from llmref.compare.residues import residue_lines
from llmref.compare.sampling import sample
from llmref.library import read_library
from llmref.own_data import builtin_bibliography, builtin_folders


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--bib",
    "bibliographies",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bibliography (.bib) that the spec files cite; may be given more than once.",
)
@click.option("--residues", is_flag=True, help="List declared counts that differ, with their written reasons.")
@click.option(
    "--sample", "size", type=click.IntRange(min=1),
    help="Print so many values drawn at random, with their sources, to be looked up again.",
)
@click.option("--seed", default=0, show_default=True, help="Which values --sample draws.")
@click.pass_context
def check(
    ctx: click.Context,
    folders: tuple[Path, ...],
    bibliographies: tuple[Path, ...],
    residues: bool,
    size: int | None,
    seed: int,
) -> None:
    """Validate spec files, recompute their counts, and compare those with what is declared.

    Without FOLDERS the reference's own catalogue is checked. Every problem of every file is printed
    as `file:line: key: what is wrong; what would be right`; the exit status is 1 if there is one.

    \b
    llmref check
    llmref check docs/specs --bib docs/papers.bib
    llmref check --residues
    llmref check --sample 100 --seed 20261127
    """
    if not folders:
        folders = tuple(builtin_folders())
        bibliographies = bibliographies or (builtin_bibliography(),)
    library, problems = read_library(folders, bibliographies)
    for problem in problems:
        click.echo(problem, err=True)
    if residues:
        for model in library.values():
            for line in residue_lines(model):
                click.echo(line)
    if size is not None:
        for item in sample(library, size, seed):
            click.echo(item)
    findings = [finding for model in library.values() for finding in model.audit()]
    recomputed = sum(model.recomputable for model in library.values())
    click.echo(
        f"{len(library)} models in {len(library.families)} families, {recomputed} recomputed, "
        f"{sum(f.agrees for f in findings)} of {len(findings)} declared counts agree, "
        f"{len(library.papers)} papers, {len(problems)} problems"
    )
    ctx.exit(1 if problems else 0)
