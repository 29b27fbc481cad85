"""What differs between two exports, why, and that a chain of steps says the same as the two ends."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from llmref.compare.change_log import Step, UnknownRelease, between, step_data, step_from, step_text
from llmref.compare.changes import NOT_DISCLOSED, ChangedValue, changes

OLD, NEW = "2026-01-01", "2026-02-01"


def export(release: str, *models: dict[str, Any]) -> dict[str, Any]:
    return {"release": release, "models": list(models)}


def model(id_: str = "m", **values: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_.upper(), **values}


def only(old: dict[str, Any], new: dict[str, Any]) -> ChangedValue:
    (value,) = changes(export(OLD, old), export(NEW, new)).values
    return value


def test_the_history_of_a_model_says_why() -> None:
    entry = {"date": "2026-01-15", "field": "context_length", "old": 4, "kind": "correction", "note": "read wrongly"}
    value = only(model(context_length=4), model(context_length=5, history=[entry]))
    assert (value.kind, value.old, value.new, value.cause, value.note) == ("changed", 4, 5, "correction", "read wrongly")
    before = {**entry, "date": "2025-12-15"}
    assert only(model(context_length=4), model(context_length=5, history=[before])).cause == ""


@pytest.mark.parametrize("told", ["architecture.head_dim", "head_dim", "architecture"])
def test_history_names_fields_as_spec_files_do(told: str) -> None:
    entry = {"date": "2026-01-15", "field": told, "kind": "change"}
    old, new = {"architecture": {"head_dim": 64}}, {"architecture": {"head_dim": 128}, "history": [entry]}
    assert only(model(**old), model(**new)).cause == "change"
    other = {"architecture": {"head_dim_2": 128}, "history": [entry]}
    if told != "architecture":
        assert only(model(architecture={"head_dim_2": 64}), model(**other)).cause == ""


def test_training_tokens_have_another_name_in_spec_files() -> None:
    entry = {"date": "2026-01-15", "field": "training.tokens", "kind": "correction"}
    assert only(model(training_tokens=1), model(training_tokens=2, history=[entry])).cause == "correction"


def test_a_price_with_a_beginning_is_a_change_in_the_world() -> None:
    old = model(pricing={"input": 3.0, "seen": "2025-12-01", "history": []})
    new = model(pricing={"input": 2.0, "since": "2026-01-20", "seen": "2026-01-21", "history": [{"input": 3.0}]})
    value = only(old, new)
    assert (value.field, value.old, value.new, value.cause) == ("pricing.input", 3.0, 2.0, "change")
    assert value.note == "since 2026-01-20"
    assert only(old, model(pricing={"input": 2.0, "seen": "2026-01-21"})).cause == ""


def test_a_model_that_was_retired_since_is_a_change_in_the_world() -> None:
    value = only(model(), model(retired="2026-01-20"))
    assert (value.kind, value.cause) == ("new", "change")
    assert only(model(), model(retired="2025-06-01")).cause == "", "known late, not changed lately"


def test_a_metric_follows_from_what_it_is_computed_from() -> None:
    entry = {"date": "2026-01-15", "field": "head_dim", "kind": "correction"}
    old = model(architecture={"head_dim": 64}, metrics={"parameters_total": 10})
    new = model(architecture={"head_dim": 128}, metrics={"parameters_total": 20}, history=[entry])
    found = {value.field: value for value in changes(export(OLD, old), export(NEW, new)).values}
    assert found["metrics.parameters_total"].cause == "correction"
    assert "follows" in found["metrics.parameters_total"].note
    value = only(old, model(architecture={"head_dim": 64}, metrics={"parameters_total": 20}))
    assert (value.cause, value.note) == ("correction", "recomputed by a mended formula")


def test_not_disclosed_is_a_value() -> None:
    hidden = model(not_disclosed={"context_length": "2025-12-01"})
    value = only(hidden, model(context_length=8))
    assert (value.kind, value.old, value.new) == ("new", NOT_DISCLOSED, 8)
    value = only(model(context_length=8), hidden)
    assert (value.kind, value.new) == ("changed", NOT_DISCLOSED)
    again = model(not_disclosed={"context_length": "2026-01-20"})
    assert not changes(export(OLD, hidden), export(NEW, again))
    assert not changes(export(OLD, model()), export(NEW, hidden)), "nothing was known before, either"


def test_scores_are_told_apart_by_their_conditions() -> None:
    one = {"benchmark": "gpqa", "value": 50.0, "version": "Diamond", "by": "developer"}
    two = {"benchmark": "gpqa", "value": 60.0, "by": "developer"}
    value = only(model(scores=[one, two]), model(scores=[one, {**two, "value": 61.0}]))
    assert (value.field, value.old, value.new) == ("scores.gpqa (by=developer)", 60.0, 61.0)


def test_a_renamed_model_is_neither_new_nor_gone() -> None:
    found = changes(export(OLD, model("a", x=1)), export(NEW, model("b", x=2, former_ids=["a"])))
    assert (found.added, found.removed, found.renamed) == ({}, {}, {"a": "b"})
    assert [(value.model, value.field) for value in found.values] == [("b", "name"), ("b", "x")]


def catalogue(choice: random.Random, release: str, before: list[dict[str, Any]]) -> dict[str, Any]:
    """The next release: models come, go, change and are renamed; no id is used again."""
    models = []
    for old in before:
        new = {**old, "former_ids": list(old["former_ids"])}
        event = choice.random()
        if event < 0.15:
            continue
        if event < 0.35:
            new["id"], new["former_ids"] = f"{old['id']}-{release[-2:]}", [*old["former_ids"], old["id"]]
        for field in ("x", "y", "z"):
            if choice.random() < 0.3:
                new[field] = choice.choice([None, 1, 2])
        models.append(new)
    models += [
        {"id": f"n{release[-2:]}{n}", "name": "N", "former_ids": [], "x": choice.choice([None, 1, 2])} for n in range(2)
    ]
    return export(release, *models)


@pytest.mark.parametrize("seed", range(60))
def test_a_chain_of_steps_says_what_the_ends_say(seed: int) -> None:
    choice = random.Random(seed)
    releases = [catalogue(choice, "2026-01-01", [])]
    for day in range(2, 6):
        releases.append(catalogue(choice, f"2026-01-{day:02}", releases[-1]["models"]))
    steps = [Step(changes(export(""), releases[0]))]
    steps += [Step(changes(old, new)) for old, new in itertools.pairwise(releases)]
    direct = changes(releases[0], releases[-1])
    composed = between(steps, "2026-01-01", "2026-01-05").models
    assert (composed.added, composed.removed, composed.renamed) == (direct.added, direct.removed, direct.renamed)
    said = [{(v.model, v.field): (v.kind, v.old, v.new) for v in found.values} for found in (composed, direct)]
    assert said[0] == said[1]


def test_papers_and_pages_come_and_go() -> None:
    empty = changes(export(OLD), export(NEW))
    first = Step(changes(export(""), export("2025-12-01")))
    one = Step(changes(export("2025-12-01"), export(OLD)), {"a": "A", "b": "B"}, {"c": "C"}, {"p": "P"})
    two = Step(empty, {"c": "C", "d": "D"}, {"a": "A"}, pages_removed={"p": "P"})
    found = between([two, first, one], "2025-12-01", NEW)
    assert (found.papers_added, found.papers_removed) == ({"b": "B", "d": "D"}, {})
    assert (found.pages_added, found.pages_removed) == ({}, {})


def test_a_step_is_read_as_it_was_written() -> None:
    entry = {"date": "2026-01-15", "field": "x", "kind": "correction", "note": "why"}
    models = changes(export(OLD, model(x=[1, 2], y="é")), export(NEW, model(x=[1, 3], history=[entry]), model("n")))
    step = Step(models, {"k": "T"}, {}, {"p": "P"}, {}, {"models": 2})
    assert step_from(step_data(step)) == step
    import json

    assert step_from(json.loads(step_text(step))) == step
    assert len(step_text(step).splitlines()) > 5


def test_an_unknown_release_is_told_with_those_that_exist() -> None:
    steps = [Step(changes(export(""), export(OLD))), Step(changes(export(OLD), export(NEW)))]
    with pytest.raises(UnknownRelease, match=r"'2024-01-01'.*2026-01-01, 2026-02-01"):
        between(steps, "2024-01-01", NEW)
    with pytest.raises(UnknownRelease, match="not older"):
        between(steps, NEW, OLD)
