"""Roles in running text: ``{spec}`` for a value, ``{cite}`` for papers."""

from __future__ import annotations

from collections.abc import Set
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from llmref.compare.cards import card_field
from llmref.compare.expressions import ExpressionError
from llmref.compare.spec_value import spec_value as resolve
from llmref.errors import UnknownObject
from llmref.papers.check import unknown_key
from llmref.papers.citations import split_keys
from llmref.sphinxext.domain import llm_domain
from llmref.sphinxext.nodes import paper_citation, spec_value

logger = logging.getLogger(__name__)
_Found = tuple[list[nodes.Node], list[nodes.system_message]]


class SpecRole(SphinxRole):
    """``{spec}`MODEL.FIELD```, ``{spec}`MODEL.METRIC(context=32768)```, or the ratio of two."""

    def run(self) -> _Found:
        """Return the value, which leads to its place in the model's card."""
        try:
            found = resolve(llm_domain(self.env).library, self.text)
        except (ExpressionError, UnknownObject) as error:
            logger.warning(
                f"spec: {error}", location=self.get_location(), type="llmref", subtype="spec"
            )
            return [nodes.literal(self.rawtext, self.text)], []
        for file in found.files:
            self.env.note_dependency(file)
        node = spec_value(self.rawtext, found.text)
        node["cell"] = found.cells[0]
        reference = found.references[0]
        node["model"] = reference.model
        node["field"] = card_field(llm_domain(self.env).library[reference.model], reference.call)
        return [node], []


class CiteRole(SphinxRole):
    """``{cite}`KEY, KEY``` in parentheses; ``{cite:t}`` with the authors in the sentence."""

    def run(self) -> _Found:
        """Return one link a paper."""
        domain = llm_domain(self.env)
        papers = domain.library.papers
        textual = self.name.endswith(":t")
        names = domain.library.paper_labels
        found: list[nodes.Node] = []
        for key in split_keys(self.text):
            if key not in papers:
                message, fix = unknown_key(key, papers)
                logger.warning(
                    f"{message}; {fix}", location=self.get_location(), type="llmref", subtype="cite"
                )
                found.append(nodes.literal(key, key))
                continue
            text = names[key].textual if textual else names[key].parenthetical
            domain.note_citation(self.env.docname, key, self.lineno)
            domain.note_label(self.env.docname, key, names[key].parenthetical)
            found.append(paper_citation(key, text, key=key))
        between = ", " if textual else "; "
        joined: list[nodes.Node] = [] if textual else [nodes.Text("(")]
        for number, node in enumerate(found):
            joined += [nodes.Text(between), node] if number else [node]
        return (joined if textual else [*joined, nodes.Text(")")]), []


class CiteDomain(Domain):
    """Holds ``{cite:p}`` and ``{cite:t}``: what stands before a colon is a domain to Sphinx."""

    name = "cite"
    label = "Citations"
    roles: ClassVar[dict[str, Any]] = {"p": CiteRole(), "t": CiteRole()}

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Nothing to merge: the domain keeps no data."""

    def resolve_any_xref(self, *arguments: Any) -> list[tuple[str, nodes.reference]]:
        """Citations are no objects; papers are those of the domain ``llm``."""
        return []


def setup_roles(app: Sphinx) -> None:
    """Register the roles."""
    app.add_role("spec", SpecRole())
    app.add_role("cite", CiteRole())
    # A project that also uses sphinxcontrib-bibtex keeps its own.
    if "cite" not in app.registry.domains:
        app.add_domain(CiteDomain)
