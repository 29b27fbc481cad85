"""Printed volumes put together to one tagged PDF: pages, links, bookmarks, structure, page numbers.

No library at hand merges the structure tree (ISO 32000-1, 14.7) of tagged files: qpdf keeps the first one's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from llmref.sphinxext.book_structure import children, elements, name_elements
from llmref.sphinxext.book_volumes import ELSEWHERE


def page_numbers(volumes: Sequence[Path]) -> dict[str, int]:
    """On which page of the book, counted from 1, the anchors of its volumes stand."""
    found: dict[str, int] = {}
    before = 0
    for path in volumes:
        with pikepdf.open(path) as volume:
            sheets = {page.obj.objgen: index for index, page in enumerate(volume.pages, start=before + 1)}
            before += len(sheets)
            for name, place in volume.Root.get("/Dests", Dictionary()).items():
                found[name.removeprefix("/")] = sheets[place[0].objgen]
    return found


class Book:
    """A PDF that grows by a volume at a time."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self._open: list[pikepdf.Pdf] = []
        self._destinations: dict[str, Any] = {}
        self._bookmarks: list[tuple[int, OutlineItem]] = []
        self._ids: dict[str, Any] = {}
        self._parents: list[tuple[int, Any]] = []
        self._next_parent = 0
        self._document: Any = None

    def add(self, path: Path) -> None:
        """Append the volume in ``path``."""
        volume = pikepdf.open(path)
        self._open.append(volume)
        number, first = len(self._open), len(self.pdf.pages)
        root = volume.Root
        tree = root.StructTreeRoot
        levels = name_elements(tree, f"v{number}.")
        bookmarks = list(_flat(volume))
        places = {page.obj.objgen: index for index, page in enumerate(volume.pages)}
        shift = self._next_parent
        for page in volume.pages:
            _move_keys(page.obj, shift)
        self.pdf.add_pages_from(volume, outlines="ignore")

        for name, place in root.get("/Dests", Dictionary()).items():
            self._destinations[name] = self._moved(place, places, first)
        # Headings of the structure and bookmarks are the same, in the same order; the structure has their levels.
        for level, item in zip(levels, bookmarks, strict=True):
            target = self._moved(item.destination, places, first)
            self._bookmarks.append((level, OutlineItem(str(item.title), target)))
        self._add_structure(volume, tree, shift)
        if number == 1:
            self._take_properties(volume)

    def _moved(self, place: Any, places: dict[tuple[int, int], int], first: int) -> Array:
        page = self.pdf.pages[first + places[place[0].objgen]].obj
        return Array([page, *list(place)[1:]])

    def _add_structure(self, volume: pikepdf.Pdf, tree: Any, shift: int) -> None:
        root = self.pdf.copy_foreign(volume.make_indirect(tree))
        keys = list(root.ParentTree.Nums)
        self._parents.extend((int(key) + shift, value) for key, value in zip(keys[::2], keys[1::2], strict=True))
        self._next_parent += int(root.ParentTreeNextKey)
        document = root.K if isinstance(root.K, Dictionary) else root.K[0]
        if self._document is None:
            self._document = document
            below = Array(list(children(document)))
        else:
            below = self._document.K
            for child in children(document):
                child.P = self._document
                below.append(child)
        self._document.K = below
        for element in elements(document):
            if "/ID" in element:
                self._ids[str(element.ID)] = element

    def _take_properties(self, volume: pikepdf.Pdf) -> None:
        self.pdf.Root.Lang = String(str(volume.Root.get("/Lang", "en")))
        for key in ("/MarkInfo", "/ViewerPreferences"):
            if key in volume.Root:
                self.pdf.Root[key] = self.pdf.copy_foreign(volume.make_indirect(volume.Root[key]))
        for key, value in volume.docinfo.items():
            self.pdf.docinfo[key] = String(str(value))

    def number_pages(self, path: Path) -> None:
        """Lay the pages of ``path`` over those of the book, one each, as a part of the page and not of its text."""
        with pikepdf.open(path) as numbers:
            for page, number in zip(self.pdf.pages, numbers.pages, strict=True):
                form = self.pdf.copy_foreign(number.as_form_xobject())
                if "/StructParents" in form:
                    del form["/StructParents"]
                name = page.add_resource(form, Name.XObject, Name("/PageNumber"))
                drawn = f"q /Artifact <</Type /Pagination>> BDC {name} Do EMC Q\n"
                page.contents_add(drawn.encode("ascii"), prepend=True)

    def save(self, target: Path, epoch: str | None) -> None:
        """Write the book; with ``epoch`` (seconds) it bears that day, so that one commit gives one file."""
        self._link()
        pdf = self.pdf
        pdf.Root.Dests = pdf.make_indirect(Dictionary(self._destinations))
        with pdf.open_outline() as outline:
            open_items: list[tuple[int, OutlineItem]] = []
            for level, item in self._bookmarks:
                while open_items and open_items[-1][0] >= level:
                    open_items.pop()
                (open_items[-1][1].children if open_items else outline.root).append(item)
                open_items.append((level, item))
                item.is_closed = level > 1
        self._write_structure_root()
        if epoch:
            day = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).strftime("D:%Y%m%d%H%M%SZ")
            for key in ("/CreationDate", "/ModDate"):
                pdf.docinfo[key] = day
        pdf.save(
            target,
            # The small objects of a tagged PDF, a million in a large book, belong into compressed streams.
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        for volume in self._open:
            volume.close()

    def _link(self) -> None:
        for page in self.pdf.pages:
            for note in page.get("/Annots", []):
                uri = str(note.A.URI) if "/A" in note and "/URI" in note.A else ""
                if uri.startswith(ELSEWHERE):
                    name = "/" + unquote(uri.removeprefix(ELSEWHERE))
                    del note["/A"]
                    note.Dest = Name(name)

    def _write_structure_root(self) -> None:
        pdf = self.pdf
        names: list[Any] = []
        for name in sorted(self._ids):
            names += [String(name), self._ids[name]]
        numbers: list[Any] = []
        for key, value in self._parents:
            numbers += [key, value]
        root = pdf.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                K=self._document,
                ParentTree=pdf.make_indirect(Dictionary(Nums=Array(numbers))),
                ParentTreeNextKey=self._next_parent,
            )
        )
        if names:
            limits = Array([names[0], names[-2]])
            leaf = pdf.make_indirect(Dictionary(Limits=limits, Names=Array(names)))
            root.IDTree = pdf.make_indirect(Dictionary(Kids=Array([leaf])))
        self._document.P = root
        pdf.Root.StructTreeRoot = root


def _flat(volume: pikepdf.Pdf) -> Iterator[OutlineItem]:
    with volume.open_outline() as outline:
        waiting = list(reversed(outline.root))
        while waiting:
            item = waiting.pop()
            yield item
            waiting.extend(reversed(item.children))


def _move_keys(page: Any, shift: int) -> None:
    """Add ``shift`` to the keys by which a page and its links find their elements."""
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + shift
    for note in page.get("/Annots", []):
        if "/StructParent" in note:
            note.StructParent = int(note.StructParent) + shift
