"""Addresses of objects, as seen from the page that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.singlehtml import SingleFileHTMLBuilder

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

    from llmref.sphinxext.domain import LlmDomain


def object_address(
    builder: StandaloneHTMLBuilder, domain: LlmDomain, kind: str, id_: str, part: str = ""
) -> str:
    """Relative address of an object, or of a ``part`` of it; ``""`` when no page describes it."""
    target = domain.target(kind, id_)
    if target is None:
        return ""
    anchor = f"#{target.anchor}{part}"
    return anchor if _one_page(builder) else page_address(builder, target.docname) + anchor


def page_address(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Relative address of a page; empty for the page itself."""
    if _one_page(builder):
        return f"#document-{docname}"
    if docname == builder.current_docname:
        return ""
    return builder.get_relative_uri(builder.current_docname, docname)


def _one_page(builder: StandaloneHTMLBuilder) -> bool:
    # On one page, anchors are enough: ids of objects are unique in the whole project.
    return isinstance(builder, SingleFileHTMLBuilder)
