"""The bibliography as plain data."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from llmref.library import Library
from llmref.own_data import data_root
from llmref.papers.citations import Mention, cited_by, scan_pages
from llmref.papers.formatting import to_bibtex
from llmref.papers.paper import Paper

COLUMNS = ("key", "title", "authors", "year", "venue", "arxiv", "doi", "url", "cited_by")


def papers_data(library: Library, pages: Path | None = None) -> dict[str, Any]:
    """``{"papers": […]}``; ``pages`` is the folder of the Markdown pages whose citations count."""
    mentions: list[Mention] = list(library.mentions())
    folder = pages or data_root()
    mentions += scan_pages(folder)
    cited = cited_by(mentions)
    found = []
    for key, paper in library.papers.items():
        by = cited.get(key)
        citing = {"pages": by.pages, "models": by.models} if by else {"pages": [], "models": []}
        found.append(_paper(paper, citing))
    return {"papers": found}


def papers_csv(library: Library) -> str:
    """One line a paper."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for paper in papers_data(library)["papers"]:
        citing = paper["cited_by"]
        writer.writerow(
            paper | {"authors": "; ".join(paper["authors"]), "cited_by": "; ".join(citing["pages"] + citing["models"])}
        )
    return text.getvalue()


def papers_bibtex(library: Library) -> str:
    """All entries as one ``.bib`` file."""
    return to_bibtex(library.papers.values())


def _paper(paper: Paper, citing: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "key": paper.key,
        "title": paper.title,
        "authors": [author.name for author in paper.authors],
        "year": paper.year,
        "venue": paper.venue,
        "arxiv": paper.arxiv,
        "doi": paper.doi_name,
        "url": paper.best_url,
        "cited_by": citing,
    }
