"""The change log in the repository: one file a release, made when the release is cut."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from llmref.compare.change_log import step_text
from llmref.releases.contents import NOTHING, Contents, contents_of, step_between
from llmref.releases.manifest import MANIFEST, Release, read_manifest
from llmref.releases.repository import Repository
from llmref.releases.tags import ensure_tags

CHANGES = PurePosixPath("source/releases/changes")
"""Folder below that of conf.py."""


def missing_steps(root: Path) -> dict[str, str]:
    """Files of the change log that releases of the manifest lack: path below ``root`` -> text.

    Raises:
        ReleaseError: A release cannot be exported.
    """
    releases = read_manifest(root / MANIFEST)
    if all((root / file_of(release.name)).is_file() for release in releases):
        return {}
    repository = Repository(root)
    ensure_tags(repository, releases)
    known: dict[str, Contents] = {}

    def contents(release: Release) -> Contents:
        if release.name not in known:
            known[release.name] = contents_of(repository, release.name, release.commit)
        return known[release.name]

    found = {}
    for number, release in enumerate(releases):
        file = file_of(release.name)
        if not (root / file).is_file():
            before = contents(releases[number - 1]) if number else NOTHING
            step = step_between(repository, before, contents(release), release.commit)
            found[file.as_posix()] = step_text(step)
    return found


def write_missing_steps(root: Path) -> Mapping[str, str]:
    """Write what `missing_steps` finds; returns it."""
    found = missing_steps(root.resolve())
    for name, text in found.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return found


def file_of(name: str) -> PurePosixPath:
    """Path of a release's file below the folder of conf.py."""
    return CHANGES / f"{name}.json"

