"""Draws the charts of a build before its pages are written, in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from llmref.sphinxext.chart_svg import draw
from llmref.sphinxext.domain import llm_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

CACHE = "llmref-charts"
"""Folder of drawings, beside the doctrees."""


def setup_chart_cache(app: Sphinx) -> None:
    """Draw when all pages are read: later the pages are written in processes of their own."""
    app.connect("env-updated", _draw)


def _draw(app: Sphinx, env: BuildEnvironment) -> list[str]:
    if app.builder.format == "html":
        charts = llm_domain(env).data["charts"].values()
        draw({name: spec for drawn in charts for name, spec in drawn.items()}, Path(app.doctreedir) / CACHE)
    return []
