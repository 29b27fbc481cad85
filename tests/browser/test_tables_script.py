"""What a reader does with a table: sort, filter, choose columns, see only differences."""

from __future__ import annotations

import pytest

FIRST_CELLS = "rows => rows.map(row => row.cells[0].textContent.trim())"


@pytest.fixture
def tab(component_site, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def names(tab, table: str) -> list[str]:
    rows = f"table:has(#{table}) tbody tr:not([hidden])"
    return tab.locator(rows).evaluate_all(FIRST_CELLS)


def wide(tab, component_site):
    tab.goto((component_site / "wide.html").as_uri())
    return tab.locator("table:has(#t3)")


def test_numbers_sort_by_value_and_missing_ones_stay_last(tab, component_site) -> None:
    table = wide(tab, component_site)
    header = table.locator("th", has=tab.get_by_role("button", name="Parameters"))
    button = header.get_by_role("button")
    original = names(tab, "t3")
    button.focus()
    tab.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    ascending = names(tab, "t3")
    assert ascending[0] == "Alder 1"
    assert ascending[-1] == "Dogwood 1"  # not disclosed
    tab.keyboard.press("Space")
    assert header.get_attribute("aria-sort") == "descending"
    descending = names(tab, "t3")
    assert descending == [*reversed(ascending[:-1]), "Dogwood 1"]
    tab.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") is None
    assert names(tab, "t3") == original
    assert tab.get_by_role("status").first.inner_text() == "Original order"


def test_sorting_is_stable_and_says_what_it_did(tab, component_site) -> None:
    table = wide(tab, component_site)
    table.get_by_role("button", name="Released").click()
    by_date = names(tab, "t3")
    assert by_date[:2] == ["Alder 1", "Juniper 1"]  # 2026-01-01, 2026-01-10
    assert by_date != sorted(by_date)
    table.get_by_role("button", name="Heads", exact=True).click()  # 32 in every row
    assert tab.get_by_role("status").first.inner_text() == "Sorted by Heads, ascending"
    assert names(tab, "t3") == by_date


def test_filter_keeps_rows_with_every_word(tab, component_site) -> None:
    wide(tab, component_site)
    field = tab.get_by_role("searchbox", name="Filter rows: Sixteen models")
    field.fill("latent 2026-01")
    assert names(tab, "t3") == ["Alder 1"]
    assert tab.get_by_role("status").first.inner_text() == "1 of 16 rows"
    field.fill("")
    assert len(names(tab, "t3")) == 16
    assert tab.get_by_role("status").first.inner_text() == "16 rows"


def test_columns_can_be_hidden(tab, component_site) -> None:
    table = wide(tab, component_site)
    tab.get_by_text("Columns", exact=True).click()
    tab.get_by_role("checkbox", name="Attention").uncheck()
    assert table.locator("thead th", has_text="Attention").is_hidden()
    assert table.locator("tbody tr").first.locator("td").nth(5).is_hidden()
    assert table.locator("tbody tr").first.locator("td").nth(4).is_visible()
    tab.get_by_role("checkbox", name="Attention").check()
    assert table.locator("thead th", has_text="Attention").is_visible()
    tab.keyboard.press("Escape")
    assert tab.get_by_role("checkbox", name="Attention").is_hidden()


def test_only_differences(tab, component_site) -> None:
    tab.goto((component_site / "components.html").as_uri())
    rows = tab.locator("table.llmref-compare tbody tr")
    assert rows.count() == 8
    tab.get_by_role("checkbox", name="Only differences").check()
    visible = [row.inner_text() for row in rows.all() if row.is_visible()]
    assert len(visible) == 6
    assert not any("KV heads" in row for row in visible)


def test_short_table_has_sorting_but_no_filter(tab, component_site) -> None:
    tab.goto((component_site / "components.html").as_uri())
    assert tab.locator("table:has(#t1)").get_by_role("button").count() == 6
    assert tab.get_by_role("searchbox", name="Filter rows: Six models, newest first").count() == 0


def test_without_javascript_the_table_is_whole(component_site, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto((component_site / "wide.html").as_uri())
        assert page.locator("table.llmref-table tbody tr").count() == 16
        assert page.locator("table.llmref-table button").count() == 0
    finally:
        context.close()


def test_first_column_stays_in_view_on_a_phone(component_site, browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    try:
        page.goto((component_site / "wide.html").as_uri())
        box = page.locator(".llmref-table-box")
        box.evaluate("box => { box.scrollLeft = 400 }")
        first = page.locator("table.llmref-table tbody th").first.bounding_box()
        assert box.evaluate("box => box.scrollLeft") == 400
        assert abs(first["x"] - box.bounding_box()["x"]) < 2
    finally:
        page.close()


def test_groups_keep_their_heading_and_sort_within(component_site, tab) -> None:
    tab.set_content(
        """<table class="llmref-table"><caption>Groups</caption>
        <thead><tr><th scope="col">Model</th><th scope="col" data-kind="count">Size</th></tr></thead>
        <tbody>
        <tr class="llmref-group"><th colspan="2" scope="rowgroup">A</th></tr>
        <tr><th scope="row">a1</th><td data-sort="20">20</td></tr>
        <tr><th scope="row">a2</th><td data-sort="3">3</td></tr>
        <tr class="llmref-group"><th colspan="2" scope="rowgroup">B</th></tr>
        <tr><th scope="row">b1</th><td data-sort="1">1</td></tr>
        <tr><th scope="row">b2</th><td data-sort="1">1</td></tr>
        </tbody></table>"""
    )
    tab.add_script_tag(path=str(component_site / "_static" / "tables.js"))
    tab.get_by_role("button", name="Size").click()
    rows = tab.locator("tbody tr")
    assert rows.evaluate_all(FIRST_CELLS) == ["A", "a2", "a1", "B", "b1", "b2"]


def test_bibtex_is_copied(component_site, browser) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    try:
        page = context.new_page()
        page.goto((component_site / "components.html").as_uri())
        page.get_by_text("BibTeX of doe2026trees").first.click()
        page.get_by_role("button", name="Copy BibTeX").first.click()
        page.get_by_text("Copied").first.wait_for()
        text = page.evaluate("navigator.clipboard.readText()")
        assert text.startswith("@article{doe2026trees,")
    finally:
        context.close()
