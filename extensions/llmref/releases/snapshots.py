"""The catalogue of a release as data, exported by the release's own code."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from llmref.releases.current import VERSION_VARIABLE, WORKING_TREE
from llmref.releases.failure import ReleaseError
from llmref.releases.manifest import MANIFEST, read_manifest
from llmref.releases.own_code import environment, require_own_code
from llmref.releases.repository import Repository
from llmref.releases.tags import ensure_tags

EXPORT = ("-m", "llmref", "export", "models", "--format", "json")


def export_release(ref: str, root: Path) -> dict[str, Any]:
    """``{"release": …, "models": […]}`` as ``llmref export models --format json`` prints it.

    Args:
        ref: A date in the manifest, ``dev`` for the working tree, or the path of such a JSON file.
        root: Folder of conf.py.

    Raises:
        ReleaseError: No such release or file, or its export fails.
    """
    root = root.resolve()
    if ref == WORKING_TREE:
        return _export(root, root, ref)
    if Path(ref).is_file():
        return _parse(Path(ref).read_text(encoding="utf-8"), ref)
    releases = {release.name: release for release in read_manifest(root / MANIFEST)}
    if ref in releases:
        repository = Repository(root)
        ensure_tags(repository, [releases[ref]])
        with (
            tempfile.TemporaryDirectory(prefix="llmref-") as folder,
            repository.worktree(releases[ref].commit, Path(folder).resolve() / ref) as tree,
        ):
            return _export(tree, root, ref)
    raise ReleaseError(
        f"{ref}: no such release and no such file; "
        f"there are {', '.join([*sorted(releases), WORKING_TREE])}, "
        "or give the path of a models.json"
    )


def _export(tree: Path, root: Path, name: str) -> dict[str, Any]:
    env = environment(tree, root)
    require_own_code(tree, env)
    done = subprocess.run(
        [sys.executable, *EXPORT],
        cwd=tree,
        env=env | {VERSION_VARIABLE: name},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise ReleaseError(f"{name}: its own `llmref export models` failed: {done.stderr.strip()}")
    # Code of early releases calls every tree by the name of the newest release that it knew.
    return {**_parse(done.stdout, name), "release": name}


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ReleaseError(f"{name}: not JSON: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("models"), list):
        raise ReleaseError(
            f"{name}: not an export of models; expected an object with a list `models`"
        )
    return data
