"""Values and citations in running text, as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

from llmref.papers.formatting import entry_text
from llmref.sphinxext.domain import llm_domain
from llmref.sphinxext.links import object_address
from llmref.sphinxext.nodes import spec_value

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator


def visit(self: HTML5Translator, node: nodes.TextElement) -> None:
    """Open the link, or a plain element when no page describes the object."""
    builder = self.builder
    domain = llm_domain(builder.env)
    attributes: dict[str, str] = {}
    if isinstance(node, spec_value):
        href = object_address(builder, domain, "model", node["model"], f".{node['field']}" if node["field"] else "")
        attributes["class"] = "llmref-value"
        if node["cell"].disputed:
            attributes["data-prov"] = "conflict"
        elif node["cell"].provenance:
            attributes["data-prov"] = node["cell"].provenance
        attributes["title"] = node["cell"].note
    else:
        href = object_address(builder, domain, "paper", node["key"])
        attributes["class"] = "llmref-cite"
        if node["key"] in domain.library.papers:
            attributes["title"] = entry_text(domain.library.papers[node["key"]])
    node["tag"] = "a" if href else "span"
    if href:
        attributes["class"] += " reference internal"
        attributes["href"] = href
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    self.body.append(f"<{node['tag']}{written}>")


def depart(self: HTML5Translator, node: nodes.TextElement) -> None:
    """Close what was opened."""
    self.body.append(f"</{node['tag']}>")


def nothing(self: nodes.NodeVisitor, node: nodes.TextElement) -> None:
    """In outputs without links to objects, the text is all."""
