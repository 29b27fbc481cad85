"""``llms.txt``: the pages as a plain list with a sentence each, for programs that read the site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes

from llmref.sphinxext.theme import INTERACTIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

FILE = "llms.txt"
_LONGEST = 200


def setup_llms_txt(app: Sphinx) -> None:
    """Note the first sentence of each page when it is read, and list the pages when all are written."""
    app.add_config_value("llmref_llms_txt", True, "html", bool)
    app.connect("doctree-read", _note)
    app.connect("build-finished", _write)


def _note(app: Sphinx, doctree: nodes.document) -> None:
    # Metadata of a page is kept, merged and forgotten by Sphinx itself.
    app.env.metadata[app.env.docname]["llmref-lead"] = lead(doctree)


def lead(doctree: nodes.document) -> str:
    """The first sentence of the page's own text."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section | nodes.document) and (text := paragraph.astext().strip()):
            sentence = re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]
            return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rsplit(' ', 1)[0]} …"
    return ""


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name in INTERACTIVE and app.config.llmref_llms_txt:
        text = "\n".join(_lines(app)) + "\n"
        Path(app.outdir, FILE).write_text(text, encoding="utf-8")


def _lines(app: Sphinx) -> Iterator[str]:
    release = app.config.release
    yield f"# {app.config.project}"
    yield ""
    root = app.config.root_doc
    about = app.env.metadata[root].get("llmref-lead", "")
    dated = f"Release {release}." if re.match(r"\d{4}-", release) else "The working tree, not a release."
    yield f"> {f'{about} ' if about else ''}{dated}"
    part = None
    for docname in sorted(app.env.found_docs, key=_place):
        if docname == root:
            continue
        section = docname.split("/")[0] if "/" in docname else ""
        if section != part:
            part = section
            index = app.env.titles.get(f"{section}/index")
            yield ""
            yield f"## {index.astext() if index is not None else section or 'Pages'}"
            yield ""
        yield _line(app, docname)


def _place(docname: str) -> tuple[bool, str, bool, str]:
    folder, _, _ = docname.partition("/") if "/" in docname else ("", "", "")
    return bool(folder), folder, not docname.endswith("/index"), docname


def _line(app: Sphinx, docname: str) -> str:
    builder = cast("StandaloneHTMLBuilder", app.builder)
    title = app.env.titles[docname].astext()
    about = app.env.metadata[docname].get("llmref-lead", "")
    return f"- [{title}]({builder.get_target_uri(docname)})" + (f": {about}" if about else "")
