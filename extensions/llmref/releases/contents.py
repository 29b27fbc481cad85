"""What one tree has: models, papers and pages, read without building it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from llmref.compare.change_log import Step
from llmref.compare.changes import changes
from llmref.papers.bibfile import read_bibliography
from llmref.releases.building import SOURCE
from llmref.releases.repository import Repository
from llmref.releases.snapshots import export_release

BIBLIOGRAPHY = f"{SOURCE}/papers/papers.bib"
_PAGE = (".md", ".rst")
_HEADING = re.compile(r"^# +(.+?) *$|^([^\n]+)\n[=]{3,}$", re.M)


@dataclass(frozen=True)
class Contents:
    """What a release, or the working tree, has."""

    export: Mapping[str, Any]
    """``{"release": …, "models": […]}``."""
    papers: Mapping[str, str]
    """Key -> title."""
    pages: Mapping[str, str]
    """Page, without its suffix -> path in the repository."""

    @property
    def counts(self) -> dict[str, int]:
        models = self.export["models"]
        families = {model["family"] for model in models if model.get("family")}
        return {
            "models": len(models),
            "families": len(families),
            "papers": len(self.papers),
            "pages": len(self.pages),
        }


NOTHING = Contents({"release": "", "models": []}, {}, {})
"""What there was before the first release."""


def contents_of(repository: Repository, name: str, commit: str, called: str = "") -> Contents:
    """What a release has, or the working tree when ``name`` is ``dev``.

    Args:
        repository: Where it is.
        name: A date of the manifest, or ``dev``.
        commit: The commit; ``HEAD`` for a clean working tree.
        called: Name to give it; its own by default.

    Raises:
        ReleaseError: Its own code cannot export it.
    """
    export = {**export_release(name, repository.root), "release": called or name}
    listed = repository.run("-C", repository.root, "ls-tree", "-r", "--name-only", "--full-tree", commit)
    root = PurePosixPath(repository.prefix) / SOURCE
    pages = {}
    for path in listed.splitlines():
        file = PurePosixPath(path)
        if file.suffix in _PAGE and file.is_relative_to(root):
            pages[file.relative_to(root).with_suffix("").as_posix()] = path
    text = repository.ask("show", f"{commit}:{repository.prefix}{BIBLIOGRAPHY}") or ""
    return Contents(export, _titles(text), pages)


def step_between(repository: Repository, old: Contents, new: Contents, commit: str) -> Step:
    """What ``new``, which stands at ``commit``, has that ``old`` had not, and the other way round."""
    return Step(
        changes(old.export, new.export),
        {key: title for key, title in new.papers.items() if key not in old.papers},
        {key: title for key, title in old.papers.items() if key not in new.papers},
        {
            page: _heading(repository.run("show", f"{commit}:{path}"))
            for page, path in sorted(new.pages.items())
            if page not in old.pages
        },
        {page: "" for page in sorted(old.pages) if page not in new.pages},
        new.counts,
    )


def _titles(bibliography: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "papers.bib"
        path.write_text(bibliography, encoding="utf-8")
        return {key: paper.title for key, paper in read_bibliography([(path, BIBLIOGRAPHY)]).papers.items()}


def _heading(text: str) -> str:
    found = _HEADING.search(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S))
    return (found[1] or found[2]) if found else ""


