"""Every parameter count equals that of the model which transformers builds on PyTorch's meta device.

``source/models/meta_device.json`` is written by ``make audit`` (tools/audit.py), outside of llmref's
formulas.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmref import load_catalog

FILE = Path(__file__).parents[2] / "source" / "models" / "meta_device.json"
GOLDEN: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
CATALOG = load_catalog()
# Models may leave the catalogue or change their id after an audit.
COUNTED = {id_: n for id_, n in GOLDEN["parameters"].items() if id_ in CATALOG}
TOWERS = {id_: sizes for id_, sizes in GOLDEN["towers"].items() if id_ in CATALOG}
# Stored on the Hub, as its index of tensors says; read in PyPI llmfit 1.1.17 on 2026-11-24.
STORED = {
    "qwen2.5-7b": 7_615_616_512,
    "qwen2.5-72b": 72_706_203_648,
    "qwen3-4b": 4_022_468_096,
    "qwen3-235b-a22b": 235_093_634_560,
    "mistral-7b-instruct-v0.3": 7_248_023_552,
    "mixtral-8x22b-instruct": 140_630_071_296,
    "llama-3.1-405b": 405_853_388_800,
    "phi-4-mini-instruct": 3_836_021_760,
    "jamba-v0.1": 51_570_323_328,
}


@pytest.mark.parametrize("id_", sorted(COUNTED))
def test_total_equals_the_count_of_transformers(id_: str) -> None:
    assert CATALOG[id_].parameters_total == COUNTED[id_]


@pytest.mark.parametrize("id_", sorted(TOWERS))
def test_towers_equal_those_of_transformers(id_: str) -> None:
    for name, size in TOWERS[id_].items():
        assert CATALOG[id_].metric(f"parameters_{name}") == size


@pytest.mark.parametrize("id_", STORED)
def test_total_equals_the_tensors_stored(id_: str) -> None:
    assert CATALOG[id_].parameters_total == STORED[id_]


def test_the_audit_is_not_stale() -> None:
    """Four of five models that the formulas know were counted, or refused with a reason."""
    recomputed = {
        model.id
        for model in CATALOG.values()
        if model.family.spec.openness == "open-weights" and model.recomputable
    }
    refused = {id_ for id_ in GOLDEN["refused"] if id_ in recomputed}
    assert all(GOLDEN["refused"].values())
    assert len(COUNTED.keys() & recomputed) >= 0.8 * len(recomputed - refused)
    assert len(COUNTED) >= 0.9 * len(GOLDEN["parameters"])
