"""Sphinx configuration of the LLM Reference."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# A release is built from its own tree with its own extension code, so the tree's copy comes first.
sys.path.insert(0, str(HERE / "extensions"))

project = "The LLM Reference"
author = "The LLM Reference contributors"
copyright = "2026, The LLM Reference contributors. Text and data CC BY 4.0, code MIT"
language = "en"

extensions = ["myst_parser", "sphinx_design", "llmref"]
myst_enable_extensions = ["amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns: list[str] = []

html_theme = "furo"
html_title = "The LLM Reference"
html_copy_source = False
html_show_sourcelink = False
