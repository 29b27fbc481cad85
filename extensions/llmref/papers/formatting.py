"""Papers as text: labels of citations, entries of a bibliography."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from string import ascii_lowercase
from typing import NamedTuple

from llmref.papers.paper import Paper

_NAMED_AUTHORS = 10
"""Reports of large teams have hundreds of authors; an entry names the first of them."""


class Label(NamedTuple):
    """How running text calls a paper."""

    authors: str  # "Vaswani et al.", "Su and Lu", "OpenAI"
    year: str  # "2017", or "2017a" where two works would look the same

    @property
    def parenthetical(self) -> str:
        """``Vaswani et al., 2017``"""
        return f"{self.authors}, {self.year}"

    @property
    def textual(self) -> str:
        """``Vaswani et al. (2017)``"""
        return f"{self.authors} ({self.year})"


def labels(papers: Mapping[str, Paper]) -> dict[str, Label]:
    """The label of each of ``papers`` by key; no two are alike."""
    alike: dict[tuple[str, int], list[Paper]] = defaultdict(list)
    for paper in papers.values():
        alike[short_authors(paper), paper.year].append(paper)
    found: dict[str, Label] = {}
    for (authors, year), group in alike.items():
        group.sort(key=lambda paper: (paper.title.lower(), paper.key))
        for number, paper in enumerate(group):
            suffix = _letters(number) if len(group) > 1 else ""
            found[paper.key] = Label(authors, f"{year}{suffix}")
    return found


def short_authors(paper: Paper) -> str:
    """``Vaswani et al.``; one or two authors are named."""
    names = [author.family for author in paper.authors]
    if paper.authors_cut or len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def full_authors(paper: Paper) -> str:
    """``Ashish Vaswani, Noam Shazeer, ...``: up to ten names."""
    names = [author.name for author in paper.authors]
    if len(names) > _NAMED_AUTHORS + 1:
        return ", ".join(names[:_NAMED_AUTHORS]) + f" and {len(names) - _NAMED_AUTHORS} others"
    if paper.authors_cut:
        return ", ".join(names) + " et al."
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def entry_text(paper: Paper) -> str:
    """The whole entry in one line of plain text."""
    parts = [f"{full_authors(paper)} ({paper.year}).", f"{paper.title}."]
    if paper.venue:
        parts.append(f"{paper.venue}.")
    if paper.arxiv:
        parts.append(f"arXiv:{paper.arxiv}.")
    return " ".join(parts)


def sort_key(paper: Paper) -> tuple[str, int, str]:
    """Bibliographies are sorted by first author, year and title."""
    return (paper.authors[0].family.lower(), paper.year, paper.title.lower())


def to_bibtex(papers: Iterable[Paper]) -> str:
    """A ``.bib`` file of ``papers``, as their entries were written."""
    return "\n\n".join(paper.bibtex for paper in papers) + "\n"


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = ascii_lowercase[digit] + letters
    return letters
