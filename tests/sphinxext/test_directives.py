"""Directives, roles and citations in somebody else's small project."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from garden_project import PAGES, SPEC, build, soup
from sphinx.testing.util import SphinxTestApp
from sphinx.util.inventory import InventoryFile


def test_table_has_caption_marks_and_sort_keys(garden: Path) -> None:
    out, warnings, _ = build(garden)
    assert warnings == ""
    table = soup(out, "table").select_one("table.llmref-table")
    assert table.caption.text == "New ferns"
    (row,) = table.select("tbody tr")
    assert row.th.text == "Fern 2B" and row.th.a["href"] == "fern.html#fern-2b"
    released, total, context = row.select("td")
    # By hand: 1000*64 + 64 + 4 * (4*64*64 + 3*64*128 + 2*64)
    assert (total["data-sort"], total.sup["data-prov"]) == ("228416", "recomputed")
    assert context.text == "not disclosed" and context["data-prov"] == "not-disclosed"
    assert released["data-sort"] == "2026-02-01"


def test_side_by_side_marks_differences(garden: Path) -> None:
    out, _, _ = build(garden)
    rows = soup(out, "table").select("table.llmref-compare tbody tr:not(.llmref-group)")
    differs = {row.th.text: "differs" in (row.get("class") or []) for row in rows}
    assert differs == {"Layers": True, "KV heads": True, "Hidden size": False}


def test_values_and_names_in_text(garden: Path) -> None:
    out, _, _ = build(garden)
    page = soup(out, "table")
    values = [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in page.select(".llmref-value")]
    # 2 (K and V) * 4 heads * 16 wide * 2 bytes * 4 layers * 1024 tokens = 1 MiB
    assert values[:2] == ["2", "1.00 MiB"]
    assert values[2].endswith("×")
    link = page.select_one('a[href="fern.html#fern-1b"] span')
    assert link.text == "Fern <1B> & co"


def test_text_from_data_is_escaped(garden: Path) -> None:
    out, _, _ = build(garden)
    assert "Fern <1B>" not in (out / "fern.html").read_text(encoding="utf-8")
    assert soup(out, "fern").find(id="fern-1b").h2.contents[0] == "Fern <1B> & co"


@pytest.mark.parametrize(
    ("page", "text", "said"),
    [
        ("plain", "{spec}`fern-1b.hidden_sise`", "hidden_size"),
        ("plain", "{spec}`fern-9b.hidden_size`", "no model 'fern-9b'"),
        ("plain", "{cite}`doe2026fren`", "did you mean doe2026fern?"),
        ("plain", "{model}`fern-9b`", "no page describes the model fern-9b"),
        ("plain", "```{model-table}\n:where: DELETE FROM models\n```", "not valid SQL"),
        ("plain", "```{model-table}\n:where: nams = 1\n```", "no column nams"),
        ("plain", "```{model-compare} fern-1b fern-9b\n```", "no model 'fern-9b'"),
        ("plain", "```{model-chart}\n:x: released\n:y: name\n```", "y should be a number"),
    ],
)
def test_mistakes_are_warnings_with_their_place(garden: Path, page: str, text: str, said: str) -> None:
    (garden / f"{page}.md").write_text(f"# Page\n\n{text}\n")
    _, warnings, _ = build(garden)
    assert said in warnings
    assert f"{page}.md:3" in warnings
    assert "Traceback" not in warnings


def test_mistake_in_a_spec_file_is_a_warning_with_file_and_line(garden: Path) -> None:
    (garden / "models" / "fern.yaml").write_text(SPEC.replace("num_key_value_heads: 2", "num_key_value_heads: 3"))
    _, warnings, _ = build(garden)
    assert "fern.yaml:12" in warnings and "num_key_value_heads" in warnings


def test_unused_paper_is_reported_when_asked_for(garden: Path) -> None:
    (garden / "fern.md").write_text(PAGES["fern"].replace("See {cite}`doe2026fern`.", ""))
    _, warnings, _ = build(garden)
    assert warnings == ""
    _, warnings, _ = build(garden, llmref_warn_unused_papers=True)
    assert "papers.bib:1" in warnings and "no page and no model cites this paper" in warnings


def test_edited_spec_file_rebuilds_the_pages_that_use_it_and_no_others(garden: Path) -> None:
    build(garden)
    _, _, read = build(garden)
    assert read == []
    path = garden / "models" / "fern.yaml"
    path.write_text(SPEC.replace("context_length: 4096", "context_length: 8192"))
    os.utime(path, (time.time() + 5, time.time() + 5))
    out, _, read = build(garden)
    assert read == ["fern", "table"]
    assert "8,192" in soup(out, "fern").find(id="fern-1b.context_length").text


def test_new_model_rebuilds_pages_whose_query_selects_it(garden: Path) -> None:
    build(garden)
    new = SPEC.replace("id: fern, name: Fern,", "id: moss, name: Moss,").replace("fern-", "moss-").replace("Fern", "Moss")
    (garden / "models" / "moss.yaml").write_text(new)
    out, _, read = build(garden)
    assert read == ["table"]
    assert "Moss 2B" in soup(out, "table").select_one("table.llmref-table").text


def test_model_defined_on_a_page(garden: Path) -> None:
    body = "id: leaf\nname: Leaf\narchitecture: {model_type: llama, hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4, " \
        "num_key_value_heads: 2, intermediate_size: 128, vocab_size: 1000, tie_word_embeddings: true}"  # fmt: skip
    (garden / "plain.md").write_text(f"# Plain\n\n```{{model-spec}}\n{body}\n```\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    assert soup(out, "plain").find(id="model-leaf.num_hidden_layers").dd.text == "2"


def test_objects_are_in_the_inventory_and_another_project_links_to_them(garden: Path, tmp_path: Path) -> None:
    out, _, _ = build(garden)
    inventory = InventoryFile.loads((out / "objects.inv").read_bytes(), uri="https://garden.example/")
    assert inventory["llm:model", "fern-1b"].uri == "https://garden.example/fern.html#fern-1b"
    assert inventory["llm:paper", "doe2026fern"].display_name == "Ferns that attend"
    other = tmp_path / "other"
    other.mkdir()
    (other / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinx.ext.intersphinx", "llmref"]\nllmref_catalogs = []\nllmref_bib_files = []\n'
        f'intersphinx_mapping = {{"garden": ("https://garden.example/", {str(out / "objects.inv")!r})}}\n'
    )
    (other / "index.md").write_text("# Other\n\n{model}`fern-1b` and [](inv:garden:llm:family#fern)\n")
    built, warnings, _ = build(other)
    assert warnings == ""
    links = {a["href"]: a.text for a in soup(built, "index").select("a.external") if "garden" in a["href"]}
    assert set(links) == {"https://garden.example/fern.html#fern-1b", "https://garden.example/fern.html#family-fern"}


def test_other_outputs_have_the_same_rows(garden: Path) -> None:
    text = (build(garden, "text")[0] / "table.txt").read_text(encoding="utf-8")
    assert "New ferns" in text and "Fern 2B" in text and "not disclosed" in text
    latex = next(build(garden, "latex")[0].glob("*.tex")).read_text(encoding="utf-8")
    assert r"\caption*{New ferns}" in latex and r"Fern \textless{}1B\textgreater{} \& co" in latex
    build(garden, "man")


def test_parallel_build_gives_the_same_pages(garden: Path) -> None:
    out, _, _ = build(garden)
    serial = {path.name: path.read_bytes() for path in out.glob("*.html")}
    app = SphinxTestApp("html", srcdir=garden, builddir=garden.parent / "parallel", parallel=2, freshenv=True)
    try:
        app.build()
        assert {path.name: path.read_bytes() for path in Path(app.outdir).glob("*.html")} == serial
        assert app.warning.getvalue() == ""
    finally:
        app.cleanup()
