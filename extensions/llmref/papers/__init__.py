"""Papers: the bibliography store, formatting of entries, who cites what. Knows nothing of Sphinx."""

from __future__ import annotations

from llmref.papers.bibfile import Bibliography, read_bibliography
from llmref.papers.check import citation_problems, unused_problems
from llmref.papers.citations import CitedBy, Mention, cited_by, near_keys, scan_pages
from llmref.papers.formatting import Label, entry_text, labels, to_bibtex
from llmref.papers.paper import Paper

__all__ = [
    "Bibliography",
    "CitedBy",
    "Label",
    "Mention",
    "Paper",
    "citation_problems",
    "cited_by",
    "entry_text",
    "labels",
    "near_keys",
    "read_bibliography",
    "scan_pages",
    "to_bibtex",
    "unused_problems",
]
