"""``python -m llmref.releases build --out DIR``: the versioned site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from llmref.releases.build import build_site
from llmref.releases.failure import ReleaseError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status: 0, or 1 when something was not built."""
    parser = argparse.ArgumentParser(prog="python -m llmref.releases", description=__doc__)
    commands = parser.add_subparsers(required=True)
    build = commands.add_parser(
        "build", help="build the releases that the site lacks, and the working tree"
    )
    build.add_argument("--out", type=Path, required=True, help="folder of the site")
    build.add_argument(
        "--root", type=Path, default=Path(), help="folder of conf.py (default: here)"
    )
    build.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="DATE",
        help="build only this release; may be repeated",
    )
    build.add_argument("--no-dev", action="store_true", help="do not build the working tree")
    build.add_argument("--jobs", type=int, help="versions built at once (default: one a core)")
    build.add_argument(
        "--rebuild", action="store_true", help="build releases anew that are there already"
    )
    options = parser.parse_args(arguments)
    try:
        outcomes = build_site(
            options.root,
            options.out,
            only=options.only,
            dev=not options.no_dev,
            jobs=options.jobs,
            rebuild=options.rebuild,
            report=_report,
        )
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "stopped; the site is as it was, except for versions that were reported built",
            file=sys.stderr,
        )
        return 130
    return int(any(outcome.status == "failed" for outcome in outcomes))


def _report(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
