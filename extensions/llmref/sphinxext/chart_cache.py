"""Draws the charts of a build before its pages are written, in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llmref.cache import folder as cache_folder
from llmref.sphinxext.chart_svg import draw
from llmref.sphinxext.domain import llm_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_FOLDER = "charts"


def drawings(doctrees: str | Path) -> Path:
    """Folder of drawings: in the user's cache, which builds share, or beside the doctrees without one."""
    where = cache_folder()
    return (where or Path(doctrees)) / _FOLDER


def setup_chart_cache(app: Sphinx) -> None:
    """Draw when all pages are read: later the pages are written in processes of their own."""
    app.connect("env-updated", _draw)


def _draw(app: Sphinx, env: BuildEnvironment) -> list[str]:
    if app.builder.format == "html":
        charts = llm_domain(env).data["charts"].values()
        draw({name: spec for drawn in charts for name, spec in drawn.items()}, drawings(app.doctreedir))
    return []
