"""Every model type against configurations that developers published.

``published.json`` holds config.json values under the names of spec files. Its counts are those of the model
that transformers builds on PyTorch's meta device (``tools/audit.py``); where transformers lacks the model
type (``"counted": "hub"``), that of the tensors stored on the Hub.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmref.catalog.config_keys import CONFIG_KEYS, type_fault
from llmref.metrics import formulas
from llmref.metrics.readers import read_blueprint

PUBLISHED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "published.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("repo", PUBLISHED)
def test_total(repo: str) -> None:
    case = PUBLISHED[repo]
    assert formulas.parameters_total(read_blueprint(case["config"])) == case["parameters"]


@pytest.mark.parametrize("repo", PUBLISHED)
def test_spec_files_may_hold_the_configuration(repo: str) -> None:
    for name, value in PUBLISHED[repo]["config"].items():
        assert name in CONFIG_KEYS
        assert type_fault(CONFIG_KEYS[name], value) is None


def test_cache_of_windows_and_of_a_single_key_value_head() -> None:
    # Gemma 2 2B: 13 layers with a window of 4,096 tokens and 13 without, 2 x 4 heads x 256 numbers each.
    gemma = read_blueprint(PUBLISHED["google/gemma-2-2b"]["config"])
    assert formulas.kv_cache_bytes(gemma, 8192) == (13 * 4096 + 13 * 8192) * 2 * 4 * 256 * 2
    # Falcon 7B: one key-value head of 64 numbers in each of 32 layers.
    falcon = read_blueprint(PUBLISHED["tiiuae/falcon-7b"]["config"])
    assert formulas.kv_cache_bytes_per_token(falcon) == 32 * 2 * 64 * 2
