"""Every component that llmref's renderers emit, written by hand, in furo."""

from pathlib import Path

from llmref.sphinxext.navigation import setup_navigation
from llmref.sphinxext.theme import setup_theme

ASSETS = Path(__file__).resolve().parents[3] / "source" / "_static"

project = "Theme"
author = "Theme & contributors"
release = "2026-11-24"
extensions = ["myst_parser", "sphinx_design"]
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
myst_enable_extensions = ["attrs_block", "colon_fence"]
# In a copy of this project the assets may be missing; the tests copy them along.
html_static_path = [str(ASSETS)] if ASSETS.is_dir() else ["_static"]
html_css_files = ["site.css"]
html_theme_options = {"light_logo": "logo-light.svg", "dark_logo": "logo-dark.svg"}


def setup(app):
    setup_theme(app)
    setup_navigation(app)
