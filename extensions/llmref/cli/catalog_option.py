"""The option that names whose spec files a command works on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from llmref.library import Library, load_catalog

_F = TypeVar("_F", bound=Callable[..., Any])


def catalog_option(command: _F) -> _F:
    """Add ``--catalog FOLDER`` and ``--bib FILE``."""
    command = click.option(
        "--bib",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Bibliography of the spec files in --catalog.",
    )(command)
    return click.option(
        "--catalog",
        type=click.Path(exists=True, path_type=Path),
        help="Folder of spec files; without it, the catalogue that llmref carries.",
    )(command)


def library_from(catalog: Path | None, bib: Path | None) -> Library:
    """The library that the two options name."""
    return load_catalog(catalog, bib)
