"""The search page of the reference, as somebody uses it who looks for a model, a paper or a subject."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.parametrize("site", ["reference"], indirect=True)


@pytest.fixture
def tab(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.mistakes = []
    tab.on("pageerror", lambda error: tab.mistakes.append(str(error)))
    yield tab
    context.close()


def _results(tab, site, query: str) -> list[str]:
    tab.goto(f"{site.url}search.html?q={query.replace(' ', '+')}", wait_until="networkidle")
    return [text.split("\n")[0] for text in tab.locator("ul.search > li").all_inner_texts()]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("llama 3.1 8b", "Llama 3.1 8B (model of Llama 3)"),
        ("Llama3.1-8B", "Llama 3.1 8B (model of Llama 3)"),
        ("meta-llama/Llama-3.1-8B", "Llama 3.1 8B (model of Llama 3)"),
        ("qwen 3 8b", "Qwen3 8B (model of Qwen3)"),
        ("mixtral 8x7b", "Mixtral 8x7B (model of Mistral 7B and Mixtral)"),
        ("tulu 3", "Tülu 3 (family)"),
        ("gemma", "Gemma (family)"),
        ("mmlu pro", "MMLU-Pro (benchmark)"),
        ("attention is all you need", "Attention Is All You Need (paper)"),
        ("1706.03762", "Attention Is All You Need (paper)"),
        ("vaswani 2017", "Attention Is All You Need (paper)"),
        ("kv cache", "KV cache"),
    ],
)
def test_what_bears_the_name_comes_first(tab, site, query: str, first: str) -> None:
    assert _results(tab, site, query)[0] == first
    tab.locator("ul.search > li a").first.click()
    tab.wait_for_load_state()
    place = tab.evaluate("decodeURIComponent(location.hash.slice(1))")
    if place:
        assert tab.locator(f"[id='{place}']").count() == 1, f"no place {place} on {tab.url}"
        # At once, with no ride through all the page.
        assert 0 <= tab.locator(f"[id='{place}']").bounding_box()["y"] < 300


def test_a_version_is_not_taken_for_another(tab, site) -> None:
    found = _results(tab, site, "deepseek v3")
    assert found.index("DeepSeek-V3 (model of DeepSeek V3 and R1)") < found.index("DeepSeek V3.2 (family)")
    assert not [text for text in _results(tab, site, "qwen3 8b") if text.startswith("Qwen3.5")]


def test_results_come_in_portions_and_only_those_shown_are_fetched(tab, site) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    shown = _results(tab, site, "model")
    assert len(shown) == 15 and "results, names first." in tab.locator(".search-summary").inner_text()
    assert len([url for url in asked if url.split("?")[0].endswith(".html")]) <= 16
    more = tab.get_by_role("button", name="Show 15 more of")
    more.click()
    tab.wait_for_load_state("networkidle")
    assert tab.locator("ul.search > li").count() == 30
    assert tab.evaluate("document.activeElement === document.querySelectorAll('ul.search > li')[15].querySelector('a')")


def test_words_of_the_text_are_found_behind_the_names(tab, site) -> None:
    found = _results(tab, site, "grouped-query attention")
    assert any("Attention mechanisms" in text for text in found)
    assert len(found) == len(set(found))


def test_of_equal_results_subjects_come_first_and_releases_last(tab, site) -> None:
    found = _results(tab, site, "rope")
    assert found.index("Formulas") < found.index("DBRX")
    dated = [text.startswith("2026-") for text in _results(tab, site, "mmlu pro")]
    assert any(dated) and dated == sorted(dated)


def test_what_nothing_has_says_so(tab, site) -> None:
    assert _results(tab, site, "zzyzx quux") == []
    assert "did not match" in tab.locator(".search-summary").inner_text()
    assert not tab.get_by_role("button", name="Show").is_visible()


def test_the_summary_is_of_the_part_that_an_anchor_with_a_point_names(tab, site) -> None:
    _results(tab, site, "claude opus")
    page = '<div role="main">all <section id="claude-opus-4.1">a part</section></div>'
    assert tab.evaluate("page => Search.htmlToText(page, '#claude-opus-4.1')", page) == "a part"
    assert tab.mistakes == []
