"""Who cites what: mentions of papers in pages and in spec files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple


class Mention(NamedTuple):
    """One place where a paper is cited."""

    key: str  # of the paper
    file: str  # as the user would type it
    line: int  # 1-based
    page: str = ""  # name of the page without suffix, such as "architecture/moe"; empty in spec files
    model: str = ""  # id of the model; empty in pages
    benchmark: str = ""  # id of the benchmark; empty elsewhere

    @property
    def where(self) -> str:
        """Name of the key in messages: what it is that cites."""
        if self.benchmark:
            return f"[{self.benchmark}].paper"
        return f"models[{self.model}].papers" if self.model else "cite"


class CitedBy(NamedTuple):
    """Everything that cites one paper."""

    pages: list[str]  # names of pages, sorted
    models: list[str]  # ids of models, sorted
    benchmarks: list[str]  # ids of benchmarks, sorted


_FENCE = re.compile(r"^\s*(`{3,}|~{3,}|:{3,})\s*(\{[\w:-]+\})?")
_CODE = {"{code}", "{code-block}", "{code-cell}", "{literalinclude}", "{sourcecode}"}
_LITERAL = re.compile(r"(`{2,}).*?\1")
_ROLE = re.compile(r"\{(cite(?::[tp])?|paper)\}`([^`]+)`")
_TARGET = re.compile(r"<([^<>]+)>\s*$")


def cited_by(mentions: Iterable[Mention]) -> dict[str, CitedBy]:
    """Return for each cited key the pages, models and benchmarks that cite it, sorted."""
    found: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for mention in mentions:
        sets = found.setdefault(mention.key, (set(), set(), set()))
        for values, value in zip(sets, (mention.page, mention.model, mention.benchmark), strict=True):
            values.update({value} - {""})
    return {key: CitedBy(*map(sorted, found[key])) for key in sorted(found)}


def near_keys(key: str, keys: Iterable[str]) -> list[str]:
    """Return up to three of `keys` that resemble `key`, the nearest first."""
    return difflib.get_close_matches(key.lower(), sorted(keys), n=3, cutoff=0.6)


def split_keys(text: str) -> list[str]:
    """Return the keys of a citation such as ``vaswani2017attention, su2021roformer``."""
    return [key for part in text.split(",") if (key := part.strip())]


def paper_key(text: str) -> str:
    """Return the key of a ``{paper}`` role's text, which may be ``shown text <key>``."""
    target = _TARGET.search(text)
    return (target[1] if target else text).strip()


def scan_pages(source: Path, names: Mapping[Path, str] | None = None) -> Iterator[Mention]:
    """Yield the citations in all ``*.md`` files below `source`, in order, without building them.

    `names` says how messages call a file; by default its path. Code and literals are left out.
    """
    for path in sorted(source.rglob("*.md")):
        page = path.relative_to(source).with_suffix("").as_posix()
        name = (names or {}).get(path, str(path))
        for line, text in _prose(path.read_text(encoding="utf-8")):
            for role, content in _ROLE.findall(text):
                keys = split_keys(content) if role != "paper" else [paper_key(content)]
                yield from (Mention(key, name, line, page=page) for key in keys)


def _prose(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines that are not code."""
    closing = ""
    for number, line in enumerate(markdown.splitlines(), 1):
        fence = _FENCE.match(line)
        if closing:
            if fence and fence[1].startswith(closing) and not fence[2]:
                closing = ""
        elif fence and not fence[1].startswith(":") and (not fence[2] or fence[2] in _CODE):
            # The end of a directive looks like the start of code: ends have no text after them.
            if fence[2] or line.strip() != fence[1] or not _open_directive(markdown, number):
                closing = fence[1]
        else:
            yield number, _LITERAL.sub("", line)


def _open_directive(markdown: str, number: int) -> bool:
    """Whether the bare fence on line `number` closes a directive rather than opening code."""
    stack: list[str] = []
    for line in markdown.splitlines()[: number - 1]:
        fence = _FENCE.match(line)
        if not fence or fence[1].startswith(":"):
            continue
        bare = line.strip() == fence[1]
        if bare and stack and fence[1].startswith(stack[-1]):
            stack.pop()
        else:
            stack.append(fence[1])
    return bool(stack)
