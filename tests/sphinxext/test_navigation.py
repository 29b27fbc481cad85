"""The sidebar that is resolved once equals the one that furo resolves for each page."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from llmref.sphinxext import navigation, navigation_tree

FELL_BACK = "llmref: furo resolves its navigation"


def build(
    source: Path, out: Path, builder: str = "html", *, ours: bool, parallel: int = 0
) -> tuple[dict[str, str], str]:
    """Build `source` and return each page's HTML, and what the build said."""
    status = io.StringIO()
    with docutils_namespace():
        app = Sphinx(
            source,
            source,
            out,
            out.with_name(f"{out.name}-doctrees"),
            builder,
            status=status,
            warning=io.StringIO(),
            parallel=parallel,
        )
        if ours:
            navigation.setup_navigation(app)
        app.build(force_all=True)
    pages = {
        str(path.relative_to(out)): path.read_text(encoding="utf-8") for path in out.rglob("*.html")
    }
    return pages, status.getvalue()


@pytest.fixture(scope="module")
def source(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("navigation") / "source"
    shutil.copytree(rootdir / "test-navigation", folder)
    return folder


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_page_equals_what_furo_makes(source: Path, tmp_path: Path, builder: str) -> None:
    stock, _ = build(source, tmp_path / "stock", builder, ours=False)
    ours, said = build(source, tmp_path / "ours", builder, ours=True)
    assert FELL_BACK not in said
    assert len(stock) == 17
    assert ours == stock


def test_pages_written_in_parallel_are_the_same(source: Path, tmp_path: Path) -> None:
    one, _ = build(source, tmp_path / "one", ours=True)
    two, said = build(source, tmp_path / "two", ours=True, parallel=2)
    assert FELL_BACK not in said
    assert two == one


def test_the_tree_is_resolved_a_fixed_number_of_times(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    stock = navigation.StandaloneHTMLBuilder._get_local_toctree

    def counted(builder, docname, collapse=True, **arguments):  # type: ignore[no-untyped-def]
        calls.append(docname)
        return stock(builder, docname, collapse, **arguments)

    monkeypatch.setattr(navigation.StandaloneHTMLBuilder, "_get_local_toctree", counted)
    pages, _ = build(source, tmp_path / "out", ours=True)
    assert len(pages) == 17
    assert len(calls) == 2  # the two pages on which ours is held against furo's


def test_page_of_the_tree_is_marked_and_unfolded(source: Path, tmp_path: Path) -> None:
    pages, _ = build(source, tmp_path / "out", ours=True)
    tree = re.search(
        r'<div class="sidebar-tree">(.*?)</div>', pages["models/open/deep/leaf.html"], re.S
    )
    assert tree
    assert tree[1].count("current-page") == 1
    assert '<a class="current reference internal" href="#">Leaf</a>' in tree[1]
    assert tree[1].count('checked=""') == 3
    assert '<a class="reference internal" href="../../../notes/one.html">' in tree[1]


def test_falls_back_when_furo_makes_something_else(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock, _ = build(source, tmp_path / "stock", ours=False)
    monkeypatch.setattr(navigation_tree, "_as_current", lambda tag: tag)
    ours, said = build(source, tmp_path / "ours", ours=True)
    assert FELL_BACK in said
    assert ours == stock


def test_falls_back_when_an_only_directive_shapes_the_tree(source: Path, tmp_path: Path) -> None:
    copy = tmp_path / "source"
    shutil.copytree(source, copy)
    page = copy / "guide" / "third.md"
    directive = "\n```{eval-rst}\n.. only:: draft\n\n   .. toctree::\n\n      /orphan\n```\n"
    page.write_text(page.read_text() + directive)
    stock, _ = build(copy, tmp_path / "stock", ours=False)
    ours, said = build(copy, tmp_path / "ours", ours=True)
    assert f"{FELL_BACK} for each page: guide/third: " in said
    assert ours == stock


def test_a_build_after_a_build_sees_new_titles(source: Path, tmp_path: Path) -> None:
    copy = tmp_path / "source"
    shutil.copytree(source, copy)
    build(copy, tmp_path / "out", ours=True)
    (copy / "notes" / "two.md").write_text("# Renamed\n")
    pages, _ = build(copy, tmp_path / "out", ours=True)
    assert "Renamed</a>" in pages["orphan.html"]


def test_entries_below_a_depth_stand_in_their_own_branch_alone(source: Path, tmp_path: Path) -> None:
    from bs4 import BeautifulSoup

    folder = tmp_path / "source"
    shutil.copytree(source, folder)
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("\nllmref_navigation_depth = 1\n")
    pages, said = build(folder, tmp_path / "out", ours=True)
    assert FELL_BACK not in said

    def entries(page: str) -> dict[str, bool]:
        tree = BeautifulSoup(pages[page], "html.parser").select_one(".sidebar-tree")
        return {item.a.text: item.select_one("input") is not None for item in tree.select("li")}

    outside, inside = entries("guide/second.html"), entries("models/open/qwen.html")
    # Below the first level: the page's own branch as a whole, and nothing of the others.
    assert "Second" in outside and "Leaf" not in outside
    assert "Leaf" in inside and "Second" not in inside
    # What has no entries here does not look as if it opened.
    assert outside["Models"] is False and inside["Models"] is True
