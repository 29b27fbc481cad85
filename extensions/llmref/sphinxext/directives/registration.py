"""Names of the directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmref.sphinxext.directives.benchmark_list import BenchmarkList
from llmref.sphinxext.directives.bibliography import Bibliography
from llmref.sphinxext.directives.family_spec import FamilySpec
from llmref.sphinxext.directives.model_chart import ModelChart
from llmref.sphinxext.directives.model_compare import ModelCompare
from llmref.sphinxext.directives.model_spec import ModelSpec
from llmref.sphinxext.directives.model_table import ModelTable
from llmref.sphinxext.directives.paper_list import PaperList

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_directives(app: Sphinx) -> None:
    """Register every directive of the catalogue."""
    app.add_directive("model-spec", ModelSpec)
    app.add_directive("family-spec", FamilySpec)
    app.add_directive("model-compare", ModelCompare)
    app.add_directive("model-table", ModelTable)
    app.add_directive("model-chart", ModelChart)
    app.add_directive("benchmark-list", BenchmarkList)
    app.add_directive("paper-list", PaperList)
    app.add_directive("bibliography", Bibliography)
