"""What a reader of a published release meets: citing, search engines, moved pages, missing addresses."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from llmref.releases.publishing import Order, publish

pytest.importorskip("playwright.sync_api")

CONF = """\
from llmref.releases.current import current_release
project = "Garden"
author = "Gardeners & co"
release = version = current_release()
extensions = ["sphinx_multiversion", "myst_parser", "llmref"]
html_theme = "furo"
llmref_catalogs = ["models"]
llmref_bib_files = []
"""
SPEC = """\
family: {id: fern, name: Fern, developer: us, openness: open-weights, summary: Small decoders for tests.}
sources:
  config: {kind: config, url: "https://example.org/config.json", seen: 2026-01-02}
models:
  - id: ID
    name: Fern_1B
    released: 2026-01-01
    context_length: 4096
    architecture: {model_type: llama, hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4,
                   num_key_value_heads: 2, intermediate_size: 128, vocab_size: 1000, tie_word_embeddings: true}
    from: config
"""
BASE = "https://reference.example/garden/"


class Site(NamedTuple):
    out: Path
    url: str
    """Where it is served, in a sub-folder of the host."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, new_project: Callable[..., Any]) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("reader")
    project = new_project(folder / "project")
    project.write("conf.py", CONF)
    project.write("source/models/developers.yaml", "- {id: us, name: Us}\n")
    project.write("source/models/fern.yaml", SPEC.replace("ID", "fern-1b"))
    project.write("source/index.md", "# Home\n\n```{toctree}\nferns/old\nferns/index\n```\n")
    project.write("source/ferns/index.md", "# All ferns\n")
    project.write("source/ferns/old.md", "# Ferns\n\n```{family-spec} fern\n```\n")
    first = project.commit()
    project.write("source/models/fern.yaml", SPEC.replace("ID", "fern-one\n    former_ids: [fern-1b]"))
    project.write("source/index.md", "# Home\n\n```{toctree}\nferns/new\nferns/index\n```\n")
    project.write("source/ferns/new.md", "---\nformer-pages: ferns/old\n---\n# Ferns\n\n```{family-spec} fern\n```\n")
    (project.root / "source/ferns/old.md").unlink()
    second = project.commit()
    project.manifest(("2026-01-15", first), ("2026-02-15", second))
    out = folder / "host" / "sub"
    outcomes = publish(Order(project.root, out, dev=True, formats=("html",), base_url=BASE), lambda _: None)
    assert {outcome.status for outcome in outcomes} == {"built"}, outcomes

    class Host(http.server.SimpleHTTPRequestHandler):
        """As hosts do: the site's 404 page at every address that leads nowhere."""

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            body = (out / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    handler = functools.partial(Host, directory=str(folder / "host"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(out, f"http://127.0.0.1:{server.server_port}/sub")
        server.shutdown()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Site) -> str:
    return site.url if request.param == "http" else site.out.as_uri()


def ready(tab: Any, address: str) -> None:
    tab.goto(address)
    tab.locator("script[src$='versions-data.js']").wait_for(state="attached")
    tab.wait_for_function("window.llmrefVersions")


def test_a_value_is_cited_with_its_permanent_address(tab: Any, base: str) -> None:
    ready(tab, f"{base}/2026-01-15/ferns/old.html#fern-1b.num_hidden_layers")
    tab.get_by_role("button", name="Cite a value").click()
    dialog = tab.get_by_role("dialog", name="Cite a value")
    address = f"{BASE}2026-01-15/ferns/old.html#fern-1b.num_hidden_layers"
    text = dialog.locator(".llmref-cite-text").inner_text()
    assert text == f"Gardeners & co. “Fern_1B: Layers 2”. Garden, release 2026-01-15. {address}"
    bibtex = dialog.locator("pre").inner_text()
    assert bibtex.startswith("@misc{garden-fern-1b-num-hidden-layers,")
    assert r"title = {{Fern\_1B: Layers 2}}" in bibtex and f"url = {{{address}}}" in bibtex
    assert r"author = {{Gardeners \& co}}" in bibtex and "edition = {Release 2026-01-15}" in bibtex
    dialog.locator("select").select_option("fern-1b.context_length")
    assert "Context 4,096" in dialog.locator(".llmref-cite-text").inner_text()
    dialog.get_by_role("button", name="Copy BibTeX").click()
    dialog.get_by_role("status").get_by_text(re.compile("Copied|Selected")).wait_for()
    tab.keyboard.press("Escape")
    assert tab.get_by_role("dialog").count() == 0


def test_the_page_is_cited_with_its_permanent_address(tab: Any, base: str) -> None:
    ready(tab, f"{base}/2026-01-15/ferns/old.html")
    tab.get_by_text("Cite this page").click()
    foot = tab.locator(".llmref-page-foot")
    foot.get_by_text(f"Garden, release 2026-01-15. {BASE}2026-01-15/ferns/old.html").wait_for()
    assert foot.locator("pre").inner_text().rstrip().endswith(f"  url = {{{BASE}2026-01-15/ferns/old.html}}\n}}")


def test_nothing_is_cited_of_the_working_tree(tab: Any, base: str) -> None:
    ready(tab, f"{base}/dev/ferns/new.html")
    assert tab.get_by_role("button", name="Cite a value").count() == 0


@pytest.mark.parametrize(
    ("page", "robots", "canonical"),
    [
        ("2026-02-15/index", None, "2026-02-15/index"),
        ("2026-01-15/index", "noindex", "2026-02-15/index"),
        ("2026-01-15/ferns/old", "noindex", "2026-02-15/ferns/old"),  # there it leads on
        ("dev/index", "noindex", "2026-02-15/index"),
    ],
)
def test_only_the_newest_release_asks_to_be_listed(
    tab: Any, site: Site, page: str, robots: str | None, canonical: str
) -> None:
    ready(tab, f"{site.url}/{page}.html")
    tab.locator("link[rel=canonical]").wait_for(state="attached")
    assert tab.locator("link[rel=canonical]").get_attribute("href") == f"{BASE}{canonical}.html"
    found = tab.locator("meta[name=robots]")
    assert (found.get_attribute("content") if found.count() else None) == robots


def test_a_moved_page_leads_on_with_the_place(tab: Any, base: str) -> None:
    tab.goto(f"{base}/2026-02-15/ferns/old.html?x=1#fern-1b.num_hidden_layers")
    tab.wait_for_url("**/2026-02-15/ferns/new.html?x=1#fern-1b.num_hidden_layers")
    fact = tab.locator("[id='fern-1b.num_hidden_layers']").locator("xpath=ancestor::div[1]")
    assert fact.get_attribute("id") == "fern-one.num_hidden_layers"


def test_a_moved_page_leads_on_without_javascript(browser: Any, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/2026-02-15/ferns/old.html")
    page.wait_for_url("**/2026-02-15/ferns/new.html")
    context.close()


def test_a_value_that_is_gone_leads_to_its_model_and_says_so(tab: Any, base: str) -> None:
    ready(tab, f"{base}/2026-02-15/ferns/new.html#fern-one.no_such_field")
    note = tab.get_by_role("note").get_by_text("There is no value “no_such_field” here; this is the model.")
    note.wait_for()


@pytest.mark.parametrize("address", ["nowhere", "nowhere/at/all/deep.html", "2026-01-15/no/page.html", "2031-01-01/index.html"])
def test_the_missing_page_works_at_any_depth(tab: Any, site: Site, address: str) -> None:
    tab.goto(f"{site.url}/{address}")
    assert tab.get_by_role("heading", name="Page not found").is_visible()
    link = tab.get_by_role("link", name="all versions")
    tab.wait_for_function("window.llmrefVersions")
    assert link.evaluate("link => link.href") == f"{site.url}/versions.html"
    link.click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Versions of Garden"


def test_the_missing_page_offers_other_releases(tab: Any, site: Site) -> None:
    tab.goto(f"{site.url}/2026-01-15/ferns/new.html")
    tab.get_by_text("Release 2026-01-15 has no page “ferns/new”.").wait_for()
    tab.get_by_role("link", name="ferns/new in 2026-02-15").click()
    tab.wait_for_url("**/2026-02-15/ferns/new.html")
    tab.goto(f"{site.url}/2026-02-15/ferns/none.html")
    tab.get_by_role("link", name="ferns/index in 2026-02-15, the nearest page").click()
    tab.wait_for_url("**/2026-02-15/ferns/index.html")
    tab.goto(f"{site.url}/ferns/index.html")
    assert tab.locator("#found a").all_inner_texts() == [f"ferns/index in {name}" for name in ("2026-02-15", "2026-01-15", "dev")]


def test_latest_leads_to_the_newest(tab: Any, base: str) -> None:
    tab.goto(f"{base}/latest/index.html")
    tab.wait_for_url("**/2026-02-15/index.html")
