"""The names of models, families, benchmarks and papers for the search page, with every other name that they have.

Sphinx's own index knows one name of an object, and takes the name for the anchor.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from llmref.sphinxext.domain import KINDS, LlmDomain, llm_domain
from llmref.sphinxext.theme import INTERACTIVE, SEARCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

FILE = "search-names.js"


def setup_search_names(app: Sphinx) -> None:
    """Write the names before the pages, and have the search page load them."""
    app.connect("write-started", _write)
    app.connect("html-page-context", _load)


def _write(app: Sphinx, builder: Builder) -> None:
    if builder.name not in INTERACTIVE:
        return
    folder = Path(builder.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        for entry in _entries(cast(StandaloneHTMLBuilder, builder), llm_domain(app.env))
    )
    text = f"/* [address, name, kind, page, other names] */\nvar LLMREF_NAMES = [\n{lines}\n];\n"
    (folder / FILE).write_text(text, encoding="utf-8")


def _load(app: Sphinx, pagename: str, templatename: str, context: object, doctree: object) -> None:
    if pagename == "search" and app.builder.name in INTERACTIVE:
        for name in (FILE, SEARCH):
            app.add_js_file(name, loading_method="defer")


def _entries(builder: StandaloneHTMLBuilder, domain: LlmDomain) -> Iterator[tuple[str, str, str, str, list[str]]]:
    objects = sorted(domain.get_objects(), key=lambda item: (KINDS.index(item[2]), item[0]))
    for id_, name, kind, docname, anchor, _ in objects:
        if kind == "model" and id_ in domain.library.renamed:
            continue  # a name of the model that it became
        page = domain.env.titles[docname].astext() if docname in domain.env.titles else ""
        address = f"{builder.get_target_uri(docname)}#{anchor}"
        yield address, name, kind, "" if page == name else page, _other_names(domain, kind, id_, name)


def _other_names(domain: LlmDomain, kind: str, id_: str, name: str) -> list[str]:
    """What else somebody may ask for: ids, the repository of the weights, who wrote a paper and its number."""
    library = domain.library
    names = [] if kind == "paper" else [id_]
    if kind == "model" and id_ in library:
        spec = library[id_].record.spec
        names += [*spec.aliases, *spec.api_ids, *spec.former_ids, *([spec.hf_repo] if spec.hf_repo else [])]
    elif kind == "paper" and id_ in library.papers:
        paper = library.papers[id_]
        names += [library.paper_labels[id_].parenthetical, *([paper.arxiv] if paper.arxiv else [])]
    # The script reads "Qwen3 8B", "qwen3-8b" and "Qwen/Qwen3-8B" as the same.
    told = {_bare(name): name}
    for other in names:
        told.setdefault(_bare(other), other)
    return list(told.values())[1:]


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name.rpartition("/")[2].lower())
