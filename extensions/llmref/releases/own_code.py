"""A release runs its own extension code: the environment for it, and a check that it does.

A process started in a release's tree would take ``llmref`` from wherever Python finds it first:
PYTHONPATH, an editable install of another checkout, the installed package. The tree's
``extensions`` folder is put first, and then Python is asked what it would import.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from llmref.releases.failure import ReleaseError
from llmref.releases.repository import git_environment

EXTENSIONS = "extensions"

_ASK = """
import importlib.util, sys
for name in sys.argv[1:]:
    spec = importlib.util.find_spec(name)
    print(name, spec.origin if spec else None, sep="\\t")
"""


def environment(tree: Path, root: Path) -> dict[str, str]:
    """Environment variables for a process that runs the code of ``tree``, not that of ``root``."""
    env = git_environment()
    own = str(tree / EXTENSIONS)
    others = [entry for entry in env.get("PYTHONPATH", "").split(os.pathsep) if entry]
    foreign = (root / EXTENSIONS).resolve()
    kept = [entry for entry in others if Path(entry).resolve() != foreign]
    # Fixed, so that nothing that iterates over a set or formats a date differs between machines.
    fixed = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return env | fixed | {"PYTHONPATH": os.pathsep.join([own, *kept])}


def require_own_code(tree: Path, env: dict[str, str]) -> None:
    """Ask Python, in that environment, where each package in the tree's ``extensions`` comes from.

    Raises:
        ReleaseError: One would come from somewhere else (an install that hooks into imports).
    """
    names = sorted(_modules(tree / EXTENSIONS))
    if not names:
        return
    done = subprocess.run(
        [sys.executable, "-c", _ASK, *names],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ReleaseError(f"Python does not start in the release's tree: {done.stderr.strip()}")
    own = (tree / EXTENSIONS).resolve()
    for line in done.stdout.splitlines():
        name, _, origin = line.partition("\t")
        if not Path(origin).resolve().is_relative_to(own):
            raise ReleaseError(
                f"the release would be built with `{name}` from {origin}, not with its own; "
                f"take that install away (`python -m pip uninstall {name}`), "
                "or use another environment"
            )


def _modules(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    packages = [path.parent.name for path in folder.glob("*/__init__.py")]
    return [*packages, *(path.stem for path in folder.glob("*.py"))]
