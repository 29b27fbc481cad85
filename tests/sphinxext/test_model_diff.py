"""``{model-diff}`` in somebody's docs: parts, links to what the catalogue still has, mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from garden_project import build, soup

from llmref.compare.change_log import Step, step_text
from llmref.compare.changes import changes

RELEASES: dict[str, list[dict[str, Any]]] = {
    "2026-01-01": [
        {"id": "fern-1b", "name": "Fern 1B", "context_length": 2048, "pricing": {"input": 3.0}},
        {"id": "moss-1b", "name": "Moss 1B"},
    ],
    "2026-02-01": [
        {
            "id": "fern-1b", "name": "Fern 1B", "context_length": 4096, "pricing": {"input": 2.0, "since": "2026-01-20"},
            "architecture": {"num_hidden_layers": 2},
            "history": [{"date": "2026-01-10", "field": "context_length", "kind": "correction", "note": "a misprint"}],
        },
    ],
    "2026-03-01": [
        {
            "id": "fern-1b", "name": "Fern 1B", "context_length": 4096, "pricing": {"input": 1.0, "since": "2026-02-20"},
            "architecture": {"num_hidden_layers": 2},
        },
        {"id": "fern-2b", "name": "Fern 2B"},
    ],
}  # fmt: skip


def with_log(garden: Path, text: str) -> Path:
    (garden / "changes").mkdir()
    before: dict[str, Any] = {"release": "", "models": []}
    for name, models in RELEASES.items():
        export = {"release": name, "models": models}
        papers, pages = {"doe2026fern": "Ferns that attend", "gone": "A paper that is gone"}, {"plain": "Plain", "old": "Old page"}
        last = name == "2026-03-01"
        step = Step(changes(before, export), papers if last else {}, {}, pages if last else {}, counts={"models": len(models)})
        (garden / "changes" / f"{name}.json").write_text(step_text(step), encoding="utf-8")
        before = export
    (garden / "plain.md").write_text(f"# Plain\n\n{text}\n")
    return garden


def test_all_parts_between_two_releases(garden: Path) -> None:
    out, warnings, _ = build(with_log(garden, "```{model-diff} 2026-01-01 2026-03-01\n```"), llmref_changes="changes")
    assert warnings == ""
    page = soup(out, "plain")
    assert page.select_one("p.llmref-diff-summary").text.startswith("1 model added, 1 model gone, 1 value corrected, ")
    headings = [heading.contents[0] for heading in page.select("section section > h2")]
    assert headings == [
        "Corrections", "Prices", "New models", "Models that are gone", "Values added", "New papers", "New pages",
    ]  # fmt: skip
    tables = {table.caption.text: table for table in page.select("table.llmref-table")}
    row = tables["Values corrected"].select_one("tbody tr")
    assert [cell.text for cell in row.select("th, td")] == ["Fern <1B> & co", "Context", "2,048", "4,096", "a misprint"]
    assert row.a["href"] == "fern.html#fern-1b"
    prices = [cell.text for cell in tables["Prices, USD per million tokens"].select("tbody tr *") if cell.name == "td"]
    assert prices == ["input", "$3.00 (2026-01-01), $2.00 (2026-02-01), $1.00 (2026-03-01)"]
    gone = tables["Models gone"].select_one("tbody tr")
    assert gone.th.text == "Moss 1B" and not gone.select("a")
    papers = tables["Papers added"]
    assert [link["href"] for link in papers.select("a")] == ["papers.html#paper-doe2026fern"]
    assert "A paper that is gone" in papers.text
    pages = page.select("#diff-2026-01-01-2026-03-01-pages li")
    assert [item.text for item in pages] == ["Old page", "Plain"]
    assert [link["href"] for link in page.select("#diff-2026-01-01-2026-03-01-pages li a")] == ["#"]


def test_one_release_is_compared_with_the_one_before_it(garden: Path) -> None:
    out, warnings, _ = build(
        with_log(garden, "```{model-diff} 2026-02-01\n:parts: corrections\n```\n\n```{model-diff} 2026-01-01\n:parts: summary\n```"),
        llmref_changes="changes",
    )  # fmt: skip
    assert warnings == ""
    page = soup(out, "plain")
    assert [table.caption.text for table in page.select("table.llmref-table")] == ["Values corrected"]
    assert "2 models added" in page.select_one("p.llmref-diff-summary").text


def test_mistakes_are_warnings_with_their_place(garden: Path) -> None:
    text = "```{model-diff} 2026-01-01 2027-01-01\n```\n\n```{model-diff} 2026-02-01\n:parts: everything\n```"
    _, warnings, _ = build(with_log(garden, text), llmref_changes="changes")
    assert "plain.md:3: WARNING: model-diff: no release '2027-01-01' in the change log; it has 2026-01-01" in warnings
    assert "model-diff: no part 'everything'" in warnings


def test_a_new_step_makes_the_page_be_read_again(garden: Path) -> None:
    source = with_log(garden, "```{model-diff} 2026-01-01 2026-02-01\n```")
    build(source, llmref_changes="changes")
    path = source / "changes" / "2026-02-01.json"
    path.write_text(path.read_text(encoding="utf-8").replace("a misprint", "a slip"), encoding="utf-8")
    out, _, read = build(source, llmref_changes="changes")
    assert "plain" in read and "a slip" in soup(out, "plain").text


def test_other_outputs_hold_the_tables(garden: Path) -> None:
    source = with_log(garden, "```{model-diff} 2026-01-01 2026-03-01\n```")
    for builder in ("text", "latex"):
        out, warnings, _ = build(source, builder, llmref_changes="changes")
        assert warnings == "", builder
    assert "a misprint" in (out.parent / "text" / "plain.txt").read_text(encoding="utf-8")
