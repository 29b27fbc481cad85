"""Every model type against configurations that developers published.

``published.json`` holds config.json values under the names of spec files. Its counts are those of the model
that transformers builds on PyTorch's meta device (``tools/audit.py``); where transformers lacks the model
type (``"counted": "hub"``), that of the tensors stored on the Hub. The tower of Kimi K2.5 is what its
files hold beside the language model, without 23,040 numbers that steer the choice of experts; so do 15,360 of
Solar Open 2. Rotary frequencies (64 a layer) are taken off
StripedHyena's files, and slopes of ALiBi and a copy of the embedding off Jais's. Motif 3's files hold its prediction block and 19,584
corrections of scores besides. DiffusionGemma's files hold the two counts together, and Fuyu's model has 11,063,296 for images besides.
Configurations named ``small-...`` are
made up, for settings that no short published one has.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmref.catalog.config_keys import CONFIG_KEYS, type_fault
from llmref.errors import NotRecomputable
from llmref.metrics import formulas
from llmref.metrics.readers import read_blueprint

PUBLISHED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "published.json").read_text(encoding="utf-8")
)
TOWERS = {"vision", "audio"}


@pytest.mark.parametrize("repo", PUBLISHED)
def test_total(repo: str) -> None:
    case = PUBLISHED[repo]
    assert formulas.parameters_total(read_blueprint(case["config"])) == case["parameters"]


@pytest.mark.parametrize("repo", [repo for repo, case in PUBLISHED.items() if case.keys() & TOWERS])
def test_towers(repo: str) -> None:
    case = PUBLISHED[repo]
    blueprint = read_blueprint(case["config"])
    assert blueprint.vision == case.get("vision")
    assert blueprint.audio == case.get("audio")


def test_a_tower_of_an_unknown_kind_is_not_counted() -> None:
    config = PUBLISHED["google-bert/bert-base-uncased"]["config"]
    model = read_blueprint({**config, "vision_config": {"hidden_size": 64}})
    assert model.vision is None
    with pytest.raises(NotRecomputable):
        formulas.parameters_vision(model)


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


def test_layers_that_share_keys_cache_nothing() -> None:
    # Gemma 3n E4B: 20 of 35 layers cache, 16 of them within a window of 512 tokens.
    model = read_blueprint(PUBLISHED["google/gemma-3n-E4B-it"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 20 * 2 * 2 * 256 * 2
    assert formulas.kv_cache_bytes(model, 8192) == (16 * 512 + 4 * 8192) * 2 * 2 * 256 * 2


def test_image_tokens_are_cached_by_cross_attention_alone() -> None:
    # Llama 3.2 11B Vision: 8 of 40 layers attend to the image.
    model = read_blueprint(PUBLISHED["meta-llama/Llama-3.2-11B-Vision"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 32 * 2 * 8 * 128 * 2
    assert formulas.cross_cache_bytes_per_token(model) == 8 * 2 * 8 * 128 * 2


def test_embeddings_of_layers_are_looked_up() -> None:
    model = read_blueprint(PUBLISHED["google/gemma-3n-E4B-it"]["config"])
    table = 262_144 * 35 * 256
    assert formulas.parameters_embedding(model) == 262_400 * 2048 + table


def test_layers_that_share_weights_are_counted_once_and_run_each_time() -> None:
    model = read_blueprint(PUBLISHED["albert/albert-base-v2"]["config"])
    # ALBERT (arXiv 1909.11942), table 1: 12 layers, 12M parameters.
    assert formulas.layers(model) == {"bidirectional attention": 12}
    block = model.blocks[0].parameters(model.hidden)
    assert formulas.flops_per_token(model, 1) > 2 * 12 * block


def test_an_encoder_caches_nothing() -> None:
    model = read_blueprint(PUBLISHED["google-bert/bert-base-uncased"]["config"])
    assert formulas.kv_cache_bytes(model, 512) == 0


def test_an_encoder_decoder_caches_what_it_writes_and_what_it_reads() -> None:
    # T5 base: 12 decoder layers of 12 heads of 64 numbers.
    model = read_blueprint(PUBLISHED["google-t5/t5-base"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 12 * 2 * 12 * 64 * 2
    assert formulas.cross_cache_bytes_per_token(model) == 12 * 2 * 12 * 64 * 2
    with pytest.raises(NotRecomputable):
        formulas.flops_per_token(model, 512)


def test_each_pass_through_the_same_layers_caches() -> None:
    # Nanbeige 4.2 3B: 22 layers, twice; 8 key-value heads of 128 numbers.
    model = read_blueprint(PUBLISHED["Nanbeige/Nanbeige4.2-3B"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 2 * 22 * 2 * 8 * 128 * 2


def test_experts_for_images_are_idle_in_text() -> None:
    # ERNIE 4.5 VL 28B: 27 layers with 64 experts of width 512 and a router with corrections, for images alone.
    config = PUBLISHED["baidu/ERNIE-4.5-VL-28B-A3B-PT"]["config"]
    images = 27 * (64 * 3 * 2560 * 512 + 64 * 2560 + 64)
    text = read_blueprint({**config, "model_type": "ernie4_5_moe", "vision_moe_intermediate_size": None})
    both = read_blueprint(config)
    assert formulas.parameters_total(both) == formulas.parameters_total(text) + images
    assert formulas.parameters_active(both) == formulas.parameters_active(text)
