"""The ePub: what epubcheck asks for beyond Sphinx's own builder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.epub3 import Epub3Builder

from llmref.sphinxext.theme import PRINT, SCRIPTS
from llmref.sphinxext.version_menu import SCRIPT, STYLE

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_VOID = re.compile(r"<(area|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b([^>]*?)\s*/?>")
_TAG = re.compile(r"<[a-z][^<>]*>")
_BARE = re.compile(r"\s(open|checked|disabled|hidden|selected|controls)(?=[\s/>]|$)")
_ITEM = re.compile(r'<item\b(?P<before>[^>]*?)\bhref="(?P<href>[^"]+\.xhtml)"(?P<rest>[^>]*?)\s*/>')
_PROPERTIES = (("mathml", "<math"), ("svg", "<svg"))


class EpubBuilder(Epub3Builder):
    """Sphinx's ePub 3 with declared cover, MathML and SVG, web fonts, and contents in the order of reading."""

    media_types = {**Epub3Builder.media_types, ".woff2": "font/woff2"}  # noqa: RUF012

    def get_toc(self) -> None:
        """Collect the contents; a page's own sections stand before the pages below it, as one reads them."""
        super().get_toc()
        self.refnodes = _sections_first(self.refnodes)

    def build_content(self) -> None:
        """Write ``content.opf``, then declare what its pages hold, and which picture is the cover."""
        super().build_content()
        target = Path(self.outdir, "content.opf")
        content = _ITEM.sub(self._declared, target.read_text(encoding="utf-8"))
        if self.config.epub_cover:
            picture = f'href="{self.config.epub_cover[0]}"'
            content = content.replace(picture, f'{picture} properties="cover-image"')
        target.write_text(content, encoding="utf-8")

    def _declared(self, item: re.Match[str]) -> str:
        page = Path(self.outdir, item["href"])
        if "properties=" in item[0] or not page.is_file():
            return item[0]
        text = page.read_text(encoding="utf-8")
        properties = " ".join(name for name, tag in _PROPERTIES if tag in text)
        return f'{item[0][:-2].rstrip()} properties="{properties}" />' if properties else item[0]


def _sections_first(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries of the contents (``level``, ``refuri``), those with an anchor on their parent's page moved up to it."""
    ordered: list[dict[str, Any]] = []
    at = 0
    while at < len(entries):
        top = entries[at]
        end = next((i for i in range(at + 1, len(entries)) if entries[i]["level"] <= top["level"]), len(entries))
        below = _groups(entries[at + 1 : end])
        page = top["refuri"].partition("#")[0] + "#"
        below.sort(key=lambda group: not group[0]["refuri"].startswith(page))
        ordered += [top, *_sections_first([entry for group in below for entry in group])]
        at = end
    return ordered


def _groups(entries: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Each entry of the highest level here with those below it."""
    groups: list[list[dict[str, Any]]] = []
    for entry in entries:
        if groups and entry["level"] > groups[0][0]["level"]:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def setup_epub(app: Sphinx) -> None:
    """Put our builder in the place of Sphinx's ``epub``."""
    app.add_builder(EpubBuilder, override=True)
    app.connect("config-inited", _leave_out)
    app.connect("html-page-context", _well_formed, priority=900)


def _leave_out(app: Sphinx, config: Any) -> None:
    # Readers run no scripts of ours, and the rules of the book are not for them.
    names = [f"_static/{name}" for name in (*PRINT, *SCRIPTS, SCRIPT, STYLE)]
    config.epub_exclude_files = [*config.epub_exclude_files, *names]


def _well_formed(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if app.builder.name == "epub" and "body" in context:
        context["body"] = well_formed(context["body"])


def well_formed(body: str) -> str:
    """HTML as XML: void elements closed, every attribute with a value, drawings in their namespace."""
    body = _VOID.sub(r"<\1\2 />", body)
    body = _TAG.sub(_with_values, body)
    body = re.sub(r"<svg(?![^>]*xmlns=)", '<svg xmlns="http://www.w3.org/2000/svg"', body)
    return body.replace('role="doc-biblioentry"', "")


def _with_values(tag: re.Match[str]) -> str:
    # Every second part lies between quotes and stays.
    parts = tag[0].split('"')
    return '"'.join(_BARE.sub(r' \1=""', part) if number % 2 == 0 else part for number, part in enumerate(parts))
