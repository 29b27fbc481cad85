from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llmref.releases.failure import ReleaseError
from llmref.releases.own_code import environment, require_own_code

HOOK = """
import importlib.util, sys
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "stamp":
            return importlib.util.spec_from_file_location(name, {file!r})
sys.meta_path.insert(0, Finder)
"""


def test_the_trees_own_code_comes_first(project: Any, tmp_path: Path) -> None:
    env = environment(project.root, tmp_path)
    assert env["PYTHONPATH"].startswith(str(project.root / "extensions"))
    require_own_code(project.root, env)


def test_the_checkouts_code_is_left_out(
    project: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "extensions"))
    assert str(tmp_path / "extensions") not in environment(project.root, tmp_path)["PYTHONPATH"]


def test_an_install_that_hooks_into_imports_is_refused(project: Any, tmp_path: Path) -> None:
    """Some editable installs put a finder before the path: then PYTHONPATH alone is not enough."""
    foreign = tmp_path / "elsewhere" / "stamp.py"
    foreign.parent.mkdir()
    foreign.write_text("")
    (foreign.parent / "sitecustomize.py").write_text(HOOK.format(file=str(foreign)))
    env = environment(project.root, tmp_path)
    env["PYTHONPATH"] += f":{foreign.parent}"
    with pytest.raises(ReleaseError, match=r"`stamp` from .*elsewhere"):
        require_own_code(project.root, env)


def test_git_variables_of_a_hook_do_not_reach_the_build(
    project: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another"))
    assert "GIT_DIR" not in environment(project.root, tmp_path)
