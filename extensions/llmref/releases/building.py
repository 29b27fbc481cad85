"""One version built into a folder: a release from its tag, or the working tree."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from llmref.releases.current import VERSION_VARIABLE, WORKING_TREE
from llmref.releases.failure import ReleaseError
from llmref.releases.formats import BOOK_FORMATS, Tree, make_book, make_data
from llmref.releases.manifest import Release
from llmref.releases.own_code import EXTENSIONS, environment, require_own_code
from llmref.releases.processes import Processes, read_log, tail
from llmref.releases.record import Record, pages, project_name
from llmref.releases.repository import Repository
from llmref.releases.staging import Staging
from llmref.releases.toolchain import toolchain

SOURCE = "source"
SETTINGS = ("-D", "html_copy_source=0")
"""Settings of every version: sources are in the repository and need no second publishing."""

DEV_WORK = Path("build") / "dev"
"""Below the folder of conf.py: pages and doctrees of the working tree, kept for the next build."""

_PRIVATE = (".buildinfo", ".buildinfo.bak", ".doctrees", "_sources")
"""Left out of what is published: they name temporary paths, or nobody reads them."""

_WARNING = re.compile(r"\bWARNING: ")


def release_record(repository: Repository, release: Release, formats: Sequence[str]) -> Record:
    """What can be said of a release before it is built."""
    tree, epoch = repository.commit_facts(release.commit)
    return Record(
        name=release.name,
        date=release.name,
        title=release.title,
        summary=release.summary,
        commit=release.commit,
        tree=tree,
        epoch=epoch,
        formats=list(formats),
        settings=list(SETTINGS),
        toolchain=toolchain(),
    )


def build_release(repository: Repository, record: Record, staging: Staging, processes: Processes) -> int:
    """Build a release in a worktree of its commit, with its own code, and keep it in ``staging``.

    Its pages are built by sphinx-multiversion, the rest of ``record.formats`` by the same tree.

    Returns:
        Number of warnings in its log.

    Raises:
        ReleaseError: It does not build; with the end of its log.
    """
    if importlib.util.find_spec("sphinx_multiversion") is None:
        raise ReleaseError("sphinx-multiversion is not installed: `pip install 'llmref[docs]'`")
    log = _fresh_log(staging, record.name)
    work = staging.work / record.name
    repository.refuse_submodules(record.commit, SOURCE, EXTENSIONS)
    with repository.worktree(record.commit, work / "tree") as root:
        env = environment(root, repository.root)
        require_own_code(root, env)
        env |= {VERSION_VARIABLE: record.name, "SOURCE_DATE_EPOCH": str(record.epoch)}
        command = [
            sys.executable, "-m", "sphinx_multiversion", "-c", ".", SOURCE, str(work / "html"), *SETTINGS,
            "-D", f"smv_tag_whitelist=^{record.name}$", "-D", "smv_branch_whitelist=^$",
            "-D", "smv_remote_whitelist=^$", "-D", "smv_released_pattern=^refs/tags/.*$",
            "-D", "smv_outputdir_format={ref.name}",
        ]  # fmt: skip
        processes.must_run(command, root, env, log)
        site = work / "html" / record.name
        tree = Tree(record.name, root, env, record.epoch, log, processes)
        finished = _finish(tree, record, site, work, work / "doctrees")
    staging.keep(site, finished)
    return _warnings(log)


def build_working_tree(
    root: Path, formats: Sequence[str], staging: Staging, processes: Processes, jobs: int
) -> int:
    """Build the working tree with sphinx-build; unchanged pages are taken from the last time.

    Args:
        root: Folder of conf.py.
        formats: What to make.
        staging: Keeps the result as ``dev``.
        processes: Runs the builds.
        jobs: Number of processes of each build.

    Raises:
        ReleaseError: It does not build, or has warnings; with the end of its log.
    """
    log = _fresh_log(staging, WORKING_TREE)
    env = environment(root, root) | {VERSION_VARIABLE: WORKING_TREE}
    kept = root / DEV_WORK
    command = [
        sys.executable, "-m", "sphinx", "-b", "html", "-n", "-W", "--keep-going", "-j", str(jobs), *SETTINGS,
        "-c", str(root), "-d", str(kept / "doctrees"), str(root / SOURCE), str(kept / "html"),
    ]  # fmt: skip
    processes.must_run(command, root, env, log)
    work = staging.work / WORKING_TREE
    site = work / "html"
    if (kept / "html").is_dir():
        shutil.copytree(kept / "html", site, ignore=lambda _, names: set(names) & set(_PRIVATE))
    record = Record(WORKING_TREE, title="Working tree", formats=list(formats), settings=list(SETTINGS))
    tree = Tree(WORKING_TREE, root, env, 0, log, processes)
    staging.keep(site, _finish(tree, record, site, work, kept / "doctrees-books"))
    return _warnings(log)


def _finish(tree: Tree, record: Record, site: Path, work: Path, doctrees: Path) -> Record:
    """Make the other formats beside the pages in ``site``; the record with all that was made."""
    # sphinx-multiversion drops a tag whose conf.py raises and ends with exit status 0.
    if not (site / "index.html").is_file():
        raise ReleaseError(f"the build left no index.html{tail(tree.log)}")
    for private in _PRIVATE:
        path = site / private
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    project = project_name(site)
    found: list[str] = []
    missing: list[str] = []
    if "data" in record.formats:
        made = make_data(tree, site)
        found += made.files
        missing += made.missing
        for name in ("objects.inv", "llms.txt"):
            if (site / name).is_file():
                found.append(name)
            else:
                missing.append(f"no {name}: its own code does not write one")
    for form in BOOK_FORMATS:
        if form in record.formats:
            made = make_book(tree, form, site, doctrees, work, project)
            found += made.files
            missing += made.missing
    return dataclasses.replace(
        record,
        project=project,
        files={name: (site / name).stat().st_size for name in sorted(found)},
        missing=missing,
        pages=pages(site),
    )


def _fresh_log(staging: Staging, name: str) -> Path:
    log = staging.logs / f"{name}.log"
    log.unlink(missing_ok=True)
    return log


def _warnings(log: Path) -> int:
    return len(_WARNING.findall(read_log(log)))
