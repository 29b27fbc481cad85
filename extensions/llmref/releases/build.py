"""The whole way: manifest, tags, one build a release that is missing, then the site's own files."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from llmref.releases.building import SETTINGS, build_release, build_working_tree, without_private
from llmref.releases.current import WORKING_TREE
from llmref.releases.failure import ReleaseError
from llmref.releases.manifest import MANIFEST, Release, read_manifest
from llmref.releases.publication import Publication, Record, open_publication
from llmref.releases.repository import Repository
from llmref.releases.site import write_site_files
from llmref.releases.tags import ensure_tags
from llmref.releases.toolchain import toolchain

DEV_WORK = Path("build") / "dev"
"""Below the folder of conf.py: pages and doctrees of the working tree, kept for the next build."""


@dataclass(frozen=True)
class Outcome:
    """What became of one version."""

    name: str
    status: str
    """``built``, ``kept`` (it was there already) or ``failed``."""
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.status}{', ' if self.detail else ''}{self.detail}"


def build_site(
    root: Path,
    out: Path,
    *,
    only: Collection[str] = (),
    dev: bool = True,
    jobs: int | None = None,
    rebuild: bool = False,
    report: Callable[[str], None] = print,
) -> list[Outcome]:
    """Bring the site in ``out`` up to date: build the releases that it lacks, and the working tree.

    Args:
        root: Folder of conf.py, in a git checkout.
        out: Folder of the site.
        only: Names of the releases to build; all by default.
        dev: Whether to build the working tree too, as ``dev``.
        jobs: How many versions are built at once; as many as there are cores by default.
        rebuild: Build releases anew that are there already.
        report: Takes one line a version, as soon as it is done.

    Raises:
        ReleaseError: The manifest, a tag or a commit is wrong; then nothing is built.
    """
    root = root.resolve()
    jobs = jobs or os.cpu_count() or 1
    releases = read_manifest(root / MANIFEST)
    wanted = _select(releases, only)
    # Without releases there is nothing to ask git for, and the working tree builds without it.
    repository = Repository(root) if wanted else None
    if repository:
        for name in ensure_tags(repository, wanted):
            report(f"{name}: tag made from the manifest")
    with open_publication(out) as publication:
        tasks: list[tuple[str, Callable[[], Outcome]]] = []
        for release in reversed(wanted):
            assert repository is not None
            tasks.append(
                (release.name, partial(_release, repository, release, publication, rebuild))
            )
        if dev:
            tasks.append((WORKING_TREE, partial(_working_tree, root, publication, jobs)))
        outcomes = _run_all(tasks, jobs, report)
        names = [*(release.name for release in releases), WORKING_TREE]
        records = [record for name in names if (record := publication.record(name))]
        write_site_files(publication.out, records)
    return sorted(outcomes, key=lambda outcome: outcome.name)


def _select(releases: list[Release], only: Collection[str]) -> list[Release]:
    known = {release.name for release in releases}
    unknown = sorted(set(only) - known)
    if unknown:
        raise ReleaseError(
            f"{', '.join(unknown)}: no such release in {MANIFEST}; "
            f"it has {', '.join(sorted(known)) or 'none'}"
        )
    return [release for release in releases if not only or release.name in only]


def _run_all(
    tasks: list[tuple[str, Callable[[], Outcome]]], jobs: int, report: Callable[[str], None]
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = {pool.submit(task): name for name, task in tasks}
        try:
            for future in as_completed(futures):
                try:
                    outcome = future.result()
                except ReleaseError as error:
                    outcome = Outcome(futures[future], "failed", str(error))
                outcomes.append(outcome)
                report(str(outcome))
        except BaseException:
            pool.shutdown(
                wait=False, cancel_futures=True
            )  # what runs ends by itself, the rest never starts
            raise
    return outcomes


def _release(
    repository: Repository, release: Release, publication: Publication, rebuild: bool
) -> Outcome:
    record = Record(
        name=release.name,
        date=release.name,
        title=release.title,
        commit=release.commit,
        tree=repository.tree(release.commit),
        epoch=repository.commit_time(release.commit),
        settings=list(SETTINGS),
        toolchain=toolchain(),
    )
    there = publication.record(release.name)
    if there and not rebuild:
        return _keep(there, record)
    started = time.monotonic()
    log = publication.logs / f"{release.name}.log"
    built = build_release(repository, release, publication.work, log)
    publication.put(built.site, record)
    warnings = f", {built.warnings} warnings in {log}" if built.warnings else ""
    return Outcome(release.name, "built", f"{time.monotonic() - started:.1f} s{warnings}")


def _keep(there: Record, record: Record) -> Outcome:
    if (there.tree, there.epoch) != (record.tree, record.epoch):
        raise ReleaseError(
            f"it is published from the commit {there.commit}, "
            f"and the manifest now says {record.commit}; "
            "a published release never changes: mend the manifest, or ask for it with --rebuild"
        )
    same = (there.toolchain, there.settings) == (record.toolchain, record.settings)
    return Outcome(
        record.name, "kept", "" if same else "built with another toolchain than is here now"
    )


def _working_tree(root: Path, publication: Publication, jobs: int) -> Outcome:
    started = time.monotonic()
    log = publication.logs / f"{WORKING_TREE}.log"
    built = build_working_tree(root, root / DEV_WORK, log, jobs)
    copy = publication.work / f"{WORKING_TREE}.site"
    shutil.copytree(built.site, copy, ignore=without_private)
    publication.put(copy, Record(WORKING_TREE, title="Working tree", settings=list(SETTINGS)))
    return Outcome(WORKING_TREE, "built", f"{time.monotonic() - started:.1f} s")
