"""The version menu as a reader meets it: Debian's Chromium on a site of two releases and dev."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from llmref.releases.publishing import Order, publish

sync_api = pytest.importorskip("playwright.sync_api")

CONF = """\
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).resolve().parent / "extensions"))
from llmref.releases.current import current_release
project = "Tiny"
release = version = current_release()
extensions = ["sphinx_multiversion", "menu"]
html_theme = "furo"
html_title = "Tiny reference"
exclude_patterns = []
"""
MENU = """\
from llmref.sphinxext.version_menu import setup_version_menu

def setup(app):
    setup_version_menu(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""


class Site(NamedTuple):
    out: Path
    url: str
    """Where it is served, in a sub-folder of the host."""


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    new_project: Callable[..., Any],
    rst_page: Callable[..., str],
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("menu")
    project = new_project(folder / "project")
    project.write("conf.py", CONF)
    project.write("extensions/menu.py", MENU)
    home = rst_page("Home", "models/index")
    project.write("source/index.rst", home)
    project.write("source/models/index.rst", rst_page("Models", "both", "old"))
    for name in ("both", "old"):
        project.write(f"source/models/{name}.rst", rst_page(f"Model {name}"))
    first = project.commit()
    project.write("source/models/index.rst", rst_page("Models", "both", "new"))
    project.write("source/models/new.rst", rst_page("Model new"))
    (project.root / "source/models/old.rst").unlink()
    second = project.commit()
    project.manifest(("2025-01-15", first), ("2025-06-30", second))
    outcomes = publish(Order(project.root, folder / "host" / "sub folder", dev=True, formats=("html",)), lambda _: None)
    assert {outcome.status for outcome in outcomes} == {"built"}, outcomes

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/favicon.ico":  # the browser asks for it by itself
                self.send_response(204)
                self.end_headers()
            else:
                super().do_GET()

        def log_message(self, *args: Any) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder / "host"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(
            folder / "host" / "sub folder", f"http://127.0.0.1:{server.server_port}/sub%20folder"
        )
        server.shutdown()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A new tab; the test fails when the page logs an error or misses a file."""
    context = browser.new_context()
    tab = context.new_page()
    errors: list[str] = []
    tab.on("console", lambda message: message.type == "error" and errors.append(message.text))
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    context.close()
    assert errors == []


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Site) -> str:
    return site.url if request.param == "http" else site.out.as_uri()


def open_menu(tab: Any) -> Any:
    menu = tab.locator(".llmref-versions details")
    menu.locator("summary").click()
    return menu


def test_the_menu_stays_on_the_page_and_keeps_the_place(tab: Any, base: str) -> None:
    tab.goto(f"{base}/2025-06-30/models/both.html#model-both")
    menu = open_menu(tab)
    assert menu.locator("a").all_inner_texts() == [
        "2025-06-30\nnewest",
        "2025-01-15",
        "dev\nworking tree",
        "All versions",
    ]
    assert menu.locator("[aria-current]").inner_text().startswith("2025-06-30")
    menu.get_by_role("link", name="2025-01-15").click()
    tab.wait_for_url("**/2025-01-15/models/both.html#model-both")
    assert tab.locator("h1").inner_text().startswith("Model both")
    tab.locator(".llmref-versions summary").wait_for()
    assert tab.locator(".llmref-versions summary").inner_text() == "Version 2025-01-15"


def test_a_page_that_did_not_exist_leads_to_the_nearest_and_says_so(tab: Any, base: str) -> None:
    tab.goto(f"{base}/2025-06-30/models/new.html")
    link = open_menu(tab).get_by_role("link", name="2025-01-15")
    assert "without this page: opens models/index" in link.inner_text()
    link.click()
    tab.wait_for_url("**/2025-01-15/models/index.html*")
    assert tab.locator("h1").inner_text().startswith("Models")
    notice = tab.get_by_role("note", name="Missing page")
    assert "Version 2025-01-15 does not have the page models/new." in notice.inner_text()


def test_an_old_release_says_so_and_leads_to_the_same_page(tab: Any, base: str) -> None:
    tab.goto(f"{base}/2025-01-15/models/both.html")
    notice = tab.get_by_role("note", name="Version", exact=True)
    assert "This is the release of 2025-01-15; the newest is 2025-06-30." in notice.inner_text()
    notice.get_by_role("link").click()
    tab.wait_for_url("**/2025-06-30/models/both.html")


def test_an_old_page_that_is_gone_says_so(tab: Any, base: str) -> None:
    tab.goto(f"{base}/2025-01-15/models/old.html")
    notice = tab.get_by_role("note", name="Version", exact=True)
    assert "does not have this page" in notice.inner_text()
    notice.get_by_role("link").click()
    tab.wait_for_url("**/2025-06-30/models/index.html*")
    assert "models/old" in tab.get_by_role("note", name="Missing page").inner_text()


def test_the_newest_release_has_no_notice_and_dev_has_one(tab: Any, base: str) -> None:
    tab.goto(f"{base}/2025-06-30/index.html")
    tab.locator(".llmref-versions details").wait_for()
    assert tab.locator(".llmref-version-notice").count() == 0
    tab.goto(f"{base}/dev/index.html")
    tab.locator(".llmref-versions details").wait_for()
    notice = tab.locator(".llmref-version-notice")
    assert notice.count() == 1
    assert "working tree, not a release; the newest release is 2025-06-30" in notice.inner_text()


def test_a_hostile_query_is_shown_as_text(tab: Any, base: str) -> None:
    tab.goto(
        f"{base}/2025-06-30/index.html?llmref-missing=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"
    )
    notice = tab.get_by_role("note", name="Missing page")
    assert "<img src=x onerror=alert(1)>" in notice.inner_text()
    assert notice.locator("img").count() == 0


def test_the_keyboard_is_enough(tab: Any, site: Site) -> None:
    tab.goto(f"{site.url}/2025-06-30/models/both.html")
    summary = tab.locator(".llmref-versions summary")
    summary.focus()
    tab.keyboard.press("Enter")
    assert tab.locator(".llmref-versions details[open]").count() == 1
    tab.keyboard.press("Escape")
    assert tab.locator(".llmref-versions details[open]").count() == 0
    assert summary.evaluate("node => node === document.activeElement")
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/2025-01-15/models/both.html")


def test_the_root_leads_to_the_newest(tab: Any, base: str) -> None:
    tab.goto(f"{base}/index.html")
    tab.wait_for_url("**/2025-06-30/index.html")
    assert tab.locator("h1").inner_text().startswith("Home")


def test_without_javascript_a_link_leads_to_the_list(browser: Any, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{base}/2025-01-15/models/both.html")
    link = tab.locator(".llmref-versions a")
    assert link.inner_text() == "Version 2025-01-15"
    link.click()
    assert tab.url.endswith("/versions.html")
    tab.get_by_role("link", name="2025-06-30").click()
    assert tab.locator("h1").inner_text().startswith("Home")
    tab.goto(f"{base}/dev/models/both.html")
    assert "working tree, not a release" in tab.locator(".llmref-version-notice").inner_text()
    context.close()


def test_a_release_alone_keeps_the_plain_link(browser: Any, site: Site, tmp_path: Path) -> None:
    """One release copied out of the site: no list of versions to be found, nothing breaks."""
    (tmp_path / "alone").symlink_to(site.out / "2025-06-30")
    tab = browser.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto((tmp_path / "alone" / "index.html").as_uri())
    assert tab.locator(".llmref-versions a").inner_text() == "Version 2025-06-30"
    assert errors == []
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_menu_and_notices(
    browser: Any, site: Site, scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 844})
    tab.goto(f"{site.url}/2025-01-15/models/old.html?llmref-missing=models/new")
    tab.locator(".llmref-versions details").wait_for()
    if width < 500:
        tab.locator("label.nav-overlay-icon").click()
        tab.wait_for_timeout(400)  # furo slides the drawer in
    open_menu(tab)
    parts = {"include": [[".llmref-versions"], [".llmref-version-notice"]]}
    results = axe.Axe().run(tab, context=parts)
    assert results.violations_count == 0, results.generate_report()
    box = tab.locator(".llmref-versions details").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    tab.close()
