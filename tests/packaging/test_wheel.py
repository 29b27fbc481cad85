"""The wheel works anywhere, and the repository says what it promises."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    target = out / "unpacked"
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        wheel.extractall(target)
    return target


def test_catalogue_loads_from_the_wheel_in_another_folder(unpacked: Path, tmp_path: Path) -> None:
    code = (
        "import llmref; from llmref import load_catalog; c = load_catalog(); m = c['qwen3-8b'];"
        "print(llmref.__file__, len(c), m.parameters_total, m.kv_cache_bytes(context=32_768))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(unpacked), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    where, count, total, cache = done.stdout.split()
    assert where.startswith(str(unpacked))
    assert int(count) >= 50
    # 36 layers * 2 * 8 heads * 128 wide * 2 bytes * 32,768 tokens
    assert (total, cache) == ("8190735360", "4831838208")


def test_releases_are_compared_from_the_wheel_in_another_folder(unpacked: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "llmref", "diff", "2026-11-23", "2026-11-24", "--json"], cwd=tmp_path,
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(unpacked), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert json.loads(done.stdout)["pages"]["added"] == {"papers/reading-list": "Reading list"}


def test_wheel_carries_styles_fonts_and_templates(unpacked: Path) -> None:
    package = unpacked / "llmref" / "sphinxext"
    for name in ("static/llmref.css", "static/fonts/latinmodern-math.woff2", "templates/page.html"):
        assert (package / name).is_file(), name


def test_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^    (make .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert commands[:2] == ["make html", "make test"]


def test_each_dependency_is_justified_in_five_words() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    for dependency in wanted:
        reason = re.search(rf'"{re.escape(dependency)}",\s*# (.+)', text)
        assert reason and len(reason[1].split()) <= 5, dependency


def test_locks_have_hashes_and_name_no_host() -> None:
    for name in ("docs.txt", "test.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[\w.-]+==", text, re.M)
        assert len(pins) > 30 and text.count("--hash=sha256:") >= len(pins)
        assert "http" not in text


def test_files_name_no_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    marks = ("/" + "work/", "/home" + "/", "/tmp" + "/")
    for name in listed.splitlines():
        path = ROOT / name
        if path.suffix in (".woff2", ".png") or not path.is_file() or name.startswith("tests/"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [mark for mark in marks if mark in text], name
