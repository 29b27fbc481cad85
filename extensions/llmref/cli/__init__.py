"""The ``llmref`` command: one module a subcommand."""

from __future__ import annotations

import importlib
import sys

import click

from llmref import __version__
from llmref.errors import CatalogError, LlmrefError

COMMANDS = {
    "check": "llmref.cli.check",
    "compare": "llmref.cli.compare",
    "export": "llmref.cli.export",
    "fit": "llmref.cli.fit",
    "import-config": "llmref.cli.import_config",
    "query": "llmref.cli.query",
    "show": "llmref.cli.show",
    "stale": "llmref.cli.stale",
    # Of the layer above, which this one knows by name alone.
    "diff": "llmref.releases.diff_command",
    "publish": "llmref.releases.publish_command",
    "release": "llmref.releases.release_command",
}
"""Name -> its module, which is imported when the command is used: one of them needs little of the rest."""


class _Group(click.Group):
    """Says a user's mistake in one line and leaves with status 1 or 2, never with a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name.replace("-", "_"))
        return found

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

