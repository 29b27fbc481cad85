"""Bibliographies and lists of papers as HTML."""

from __future__ import annotations

from html import escape

from llmref.papers.citations import CitedBy
from llmref.papers.formatting import full_authors, sort_key
from llmref.papers.paper import Paper
from llmref.sphinxext.domain import Listing
from llmref.sphinxext.page import Page


def bibliography(page: Page, topic: str, docname: str) -> str:
    """Every work cited, with who cites it and its BibTeX."""
    cited = page.domain.cited()
    papers = page.domain.library.papers
    keys = page.domain.listed(Listing(docname, topic), cited)
    ordered = sorted((papers[key] for key in keys), key=sort_key)
    items = "".join(_entry(page, paper, cited[paper.key]) for paper in ordered)
    return f'<ol class="llmref-bib">\n{items}</ol>\n'


def paper_list(page: Page, keys: list[str]) -> str:
    """Papers of a query, without who cites them; each title leads to its entry."""
    papers = page.domain.library.papers
    items = "".join(
        f"<li>{escape(full_authors(papers[key]))} ({papers[key].year}). "
        f"{page.object_link('paper', key, papers[key].title)}.{_places(page, papers[key])}</li>\n"
        for key in keys
        if key in papers
    )
    return f'<ul class="llmref-papers">\n{items}</ul>\n'


def _entry(page: Page, paper: Paper, by: CitedBy) -> str:
    key = escape(paper.key)
    return (
        f'<li id="paper-{key}"><p>{escape(full_authors(paper))} ({paper.year}). '
        f"<cite>{escape(paper.title)}</cite>.{_places(page, paper)}</p>\n"
        f'<p class="llmref-cited-by">Cited by {_citing(page, by)}</p>\n'
        f'<details><summary>BibTeX<span class="llmref-visually-hidden"> of {key}</span></summary>'
        f'<pre class="llmref-bibtex" tabindex="0" role="region" aria-label="BibTeX of {key}">'
        f"{escape(paper.bibtex)}</pre></details></li>\n"
    )


def _places(page: Page, paper: Paper) -> str:
    parts = []
    if paper.venue:
        parts.append(escape(paper.venue))
    if paper.arxiv:
        parts.append(page.outside(paper.arxiv_url, f"arXiv:{paper.arxiv}"))
    if paper.doi_url:
        parts.append(page.outside(paper.doi_url, f"doi:{paper.doi_name}"))
    if paper.url and paper.url not in (paper.arxiv_url, paper.doi_url):
        host = paper.url.split("/")[2].removeprefix("www.")
        seen = f", seen {paper.accessed}" if paper.accessed else ""
        parts.append(page.outside(paper.url, host) + escape(seen))
    return f" {', '.join(parts)}." if parts else ""


def _citing(page: Page, by: CitedBy) -> str:
    library = page.domain.library
    links = [page.page_link(docname) for docname in by.pages]
    links += [page.object_link("model", id_, library[id_].name) for id_ in by.models]
    links += [
        page.object_link("benchmark", id_, page.domain.name_of("benchmark", id_))
        for id_ in by.benchmarks
    ]
    return ", ".join(links)
