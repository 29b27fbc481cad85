"""``{family-page}``: the whole page of a family from its data, where no prose has been written."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from llmref.catalog.records import FamilyRecord
from llmref.sphinxext.directives.family_parts import FamilyDirective
from llmref.sphinxext.directives.model_spec import model_nodes
from llmref.sphinxext.domain import Target
from llmref.sphinxext.nodes import paper_list_block


class FamilyPage(FamilyDirective):
    """Summary, table, layers, lineage, scores, history, papers and cards, as far as there is data."""

    def make(self) -> list[nodes.Node]:
        """Return the summary, and a section for each part that has something to show."""
        family = self.family
        models = self.models(family)
        self.depend_on(*self.library.registry_files("developers", "licenses"))
        result: list[nodes.Node] = [self._summary(family), self._facts(family)]
        parts = [
            ("Models", self.model_part(family)),
            ("Layers", self.layers_part(family)),
            ("Lineage", self.lineage_part(family)),
            ("Benchmark scores", self.scores_part(family)),
            ("History", self.history_part(family)),
            ("Papers", self._papers(family)),
            ("Specifications", [model_nodes(self, model, model.id, 0) for model in models]),
        ]
        result += [self._section(family, title, content) for title, content in parts if content]
        return result

    def _section(self, family: FamilyRecord, title: str, content: list[nodes.Node]) -> nodes.section:
        # The family's id in the anchor keeps it apart from those of other pages in the book.
        anchor = nodes.make_id(title)
        return nodes.section(
            "", nodes.title("", title), *content, ids=[anchor], names=[nodes.fully_normalize_name(title)]
        )

    def _summary(self, family: FamilyRecord) -> nodes.Node:
        anchor = f"family-{family.id}"
        target = Target(self.env.docname, anchor, family.spec.name, 0)
        self.domain.note_object("family", family.id, target)
        return nodes.paragraph("", family.spec.summary, ids=[anchor], classes=["llmref-family"])

    def _facts(self, family: FamilyRecord) -> nodes.Node:
        """Who made it, how many models, when, and the families before and after."""
        spec = family.spec
        models = self.models(family)
        developer = self.library.catalog.developers.get(spec.developer)
        days = sorted(m.record.spec.released for m in models if m.record.spec.released)
        opened = spec.openness == "open-weights"
        number = "One" if len(models) == 1 else str(len(models))
        kind = f"{'' if opened else 'proprietary '}model{'' if len(models) == 1 else 's'}"
        text = f"{number} {kind} of {developer.name if developer else spec.developer}"
        text += " with open weights" if opened else ""
        if days:
            span = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
            text += f", released {span}"
        text += "."
        counted = sum(model.recomputable for model in models)
        if opened and models:
            text += f" {_recomputed(counted, len(models))}"
        paragraph = nodes.paragraph("", nodes.Text(text), classes=["llmref-family-facts"])
        after = [other for other in self.library.families.values() if other.spec.predecessor == family.id]
        followed = [("The family before is ", [spec.predecessor])] if spec.predecessor else []
        followed += [("Next came ", [other.id for other in after])] if after else []
        for label, ids in followed:
            paragraph += nodes.Text(f" {label}")
            for place, id_ in enumerate(ids):
                paragraph += nodes.Text("" if not place else " and " if place == len(ids) - 1 else ", ")
                paragraph += self._family_link(id_)
            paragraph += nodes.Text(".")
        return paragraph

    def _family_link(self, id_: str) -> nodes.Node:
        name = self.domain.name_of("family", id_) or id_
        reference = addnodes.pending_xref(
            "", nodes.inline("", name), refdomain="llm", reftype="family", reftarget=id_,
            refdoc=self.env.docname, refwarn=True, refexplicit=True,
        )  # fmt: skip
        self.depend_on(*self.domain.files_of("family", id_))
        return reference

    def _papers(self, family: FamilyRecord) -> list[nodes.Node]:
        keys = list(family.spec.papers)
        for model in self.models(family):
            keys += model.papers
        keys = [key for key in dict.fromkeys(keys) if key in self.library.papers]
        if not keys:
            return []
        block = paper_list_block()
        block["keys"] = tuple(keys)
        block.searchable(*(self.library.papers[key].title for key in keys))
        return [block]


def _recomputed(counted: int, models: int) -> str:
    if models == 1:
        return "Its parameters are recomputed from the architecture." if counted else (
            "Its parameters are as declared, not recomputed."
        )
    if counted == models:
        return "All parameter counts are recomputed from the architecture."
    if not counted:
        return "Parameter counts are as declared, none recomputed."
    if counted == 1:
        return "The parameter count of one of them is recomputed from the architecture."
    return f"The parameter counts of {counted} of them are recomputed from the architecture."
