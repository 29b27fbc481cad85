"""``{model-spec}``: one model's card, by id or from a YAML body."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes

from llmref.catalog.loading import read_text
from llmref.compare.cards import model_card
from llmref.library import Library
from llmref.model import Model
from llmref.sphinxext.catalog import warn
from llmref.sphinxext.directives.catalog_directive import CatalogDirective
from llmref.sphinxext.domain import Target
from llmref.sphinxext.nodes import card_block


class ModelSpec(CatalogDirective):
    """Argument: an id of the catalogue; or a body with one model in YAML."""

    has_content = True
    optional_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def make(self) -> list[nodes.Node]:
        """Return a heading that can be linked to, and the card."""
        if self.content:
            if self.arguments:
                raise ValueError("give an id or a YAML body, not both")
            return [model_nodes(self, model, f"model-{model.id}", 1) for model in self._own_models()]
        if not self.arguments:
            raise ValueError("give the id of a model, or a body with a model in YAML")
        model = self.library[self.arguments[0]]
        return [model_nodes(self, model, f"model-{model.id}", 1)]

    def _own_models(self) -> list[Model]:
        source, _ = self.get_source_info()
        file = source or str(self.env.doc2path(self.env.docname))  # docutils may know no source, from 0.23 on
        reading = read_text("\n".join(self.content), file, self.content_offset)
        for problem in reading.problems:
            warn(problem, "catalog")
        library = Library(reading.catalog, self.library.papers)
        for problem in library.problems():
            warn(problem, "catalog")
        return list(library.values())


def _clear(directive: CatalogDirective, anchor: str) -> None:
    """Take ``anchor`` from headings of the page that happen to read like the model's id."""
    section = directive.state.document.ids.get(anchor)
    if isinstance(section, nodes.section):
        section["ids"] = [f"page-{id_}" if id_ == anchor else id_ for id_ in section["ids"]]


def model_nodes(directive: CatalogDirective, model: Model, anchor: str, rank: int) -> nodes.Node:
    """The card of ``model`` under a heading of its own, which is the model's place in the reference."""
    library = directive.library
    files = library.registry_files("developers", "licenses")
    if model.id in library:
        directive.depend_on(*model.record.files, *files)
    card = model_card(model)
    block = card_block()
    if library.get(model.id) is model:
        block["model"] = model.id
    else:
        block["card"] = card
    block["anchor"] = anchor
    values = [line.cell.text for _, lines in card.groups for line in lines if line.field != "layer_types"]
    block.searchable(model.id, *values)
    prefix = anchor.removesuffix(model.id)
    former = [f"{prefix}{id_}" for id_ in model.record.spec.former_ids]
    for id_ in (anchor, *former):
        _clear(directive, id_)
    section = nodes.section(ids=[anchor, *former], names=[nodes.fully_normalize_name(model.name)])
    # A heading that reads like the id, with other signs, would claim it as its slug.
    directive.state.document.ids[anchor] = section
    section += nodes.title("", model.name)
    section += block
    section["classes"].append("llmref-model")
    target = Target(directive.env.docname, anchor, model.name, rank)
    for id_ in (model.id, *model.record.spec.former_ids):
        directive.domain.note_object("model", id_, target)
    return section
