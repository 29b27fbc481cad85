"""The LLM Reference: a catalogue of large language models, its formulas, and a Sphinx extension."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "2026.11.27"

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from llmref.errors import CatalogError, LlmrefError, QueryError, UnknownObject
    from llmref.library import Library, load_catalog
    from llmref.model import Model

__all__ = [
    "CatalogError",
    "Library",
    "LlmrefError",
    "Model",
    "QueryError",
    "UnknownObject",
    "load_catalog",
    "setup",
]


_PUBLIC = {
    "errors": ("CatalogError", "LlmrefError", "QueryError", "UnknownObject"),
    "library": ("Library", "load_catalog"),
    "model": ("Model",),
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}


def __getattr__(name: str) -> Any:
    # Lazy, so that importing a metric does not load pydantic, and the catalogue does not load Sphinx.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"llmref.{_HOME[name]}"), name)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Entry point for ``extensions = ["llmref"]`` in a Sphinx configuration."""
    from llmref import sphinxext

    return sphinxext.setup(app)
