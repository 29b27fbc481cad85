"""``llmref release``: cut a release, list releases, keep the change log."""

from __future__ import annotations

import json
from pathlib import Path

import click

from llmref.releases.change_log_files import write_missing_steps
from llmref.releases.cutting import cut as cut_release
from llmref.releases.cutting import describe, prepare, refusals
from llmref.releases.failure import ReleaseError
from llmref.releases.manifest import MANIFEST, read_manifest
from llmref.releases.staging import Staging

_root = click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("."),
    help="Folder of conf.py; the current one without it.",
)  # fmt: skip


@click.group()
def release() -> None:
    """Cut a release, list releases, or complete the change log."""


@release.command()
@click.argument("date")
@click.option("--title", default="", help="A few words; counts without it.")
@click.option("--summary", default="", help="A sentence for the release's page and the feed; counts without it.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@_root
def cut(date: str, title: str, summary: str, dry_run: bool, root: Path) -> None:
    """Make the release DATE (YYYY-MM-DD) of the working tree, which must be committed and pass the check.

    Writes the release's page and its change log, the version, and the row of the manifest; makes two
    commits and the tag. Push them with `git push --follow-tags`.

    \b
    llmref release cut 2026-11-24 --dry-run
    llmref release cut 2026-11-24 --title "Twelve families"
    """
    root = root.resolve()
    try:
        reasons = list(refusals(root, date))
        for reason in reasons:
            click.echo(f"refused: {reason}", err=True)
        if reasons and not dry_run:
            raise click.exceptions.Exit(1)
        if any("is not a date" in reason for reason in reasons):
            raise click.exceptions.Exit(1)
        prepared = prepare(root, date, title, summary)
        for line in describe(prepared):
            click.echo(line)
        if dry_run:
            click.echo(f"\n{prepared.files[f'source/releases/{date}.md']}")
            raise click.exceptions.Exit(int(bool(reasons)))
        commit = cut_release(root, prepared)
    except ReleaseError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{date} is {commit}; push it with `git push && git push origin {date}`")


@release.command("list")
@click.option("--missing", type=click.Path(path_type=Path), metavar="DIR", help="Only those that this site lacks.")
@click.option("--json", "as_json", is_flag=True, help="A list of names, for a CI matrix.")
@_root
def list_(missing: Path | None, as_json: bool, root: Path) -> None:
    """List the releases of the manifest, oldest first."""
    try:
        releases = read_manifest(root / MANIFEST)
    except ReleaseError as error:
        raise click.ClickException(str(error)) from None
    there = Staging(missing).published() if missing else {}
    wanted = [row for row in releases if row.name not in there]
    if as_json:
        click.echo(json.dumps([row.name for row in wanted]))
        return
    for row in wanted:
        click.echo(f"{row.name}  {row.commit[:12]}  {row.title}".rstrip())


@release.command("log")
@_root
def log(root: Path) -> None:
    """Write the change log of releases that have none, such as those cut by hand."""
    try:
        written = write_missing_steps(root)
    except ReleaseError as error:
        raise click.ClickException(str(error)) from None
    for name in written:
        click.echo(f"wrote {name}")
    if not written:
        click.echo("the change log is complete")
