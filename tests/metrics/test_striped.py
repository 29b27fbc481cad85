"""Attention in turn with something else: caches, states and work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from llmref.metrics import formulas
from llmref.metrics.readers import read_blueprint

PUBLISHED: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "published.json").read_text(encoding="utf-8"))

PHI_4_MINI_FLASH = {
    "model_type": "phi4flash", "hidden_size": 2560, "num_hidden_layers": 32, "num_attention_heads": 40,
    "num_key_value_heads": 20, "intermediate_size": 10_240, "vocab_size": 200_064, "mb_per_layer": 2,
    "tie_word_embeddings": True,
    "sliding_window": 256,  # any: it changes no weight
}  # fmt: skip


def test_phi_4_mini_flash_has_the_weights_of_its_files() -> None:
    # Tensors stored on the Hub (PyPI llmfit 1.1.17).
    assert formulas.parameters_total(read_blueprint(PHI_4_MINI_FLASH)) == 3_852_562_944


def test_the_second_half_reads_one_cache() -> None:
    model = read_blueprint(PHI_4_MINI_FLASH)
    token = 2 * 20 * 64 * 2
    assert formulas.kv_cache_bytes(model, 65_536) == (8 * 256 + 65_536) * token
    # Nine Mamba layers: 5,120 channels of 16 numbers, and three inputs of the convolution.
    assert formulas.recurrent_state_bytes(model) == 9 * 5120 * (16 + 3) * 2


def test_long_convolutions_keep_poles_and_inputs() -> None:
    model = read_blueprint(PUBLISHED["togethercomputer/StripedHyena-Hessian-7B"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 16 * 2 * 8 * 128 * 2
    # Two complex numbers a channel, and two inputs of three projections.
    assert formulas.recurrent_state_bytes(model) == 16 * 4096 * (4 + 6) * 2


def test_lightning_layers_keep_a_matrix_a_head() -> None:
    model = read_blueprint(PUBLISHED["openbmb/MiniCPM-SALA"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 8 * 2 * 2 * 128 * 2
    assert formulas.recurrent_state_bytes(model) == 24 * 32 * 128 * 128 * 2


def test_chosen_blocks_bound_the_work_beyond_short_contexts() -> None:
    model = read_blueprint(PUBLISHED["openbmb/MiniCPM-SALA"]["config"])
    near, far = (formulas.flops_per_token(model, tokens) for tokens in (16_384, 32_768))
    # Only the choice grows: one mean in 16 tokens, 32 heads of 128 numbers, in 8 layers.
    assert far - near == 8 * 2 * 32 * 128 * 16_384 // 16


def test_strided_blocks_keep_everything_and_read_an_eighth() -> None:
    model = read_blueprint(PUBLISHED["microsoft/Phi-3-small-128k-instruct"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 32 * 2 * 8 * 128 * 2
    near, far = (formulas.flops_per_token(model, tokens) for tokens in (8192, 16_384))
    assert far - near == 16 * 4 * 32 * 128 * (8192 + 8192 // 8)


def test_differential_attention_weighs_values_of_two_heads() -> None:
    model = read_blueprint(PUBLISHED["Motif-Technologies/Motif-2-12.7B-Base"]["config"])
    assert formulas.kv_cache_bytes_per_token(model) == 40 * 2 * 16 * 128 * 2
    near, far = (formulas.flops_per_token(model, tokens) for tokens in (8192, 16_384))
    # Scores of 40 heads of 128 numbers, and values of 256.
    assert far - near == 40 * 2 * 40 * (128 + 256) * 8192


def test_motif_3_keeps_latents_of_a_window_in_three_layers_of_four() -> None:
    config = PUBLISHED["Motif-Technologies/Motif-3"]["config"]
    model = read_blueprint(config)
    assert formulas.kv_cache_bytes(model, 65_536) == (14 * 65_536 + 39 * 129) * (512 + 64) * 2
    # What the files hold, without the corrections of scores.
    assert formulas.parameters_total(model) + formulas.parameters_mtp(model) == 314_841_775_750 - 51 * 384


def test_plamo_2_reads_a_window_in_every_other_layer() -> None:
    config = PUBLISHED["pfnet/plamo-2-1b"]["config"]
    model = read_blueprint(config)
    assert formulas.kv_cache_bytes(model, 65_536) == 8 * 2048 * 2 * 128 * 2
    assert formulas.recurrent_state_bytes(model) == 8 * 32 * 128 * (64 + 3) * 2


def test_hymba_shares_keys_between_neighbours() -> None:
    model = read_blueprint(PUBLISHED["nvidia/Hymba-1.5B-Base"]["config"])
    # Of 32 layers, three see all; of the others, 14 have keys and values of their own.
    assert formulas.kv_cache_bytes(model, 8192) == (3 * 8192 + 14 * 1024) * 5 * (64 + 128) * 2
    assert formulas.recurrent_state_bytes(model) == 32 * 3200 * (16 + 3) * 2
