"""What the page of a family is put together from; each part is also a directive of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from llmref.compare.family_tables import family_table
from llmref.compare.history import history
from llmref.compare.lineage import lineage
from llmref.compare.scores import score_table
from llmref.compare.stacks import drawing
from llmref.sphinxext.directives.catalog_directive import CatalogDirective
from llmref.sphinxext.domain import known
from llmref.sphinxext.nodes import layers_block, lineage_block, table_block

if TYPE_CHECKING:
    from llmref.catalog.records import FamilyRecord
    from llmref.compare.cells import Table
    from llmref.model import Model


class FamilyDirective(CatalogDirective):
    """Argument: the id of a family."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    @property
    def family(self) -> FamilyRecord:
        """The family that the argument names."""
        family = self.library.families[known(self.domain, "family", self.arguments[0])]
        self.depend_on(family.path)
        return family

    def models(self, family: FamilyRecord) -> list[Model]:
        """Its models, in the order of the file."""
        return [self.library[id_] for id_ in family.models if id_ in self.library]

    # Parts: nothing where there is nothing to show.

    def model_part(self, family: FamilyRecord) -> list[nodes.Node]:
        """All models as a table."""
        models = sorted(self.models(family), key=_by_release)
        return self._table(family_table(models, f"Models of {family.spec.name}")) if models else []

    def layers_part(self, family: FamilyRecord) -> list[nodes.Node]:
        """The layers of its architectures, drawn."""
        picture = drawing(self.models(family), f"Layers of {family.spec.name}, first to last")
        if not picture.stacks:
            return []
        self.depend_on(*picture.files)
        block = layers_block(ids=[self.anchor("layers")])
        block["drawing"] = picture
        block.searchable(*picture.mixers)
        return [block]

    def lineage_part(self, family: FamilyRecord) -> list[nodes.Node]:
        """Which model came from which, drawn."""
        graph = lineage(self.library, family.models, f"Which model of {family.spec.name} came from which")
        if not graph.edges:
            return []
        self.depend_on(*graph.files)
        block = lineage_block(ids=[self.anchor("lineage")])
        block["lineage"] = graph
        block.searchable(*(node.name for node in graph.nodes))
        return [block]

    def scores_part(self, family: FamilyRecord) -> list[nodes.Node]:
        """Benchmark scores with their set-up and source."""
        table = score_table(self.models(family), f"Benchmark scores of {family.spec.name}")
        self.depend_on(*self.library.registry_files("benchmarks"))
        return self._table(table) if table.rows else []

    def history_part(self, family: FamilyRecord) -> list[nodes.Node]:
        """Releases, retirements, prices and corrections, day by day."""
        table = history(self.models(family), f"History of {family.spec.name}")
        return self._table(table) if table.rows else []

    def _table(self, table: Table) -> list[nodes.Node]:
        self.depend_on_table(table)
        node = table_block(ids=[self.anchor("table")])
        node["table"] = table
        node.searchable(table.caption, *(cell.text for row in table.rows for cell in row.cells[:2]))
        self.set_source_info(node)
        return [node]


def _by_release(model: Model) -> tuple[str, int, str]:
    released = model.record.spec.released
    size = model.parameters_total if model.recomputable else 0
    return (released.isoformat() if released else "9999", size, model.id)


class FamilyModels(FamilyDirective):
    """``{family-models}``: a family's models as a table."""

    def make(self) -> list[nodes.Node]:
        """Return the table."""
        return self.model_part(self.family)


class FamilyLayers(FamilyDirective):
    """``{family-layers}``: the layers of a family's architectures as a drawing."""

    def make(self) -> list[nodes.Node]:
        """Return the drawing."""
        return self.layers_part(self.family)


class FamilyLineage(FamilyDirective):
    """``{family-lineage}``: which model came from which, as a drawing."""

    def make(self) -> list[nodes.Node]:
        """Return the drawing."""
        return self.lineage_part(self.family)


class FamilyScores(FamilyDirective):
    """``{family-scores}``: a family's benchmark scores."""

    def make(self) -> list[nodes.Node]:
        """Return the table."""
        return self.scores_part(self.family)


class FamilyHistory(FamilyDirective):
    """``{family-history}``: what happened to a family, day by day."""

    def make(self) -> list[nodes.Node]:
        """Return the table."""
        return self.history_part(self.family)
