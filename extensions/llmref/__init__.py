"""The LLM Reference: a catalogue of large language models, its formulas, and a Sphinx extension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "2026.11.24"

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from llmref.errors import CatalogError, LlmrefError, QueryError, UnknownObject
    from llmref.library import Library, Model, load_catalog

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


def __getattr__(name: str) -> Any:
    # Lazy, so that importing a metric does not load pydantic, and the catalogue does not load Sphinx.
    if name in {"Library", "Model", "load_catalog"}:
        from llmref import library

        return getattr(library, name)
    if name in {"CatalogError", "LlmrefError", "QueryError", "UnknownObject"}:
        from llmref import errors

        return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Entry point for ``extensions = ["llmref"]`` in a Sphinx configuration."""
    from llmref import sphinxext

    return sphinxext.setup(app)
