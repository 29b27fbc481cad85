"""Reading a ``.bib`` file: entries with their lines, and everything that is wrong with them.

The file is cut into entries here, and each entry is parsed by pybtex: so a mistake in one of them
costs only that one, every message has its line, and an entry can be shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from llmref.errors import Problem
from llmref.papers.check import collection_problems
from llmref.papers.latex import plain_text
from llmref.papers.paper import Author, Paper

_START = re.compile(r"^@(\w+)\s*\{\s*([^,\s{}]*)", re.MULTILINE)
_ARXIV = re.compile(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}(v\d+)?")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_NOT_WORKS = {"comment", "preamble", "string"}


class Bibliography(NamedTuple):
    """What one or more files hold."""

    papers: dict[str, Paper]  # by key, in the order of the keys
    problems: list[Problem]  # sorted by file and line


def read_bibliography(files: Iterable[tuple[Path, str]]) -> Bibliography:
    """Read `files`, pairs of a path and the name by which messages call it.

    Never raises for what stands in a file; a file that cannot be read is a problem, too.
    """
    papers: dict[str, Paper] = {}
    problems: list[Problem] = []
    for path, name in files:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            problems.append(Problem(name, 0, "", f"cannot be read: {reason}"))
            continue
        for paper in _papers(text, name, problems):
            if first := papers.get(paper.key):
                place = f"{first.file}:{first.line}"
                problems.append(
                    Problem(name, paper.line, paper.key, "duplicate key", f"it is taken at {place}")
                )
            else:
                papers[paper.key] = paper
    papers = dict(sorted(papers.items()))
    problems += collection_problems(papers)
    return Bibliography(papers, sorted(problems))


def _papers(text: str, file: str, problems: list[Problem]) -> Iterator[Paper]:
    for kind, key, line, source in _entries(text):
        if kind == "string":
            problems.append(Problem(file, line, "@string", "not supported", "write the text out"))
        if kind in _NOT_WORKS:
            continue
        if not key:
            problems.append(Problem(file, line, f"@{kind}", "entry without a key"))
            continue
        parser = Parser(macros={})
        try:
            entry = parser.parse_string(source).entries[key]
        except (PybtexError, KeyError) as error:
            said = str(error).splitlines()[0] if isinstance(error, PybtexError) else "no entry"
            message = "not valid BibTeX: " + re.sub(r"^syntax error in line \d+: ", "", said)
            problems.append(Problem(file, line, key, message, "check braces, quotes and commas"))
            continue
        if paper := _paper(entry, kind, key, source, file, line, problems):
            yield paper


def _entries(text: str) -> Iterator[tuple[str, str, int, str]]:
    """Yield kind, key, 1-based line and source of each ``@kind{...}`` at the start of a line."""
    starts = list(_START.finditer(text))
    line, counted = 1, 0
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        line += text.count("\n", counted, start.start())
        counted = start.start()
        yield start[1].lower(), start[2], line, text[start.start() : end].rstrip()


def _paper(
    entry: Entry, kind: str, key: str, source: str, file: str, line: int, problems: list[Problem]
) -> Paper | None:
    fields = {name.lower(): str(value).strip() for name, value in entry.fields.items()}
    lines = {
        found[1].lower(): line + source.count("\n", 0, found.start(1))
        for found in re.finditer(r"^\s*(\w+)\s*=", source, re.MULTILINE)
    }

    def wrong(field: str, message: str, fix: str = "") -> None:
        problems.append(Problem(file, lines.get(field, line), f"{key}.{field}", message, fix))

    persons = entry.persons.get("author", [])
    if not persons:
        wrong("author", "missing", "who wrote it; an organisation stands in double braces")
    if not fields.get("title"):
        wrong("title", "missing", "the title of the work")
    year = fields.get("year", "")
    if not year:
        wrong("year", "missing", "the year of the first public version")
    elif not re.fullmatch(r"\d{4}", year):
        wrong("year", f"{year!r} is not a year", "four digits")
    arxiv = re.sub(r"(?i)^arxiv:", "", fields.get("eprint", ""))
    if arxiv and fields.get("archiveprefix", "arXiv").lower() == "arxiv":
        if not _ARXIV.fullmatch(arxiv):
            wrong("eprint", f"{arxiv!r} is not an arXiv id", "such as 1706.03762")
    else:
        arxiv = ""
    doi = re.sub(r"(?i)^(https?://(dx\.)?doi\.org/|doi:\s*)", "", fields.get("doi", ""))
    if doi and not _DOI.fullmatch(doi):
        wrong("doi", f"{doi!r} is not a DOI", "such as 10.1145/3600006.3613165")
    url = fields.get("url", "").replace("\\_", "_").replace("\\%", "%").replace("\\&", "&")
    if url and not re.match(r"https?://\S+$", url):
        wrong("url", f"{url!r} is not a web address", "it begins with https://")
        url = ""
    if not (persons and fields.get("title") and re.fullmatch(r"\d{4}", year)):
        return None
    return Paper(
        key=key,
        kind=kind,
        title=plain_text(fields["title"]),
        authors=tuple(_author(person) for person in persons if str(person) != "others"),
        authors_cut=any(str(person) == "others" for person in persons),
        year=int(year),
        venue=_venue(fields),
        arxiv=re.sub(r"v\d+$", "", arxiv),
        doi=doi,
        url=url,
        accessed=fields.get("urldate", ""),
        keywords=tuple(word.strip() for word in fields.get("keywords", "").split(",") if word),
        bibtex=source,
        file=file,
        line=line,
    )


def _author(person: Person) -> Author:
    def join(*parts: list[str]) -> str:
        return plain_text(" ".join(part for names in parts for part in names))

    family = join(person.prelast_names, person.last_names, person.lineage_names)
    return Author(join(person.first_names, person.middle_names), family)


def _venue(fields: dict[str, str]) -> str:
    for name in ("journal", "booktitle", "howpublished", "publisher"):
        if text := plain_text(fields.get(name, "")):
            # "arXiv preprint arXiv:..." is not a venue: the arXiv id says the same.
            return "" if text.lower().startswith("arxiv") else text
    return ""
