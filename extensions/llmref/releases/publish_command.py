"""``llmref publish``: the versioned site."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

import click

from llmref.releases.failure import ReleaseError
from llmref.releases.formats import FORMATS, parse_formats
from llmref.releases.publishing import Order
from llmref.releases.publishing import publish as publish_order

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the site.")
@click.option("--root", type=_FOLDER, default=Path("."), help="Folder of conf.py; the current one without it.")
@click.option("--only", multiple=True, metavar="DATE", help="Build this release alone; may be repeated.")
@click.option("--dev", is_flag=True, help="Build the working tree, too, as `dev`.")
@click.option("--formats", default=",".join(FORMATS), show_default=True, help="What each release is made as.")
@click.option("--base-url", envvar="LLMREF_BASE_URL", help="Address of the site; kept for later runs.")
@click.option("--merge", multiple=True, type=_FOLDER, metavar="DIR",
              help="Build nothing; take the releases of this site. May be repeated.")
@click.option("--rebuild", multiple=True, metavar="DATE", help="Build this release anew; may be repeated.")
@click.option("--jobs", type=click.IntRange(min=1), help="Releases built at once; one a core without it.")
def publish(
    out: Path, root: Path, only: tuple[str, ...], dev: bool, formats: str, base_url: str | None,
    merge: tuple[Path, ...], rebuild: tuple[str, ...], jobs: int | None,
) -> None:  # fmt: skip
    """Build the releases that a site lacks, and put them in place in one step.

    Releases that are there are not touched. Until the last step the old site stands; a run that was
    stopped goes on where it was. The exit status is 1 when a release does not build.

    \b
    llmref publish --out public
    llmref publish --out build/versions --dev --formats html
    llmref publish --out part --only 2026-11-24
    llmref publish --out public --merge part --merge other-part
    """
    if merge and (only or dev or rebuild):
        raise click.UsageError("--merge builds nothing: leave out --only, --dev and --rebuild")
    # A job that is cancelled is told so by SIGTERM; it is to leave the site as it was, as Ctrl-C does.
    signal.signal(signal.SIGTERM, _interrupt)
    order = Order(
        root, out, only, dev, parse_formats(formats), base_url, rebuild, merge, jobs or os.cpu_count() or 1
    )
    try:
        outcomes = publish_order(order, _say)
    except ReleaseError as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        click.echo("stopped; the site is as it was, and the next run goes on from here", err=True)
        sys.exit(130)
    sys.exit(int(any(outcome.status == "failed" for outcome in outcomes)))


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
