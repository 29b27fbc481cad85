"""The style of the book, on pages that try it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import cast

import pikepdf

from llmref.compare.cells import Cell
from llmref.sphinxext.book_pdf import find_browser, print_pdf
from llmref.sphinxext.html_tables import content
from llmref.sphinxext.page import Page
from llmref.sphinxext.theme import HERE

STYLES = "".join(
    f'<link rel="stylesheet" href="{(HERE / "static" / name).as_uri()}">' for name in ("llmref.css", "print.css")
)


def sheets(body: str, folder: Path) -> list[str]:
    """Text of the pages on which ``body`` is printed."""
    page, target = folder / "page.html", folder / "page.pdf"
    page.write_text(f"<!DOCTYPE html><html><head>{STYLES}</head><body><main>{body}</main></body></html>")
    print_pdf(find_browser(), page, target)
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    return text.split("\f")[:-1]


def table(heads: list[str], rows: list[list[str]], kind: str = "") -> str:
    head = "".join(f"<th>{text}</th>" for text in heads)
    lines = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return (
        f'<div class="llmref-table-box"><table class="llmref-table {kind}"><caption>Roses</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def test_head_of_a_table_does_not_stand_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    roses = table(["Kind", "Height"], [["Dame", "1 m"], ["Moss", "2 m"], ["Dog", "3 m"]])
    # The page has 259 mm: among these its foot falls between each two lines of the table.
    chapters = [
        f'<span id="document-{n}"></span><section><div style="height: {n}mm">text</div>{roses}</section>'
        for n in range(225, 259)
    ]
    cut = 0
    for sheet in sheets("".join(chapters), tmp_path):
        lines = [line for line in sheet.splitlines() if line.strip()]
        assert not any(word in lines[-2] for word in ("Roses", "Kind"))
        cut += "Dame" not in sheet and "Dog" in sheet
    assert cut, "no table of the test went over a page's end"


def test_words_in_narrow_columns_stay_whole(tmp_path: Path) -> None:
    heads = ["Model", "Score", "Edition", "Shots", "Set-up", "Run by", "Source"]
    row = [
        "Llama 4 Maverick Instruct",
        "94.4",
        "test",
        "0",
        "thinking at maximum effort " * 6,
        "developer",
        "github.com",
    ]
    text = sheets(table(heads, [row] * 3), tmp_path)[0]
    assert text.count("developer") == 3 and text.count("github.com") == 3


def test_names_in_nine_columns_stand_in_two_lines(tmp_path: Path) -> None:
    heads = ["Model", "Stage", "Released", "Parameters", "Active parameters", "Parameters, declared", "Context",
             "KV cache per token", "Licence"]  # fmt: skip
    numbers = "".join(
        f'<td class="num">{text}</td>' for text in ("30.7&nbsp;B", "3.61&nbsp;B", "30.7&nbsp;B", "32,768", "54.0&nbsp;KiB")
    )
    row = (
        '<tr><th scope="row">Rose 1.5 15.7B-A3B Instruct</th><td>instruct</td><td class="date">2025-07-23</td>'
        f"{numbers}<td>Creative Commons Attribution-NonCommercial 4.0</td></tr>"
    )
    body = table(heads, []).replace("<tbody></tbody>", f"<tbody>{row}</tbody>")
    text = sheets(body, tmp_path)[0]
    assert "Rose 1.5 15.7B-" in text and "A3B Instruct" in text


def test_five_models_side_by_side_stand_on_an_upright_page(tmp_path: Path) -> None:
    names = [f"Rose {n} of the garden" for n in range(5)]
    rows = [["Licence", *["rose-garden/some-very-long-repository-name-" + str(n) for n in range(5)]]]
    body = table(["Field", *names], rows, "llmref-compare") + '<p class="llmref-legend"><span>stated</span></p>'
    assert len(sheets(body, tmp_path)) == 1
    info = subprocess.run(["pdfinfo", tmp_path / "page.pdf"], capture_output=True, text=True, check=True).stdout
    assert "594.96 x 841.92" in info


def test_legend_of_a_wide_table_stands_below_it(tmp_path: Path) -> None:
    wide = table([f"Head {n}" for n in range(12)], [["cell"] * 12], "llmref-wide")
    legend = '<p class="llmref-legend"><span>stated by the grower</span></p>'
    first, second = sheets(f"<p>before</p>{wide}{legend}<p>after</p>", tmp_path)[1:]
    assert "cell" in first and "stated by the grower" in first
    assert "after" in second and "stated" not in second


def test_long_names_may_break_behind_their_underscores() -> None:
    page = cast(Page, None)  # only a link asks for the page
    assert content(page, Cell("max_position_embeddings")) == "max_<wbr>position_<wbr>embeddings"
    assert content(page, Cell("12,187,325,040 at bf_16")) == "12,187,325,040 at bf_16"


def test_a_citation_in_running_text_has_no_box(tmp_path: Path) -> None:
    body = '<p>As shown (<a class="llmref-cite" href="#rose">Rose, 2026</a>).</p>'
    sheets(body, tmp_path)
    with pikepdf.open(tmp_path / "page.pdf") as book:
        drawn = {str(operator) for _, operator in pikepdf.parse_content_stream(book.pages[0])}
    assert "Tj" in drawn or "TJ" in drawn
    assert not drawn & {"S", "s", "B", "b", "c"}
