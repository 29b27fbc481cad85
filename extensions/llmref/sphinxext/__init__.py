"""The Sphinx layer: a list of registrations, each kept where the thing registered is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register every part of llmref with Sphinx."""
    return {
        "version": "2026.11.24",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
