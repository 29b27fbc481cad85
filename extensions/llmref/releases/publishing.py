"""The whole way: manifest, tags, one build a release that is missing, the site's own files, the switch."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from llmref.releases.building import build_release, build_working_tree, release_record
from llmref.releases.comparing import change_files, comparable
from llmref.releases.current import WORKING_TREE
from llmref.releases.failure import ReleaseError, Stopped
from llmref.releases.formats import FORMATS
from llmref.releases.manifest import MANIFEST, Release, read_manifest
from llmref.releases.merging import take_versions
from llmref.releases.processes import Processes
from llmref.releases.progress import Progress, duration
from llmref.releases.record import Record
from llmref.releases.repository import Repository
from llmref.releases.site_data import Site, data_files, site_of
from llmref.releases.site_feeds import feed_files
from llmref.releases.site_pages import page_files
from llmref.releases.staging import Staging, open_staging
from llmref.releases.tags import ensure_tags

Report = Callable[[str], None]

OWN_FILES = (
    "versions.json", "versions-data.js", "versions.html", "404.html", "index.html", "latest", "feed.xml",
    "robots.txt", "_headers", "_redirects", ".nojekyll", "sitemap.xml", "compare.html",
)  # fmt: skip
"""What this module writes at the root of a site; anything else there is left alone."""


@dataclass(frozen=True)
class Order:
    """What is to be published."""

    root: Path
    """Folder of conf.py, in a git checkout."""
    out: Path
    """Folder of the site."""
    only: Collection[str] = ()
    """Names of the releases to build; all of the manifest by default."""
    dev: bool = False
    """Build the working tree too, as ``dev``."""
    formats: Sequence[str] = FORMATS
    base_url: str | None = None
    """Absolute address of the site; the one that the site had before by default."""
    rebuild: Collection[str] = ()
    """Names of releases to build anew although they are there."""
    merge: Sequence[Path] = ()
    """Sites to take versions from; then nothing is built."""
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    """How many versions are built at once."""


@dataclass(frozen=True)
class Outcome:
    """What became of one version."""

    name: str
    status: str
    """``built``, ``taken`` (from another site), ``kept`` (it was there already) or ``failed``."""
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.status}{', ' if self.detail else ''}{self.detail}"


def publish(order: Order, report: Report = print) -> list[Outcome]:
    """Bring a site up to date: build the releases that it lacks, then put all in place in one step.

    A release that does not build is told in its outcome, and the others are published.

    Raises:
        ReleaseError: The manifest, a tag or a commit is wrong; then nothing is built.
        KeyboardInterrupt: Stopped; the site is as it was, and what was built is kept for the next run.
    """
    with open_staging(order.out) as staging:
        published = staging.published()
        if order.merge:
            outcomes = [Outcome(*taken) for taken in take_versions(order.merge, staging, published)]
            for outcome in outcomes:
                report(str(outcome))
        else:
            outcomes = _build_missing(order, staging, published, report)
        fresh = [outcome.name for outcome in outcomes if outcome.status in ("built", "taken")]
        built = staging.built()
        records = {**published, **{name: built[name] for name in fresh}}
        site = site_of(
            list(records.values()),
            _base_url(order, staging.place),
            _moved(records, staging),
            len(comparable(records.values())) > 1,
        )
        files = {name: text.encode() for name, text in site_files(site, staging, fresh).items()}
        gone = [name for name in OWN_FILES if not any(file.split("/")[0] == name for file in files)]
        if records and staging.publish(fresh, files, gone):
            report(f"{order.out}: {_said(site)}")
        elif records:
            report(f"{order.out}: nothing new")
    return sorted(outcomes, key=lambda outcome: outcome.name)


def site_files(site: Site, staging: Staging, fresh: Collection[str]) -> dict[str, str]:
    """Everything that the site has beside its versions: path -> text."""
    return {**data_files(site), **page_files(site), **feed_files(site), **change_files(site, staging, fresh)}


def _build_missing(
    order: Order, staging: Staging, published: Mapping[str, Record], report: Report
) -> list[Outcome]:
    root = order.root.resolve()
    releases = read_manifest(root / MANIFEST)
    wanted = _select(releases, [*order.only, *order.rebuild]) if order.only else releases
    _select(releases, order.rebuild)
    # Without releases there is nothing to ask git for, and the working tree builds without it.
    repository = Repository(root) if wanted else None
    outcomes: list[Outcome] = []
    tasks: list[tuple[str, Callable[[Processes], Outcome]]] = []
    if repository:
        for name in ensure_tags(repository, wanted):
            report(f"{name}: tag made from the manifest")
        waiting = staging.built()
        for release in reversed(wanted):
            record = release_record(repository, release, order.formats)
            there = published.get(release.name)
            anew = release.name in order.rebuild
            if there and not anew:
                outcomes.append(_kept(there, record))
            elif not anew and release.name in waiting and _same_build(waiting[release.name], record):
                outcomes.append(Outcome(release.name, "built", "by an earlier run"))
            elif not there and not anew and (staging.place / release.name).exists():
                outcomes.append(_not_ours(staging.place / release.name))
            else:
                tasks.append((release.name, partial(_release, repository, record, staging)))
    if order.dev:
        tasks.append((WORKING_TREE, partial(_working_tree, root, order, staging)))
    for outcome in outcomes:
        report(str(outcome))
    return outcomes + _run_all(tasks, order.jobs, report)


def _select(releases: list[Release], names: Collection[str]) -> list[Release]:
    known = {release.name for release in releases}
    unknown = sorted(set(names) - known)
    if unknown:
        raise ReleaseError(
            f"{', '.join(unknown)}: no such release in {MANIFEST}; it has {', '.join(sorted(known)) or 'none'}"
        )
    return [release for release in releases if release.name in names]


def _run_all(tasks: list[tuple[str, Callable[[Processes], Outcome]]], jobs: int, report: Report) -> list[Outcome]:
    processes = Processes()
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(max_workers=jobs) as pool, Progress(len(tasks), jobs, report) as progress:

        def run(name: str, task: Callable[[Processes], Outcome]) -> Outcome:
            progress.started(name)
            return task(processes)

        futures = {pool.submit(run, name, task): name for name, task in tasks}
        try:
            for future in as_completed(futures):
                name = futures[future]
                try:
                    outcome = future.result()
                except ReleaseError as error:
                    outcome = Outcome(name, "failed", str(error))
                outcomes.append(outcome)
                progress.finished(name, str(outcome))
        except BaseException as error:
            processes.stop()
            pool.shutdown(wait=True, cancel_futures=True)
            if isinstance(error, Stopped):
                raise KeyboardInterrupt from None
            raise
    return outcomes


def _release(repository: Repository, record: Record, staging: Staging, processes: Processes) -> Outcome:
    started = time.monotonic()
    warnings = build_release(repository, record, staging, processes)
    built = staging.built()[record.name]
    return Outcome(record.name, "built", _took(started, warnings, staging.logs / f"{record.name}.log", built))


def _working_tree(root: Path, order: Order, staging: Staging, processes: Processes) -> Outcome:
    started = time.monotonic()
    warnings = build_working_tree(root, order.formats, staging, processes, order.jobs)
    built = staging.built()[WORKING_TREE]
    return Outcome(WORKING_TREE, "built", _took(started, warnings, staging.logs / f"{WORKING_TREE}.log", built))


def _took(started: float, warnings: int, log: Path, record: Record) -> str:
    said = [duration(time.monotonic() - started)]
    if warnings:
        said.append(f"{warnings} warnings in {log}")
    return "; ".join([", ".join(said), *record.missing])


def _kept(there: Record, record: Record) -> Outcome:
    if (there.tree, there.epoch) != (record.tree, record.epoch):
        return Outcome(
            record.name,
            "failed",
            f"it is published from the commit {there.commit}, and the manifest now says {record.commit}; "
            f"a published release never changes: mend the manifest, or ask for it with --rebuild {record.name}",
        )
    lacking = [form for form in record.formats if form not in there.formats]
    if lacking:
        return Outcome(record.name, "kept", f"without {', '.join(lacking)}: --rebuild {record.name} would make it")
    same = (there.toolchain, there.settings) == (record.toolchain, record.settings)
    return Outcome(record.name, "kept", "" if same else "built with another toolchain than is here now")


def _not_ours(folder: Path) -> Outcome:
    return Outcome(
        folder.name, "failed",
        f"{folder} was not made by this `llmref publish` (it has no release.json): move it away, "
        f"or replace it with --rebuild {folder.name}",
    )  # fmt: skip


def _same_build(one: Record, other: Record) -> bool:
    """Whether two builds would give the same files."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("tree", "epoch", "commit", "title", "summary", "settings", "toolchain", "formats")
    )


def _base_url(order: Order, place: Path) -> str:
    if order.base_url is not None:
        url = order.base_url.strip()
        if url and not url.startswith(("https://", "http://")):
            raise ReleaseError(f"--base-url {url}: write it whole, such as https://example.org/reference/")
        return f"{url.rstrip('/')}/" if url else ""
    try:
        return str(json.loads((place / "versions.json").read_text(encoding="utf-8"))["base_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _moved(records: Mapping[str, Record], staging: Staging) -> dict[str, dict[str, str]]:
    found = {}
    for name in records:
        path = staging.location(name) / "moved.json"
        if path.is_file():
            found[name] = dict(json.loads(path.read_text(encoding="utf-8")))
    return found


def _said(site: Site) -> str:
    count = len(site.releases)
    said = f"{count} release{'' if count == 1 else 's'}"
    if site.newest:
        said += f", the newest is {site.newest.name}"
    if not site.base_url:
        said += "; no sitemap.xml, which needs --base-url"
    return said
