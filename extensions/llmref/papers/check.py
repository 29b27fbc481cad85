"""What can be wrong with a bibliography as a whole, and with citations of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from llmref.errors import Problem
from llmref.papers.citations import Mention, near_keys
from llmref.papers.paper import Paper


def collection_problems(papers: Mapping[str, Paper]) -> list[Problem]:
    """Return one problem for each work that stands under two keys."""
    problems = []
    for field, what in (("arxiv", "arXiv id"), ("doi", "DOI")):
        first: dict[str, Paper] = {}
        for paper in sorted(papers.values(), key=lambda paper: (paper.file, paper.line)):
            value = getattr(paper, field)
            other = first.setdefault(value.lower(), paper)
            if value and other is not paper:
                name = "eprint" if field == "arxiv" else field
                problems.append(
                    Problem(
                        paper.file,
                        paper.line,
                        f"{paper.key}.{name}",
                        f"two keys for one {what}: {value} is also {other.key} "
                        f"({other.file}:{other.line})",
                        "keep one key and cite that",
                    )
                )
    return problems


def unknown_key(key: str, papers: Mapping[str, Paper]) -> tuple[str, str]:
    """Return what is wrong with citing `key`, and what would be right."""
    near = near_keys(key, papers)
    fix = f"did you mean {' or '.join(near)}?" if near else "add an entry to the .bib file"
    return f"unknown paper {key!r}", fix


def citation_problems(
    mentions: Iterable[Mention], papers: Mapping[str, Paper]
) -> list[Problem]:
    """Return one problem for each mention of a key that `papers` lacks."""
    return sorted(
        Problem(mention.file, mention.line, mention.where, *unknown_key(mention.key, papers))
        for mention in mentions
        if mention.key not in papers
    )


def unused_problems(papers: Mapping[str, Paper], cited: Collection[str]) -> list[Problem]:
    """Return one problem for each of `papers` whose key is not in `cited`."""
    return sorted(
        Problem(
            paper.file,
            paper.line,
            paper.key,
            "no page and no model cites this paper",
            "cite it or remove the entry",
        )
        for paper in papers.values()
        if paper.key not in cited
    )
