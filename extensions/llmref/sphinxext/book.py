"""The builder ``book``: the whole reference as one page made for print."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.environment.adapters.toctree import global_toctree_for_doc

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PRINT_STYLE = "print.css"
_TOC_DEPTH = 2


class BookBuilder(SingleFileHTMLBuilder):
    """One HTML page without scripts: title, contents, every page of the site as a chapter."""

    name = "book"
    epilog = "The book's page is in %(outdir)s."
    search = False
    supported_image_types: ClassVar[list[str]] = ["image/svg+xml", "image/png", "image/gif", "image/jpeg"]

    def assemble_doctree(self) -> nodes.document:
        """All pages in the order of the contents, with ids that are unique in the book."""
        tree = super().assemble_doctree()
        _set_parents(tree)
        _move_chapters_behind(tree)
        self._anchors = _Anchors(tree, self.config.root_doc)
        self._anchors.apply(tree)
        return tree

    def handle_page(
        self, pagename: str, addctx: dict[str, Any], templatename: str = "page.html", *args: Any, **kwargs: Any
    ) -> None:
        """Write the book; other pages have no place in it."""
        if pagename != self.config.root_doc:
            return
        page = _page(self, addctx["body"], self._contents())
        Path(self.outdir, "index.html").write_text(page, encoding="utf-8")

    def write_additional_files(self) -> None:
        """A book has no search page and no index page."""

    def dump_inventory(self) -> None:
        """A book is no target of links from other projects."""

    def _contents(self) -> str:
        toctree = global_toctree_for_doc(
            self.env, self.config.root_doc, self, tags=self.tags, collapse=False,
            includehidden=True, maxdepth=_TOC_DEPTH, titles_only=True,
        )  # fmt: skip
        if toctree is None:
            return ""
        self._anchors.apply(toctree)
        # A caption of the list is no heading of the book: it would become a bookmark.
        return str(self.render_partial(toctree)["fragment"]).replace(' role="heading"', "")


def _set_parents(node: nodes.Element) -> None:
    """Sphinx puts the nodes of a page below its place in the book, and leaves them with the page as parent."""
    for child in node.children:
        child.parent = node
        if isinstance(child, nodes.Element):
            _set_parents(child)


def _move_chapters_behind(tree: nodes.document) -> None:
    """Put the pages that a page lists after its own text, not where its list stands.

    Pages that the first page lists become chapters: they stand beside it, not inside.
    """
    for wrapper in list(tree.findall(nodes.compound)):
        pages = [node for node in wrapper.children if isinstance(node, addnodes.start_of_file)]
        if not pages:
            continue
        parent: nodes.Element | None = wrapper.parent
        top: nodes.Element = tree
        while parent is not None and not isinstance(parent, addnodes.start_of_file):
            if isinstance(parent, nodes.section):
                top = parent
            parent = parent.parent
        for node in pages:
            wrapper.remove(node)
        (tree if parent is None else top).extend(pages)
        wrapper.parent.remove(wrapper)


class _Anchors:
    """Which id of which page is called what in the book.

    An id that one page has alone keeps its name; where several pages have it, the page's name goes
    before it.
    """

    def __init__(self, tree: nodes.document, root: str) -> None:
        self._root = root
        self._names: dict[tuple[str, str], str] = {}
        owners = [(page, id_) for page, node in self._nodes(tree) for id_ in node["ids"]]
        pages = Counter(id_ for _, id_ in set(owners))
        for page, id_ in owners:
            unique = pages[id_] == 1
            self._names[page, id_] = id_ if unique else f"{nodes.make_id(page)}--{id_}"

    def apply(self, tree: nodes.Element) -> None:
        """Rename ids below ``tree`` and the links to them."""
        for page, node in list(self._nodes(tree)):
            node["ids"] = [self._names.get((page, id_), id_) for id_ in node["ids"]]
            if isinstance(node, nodes.reference):
                if "refid" in node:
                    node["refid"] = self._names.get((page, node["refid"]), node["refid"])
                node["refuri"] = self._address(node["refuri"]) if "refuri" in node else None
                if node["refuri"] is None:
                    del node["refuri"]

    def _address(self, uri: str) -> str:
        link = re.fullmatch(r"#document-([^#]*)(?:#(.*))?", uri)
        if not link:
            return uri
        page, id_ = link[1], link[2]
        return f"#{self._names.get((page, id_), id_)}" if id_ else f"#{self.chapter(page)}"

    @staticmethod
    def chapter(page: str) -> str:
        """Anchor at which a page of the site begins; Sphinx writes it."""
        return f"document-{page}"

    def _nodes(self, tree: nodes.Element) -> list[tuple[str, nodes.Element]]:
        found: list[tuple[str, nodes.Element]] = []

        def walk(node: nodes.Element, page: str) -> None:
            if isinstance(node, addnodes.start_of_file):
                page = node["docname"]
            found.append((page, node))
            for child in node.children:
                if isinstance(child, nodes.Element):
                    walk(child, page)

        walk(tree, self._root)
        return found


def _page(builder: BookBuilder, body: str, contents: str) -> str:
    config = builder.config
    release = f"Release {config.release}" if re.match(r"\d{4}-", config.release) else "Working tree, not a release"
    root = f'<span id="document-{escape(config.root_doc)}"></span>'
    # In print nothing can be opened: what is folded is shown.
    body = re.sub(r'<details class="sd-([^"]*)"(?! open)', r'<details open class="sd-\1"', body)
    body = re.sub(r"<(script)\b.*?</\1>", "", body, flags=re.S)
    styles = "".join(
        f'<link rel="stylesheet" href="_static/{name}">\n'
        for name in ("pygments.css", "llmref.css", PRINT_STYLE)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(config.language or "en")}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(config.project)}</title>\n"
        f'<meta name="author" content="{escape(config.author)}">\n{styles}</head>\n<body>\n'
        f'<header class="llmref-book-title"><p class="llmref-book-name">{escape(config.project)}</p>\n'
        f"<p>{escape(release)}</p>\n<p>{escape(config.author)}</p>\n"
        f"<p>{escape(config.copyright if isinstance(config.copyright, str) else '')}</p></header>\n"
        f'<nav class="llmref-book-contents" aria-label="Contents">'
        f'<p class="llmref-book-heading">Contents</p>\n{contents}</nav>\n'
        f"<main>{root}\n{body}\n</main>\n</body>\n</html>\n"
    )


def setup_book(app: Sphinx) -> None:
    """Register the builders ``book`` and ``bookpdf``, and the style for print."""
    from llmref.sphinxext.book_pdf import BookPdfBuilder

    app.add_builder(BookBuilder)
    app.add_builder(BookPdfBuilder)
