"""One work of the bibliography."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Author(NamedTuple):
    """One author, a person or an organisation."""

    given: str  # first and middle names; empty for an organisation
    family: str  # family name with its particle (``de las Casas``), or the organisation's name

    @property
    def name(self) -> str:
        """The whole name as it is spoken."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, a model card or a page of documentation that can be cited.

    All texts are plain Unicode: LaTeX accents are resolved, braces are gone.
    """

    key: str
    kind: str
    """BibTeX entry type in lower case: ``article``, ``inproceedings``, ``misc``, ``online``, ..."""
    title: str
    authors: tuple[Author, ...]
    authors_cut: bool
    """The list of authors ends with ``and others``."""
    year: int
    venue: str = ""
    """Journal, conference or publisher; empty for a preprint and for a page on the web."""
    arxiv: str = ""
    """arXiv identifier without version, such as ``1706.03762``."""
    doi: str = ""
    url: str = ""
    accessed: str = ""
    """Date on which the page at `url` was read, ISO."""
    keywords: tuple[str, ...] = ()
    """Topics; the first one is where a bibliography by topic lists the work."""
    bibtex: str = ""
    """The entry as it stands in the file."""
    file: str = ""
    line: int = 0
    """1-based line of `file` on which the entry begins."""

    @property
    def arxiv_url(self) -> str:
        """Address of the abstract on arXiv, or ``""``."""
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else ""

    @property
    def doi_name(self) -> str:
        """The DOI; for a preprint without one, that which arXiv registers for every paper."""
        return self.doi or (f"10.48550/arXiv.{self.arxiv}" if self.arxiv else "")

    @property
    def doi_url(self) -> str:
        """Address that resolves the DOI, or ``""``."""
        return f"https://doi.org/{self.doi_name}" if self.doi_name else ""

    @property
    def best_url(self) -> str:
        """Where to read the work: its own page, else arXiv, else its DOI."""
        return self.url or self.arxiv_url or self.doi_url
