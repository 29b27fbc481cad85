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
    """Sphinx's ePub 3 with declared MathML and SVG, and web fonts."""

    media_types = {**Epub3Builder.media_types, ".woff2": "font/woff2"}  # noqa: RUF012

    def build_content(self) -> None:
        """Write ``content.opf``, then declare what its pages hold."""
        super().build_content()
        target = Path(self.outdir, "content.opf")
        content = target.read_text(encoding="utf-8")
        target.write_text(_ITEM.sub(self._declared, content), encoding="utf-8")

    def _declared(self, item: re.Match[str]) -> str:
        page = Path(self.outdir, item["href"])
        if "properties=" in item[0] or not page.is_file():
            return item[0]
        text = page.read_text(encoding="utf-8")
        properties = " ".join(name for name, tag in _PROPERTIES if tag in text)
        return f'{item[0][:-2].rstrip()} properties="{properties}" />' if properties else item[0]


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
