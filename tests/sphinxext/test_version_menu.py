"""What the menu leaves in the pages, before any script runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

Build = Callable[..., Callable[[str], BeautifulSoup]]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build two pages; gives a function that reads one."""

    def run(theme: str = "furo", **settings: Any) -> Callable[[str], BeautifulSoup]:
        source = tmp_path / "source"
        (source / "models").mkdir(parents=True)
        (source / "conf.py").write_text(
            "from llmref.sphinxext.version_menu import setup_version_menu as _register\n"
            f"html_theme = {theme!r}\n"
            "def setup(app):\n    _register(app)\n"
        )
        (source / "index.rst").write_text("Home\n====\n\n.. toctree::\n\n   models/a\n")
        (source / "models" / "a.rst").write_text("A\n=\n")
        app = SphinxTestApp("html", srcdir=source, confoverrides=settings)
        try:
            app.build()
        finally:
            app.cleanup()
        assert app.statuscode == 0 and app.warning.getvalue() == ""
        return lambda page: BeautifulSoup(
            (app.outdir / page).read_text(encoding="utf-8"), "html.parser"
        )

    monkeypatch.delenv("LLMREF_VERSION", raising=False)
    return run


def menu_text(page: BeautifulSoup) -> str:
    menu = page.select_one(".llmref-versions")
    assert menu is not None
    return " ".join(menu.get_text().split())


def test_a_plain_build_says_that_it_shows_the_working_tree(build: Build) -> None:
    page = build()("models/a.html")
    assert menu_text(page) == "Version working tree, not a release"
    assert page.select(".llmref-versions a") == []
    assert page.select(".llmref-version-notice") == []
    assert not [script for script in page.select("script[src]") if "versions" in script["src"]]


def test_a_release_links_to_the_list_of_versions(build: Build) -> None:
    read = build(llmref_version_name="2025-01-15")
    for name, root in (("index.html", "./../"), ("models/a.html", "../../")):
        page = read(name)
        assert menu_text(page) == "Version 2025-01-15"
        (link,) = page.select(".llmref-versions a")
        assert link["href"] == f"{root}versions.html"
        assert link["data-llmref-root"] == root
        assert link["data-llmref-page"] == name.removesuffix(".html")
        assert page.select(".llmref-version-notice") == []
        assert (
            len([script for script in page.select("script[src]") if "versions" in script["src"]])
            == 1
        )


def test_dev_says_so_in_the_page_itself(build: Build) -> None:
    page = build(llmref_version_name="dev")("models/a.html")
    (notice,) = page.select("article .llmref-version-notice")
    assert "working tree, not a release" in notice.get_text()
    assert notice.find("a")["href"] == "../../versions.html"


def test_the_environment_names_the_version(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMREF_VERSION", "2025-02-02")
    assert menu_text(build()("index.html")) == "Version 2025-02-02"


def test_a_project_with_its_own_sidebar_keeps_it(build: Build) -> None:
    page = build(html_sidebars={"**": ["sidebar/brand.html"]})("index.html")
    assert page.select(".llmref-versions") == []
    assert page.select(".sidebar-brand")


def test_another_theme_is_left_alone(build: Build) -> None:
    assert build("alabaster")("index.html").select(".llmref-versions") == []


def test_the_sidebar_has_all_that_furo_has() -> None:
    """A furo with another default list must not lose a part here."""
    import configparser

    import furo

    from llmref.sphinxext.version_menu import FURO_SIDEBAR, TEMPLATE

    theme = configparser.ConfigParser()
    theme.read(Path(furo.__file__).parent / "theme" / "furo" / "theme.conf")
    parts = [part.strip() for part in theme["theme"]["sidebars"].split(",")]
    assert [part for part in FURO_SIDEBAR if part != TEMPLATE] == parts
