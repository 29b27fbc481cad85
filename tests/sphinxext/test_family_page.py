"""A family's page made of its data alone, and the pages that count and list."""

from __future__ import annotations

from pathlib import Path

import pytest
from garden_project import SPEC, build, soup

MORE = """
  - id: fern-2b-it
    name: Fern 2B Instruct
    variant_of: fern-2b
    base_model: fern-2b
    distilled_from: [fern-1b]
    released: 2026-03-01
    retired: 2026-04-01
    architecture: {sliding_window: 512, model_type: mistral}
    scores:
      - {benchmark: exam, value: 71.5, version: v2, shots: 5, setup: "no <thinking>", source: config}
      - {benchmark: exam, value: 80, by: third-party, source: config}
    estimates:
      - {field: training.compute, value: 1000, by: Someone, method: counted twice, source: config}
    history:
      - {date: 2026-02-02, field: released, old: 2026-03-02, kind: correction, note: a typing mistake}
"""


@pytest.fixture
def page(garden: Path):
    (garden / "models" / "fern.yaml").write_text(SPEC + MORE.lstrip("\n"))
    (garden / "models" / "benchmarks.yaml").write_text("- {id: exam, name: Exam, measures: Facts., metric: accuracy}\n")
    (garden / "fern.md").write_text("# Fern\n\nSee {cite}`doe2026fern`.\n\n```{family-page} fern\n```\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    return soup(out, "fern")


def section(page, name: str):
    return page.find(id=name)


def test_sections_come_in_the_order_of_a_reader(page) -> None:
    titles = [heading.contents[0] for heading in page.select("div.body h2")]
    assert titles == ["Models", "Layers", "Lineage", "Benchmark scores", "History", "Specifications"]


def test_all_models_are_in_the_table_oldest_first(page) -> None:
    rows = section(page, "models").select("tbody tr")
    assert [row.th.text for row in rows] == ["Fern <1B> & co", "Fern 2B", "Fern 2B Instruct"]


def test_family_says_in_a_sentence_how_many_models_it_has(page) -> None:
    facts = page.select_one("p.llmref-family-facts").text
    assert facts == (
        "3 models of Us with open weights, released from 2026-01-01 to 2026-03-01. "
        "All parameter counts are recomputed from the architecture."
    )


def test_numbers_stand_under_numbers_where_a_field_may_be_a_list(garden: Path) -> None:
    (garden / "plain.md").write_text("# All\n\n```{model-table}\n:columns: name, num_attention_heads\n```\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    table = soup(out, "plain").select_one("table.llmref-table")
    assert table.select("thead th")[1]["data-kind"] == "number"
    assert [cell["class"] for cell in table.select("tbody td")] == [["num"], ["num"]]


def test_layers_are_drawn_one_strip_an_arrangement(page) -> None:
    strips = section(page, "layers").select(".llmref-strip")
    assert [strip.p.text.partition(":")[0] for strip in strips] == ["Fern <1B> & co", "Fern 2B", "Fern 2B Instruct"]
    # Two cells a layer: what mixes tokens, and the feed-forward part.
    assert [len(strip.svg.select("rect")) for strip in strips] == [2 * 2, 2 * 4, 2 * 4]
    assert "4 × attention over 512 tokens and dense" in strips[2].svg["aria-label"]


def test_lineage_is_drawn_and_said(page) -> None:
    part = section(page, "lineage")
    links = {a["href"] for a in part.select("svg a")}
    assert links == {"#fern-1b", "#fern-2b", "#fern-2b-it"}
    said = [item.text for item in part.select("details.llmref-chart-data li")]
    assert "Fern 2B Instruct was trained from Fern 2B." in said
    assert "Fern 2B Instruct was distilled from Fern <1B> & co." in said


def test_scores_say_edition_shots_and_who_ran_them(page) -> None:
    rows = [[cell.text for cell in row.select("th, td")] for row in section(page, "benchmark-scores").select("tbody tr")]
    assert rows[0] == ["Exam"]
    assert rows[1][1].startswith("80") and rows[1][5] == "third-party"
    assert rows[2][1].startswith("71.5") and rows[2][2:6] == ["v2", "5", "no <thinking>", "developer"]


def test_history_tells_releases_and_corrections_by_day(page) -> None:
    rows = [[cell.text for cell in row.select("th, td")] for row in section(page, "history").select("tbody tr")]
    assert [row[0] for row in rows] == ["2026-01-01", "2026-02-01", "2026-02-02", "2026-03-01", "2026-04-01"]
    assert rows[2][1] == "Corrected here: Released, formerly 2026-03-02 (a typing mistake)"
    assert rows[4][1:] == ["Retired", "Fern 2B Instruct"]


def test_cards_have_scores_and_estimates(page) -> None:
    card = section(page, "fern-2b-it")
    assert section(page, "fern-2b-it.score-exam").dd.text.startswith("71.5")
    assert section(page, "fern-2b-it.score-exam-2").dd.text.startswith("80")
    assert "an estimate of Someone: counted twice" in card.text
    assert section(page, "fern-2b-it.base_model").dd.a["href"] == "#fern-2b"


def test_families_are_listed_with_their_span(garden: Path) -> None:
    (garden / "plain.md").write_text("# All\n\n```{family-list}\n:openness: open-weights\n```\n\n```{license-list}\n```\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    (row,) = soup(out, "plain").select("table.llmref-table")[0].select("tbody tr")
    texts = [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in row.select("th, td")]
    # By hand: 1000*64 + 64 + n * (64*64*2 + 2*64*kv*16 + 3*64*128 + 2*64), n = 2 with kv = 2, n = 4 with kv = 4
    assert texts[:6] == ["Fern", "Us", "2026-01", "2026-02", "2", "138 k to 228 k"]


def test_scores_of_one_benchmark_are_listed_best_first(page, garden: Path) -> None:
    (garden / "plain.md").write_text("# All\n\n```{score-list} exam\n```\n\n```{score-list} exam\n:version: v2\n```\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    tables = soup(out, "plain").select("table.llmref-table")
    values = [[row.td.text[:4].rstrip("”") for row in table.select("tbody tr")] for table in tables]
    assert [len(rows) for rows in values] == [2, 1]
    assert values[0][0].startswith("80") and values[1][0].startswith("71.5")
    (garden / "plain.md").write_text("# All\n\n```{score-list} exma\n```\n")
    assert "no benchmark 'exma'" in build(garden)[1]


def test_a_mistyped_family_is_a_warning(garden: Path) -> None:
    (garden / "plain.md").write_text("# All\n\n```{family-page} frn\n```\n")
    _, warnings, _ = build(garden)
    assert "plain.md:3" in warnings and "no family 'frn'" in warnings


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_model: fern-2b", "base_model: fern-3b", "no model 'fern-3b'"),
        ("base_model: fern-2b", "base_model: fern-2b-it", "a model is not its own"),
        ("benchmark: exam, value: 80", "benchmark: exma, value: 80", "did you mean exam?"),
        ("by: third-party, source: config", "by: third-party, source: cnf", "no source 'cnf'"),
        ("shots: 5", "shots: -5", "shots"),
    ],
)
def test_mistakes_in_lineage_and_scores_have_a_place(garden: Path, old: str, new: str, said: str) -> None:
    (garden / "models" / "fern.yaml").write_text((SPEC + MORE.lstrip("\n")).replace(old, new))
    (garden / "models" / "benchmarks.yaml").write_text("- {id: exam, name: Exam, measures: Facts., metric: accuracy}\n")
    _, warnings, _ = build(garden)
    assert said in warnings and "fern.yaml:" in warnings


def test_text_of_a_row_is_words_with_spaces_between_them(garden: Path) -> None:
    # The search shows text of the page as it stands.
    (garden / "plain.md").write_text("# All\n\n```{model-table}\n:columns: name, parameters_total\n```\n")
    row = soup(build(garden)[0], "plain").select_one("table.llmref-table tbody tr")
    assert row.text.replace("\N{NO-BREAK SPACE}", " ") == "Fern <1B> & co 138 k"
    assert row.select_one("sup.llmref-prov")["aria-label"] == "recomputed"


def test_disagreements_name_the_field_the_kind_of_source_and_its_number(garden: Path) -> None:
    spec = garden / "models" / "fern.yaml"
    said = "    disagreements:\n      - {field: released, value: 2026-01-05, source: config, note: 'days, told by files'}\n"
    spec.write_text(SPEC.replace("  - id: fern-2b\n", said + "  - id: fern-2b\n", 1))
    (garden / "fern.md").write_text("# Fern\n\n```{family-page} fern\n```\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    card = soup(out, "fern").find(id="fern-1b")
    (item,) = [item for item in card.select("li") if "according to" in item.text]
    assert item.text.startswith("Released: 2026-01-05 according to ") and item.text.endswith(". Days, told by files.")
    assert soup(out, "fern").find(id=item.sup.a["href"][1:]) is not None


def test_cards_say_where_a_metric_is_of_more_tokens_than_the_model_handles(page) -> None:
    def caches(model: str) -> str:
        term = next(term for term in section(page, model).select("dt") if term.text == "KV cache at 32k")
        return term.find_next_sibling("dd").text

    assert "(beyond its context)" in caches("fern-1b")
    assert "(beyond its context)" not in caches("fern-2b")


def test_an_estimate_of_ours_is_not_called_that_of_a_third_party(garden: Path) -> None:
    spec = garden / "models" / "fern.yaml"
    spec.write_text(SPEC.replace("kind: config", "kind: estimate", 1))
    (garden / "fern.md").write_text("# Fern\n\n```{family-page} fern\n```\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    value = soup(out, "fern").find(id="fern-1b.hidden_size").select_one(".llmref-value")
    assert value["data-prov"] == "estimate"
    assert value["title"].startswith("estimate, seen ")
