"""Somebody else's small project, and ways to build and read it."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

SPEC = """
family: {id: fern, name: Fern, developer: us, openness: open-weights, summary: Small decoders for tests.}
sources:
  config: {kind: config, url: "https://example.org/config.json", seen: 2026-01-02}
defaults: {from: {"*": config}}
models:
  - id: fern-1b
    name: Fern <1B> & co
    released: 2026-01-01
    context_length: 4096
    architecture: {model_type: llama, hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4,
                   num_key_value_heads: 2, intermediate_size: 128, vocab_size: 1000, tie_word_embeddings: true}
  - id: fern-2b
    name: Fern 2B
    released: 2026-02-01
    context_length: {not_disclosed: 2026-03-01}
    architecture: {model_type: llama, hidden_size: 64, num_hidden_layers: 4, num_attention_heads: 4,
                   num_key_value_heads: 4, intermediate_size: 128, vocab_size: 1000, tie_word_embeddings: true}
"""
BIB = """@misc{doe2026fern,
  title = {Ferns that attend},
  author = {Doe, Jane and Roe, Richard},
  year = {2026},
  eprint = {2601.00001},
  archiveprefix = {arXiv}
}
"""
CONF = """
project = "Garden"
extensions = ["myst_parser", "llmref"]
llmref_catalogs = ["models"]
llmref_bib_files = ["papers.bib"]
"""
PAGES = {
    "index": "# Home\n\n```{toctree}\nfern\ntable\nplain\npapers\n```\n",
    "fern": "# Ferns\n\nSee {cite}`doe2026fern`.\n\n```{family-spec} fern\n```\n",
    "table": (
        "# Table\n\n```{model-table}\n:where: released >= '2026-01-15'\n:columns: released, parameters_total, context_length\n"
        ":caption: New ferns\n```\n\n```{model-compare} fern-1b fern-2b\n:fields: num_hidden_layers, num_key_value_heads, hidden_size\n```\n\n"
        "It has {spec}`fern-1b.num_hidden_layers` layers and {spec}`fern-2b.kv_cache_bytes(context=1024)`; "
        "{spec}`fern-2b.parameters_total / fern-1b.parameters_total`; {model}`fern-1b`.\n"
    ),
    "plain": "# Plain\n\nNothing here.\n",
    "papers": "# Papers\n\n```{bibliography}\n```\n",
}


def plant(folder: Path) -> Path:
    """Write the project below ``folder``."""
    source = folder / "garden"
    (source / "models").mkdir(parents=True)
    (source / "conf.py").write_text(CONF)
    (source / "models" / "fern.yaml").write_text(SPEC)
    (source / "models" / "developers.yaml").write_text("- {id: us, name: Us}\n")
    (source / "papers.bib").write_text(BIB)
    for name, text in PAGES.items():
        (source / f"{name}.md").write_text(text)
    return source


def build(source: Path, builder: str = "html", **settings: object) -> tuple[Path, str, list[str]]:
    """Folder, warnings, and pages that were read."""
    app = SphinxTestApp(builder, srcdir=source, confoverrides=settings)
    read: list[str] = []
    app.connect("source-read", lambda app, docname, text: read.append(docname))
    try:
        app.build()
        return Path(app.outdir), app.warning.getvalue(), sorted(read)
    finally:
        app.cleanup()


def soup(out: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((out / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
