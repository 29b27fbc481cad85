from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmref.releases.failure import ReleaseError
from llmref.releases.snapshots import export_release

EXPORT = """\
import json, os, sys
assert sys.argv[1:] == ["export", "models", "--format", "json"], sys.argv
name = os.environ["LLMREF_VERSION"]
print(json.dumps({{"release": name, "models": [{{"id": "from-{version}"}}]}}))
"""


@pytest.fixture
def exporting(project: Any) -> Any:
    """A release and a working tree, each with a `python -m llmref` of its own."""
    project.write("extensions/llmref/__init__.py", "")
    project.write("extensions/llmref/__main__.py", EXPORT.format(version="release"))
    project.manifest(("2025-01-01", project.commit()))
    project.write("extensions/llmref/__main__.py", EXPORT.format(version="tree"))
    return project


def test_a_release_is_exported_by_its_own_code(exporting: Any) -> None:
    data = export_release("2025-01-01", exporting.root)
    assert data == {"release": "2025-01-01", "models": [{"id": "from-release"}]}
    assert len(exporting.git("worktree", "list").splitlines()) == 1


def test_dev_is_the_working_tree(exporting: Any) -> None:
    data = export_release("dev", exporting.root)
    assert data == {"release": "dev", "models": [{"id": "from-tree"}]}


def test_a_file_is_read(exporting: Any, tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    file.write_text(json.dumps({"release": "x", "models": []}), encoding="utf-8")
    assert export_release(str(file), exporting.root)["release"] == "x"


def test_an_unknown_name_says_what_there_is(exporting: Any) -> None:
    with pytest.raises(ReleaseError, match=r"2024-12-31: no such release .*2025-01-01, dev"):
        export_release("2024-12-31", exporting.root)


def test_a_failing_export_is_told_with_its_words(exporting: Any) -> None:
    exporting.write("extensions/llmref/__main__.py", "raise SystemExit('spec.yaml:3: wrong')\n")
    with pytest.raises(ReleaseError, match=r"dev: its own .* failed: spec\.yaml:3: wrong"):
        export_release("dev", exporting.root)


def test_a_file_that_is_not_an_export_is_told(exporting: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(ReleaseError, match="not an export of models"):
        export_release(str(file), exporting.root)
