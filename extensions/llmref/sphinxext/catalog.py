"""The catalogue of a build: which files it is read from, and what is wrong with them."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from llmref.library import read_library
from llmref.own_data import builtin_bibliography, builtin_folders
from llmref.sphinxext.domain import llm_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from llmref.errors import Problem

logger = logging.getLogger(__name__)

BUILTIN = "builtin"
"""Entry of ``llmref_catalogs`` and ``llmref_bib_files`` that stands for what llmref carries."""


def setup_catalog(app: Sphinx) -> None:
    """Register the configuration of the catalogue, and read it when a build starts.

    ``llmref_catalogs``: folders or files of spec files, relative to the source folder; ``builtin`` is
    the catalogue that llmref carries. ``llmref_bib_files``: the same for papers. ``llmref_changes``: the
    folder of the change log, for ``{model-diff}``.
    """
    app.add_config_value("llmref_catalogs", [BUILTIN], "env", list)
    app.add_config_value("llmref_bib_files", [BUILTIN], "env", list)
    app.add_config_value("llmref_changes", BUILTIN, "env", str)
    app.connect("builder-inited", _read)


def _read(app: Sphinx) -> None:
    folders: list[Path] = []
    for entry in app.config.llmref_catalogs:
        folders += builtin_folders() if entry == BUILTIN else [Path(app.srcdir, entry)]
    bibliographies = [
        builtin_bibliography() if entry == BUILTIN else Path(app.srcdir, entry)
        for entry in app.config.llmref_bib_files
    ]
    library, problems = read_library(folders, bibliographies, app.config.release or "dev")
    llm_domain(app.env).library = library
    _spare_collector()
    for problem in problems:
        warn(problem, "catalog")


def _spare_collector() -> None:
    """Keep Python from looking for garbage in the catalogue again and again: that was a fifth of a build.

    The catalogue stays until the build ends. What a build makes besides is mostly kept as well, so that looking
    for garbage less often costs no memory (measured: 272 MB with and without).
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def warn(problem: Problem, subtype: str) -> None:
    """Log ``problem`` as Sphinx's warning of type ``llmref.<subtype>`` at its place."""
    text = f"{problem.message}; {problem.fix}" if problem.fix else problem.message
    message = f"{problem.key}: {text}" if problem.key else text
    place = f"{problem.file}:{problem.line or 1}"
    logger.warning(message, location=place, type="llmref", subtype=subtype)
