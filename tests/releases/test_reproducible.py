"""A release built twice, in other folders, clones, time zones, locales and hash seeds, is the same byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from llmref.releases.fixed_output import fix_epub, fix_pdf

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium-headless-shell", "chromium")

CONF = """\
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).resolve().parent / "extensions"))
from llmref.releases.current import current_release
project = "Garden"
author = "Gardeners"
copyright = "2026, Gardeners"
language = "en"
release = version = current_release()
extensions = ["sphinx_multiversion", "myst_parser", "llmref"]
html_theme = "furo"
llmref_catalogs = ["models"]
llmref_bib_files = ["papers/papers.bib"]
"""
SPEC = """\
family: {id: fern, name: Fern, developer: us, openness: open-weights, summary: Small decoders for tests.}
sources:
  config: {kind: config, url: "https://example.org/config.json", seen: 2026-01-02}
defaults: {from: config, released: 2026-01-01, papers: [doe2026fern]}
models:
  - id: fern-1b
    name: Fern 1B
    architecture: {model_type: llama, hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4,
                   num_key_value_heads: 2, intermediate_size: 128, vocab_size: 1000, tie_word_embeddings: true}
"""
BIB = "@misc{doe2026fern,\n  title = {Ferns that attend},\n  author = {Doe, Jane},\n  year = {2026},\n  url = {https://example.org}\n}\n"
HOME = """\
# Home

Ferns attend {cite}`doe2026fern`. $E = mc^2$

```{family-spec} fern
```

```{model-chart}
:caption: Ferns
:x: released
:y: parameters_total
```

```{bibliography}
```

```{toctree}
other
```
"""


class Twice(NamedTuple):
    first: Path
    second: Path


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Any]) -> Twice:
    folder = tmp_path_factory.mktemp("twice")
    project = new_project(folder / "one" / "project")
    # Its own code: the tree holds the whole package, as a release of the reference does.
    shutil.copytree(ROOT / "extensions" / "llmref", project.root / "extensions" / "llmref",
                    ignore=shutil.ignore_patterns("__pycache__", "data"))  # fmt: skip
    project.write("conf.py", CONF)
    project.write("source/models/developers.yaml", "- {id: us, name: Us}\n")
    project.write("source/models/fern.yaml", SPEC)
    project.write("source/papers/papers.bib", BIB)
    project.write("source/index.md", HOME)
    project.write("source/other.md", "# Other\n\nOf {model}`fern-1b`.\n")
    project.manifest(("2026-01-15", project.commit(epoch=1_768_500_000)))
    project.commit()
    other = folder / "a second place" / "clone of it"
    subprocess.run(["git", "clone", "--quiet", str(project.root), str(other)], check=True)
    formats = "html,pdf,epub,data" if any(map(shutil.which, BROWSERS)) else "html,epub,data"
    settings = [
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "LLMREF_CACHE": str(folder / "cache 1")},
        {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "random",
         "LLMREF_CACHE": str(folder / "cache 2"), "SOURCE_DATE_EPOCH": "5"},
    ]  # fmt: skip
    running = []
    for root, env in zip((project.root, other), settings, strict=True):
        (root.parent / "home").mkdir()
        command = [sys.executable, "-m", "llmref", "publish", "--out", str(root.parent / "site"), "--formats", formats]
        started = subprocess.Popen(
            command, cwd=root, env={**os.environ, **env, "HOME": str(root.parent / "home")},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        running.append((started, root.parent / "site" / "2026-01-15"))
    for started, _ in running:
        said, _ = started.communicate(timeout=240)
        assert started.returncode == 0, said
    return Twice(*(site for _, site in running))


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_file_is_the_same(twice: Twice) -> None:
    first, second = digests(twice.first), digests(twice.second)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert {"models.json", "models.csv", "catalog.sqlite", "papers.bib", "objects.inv", "llms.txt", "SHA256SUMS",
            "garden-2026-01-15.epub"} <= set(first)  # fmt: skip


def test_the_release_is_what_its_files_say(twice: Twice) -> None:
    record = json.loads((twice.first / "release.json").read_text(encoding="utf-8"))
    assert record["missing"] == [] and record["epoch"] == 1_768_500_000
    data = json.loads((twice.first / "models.json").read_text(encoding="utf-8"))
    assert (data["release"], [model["id"] for model in data["models"]]) == ("2026-01-15", ["fern-1b"])
    rows = sqlite3.connect(twice.first / "catalog.sqlite").execute("SELECT id FROM models").fetchall()
    assert rows == [("fern-1b",)]


def test_pdf_and_epub_bear_the_day_of_the_commit(twice: Twice) -> None:
    with zipfile.ZipFile(twice.first / "garden-2026-01-15.epub") as epub:
        assert {entry.date_time for entry in epub.infolist()} == {(2026, 1, 15, 18, 0, 0)}
        assert epub.infolist()[0].filename == "mimetype" and epub.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert epub.testzip() is None
    pdf = twice.first / "garden-2026-01-15.pdf"
    if pdf.is_file() and shutil.which("pdfinfo"):
        command = ["pdfinfo", "-isodates", str(pdf)]
        said = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC"}).stdout
        assert "CreationDate:    2026-01-15T18:00:00Z" in said


def test_other_dates_and_ids_in_a_pdf_give_one_file(tmp_path: Path) -> None:
    made = []
    for date, zone, id_ in (("20260101120000", "+02'00'", "ab"), ("20251231235959", "-11'00'", "CD")):
        xmp = f"<xmp:CreateDate>{date[:4]}-01-01T00:00:00</xmp:CreateDate>"
        text = f"%PDF-1.7 /CreationDate (D:{date}{zone}) /ModDate(D:{date}{zone}) {xmp} /ID [<{id_ * 16}><{id_ * 16}>]"
        path = tmp_path / f"{id_}.pdf"
        path.write_bytes(text.encode())
        fix_pdf(path, 1_700_000_000)
        made.append((len(text), path.read_bytes()))
    assert made[0] == made[1] and len(made[0][1]) == made[0][0]


def test_another_order_and_time_in_an_epub_give_one_file(tmp_path: Path) -> None:
    made = []
    for number, names in enumerate((["mimetype", "b", "a.opf"], ["a.opf", "mimetype", "b"])):
        path = tmp_path / f"{number}.epub"
        with zipfile.ZipFile(path, "w") as epub:
            for name in names:
                moment = f'<meta property="dcterms:modified">2026-01-0{number + 1}T00:00:00Z</meta>'
                epub.writestr(zipfile.ZipInfo(name, (2020 + number, 1, 1, 0, 0, 0)), moment if name == "a.opf" else name)
        fix_epub(path, 0)  # before the first year that a zip file knows
        made.append(path.read_bytes())
    assert made[0] == made[1]
