"""What a version is published as: which files each format makes, and how they are made."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from llmref.releases.failure import ReleaseError
from llmref.releases.fixed_output import fix_epub, fix_pdf
from llmref.releases.processes import Processes, read_log, tail

FORMATS = ("html", "pdf", "epub", "data")

EXPORTS: Mapping[str, tuple[str, ...]] = {
    "models.json": ("models", "--format", "json"),
    "models.csv": ("models", "--format", "csv"),
    "catalog.sqlite": ("sqlite",),
    "papers.bib": ("papers", "--format", "bibtex"),
}
"""File -> arguments of ``llmref export`` that make it."""

_LACKS_BUILDER = re.compile(r"Builder name \w+ not registered|no builder named|Unknown builder", re.I)
_LACKS_EXPORT = re.compile(
    r"No module named '?llmref|No such command|Invalid value for|No such option|has no format|invalid choice"
    r"|is a package and cannot be directly executed"
)


@dataclass(frozen=True)
class Tree:
    """The files of a version, and how its code is run."""

    name: str
    root: Path
    """Folder of conf.py."""
    env: Mapping[str, str]
    epoch: int
    log: Path
    processes: Processes


@dataclass(frozen=True)
class Made:
    """Downloads that were made, and what the tree's own code cannot make."""

    files: tuple[str, ...]
    missing: tuple[str, ...]


def make_book(tree: Tree, form: str, target: Path, doctrees: Path, work: Path, project: str) -> Made:
    """The whole reference as one ``pdf`` or ``epub`` in ``target``.

    Raises:
        ReleaseError: The builder is there, and fails.
    """
    builder, fix = _BOOKS[form]
    out = work / form
    before = len(read_log(tree.log))
    command = [
        sys.executable, "-m", "sphinx", "-b", builder, "-j", "auto", "-c", str(tree.root), "-d", str(doctrees),
        str(tree.root / "source"), str(out),
    ]  # fmt: skip
    status = tree.processes.run(command, tree.root, tree.env, tree.log)
    said = read_log(tree.log)[before:]
    if status and _LACKS_BUILDER.search(said):
        return Made((), (f"no {_TITLES[form]}: its own code has no builder `{builder}`",))
    found = sorted(out.glob(f"*.{form}"))
    if status or not found:
        raise ReleaseError(f"its {_TITLES[form]} was not made (exit status {status}){tail(tree.log)}")
    name = f"{slug(project)}-{tree.name}.{form}"
    fix(found[0], tree.epoch)
    shutil.move(found[0], target / name)
    return Made((name,), ())


def make_data(tree: Tree, target: Path) -> Made:
    """The catalogue as files, exported by the tree's own code.

    Raises:
        ReleaseError: An export is there, and fails.
    """
    if not (tree.root / "extensions" / "llmref" / "__main__.py").is_file():
        # What is installed here would export another catalogue than the tree's.
        return Made((), (f"no {', '.join(EXPORTS)}: its own tree has no llmref to export them",))
    made, missing = [], []
    for name, arguments in EXPORTS.items():
        before = len(read_log(tree.log))
        command = [sys.executable, "-m", "llmref", "export", *arguments, "-o", str(target / name)]
        status = tree.processes.run(command, tree.root, tree.env, tree.log)
        if not status and (target / name).is_file():
            made.append(name)
        elif _LACKS_EXPORT.search(read_log(tree.log)[before:]):
            missing.append(f"no {name}: its own code has no `llmref export {' '.join(arguments)}`")
        else:
            raise ReleaseError(f"its {name} was not exported (exit status {status}){tail(tree.log)}")
    return Made(tuple(made), tuple(missing))


def parse_formats(text: str) -> tuple[str, ...]:
    """``html,pdf`` in our order; HTML is always one of them: a version is its pages.

    Raises:
        ReleaseError: An unknown format.
    """
    wanted = {part.strip() for part in text.split(",") if part.strip()}
    unknown = sorted(wanted - set(FORMATS))
    if unknown:
        raise ReleaseError(f"no format {', '.join(unknown)}; the formats are {', '.join(FORMATS)}")
    return tuple(form for form in FORMATS if form in wanted or form == "html")


def slug(project: str) -> str:
    """The project's name as part of a file name."""
    return "-".join(re.findall(r"[a-z0-9]+", project.lower())) or "reference"


_Fix = Callable[[Path, int], None]
_BOOKS: Mapping[str, tuple[str, _Fix]] = {"pdf": ("bookpdf", fix_pdf), "epub": ("epub", fix_epub)}
_TITLES: Mapping[str, str] = {"pdf": "PDF", "epub": "ePub"}
BOOK_FORMATS: Sequence[str] = tuple(_BOOKS)
