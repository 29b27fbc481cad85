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

from llmref.releases.current import current_release  # noqa: E402

release = version = current_release()

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_copybutton",
    "notfound.extension",
    "sphinx_multiversion",
    "llmref",
]
myst_enable_extensions = ["amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns: list[str] = []
nitpicky = True

llmref_catalogs = ["models", "training"]
llmref_bib_files = ["papers/papers.bib"]
llmref_changes = "releases/changes"
llmref_warn_unused_papers = True
# Families stand in the sidebar of their developer's pages; four hundred on each page would be most of it.
llmref_navigation_depth = 2

html_theme = "furo"
html_title = "The LLM Reference"
html_favicon = "source/_static/favicon.svg"
html_static_path = ["source/_static"]
html_css_files = ["site.css"]
html_theme_options = {"light_logo": "logo-light.svg", "dark_logo": "logo-dark.svg", "sidebar_hide_name": False}
html_copy_source = False
html_show_sourcelink = False
notfound_urls_prefix = ""
notfound_context = {
    "title": "Page not found",
    "body": "<h1>Page not found</h1>\n<p>There is no page at this address. The search finds models, papers and terms; "
    "the menu has all pages.</p>",
}

epub_description = "A self-checking reference of large language models"
epub_identifier = epub_uid = f"llm-reference-{release}"
epub_show_urls = "no"
# Sphinx keeps it in the folder when the configuration changes, and then warns of it.
epub_exclude_files = [".buildinfo.bak"]
epub_cover = ("_static/cover.png", "epub-cover.html")
# The toctrees are hidden on their pages; an e-reader has no other way to a chapter than its list of contents.
epub_tocscope = "includehidden"
epub_tocdup = False
epub_use_index = False
