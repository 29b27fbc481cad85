"""Which pages have to be read again although their text is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmref.errors import QueryError
from llmref.sphinxext.domain import LlmDomain, Shown, llm_domain

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def setup_freshness(app: Sphinx) -> None:
    """Look for pages whose query would give other models now, and for lists of works cited."""
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _listings)


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    domain = llm_domain(env)
    pages = {
        docname
        for docname, shown in domain.data["shown"].items()
        if any(_selected(domain, item) != item.keys for item in shown)
    }
    names = {key: label.parenthetical for key, label in domain.library.paper_labels.items()}
    for docname, used in domain.data["labels"].items():
        if any(names.get(key) != text for key, text in used.items()):
            pages.add(docname)
    return sorted(pages - removed)


def _selected(domain: LlmDomain, shown: Shown) -> tuple[str, ...] | None:
    library = domain.library
    table = library.table if shown.table == "models" else library.paper_table
    try:
        return tuple(table.keys(shown.where, shown.order_by, shown.limit))
    except QueryError:
        return None


def _listings(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that list works cited show who cites them: they change with any other page."""
    domain = llm_domain(env)
    papers = domain.library.papers
    now = {key: (by, papers[key].bibtex) for key, by in domain.cited().items()}
    if now == domain.data["citations"]:
        return []
    domain.data["citations"] = now
    return sorted({listing.docname for listing in domain.data["listings"]})
