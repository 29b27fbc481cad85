"""Citations that the whole project tells to be wrong: unknown papers in roles, and papers nobody cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from llmref.papers.check import unknown_key, unused_problems
from llmref.sphinxext.catalog import warn
from llmref.sphinxext.domain import llm_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


def setup_citation_check(app: Sphinx) -> None:
    """Register the check and its switch ``llmref_warn_unused_papers`` (default false)."""
    app.add_config_value("llmref_warn_unused_papers", False, "env", bool)
    app.connect("env-check-consistency", _check)


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    domain = llm_domain(env)
    papers = domain.library.papers
    for docname, cited in sorted(domain.data["cited"].items()):
        for key, line in cited:
            if key not in papers:
                message, fix = unknown_key(key, papers)
                logger.warning(
                    f"{message}; {fix}", location=(docname, line), type="llmref", subtype="cite"
                )
    if app.config.llmref_warn_unused_papers:
        for problem in unused_problems(papers, domain.cited()):
            warn(problem, "unused_paper")
