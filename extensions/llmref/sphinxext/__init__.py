"""The Sphinx layer: a list of registrations, each kept where the thing registered is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register every part of llmref with Sphinx."""
    from llmref import __version__
    from llmref.sphinxext.book import setup_book
    from llmref.sphinxext.catalog import setup_catalog
    from llmref.sphinxext.chart_cache import setup_chart_cache
    from llmref.sphinxext.citation_check import setup_citation_check
    from llmref.sphinxext.directives.registration import setup_directives
    from llmref.sphinxext.domain import setup_domain
    from llmref.sphinxext.epub import setup_epub
    from llmref.sphinxext.freshness import setup_freshness
    from llmref.sphinxext.landing import setup_landing
    from llmref.sphinxext.llms_txt import setup_llms_txt
    from llmref.sphinxext.mathml import setup_mathml
    from llmref.sphinxext.moved_pages import setup_moved_pages
    from llmref.sphinxext.navigation import setup_navigation
    from llmref.sphinxext.nodes import setup_nodes
    from llmref.sphinxext.roles import setup_roles
    from llmref.sphinxext.search_names import setup_search_names
    from llmref.sphinxext.theme import setup_theme
    from llmref.sphinxext.version_menu import setup_version_menu

    setup_domain(app)
    setup_catalog(app)
    setup_nodes(app)
    setup_directives(app)
    setup_roles(app)
    setup_freshness(app)
    setup_chart_cache(app)
    setup_citation_check(app)
    setup_theme(app)
    setup_search_names(app)
    setup_mathml(app)
    setup_navigation(app)
    setup_landing(app)
    setup_book(app)
    setup_epub(app)
    setup_version_menu(app)
    setup_moved_pages(app)
    setup_llms_txt(app)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
