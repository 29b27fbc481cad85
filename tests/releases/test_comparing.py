"""The page that compares releases: its files, and what a reader sees, from a server and from a disk."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zlib import compress

import pytest

from llmref.compare.change_log import Step, between
from llmref.compare.changes import changes
from llmref.releases.checksums import write_checksums
from llmref.releases.comparing import model_places
from llmref.releases.publishing import Order, publish
from llmref.releases.record import Record, write_record

CORRECTED = {"date": "2025-02-01", "field": "architecture.num_hidden_layers", "kind": "correction", "note": "misread"}


def model(id_: str, layers: int, price: float, context: int | None = 4096, **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "name": f"Model {id_}", "context_length": context, "architecture": {"num_hidden_layers": layers},
        "pricing": {"input": price, "since": more.pop("since", None)}, **more,
    }  # fmt: skip


EXPORTS = {
    "2025-01-01": [model("a", 30, 3.0), model("b", 10, 1.0), model("gone", 1, 1.0)],
    "2025-02-02": [model("a", 32, 3.0, history=[CORRECTED]), model("b", 10, 0.5, since="2025-02-01"), model("c", 1, 1)],
    "2025-03-03": [
        model("a", 32, 3.0, context=8192, history=[CORRECTED]),
        model("b2", 10, 0.25, since="2025-03-01", former_ids=["b"]),
        model("c", 2, 1),
        model("d", 1, 1),
    ],
}


class Made(NamedTuple):
    out: Path
    part: Path


def version(folder: Path, name: str, models: list[dict[str, Any]]) -> None:
    """A published version without a build: pages, data, inventory, record."""
    (folder / "models").mkdir(parents=True)
    for page in ("index", f"models/only-{name}"):
        (folder / f"{page}.html").write_text(f"<title>{page}</title><h1>{page}</h1>", encoding="utf-8")
    text = json.dumps({"release": "wrong", "models": models})
    (folder / "models.json").write_text(text, encoding="utf-8")
    lines = "".join(f"{m['id']} llm:model 1 models/only-{name}.html#$ {m['name']}\n" for m in models)
    head = b"# Sphinx inventory version 2\n# Project: T\n# Version: \n# The remainder of this file is compressed\n"
    (folder / "objects.inv").write_bytes(head + compress(lines.encode()))
    pages = ["index", f"models/only-{name}"]
    write_record(folder, Record(name, name, project="T", files={"models.json": len(text)}, pages=pages))
    write_checksums(folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("comparing")
    for name, models in EXPORTS.items():
        version(folder / "part" / name, name, models)
    publish(Order(folder, folder / "out", merge=[folder / "part"]), lambda _: None)
    return Made(folder / "out", folder / "part")


def test_one_file_a_release_says_what_is_new_in_it(made: Made) -> None:
    assert sorted(path.name for path in (made.out / "changes").iterdir()) == ["2025-02-02.js", "2025-03-03.js"]
    page = (made.out / "compare.html").read_text(encoding="utf-8")
    assert "2025-01-01 to 2025-02-02: 1 model added, 1 model gone, 1 value corrected, 1 value changed in the world" in page
    versions = (made.out / "versions.html").read_text(encoding="utf-8")
    assert 'href="compare.html"' in versions


def test_another_release_leaves_the_files_of_earlier_ones(made: Made, tmp_path: Path) -> None:
    first = tmp_path / "out"
    publish(Order(tmp_path, first, merge=[made.part]), lambda _: None)
    before = (first / "changes" / "2025-02-02.js").stat().st_ino
    version(tmp_path / "part" / "2025-04-04", "2025-04-04", EXPORTS["2025-03-03"])
    publish(Order(tmp_path, first, merge=[tmp_path / "part"]), lambda _: None)
    assert (first / "changes" / "2025-02-02.js").stat().st_ino == before
    assert (first / "changes" / "2025-04-04.js").is_file()
    version(tmp_path / "late" / "2025-01-15", "2025-01-15", EXPORTS["2025-02-02"])
    publish(Order(tmp_path, first, merge=[tmp_path / "late"]), lambda _: None)
    assert '"old": "2025-01-15"' in (first / "changes" / "2025-02-02.js").read_text(encoding="utf-8")


def test_places_come_from_the_inventory(made: Made) -> None:
    assert model_places(made.out / "2025-01-01" / "objects.inv")["a"] == "models/only-2025-01-01.html#a"
    assert model_places(made.out / "none") == {}


sync_api = pytest.importorskip("playwright.sync_api")


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def section(tab: Any, title: str) -> list[list[str]]:
    part = tab.locator("details", has=tab.locator("summary", has_text=title))
    if not part.count():
        return []
    rows = part.locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def test_the_page_compares_the_ends_of_a_chain(made: Made, tab: Any) -> None:
    """Opened from a disk; every number is the one that Python's own comparison gives."""
    tab.goto(f"{(made.out / 'compare.html').as_uri()}#2025-01-01..2025-03-03")
    tab.get_by_text("differences from 2025-01-01 to 2025-03-03").wait_for()
    assert section(tab, "Corrections") == [["Model a", "num_hidden_layers", "30", "32", "misread"]]
    assert ["Model b2", "pricing.input", "$1", "$0.25", "since 2025-02-01; since 2025-03-01"] in section(tab, "Prices")
    assert section(tab, "no history says why") == [
        ["Model a", "context_length", "4,096", "8,192", ""],
        ["Model b2", "name", "Model b", "Model b2", ""],
    ]
    assert [row[1] for row in section(tab, "Models added")] == ["c", "d"]
    assert [row[1] for row in section(tab, "Models gone")] == ["gone"]
    assert section(tab, "Models renamed") == [["b", "Model b2"]]
    link = tab.locator("details", has=tab.locator("summary", has_text="Models gone")).get_by_role("link")
    assert link.get_attribute("href") == "2025-01-01/models/only-2025-01-01.html#gone"
    link = tab.locator("details", has=tab.locator("summary", has_text="Corrections")).get_by_role("link")
    link.click()
    tab.wait_for_url("**/models/only-*.html#a")


def test_the_page_says_what_python_says(made: Made, tab: Any) -> None:
    exports = [{"release": name, "models": models} for name, models in EXPORTS.items()]
    steps = [Step(changes({"models": []}, exports[0]))]
    steps += [Step(changes(*pair)) for pair in itertools.pairwise(exports)]
    expected = between(steps, "2025-01-01", "2025-03-03").models
    tab.goto(f"{(made.out / 'compare.html').as_uri()}#2025-01-01..2025-03-03")
    tab.get_by_text("differences from").wait_for()
    rows = [row for title in ("Corrections", "Changes in the world", "Prices", "no history", "Values added")
            for row in section(tab, title)]
    assert len(rows) == len(expected.values)


def test_choosing_filtering_and_an_address_that_can_be_sent(made: Made, tab: Any) -> None:
    tab.goto((made.out / "compare.html").as_uri())
    tab.get_by_text("from 2025-02-02 to 2025-03-03").first.wait_for()
    tab.locator("#from").select_option("2025-01-01")
    tab.locator("#to").select_option("2025-02-02")
    tab.get_by_role("status").get_by_text("from 2025-01-01 to 2025-02-02").wait_for()
    assert tab.url.endswith("#2025-01-01..2025-02-02")
    tab.get_by_label("Only rows with").fill("misread")
    assert tab.get_by_role("status").inner_text() == "1 difference from 2025-01-01 to 2025-02-02 with these words."


def test_without_javascript_each_step_is_told(made: Made, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((made.out / "compare.html").as_uri())
    assert page.get_by_role("listitem").count() == 2
    assert not page.locator("#from").is_visible()
    context.close()
