"""Names of the directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmref.sphinxext.directives.audit_report import AuditReport
from llmref.sphinxext.directives.benchmark_list import BenchmarkList
from llmref.sphinxext.directives.bibliography import Bibliography
from llmref.sphinxext.directives.family_list import FamilyList
from llmref.sphinxext.directives.family_page import FamilyPage
from llmref.sphinxext.directives.family_parts import (
    FamilyHistory,
    FamilyLayers,
    FamilyLineage,
    FamilyModels,
    FamilyScores,
)
from llmref.sphinxext.directives.family_spec import FamilySpec
from llmref.sphinxext.directives.license_list import LicenseList
from llmref.sphinxext.directives.model_chart import ModelChart
from llmref.sphinxext.directives.model_compare import ModelCompare
from llmref.sphinxext.directives.model_diff import ModelDiff
from llmref.sphinxext.directives.model_spec import ModelSpec
from llmref.sphinxext.directives.model_table import ModelTable
from llmref.sphinxext.directives.paper_list import PaperList
from llmref.sphinxext.directives.score_list import ScoreList

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_directives(app: Sphinx) -> None:
    """Register every directive of the catalogue."""
    app.add_directive("model-spec", ModelSpec)
    app.add_directive("family-spec", FamilySpec)
    app.add_directive("family-list", FamilyList)
    app.add_directive("family-page", FamilyPage)
    app.add_directive("family-models", FamilyModels)
    app.add_directive("family-layers", FamilyLayers)
    app.add_directive("family-lineage", FamilyLineage)
    app.add_directive("family-scores", FamilyScores)
    app.add_directive("family-history", FamilyHistory)
    app.add_directive("score-list", ScoreList)
    app.add_directive("license-list", LicenseList)
    app.add_directive("model-compare", ModelCompare)
    app.add_directive("model-diff", ModelDiff)
    app.add_directive("model-table", ModelTable)
    app.add_directive("model-chart", ModelChart)
    app.add_directive("audit-report", AuditReport)
    app.add_directive("benchmark-list", BenchmarkList)
    app.add_directive("paper-list", PaperList)
    app.add_directive("bibliography", Bibliography)
