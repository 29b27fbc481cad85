"""The ``llmref`` command: one module a subcommand."""

from __future__ import annotations

import importlib
import sys

import click

from llmref import __version__
from llmref.cli.check import check
from llmref.cli.compare import compare
from llmref.cli.export import export
from llmref.cli.fit import fit
from llmref.cli.import_config import import_config
from llmref.cli.query import query
from llmref.cli.show import show
from llmref.cli.stale import stale
from llmref.errors import CatalogError, LlmrefError

LATE = {
    "diff": "llmref.releases.diff_command",
    "publish": "llmref.releases.publish_command",
    "release": "llmref.releases.release_command",
}
"""Commands of the layer above, which this one knows by name alone."""


class _Group(click.Group):
    """Says a user's mistake in one line and leaves with status 1 or 2, never with a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *LATE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in LATE:
            found: click.Command = getattr(importlib.import_module(LATE[cmd_name]), cmd_name)
            return found
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CatalogError as error:
            for problem in error.problems:
                click.echo(problem, err=True)
            ctx.exit(1)
        except (LlmrefError, ValueError) as error:
            click.echo(f"llmref: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="llmref")
def main() -> None:
    """Specifications of large language models that are recomputed, sourced and dated.

    \b
    llmref show qwen3-8b                        everything about one model
    llmref compare qwen3-8b llama-3.1-8b        two or more side by side
    llmref query "parameters_active < 10e9"     models by a SQL expression
    llmref export models --format csv -o m.csv  all data for other programs
    llmref fit --memory 80GB --context 32k      the largest models that fit
    llmref import-config config.json            a published configuration as a spec
    llmref diff 2026-11-23 2026-11-24           what changed between two releases
    llmref stale                                prices and limits to look up again
    llmref check docs/specs                     validate your own spec files
    """
    # Output in a pipe that somebody closed (`llmref query 1 | head`) is no error of ours.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


for command in (check, compare, export, fit, import_config, query, show, stale):
    main.add_command(command)
