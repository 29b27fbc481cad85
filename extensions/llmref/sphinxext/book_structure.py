"""The structure tree of a printed volume (ISO 32000-1, 14.7), made ready to become a part of the book's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_SAYS_SOMETHING = ("/A", "/ActualText", "/Alt", "/E", "/ID", "/Lang", "/T")


def children(element: Any) -> Iterator[Any]:
    """What an element holds: elements, marked content, links."""
    below = element.get("/K")
    if isinstance(below, Array):
        yield from below
    elif below is not None:
        yield below


def elements(top: Any) -> Iterator[Any]:
    """Structure elements from ``top`` on, in reading order."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        if _is_element(element):
            yield element
            waiting.extend(reversed(list(children(element))))


def fold_volume(path: Path) -> None:
    """Put what elements without a meaning hold into the elements around them, in the file itself.

    Chromium makes a ``NonStruct`` of each piece of text in a line: two thirds of a book's elements, which tell a
    reader nothing and take half of the memory when volumes are put together.
    """
    with pikepdf.open(path, allow_overwriting_input=True) as volume:
        _fold_groups(volume.Root.StructTreeRoot)
        volume.save(path)


def _fold_groups(tree: Any) -> None:
    around: dict[tuple[int, int], Any] = {}
    for top in children(tree):
        # What stands in the document itself stays an element: documents of several volumes become one.
        for part in children(top):
            for element in elements(part):
                _fold_into(element, around)
    if not around:
        return
    numbers = tree.ParentTree.Nums
    for place in range(1, len(numbers), 2):
        owners = numbers[place]
        if isinstance(owners, Array):
            for number, owner in enumerate(owners):
                if isinstance(owner, Dictionary) and owner.objgen in around:
                    owners[number] = around[owner.objgen]


def _fold_into(element: Any, around: dict[tuple[int, int], Any]) -> None:
    """Replace the groups among the children of ``element`` by what they hold; note each in ``around``."""
    below = list(children(element))
    if not any(_only_groups(child) for child in below):
        return
    found: list[Any] = []
    page = element.get("/Pg")
    waiting = [(child, page) for child in reversed(below)]
    while waiting:
        child, sheet = waiting.pop()
        if _only_groups(child):
            around[child.objgen] = element
            inside = child.get("/Pg")
            waiting.extend((item, inside) for item in reversed(list(children(child))))
        elif isinstance(child, Dictionary):
            if _is_element(child):
                child.P = element
            found.append(child)
        else:
            # A number of marked content counts on the page of its element, or has to name its own.
            if page is None:
                page = element.Pg = sheet
            same = sheet is None or sheet.objgen == page.objgen
            found.append(child if same else Dictionary(Type=Name.MCR, Pg=sheet, MCID=child))
    element.K = Array(found)


def _is_element(item: Any) -> bool:
    return isinstance(item, Dictionary) and "/S" in item


def _only_groups(item: Any) -> bool:
    return _is_element(item) and str(item.S) == "/NonStruct" and not any(key in item for key in _SAYS_SOMETHING)


def name_elements(tree: Any, prefix: str) -> list[int]:
    """Put ``prefix`` before the ids of elements, to which table cells refer; give the levels of headings."""
    levels = []
    for top in children(tree):
        for element in elements(top):
            kind = str(element.S)
            if len(kind) == 3 and kind.startswith("/H") and kind[2].isdigit():
                levels.append(int(kind[2]))
            if "/ID" in element:
                element.ID = String(prefix + str(element.ID))
            if "/A" in element:
                for attributes in element.A if isinstance(element.A, Array) else [element.A]:
                    if isinstance(attributes, Dictionary) and "/Headers" in attributes:
                        attributes.Headers = Array([String(prefix + str(id_)) for id_ in attributes.Headers])
    return levels
