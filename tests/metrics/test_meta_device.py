"""Every parameter count equals that of the model which transformers builds on PyTorch's meta device.

``meta_device.json`` is written by ``make audit`` (tools/audit.py), outside of llmref's formulas.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmref import load_catalog

GOLDEN = json.loads((Path(__file__).parent / "meta_device.json").read_text(encoding="utf-8"))
CATALOG = load_catalog()
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


@pytest.mark.parametrize("id_", sorted(GOLDEN["parameters"]))
def test_total_equals_the_count_of_transformers(id_: str) -> None:
    assert CATALOG[id_].parameters_total == GOLDEN["parameters"][id_]


@pytest.mark.parametrize("id_", STORED)
def test_total_equals_the_tensors_stored(id_: str) -> None:
    assert CATALOG[id_].parameters_total == STORED[id_]


def test_every_open_model_is_counted() -> None:
    open_models = {m.id for m in CATALOG.values() if m.family.spec.openness == "open-weights"}
    assert len(open_models) >= 50
    assert open_models == set(GOLDEN["parameters"])
