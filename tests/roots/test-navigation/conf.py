"""Toctrees of every kind, for the sidebar that is resolved once."""

extensions = ["myst_parser"]
html_theme = "furo"
project = "Navigation"
