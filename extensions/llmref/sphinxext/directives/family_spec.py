"""``{family-spec}``: a family's facts and the cards of all its models, on the family's page."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes

from llmref.sphinxext.directives.catalog_directive import CatalogDirective
from llmref.sphinxext.directives.model_spec import model_nodes
from llmref.sphinxext.domain import Target, known


class FamilySpec(CatalogDirective):
    """Argument: the id of a family."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def make(self) -> list[nodes.Node]:
        """Return the family's place, and one section a model."""
        id_ = known(self.domain, "family", self.arguments[0])
        family = self.library.families[id_]
        anchor = f"family-{id_}"
        target = Target(self.env.docname, anchor, family.spec.name, 0)
        self.domain.note_object("family", id_, target)
        self.depend_on(family.path)
        summary = nodes.paragraph("", family.spec.summary, ids=[anchor], classes=["llmref-family"])
        models = [self.library[model] for model in family.models if model in self.library]
        return [summary, *(model_nodes(self, model, model.id, 0) for model in models)]
