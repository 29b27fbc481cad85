"""The book of a small project, printed in as many volumes as it has chapters, and in one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from llmref.sphinxext.book_pdf import find_browser, print_book

CONF = 'project = "Small Book"\nextensions = ["myst_parser", "llmref"]\nllmref_catalogs = []\nllmref_bib_files = []\n'
PAGES = {
    "index": "# Small Book\n\n```{toctree}\nroses\ntulips\n```\n",
    # As in a catalogue, a chapter has chapters of its own; each names another one.
    "roses": "# Roses\n\nRoses before [tulips](tulips.md).\n\n```{toctree}\nred\nwhite\n```\n",
    "red": "# Red roses\n\nNot [white](white.md#height).\n\n|Kind|Height|\n|--|--|\n|Dame|1 m|\n",
    "white": "# White roses\n\n## Age\n\nOld.\n\n(height)=\n## Height\n\nTall.\n",
    "tulips": "# Tulips\n\n## Age\n\nBack to [roses](roses.md).\n",
}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module", params=[1, 1_000_000])
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("book")
    (base / "source").mkdir()
    (base / "source" / "conf.py").write_text(CONF)
    for name, text in PAGES.items():
        (base / "source" / f"{name}.md").write_text(text)
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-W", "-b", "book", base / "source", base / "out"], check=True)
    target = base / "small.pdf"
    print_book(find_browser(), base / "out" / "index.html", target, volume=request.param)
    assert sorted(path.name for path in (base / "out").glob("*.html")) == ["index.html"]
    return target


def sheets(pdf: Path) -> list[str]:
    return run("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]


def test_every_chapter_stands_on_pages_of_its_own_in_the_order_of_the_contents(pdf: Path) -> None:
    heads = [text.split("\n")[0].strip() for text in sheets(pdf)]
    assert heads[1:] == ["Contents", "Small Book", "Roses", "Red roses", "White roses", "Tulips"]


def test_pages_bear_their_numbers_but_for_the_title(pdf: Path) -> None:
    last = [text.split()[-1] for text in sheets(pdf)]
    assert last[1:] == ["2", "3", "4", "5", "6", "7"]
    assert not last[0].isdigit()


def test_contents_name_the_pages(pdf: Path) -> None:
    contents = sheets(pdf)[1]
    for title, number in (("Roses", 4), ("Red roses", 5), ("White roses", 6), ("Tulips", 7)):
        assert re.search(rf"\b{title}\s+{number}\b", contents), contents


def test_links_lead_to_the_pages_of_their_chapters(pdf: Path) -> None:
    with pikepdf.open(pdf) as book:
        number = {page.obj.objgen: index for index, page in enumerate(book.pages, start=1)}
        led = {}
        for index, page in enumerate(book.pages, start=1):
            for note in page.get("/Annots", []):
                place = book.Root.Dests[str(note.Dest)]
                led.setdefault(index, set()).add(number[place[0].objgen])
    assert led == {2: {4, 5, 6, 7}, 4: {7}, 5: {6}, 7: {4}}


def test_bookmarks_nest_as_the_chapters_do(pdf: Path) -> None:
    with pikepdf.open(pdf) as book, book.open_outline() as outline:

        def titles(items: list[pikepdf.OutlineItem]) -> list[object]:
            return [(item.title, titles(item.children)) if item.children else item.title for item in items]

        found = titles(outline.root)
    roses = ("Roses", ["Red roses", ("White roses", ["Age", "Height"])])
    assert found == ["Small Book", roses, ("Tulips", ["Age"])]


def test_marked_text_and_its_elements_know_each_other(pdf: Path) -> None:
    with pikepdf.open(pdf) as book:
        tree = book.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)
        owners = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        pages = 0
        for page in book.pages:
            if "/StructParents" not in page:
                continue
            pages += 1
            for number, element in enumerate(owners[int(page.StructParents)]):
                held = [item for item in _held(element) if _is_piece(item, element, page, number)]
                assert len(held) == 1, (pages, number, element.get("/S"))
        groups = [
            item
            for item in book.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/NonStruct" and item.P.S != "/Document"
        ]
    assert pages == 7 and groups == []


def _held(element: pikepdf.Object) -> list[pikepdf.Object]:
    below = element.K
    return list(below) if isinstance(below, pikepdf.Array) else [below]


def _is_piece(item: pikepdf.Object, element: pikepdf.Object, page: pikepdf.Page, number: int) -> bool:
    """Whether ``item`` is the marked text ``number`` of ``page``: a bare number counts on the element's own page."""
    if isinstance(item, pikepdf.Dictionary):
        return item.get("/Type") == "/MCR" and int(item.MCID) == number and item.Pg.objgen == page.obj.objgen
    return int(item) == number and element.Pg.objgen == page.obj.objgen


def test_one_structure_holds_the_text_of_all_volumes(pdf: Path) -> None:
    assert re.search(r"Tagged:\s+yes", run("pdfinfo", str(pdf)))
    structure = run("pdfinfo", "-struct-text", str(pdf))
    assert structure.count("Document") == 1
    places = [structure.index(f'"{words}') for words in ("Contents", "Roses before", "Not", "Tall", "Back to")]
    assert places == sorted(places)
    # Page numbers are no text of the book.
    assert '"7"' not in structure.split("Back to")[1]
    with pikepdf.open(pdf) as book:
        cell = [item for item in book.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TD"]
        heads = {str(id_) for item in cell for id_ in item.A[0].Headers}
        known = {str(name) for name in list(book.Root.StructTreeRoot.IDTree.Kids[0].Names)[::2]}
    assert len(cell) == 2 and len(heads) == 2 and heads <= known
