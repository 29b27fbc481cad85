"""The site's own files, made from records alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from llmref.releases.record import Record
from llmref.releases.site_data import Site, data_files, site_of, versions_data
from llmref.releases.site_feeds import feed_files
from llmref.releases.site_pages import page_files, size_text


def record(name: str, *pages: str, title: str = "", **more: object) -> Record:
    date = "" if name == "dev" else name
    return Record(name, date, title, project="A <Project>", pages=list(pages), **more)  # type: ignore[arg-type]


def site(*records: Record, base_url: str = "") -> Site:
    return site_of(records, base_url, compared=True)


def test_a_page_that_went_and_came_back_has_two_runs() -> None:
    made = site(record("2025-01-01", "a", "b"), record("2025-02-02", "a"), record("dev", "a", "b"))
    assert versions_data(made)["pages"] == {
        "a": [["2025-01-01", "dev"]],
        "b": [["2025-01-01", "2025-01-01"], ["dev", "dev"]],
    }


def test_newest_is_by_date_and_never_dev() -> None:
    data = versions_data(site(record("dev", "index"), record("2025-02-02"), record("2025-01-01")))
    assert data["newest"] == "2025-02-02"
    assert versions_data(site(record("dev")))["newest"] is None


def test_json_and_script_say_the_same() -> None:
    made = site(record("2025-01-01", "a", files={"m.json": 5}), record("dev"))
    files = data_files(made)
    assert json.loads(files["versions.json"]) == versions_data(made)
    script = files["versions-data.js"].removeprefix("window.llmrefVersions = ").rstrip(";\n")
    assert json.loads(script) == versions_data(made)
    assert versions_data(made)["versions"][0]["files"] == {"2025-01-01/m.json": 5}


def test_text_from_data_is_escaped() -> None:
    made = site(record("2025-01-01", title="<script>alert(1)</script>"))
    pages = page_files(made)
    for name in ("versions.html", "index.html", "404.html"):
        assert "<script>alert" not in pages[name] and "<Project>" not in pages[name]
    assert "&lt;script&gt;" in pages["versions.html"]
    ElementTree.fromstring(feed_files(made)["feed.xml"])


def test_the_feed_lists_releases_with_ids_that_stay(tmp_path: Path) -> None:
    old, new = record("2025-01-01"), record("2025-02-02", title="Second", summary="More & better")
    one = ElementTree.fromstring(feed_files(site(old))["feed.xml"])
    two = ElementTree.fromstring(feed_files(site(old, new, record("dev"), base_url="https://e.org/r/"))["feed.xml"])
    name = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{name}title") for entry in two.iter(f"{name}entry")] == ["2025-02-02: Second", "2025-01-01"]
    assert two.findtext(f"{name}updated") == "2025-02-02T00:00:00Z"
    ids = [[entry.findtext(f"{name}id") for entry in feed.iter(f"{name}entry")] for feed in (one, two)]
    assert ids[1][1] == ids[0][0] and len(set(ids[1])) == 2
    link = next(two.iter(f"{name}entry")).find(f"{name}link")
    assert link is not None and link.get("href") == "https://e.org/r/2025-02-02/index.html"


def test_the_sitemap_has_pages_of_the_newest_release() -> None:
    records = [record("2025-01-01", "gone"), record("2025-02-02", "index", "a b", "404", "search"), record("dev", "x")]
    files = feed_files(site(*records, base_url="https://e.org/"))
    found = [str(loc.text) for loc in ElementTree.fromstring(files["sitemap.xml"]).iter() if loc.tag.endswith("loc")]
    assert found == [
        "https://e.org/2025-02-02/index.html",
        "https://e.org/2025-02-02/a%20b.html",
        "https://e.org/versions.html",
        "https://e.org/compare.html",
    ]
    assert "Sitemap: https://e.org/sitemap.xml" in files["robots.txt"]
    assert "sitemap.xml" not in feed_files(site(*records))


def test_headers_keep_releases_for_ever_and_hide_old_ones() -> None:
    text = feed_files(site(record("2025-01-01"), record("2025-02-02"), record("dev")))["_headers"]
    rules = {block.split("\n")[0]: block for block in re.split(r"\n(?=/)", text)}
    assert "immutable" in rules["/2025-02-02/*"] and "noindex" not in rules["/2025-02-02/*"]
    assert "immutable" in rules["/2025-01-01/*"] and "noindex" in rules["/2025-01-01/*"]
    assert "noindex" in rules["/dev/*"] and "immutable" not in rules["/dev/*"]
    assert "max-age=300" in rules["/versions.json"]


def test_sizes_are_readable() -> None:
    assert [size_text(size) for size in (999, 1500, 25_000, 1_400_000, 2_000_000_000)] == [
        "999 B", "1.5 kB", "25 kB", "1.4 MB", "2.0 GB",
    ]  # fmt: skip
