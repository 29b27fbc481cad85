"""The toctree of a build as pieces of HTML, from which each page's sidebar is joined."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sphinx.builders import Builder
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.util.osutil import relative_uri

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.tags import Tags

FURO_ARGUMENTS: dict[str, Any] = {
    "collapse": False,
    "titles_only": True,
    "maxdepth": -1,
    "includehidden": True,
}
"""What furo asks of Sphinx's ``toctree`` template function."""

_TAG = re.compile(r"<(?P<close>/?)(?P<name>ul|li|a|input)\b[^>]*>")
_MARK = "llmref-nav-{}-"
_HREF = re.compile(r'(?<= href=")llmref-nav-(?P<target>\d+)-(?P<anchor>[^"]*)(?=")')


class NavigationTree:
    """The resolved tree as pieces of HTML, and which pieces a page changes.

    `builder` says where a page is; `decorate` is furo's function from a toctree's HTML to the
    sidebar's.
    """

    def __init__(self, builder: StandaloneHTMLBuilder, decorate: Callable[[str], str]) -> None:
        self.builder = builder
        addresses = _Addresses(builder.tags)
        # No page is called "": nothing is current in this tree.
        resolved = global_toctree_for_doc(
            builder.env, "", cast(Builder, addresses), tags=builder.tags, **FURO_ARGUMENTS
        )
        self.targets = addresses.targets
        self.pieces: list[str] = []
        self.links: list[_Link] = []
        # Of each page: for each of its entries, the pieces that open around it, innermost last.
        self.branches: dict[str, list[list[int]]] = defaultdict(list)
        self.checkboxes: dict[int, int] = {}  # piece of an <li> -> piece of its <input>
        # Piece of an <li> that has entries below -> its depth, and the pieces of its <input> and </ul>.
        self.folds: dict[int, _Fold] = {}
        self._of_folder: dict[str, list[str]] = {}
        self._split(decorate(builder.render_partial(resolved)["fragment"]))

    def for_page(self, pagename: str, depth: int | None = None) -> str:
        """Return the sidebar's HTML as it stands on the page `pagename`.

        Entries deeper than `depth` are left out where they are not on the page's own branch.
        """
        pieces = self._with_links_from(self.builder.get_target_uri(pagename)).copy()
        for link in self.links:
            if self.targets[link.target] == pagename:
                pieces[link.piece] = link.tag(link.anchor or "#")
        branches = self.branches.get(pagename, [])
        # A page may stand in the tree more than once, below the same tags.
        current = {piece for branch in branches for piece in branch}
        if depth is not None:
            for item, fold in self.folds.items():
                if fold.depth == depth and item not in current:
                    pieces[fold.start : fold.end + 1] = [""] * (fold.end + 1 - fold.start)
                    pieces[item] = pieces[item].replace(" has-children", "", 1)
        for piece in current:
            pieces[piece] = _as_current(pieces[piece])
            if piece in self.checkboxes:
                box = self.checkboxes[piece]
                pieces[box] = self.pieces[box].replace(" class=", ' checked="" class=', 1)
        if branches:
            *_, item, _link = branches[-1]
            pieces[item] = pieces[item].replace('">', ' current-page">')
        return "".join(pieces)

    def _with_links_from(self, uri: str) -> list[str]:
        # Links from all pages of a folder are the same, but for a page's link to itself.
        folder = uri[: uri.rfind("/") + 1]
        if folder not in self._of_folder:
            uris = [
                html.escape(relative_uri(f"{folder}\0", self.builder.get_target_uri(target)))
                for target in self.targets
            ]
            pieces = self.pieces.copy()
            for link in self.links:
                pieces[link.piece] = link.tag(uris[link.target] + link.anchor)
            self._of_folder[folder] = pieces
        return self._of_folder[folder]

    def _split(self, decorated: str) -> None:
        open_tags: list[int] = []
        end = 0
        for tag in _TAG.finditer(decorated):
            self.pieces += [decorated[end : tag.start()], tag[0]]
            end = tag.end()
            here = len(self.pieces) - 1
            if tag["name"] in {"ul", "li"}:
                if tag["close"]:
                    open_tags.pop()
                    if tag["name"] == "ul" and open_tags and (item := open_tags[-1]) in self.checkboxes:
                        # Lists lie in entries and entries in lists, by turns.
                        self.folds[item] = _Fold(len(open_tags) // 2, self.checkboxes[item], here)
                else:
                    open_tags.append(here)
            elif tag["name"] == "input":
                self.checkboxes[open_tags[-1]] = here
            elif mark := _HREF.search(tag[0]):
                target = int(mark["target"])
                self.links.append(_Link(here, tag[0], target, mark["anchor"]))
                if not mark["anchor"]:
                    self.branches[self.targets[target]].append([*open_tags, here])
        self.pieces.append(decorated[end:])


class _Link(NamedTuple):
    piece: int
    opening: str  # the <a …> with the mark as its address
    target: int
    anchor: str  # with its "#", or ""

    def tag(self, address: str) -> str:
        return _HREF.sub(lambda _mark: address, self.opening)


class _Fold(NamedTuple):
    depth: int  # 1 for the entries of the root
    start: int  # piece of the <input> that opens it
    end: int  # piece of the </ul>


class _Addresses:
    """Stands in for the builder while the tree is resolved: writes a mark for each address."""

    def __init__(self, tags: Tags) -> None:
        self.tags = tags
        self.targets: list[str] = []
        self._numbers: dict[str, int] = {}

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        if to not in self._numbers:
            self._numbers[to] = len(self.targets)
            self.targets.append(to)
        return _MARK.format(self._numbers[to])


def _as_current(tag: str) -> str:
    """Return the opening `tag` with the class that Sphinx gives to the branch of a page."""
    if tag.startswith("<a"):
        return tag.replace('class="', 'class="current ', 1)
    if tag == "<ul>":
        return '<ul class="current">'
    if " has-children" in tag:  # furo adds its own after Sphinx's
        return tag.replace(" has-children", " current has-children", 1)
    return tag.replace('">', ' current">', 1)
