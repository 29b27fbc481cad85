"""Mixtures of experts, latent and linear attention and state spaces that developers published.

``published_mixed.json`` is as ``published.json``: counts of transformers on PyTorch's meta device, or
(``"counted": "hub"``) of the tensors stored on the Hub. ``mtp`` is checked against what files on the Hub hold
beyond the main model, vision tower, copies of embeddings and router buffers taken off.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmref.catalog.config_keys import CONFIG_KEYS, type_fault
from llmref.errors import NotRecomputable
from llmref.metrics import formulas
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers import read_blueprint

PUBLISHED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "published_mixed.json").read_text(encoding="utf-8")
)
# Numbers of the files on the Hub (PyPI llmfit 1.1.17) -> what they hold beside the main model and its
# prediction blocks: copies of the two embeddings, corrections of the router's scores (one number an
# expert and layer).
STORED = {
    "deepseek-ai/DeepSeek-V3.2": (685_355_329_792, 2 * 129_280 * 7168 + 59 * 256),
    "zai-org/GLM-4.5": (358_337_791_296, 2 * 151_552 * 5120 + 90 * 160),
    "zai-org/GLM-4.6": (356_785_898_816, 90 * 160),
    "zai-org/GLM-5": (753_864_139_008, 76 * 256),
    "tencent/Hy3": (298_786_155_776, 80 * 192),
    "LGAI-EXAONE/K-EXAONE-236B-A23B": (237_099_669_632, 47 * 128),
    "baidu/ERNIE-4.5-21B-A3B-PT": (21_948_655_808, 0),
    "inclusionAI/Ling-3.0-flash": (127_486_405_600, 41 * 512),
    "nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16": (123_611_012_096, 0),
    "nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16": (560_524_578_816, 0),
    "tencent/Hy4-preview": (779_960_992_733, 78 * 256),
    "inclusionAI/Ring-2.5-1T": (1_012_231_160_320, 76 * 256),
    "inclusionAI/Ling-2.6-flash": (107_494_409_216, 32 * 256),
    # Each of the three prediction blocks has an output embedding of its own.
    "stepfun-ai/Step-3.5-Flash": (199_384_301_376, 3 * 128_896 * 4096 + 42 * 288),
}


def blueprint(repo: str) -> Blueprint:
    return read_blueprint(PUBLISHED[repo]["config"])


@pytest.mark.parametrize("repo", PUBLISHED)
def test_total(repo: str) -> None:
    assert formulas.parameters_total(blueprint(repo)) == PUBLISHED[repo]["parameters"]


@pytest.mark.parametrize("repo", PUBLISHED)
def test_spec_files_may_hold_the_configuration(repo: str) -> None:
    for name, value in PUBLISHED[repo]["config"].items():
        assert name in CONFIG_KEYS
        assert type_fault(CONFIG_KEYS[name], value) is None


@pytest.mark.parametrize("repo", STORED)
def test_prediction_blocks_are_what_the_files_hold_beside_the_model(repo: str) -> None:
    stored, other = STORED[repo]
    model = blueprint(repo)
    assert formulas.parameters_total(model) + formulas.parameters_mtp(model) + other == stored


def test_prediction_blocks_that_are_not_described_have_no_count() -> None:
    with pytest.raises(NotRecomputable, match="prediction blocks"):
        formulas.parameters_mtp(blueprint("XiaomiMiMo/MiMo-V2-Flash"))


# Developers print 22B, 17B, 32B, 10B, 17B, 32B, 13B, 36B and 2.2B, most without the input embedding.
@pytest.mark.parametrize(
    ("repo", "billions"),
    [
        ("Qwen/Qwen3-235B-A22B", 22.19),
        ("Qwen/Qwen3.5-397B-A17B", 17.35),
        ("zai-org/GLM-4.5", 33.63),
        ("MiniMaxAI/MiniMax-M2.5", 11.03),
        ("meta-llama/Llama-4-Maverick-17B-128E-Instruct", 17.18),
        ("moonshotai/Kimi-K2-Instruct", 32.86),
        ("tencent/Hunyuan-A13B-Instruct", 12.75),
        ("databricks/dbrx-instruct", 36.47),
        ("jetmoe/jetmoe-8b", 2.33),
    ],
)
def test_active(repo: str, billions: float) -> None:
    assert formulas.parameters_active(blueprint(repo)) / 1e9 == pytest.approx(billions, abs=0.005)


def test_an_indexer_caches_one_key_a_token() -> None:
    # DeepSeek-V3.2: 61 layers x (512 + 64 of latent attention + 128 of the indexer) x 2 bytes.
    model = blueprint("deepseek-ai/DeepSeek-V3.2")
    assert formulas.kv_cache_bytes_per_token(model) == 61 * (576 + 128) * 2


def test_layers_that_reuse_a_choice_have_no_indexer() -> None:
    # GLM-5.2: 21 of 78 layers have an indexer.
    model = blueprint("zai-org/GLM-5.2")
    assert formulas.kv_cache_bytes_per_token(model) == (78 * 576 + 21 * 128) * 2


def test_sparse_attention_reads_no_more_than_it_may() -> None:
    model = blueprint("deepseek-ai/DeepSeek-V3.2")
    near, far = (formulas.flops_per_token(model, tokens) for tokens in (2048, 65_536))
    # Beyond 2,048 tokens only the indexer's work grows: 64 heads x (128 + 1) x 2 a token and layer.
    assert far - near == 61 * 2 * 64 * 129 * (65_536 - 2048)


def test_chunks_bound_the_cache() -> None:
    # Llama 4 Scout: 36 of 48 layers keep a chunk of 8,192 tokens, 2 x 8 x 128 numbers a token each.
    model = blueprint("meta-llama/Llama-4-Scout-17B-16E-Instruct")
    assert formulas.kv_cache_bytes(model, 131_072) == 4096 * (36 * 8192 + 12 * 131_072)


def test_keys_and_values_of_other_widths() -> None:
    # MiMo-V2-Flash: 9 layers of 4 heads, 39 of 8 over 128 tokens; keys 192 and values 128 wide.
    model = blueprint("XiaomiMiMo/MiMo-V2-Flash")
    assert formulas.kv_cache_bytes(model, 4096) == 2 * 320 * (9 * 4 * 4096 + 39 * 8 * 128)


def test_compressed_entries_stand_for_several_tokens() -> None:
    # DeepSeek-V4-Flash: a window of 128 in 43 layers; an entry of 512 + 128 for 4 tokens in 21 of them and
    # of 512 for 128 tokens in 20.
    model = blueprint("deepseek-ai/DeepSeek-V4-Flash")
    numbers = 43 * 128 * 512 + 21 * 1024 * 640 + 20 * 32 * 512
    assert formulas.kv_cache_bytes(model, 4096) == 2 * numbers


def test_every_second_layer_reads_the_keys_of_the_one_before() -> None:
    # Hunyuan-Large (arXiv 2411.02265) is described with 389B parameters, 52B of them active.
    config = {
        "model_type": "hunyuan", "hidden_size": 6400, "num_hidden_layers": 64,
        "num_attention_heads": 80, "num_key_value_heads": 8, "intermediate_size": 18_304,
        "vocab_size": 128_512, "num_experts": 16, "moe_topk": 1, "num_shared_expert": 1,
        "use_cla": True, "cla_share_factor": 2, "use_qk_norm": True, "tie_word_embeddings": True,
    }  # fmt: skip
    model = read_blueprint(config)
    assert round(formulas.parameters_total(model) / 1e9) == 389
    assert round(formulas.parameters_active(model) / 1e9) == 51
    assert formulas.kv_cache_bytes_per_token(model) == 32 * 2 * 8 * 80 * 2


def test_experts_that_do_nothing_make_an_average() -> None:
    # LongCat-Flash, arXiv 2509.01322: 560B parameters, 18.6B to 31.3B active, about 27B on average.
    # transformers gives the empty experts weights that no file holds, so its count is not quoted; the files
    # of LongCat-Flash-Prover hold this count and a correction for each choice of the router.
    config = {
        "model_type": "longcat_flash", "hidden_size": 6144, "num_layers": 28,
        "num_attention_heads": 64, "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128,
        "qk_rope_head_dim": 64, "v_head_dim": 128, "ffn_hidden_size": 12_288,
        "expert_ffn_hidden_size": 2048, "n_routed_experts": 512, "zero_expert_num": 256,
        "moe_topk": 12, "vocab_size": 131_072, "tie_word_embeddings": False,
    }  # fmt: skip
    model = read_blueprint(config)
    assert formulas.parameters_total(model) == 560_664_980_480 - 28 * (512 + 256)
    embedding = 131_072 * 6144
    assert round((formulas.parameters_active(model) - embedding) / 1e9) == 27
    assert formulas.kv_cache_bytes_per_token(model) == 2 * 28 * 576 * 2


# Numbers kept for a sequence whatever its length: state matrices, and inputs of convolutions.
@pytest.mark.parametrize(
    ("repo", "numbers"),
    [
        ("Qwen/Qwen3-Coder-Next", 36 * (32 * 128 * 128 + 8192 * 3)),
        ("moonshotai/Kimi-Linear-48B-A3B-Instruct", 20 * (32 * 128 * 128 + 3 * 4096 * 3)),
        ("MiniMaxAI/MiniMax-Text-01", 70 * 64 * 128 * 128),
        ("state-spaces/mamba-130m-hf", 24 * 1536 * (16 + 3)),
        ("mistralai/Mamba-Codestral-7B-v0.1", 64 * (8192 * 128 + 10_240 * 3)),
        ("ibm-granite/granite-4.0-h-small", 36 * (8192 * 128 + 8448 * 3)),
        ("google/recurrentgemma-2b", 18 * 2560 * 4),
        ("RWKV/rwkv-4-169m-pile", 12 * 768 * 5),
        ("RWKV/RWKV7-Goose-World2.8-0.1B-HF", 12 * 768 * (64 + 2)),
        ("NX-AI/xLSTM-7b", 32 * (8 * 256 * 512 + 2048 + 8)),
        ("LiquidAI/LFM2-1.2B", 10 * 2048 * 2),
        ("inclusionAI/Ring-2.5-1T", 70 * 64 * 128 * 128),
        ("Zyphra/ZAYA1-base", 40 * (1280 * 2 + 128)),
    ],
)
def test_recurrent_state(repo: str, numbers: int) -> None:
    assert formulas.recurrent_state_bytes(blueprint(repo)) == 2 * numbers


def test_shared_weights_are_counted_once_and_used_each_time() -> None:
    # Zamba2-2.7B: nine uses of two shared blocks, each use with a cache of its own.
    model = blueprint("Zyphra/Zamba2-2.7B")
    assert formulas.kv_cache_bytes_per_token(model) == 9 * 2 * 32 * 160 * 2
    used = formulas.flops_per_token(model, 1) / 2
    assert used > formulas.parameters_total(model) * 1.2


def test_layers_are_named_for_readers() -> None:
    model = blueprint("Qwen/Qwen3.5-35B-A3B")
    assert formulas.layer_summary(model.blocks) == {"gated DeltaNet": 30, "full attention": 10}


@pytest.mark.parametrize(
    ("language", "stored"),
    [
        (
            {
                "hidden_size": 1280, "num_hidden_layers": 12, "num_attention_heads": 10, "num_key_value_heads": 10,
                "intermediate_size": 6848, "moe_intermediate_size": 896, "vocab_size": 129_280,
            },
            3_370_501_440,
        ),
        (
            {
                "hidden_size": 2048, "num_hidden_layers": 27, "num_attention_heads": 16, "num_key_value_heads": 16,
                "intermediate_size": 10_944, "moe_intermediate_size": 1408, "vocab_size": 102_400,
                "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
            },
            16_148_349_504,
        ),
    ],
    ids=["tiny, plain attention", "small, latent attention"],
)  # fmt: skip
def test_deepseek_vl2(language: dict[str, Any], stored: int) -> None:
    """Language model, SigLIP-So400m with its pooling head, projector and two separators are the files on the Hub."""
    experts = {"n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1}
    config = {"model_type": "deepseek_vl_v2", "tie_word_embeddings": False, **experts, **language}
    hidden, width, inner = language["hidden_size"], 1152, 4304
    mlp = 2 * width * inner + inner + width
    block = 4 * (width * width + width) + mlp + 4 * width
    pooling = 4 * (width * width + width) + mlp + 3 * width
    tower = (3 * 14 * 14 + 1) * width + 27 * 27 * width + 27 * block + 2 * width + pooling
    projector = 4 * width * hidden + hidden + hidden * hidden + hidden
    total = formulas.parameters_total(read_blueprint(config))
    assert total + tower + projector + 2 * hidden == stored


def test_kimi_k3() -> None:
    """Language model and vision tower are the numbers of the files on the Hub (PyPI llmfit 1.1.17).

    Beside them the files hold a correction of the router's scores for each expert, and a decay for each of 128
    channels of a delta layer of which the 96 heads use the first 96 (SGLang, ``kimi_k3.py``).
    """
    full = [*range(4, 93, 4), 93]
    config = {
        "model_type": "kimi_linear", "hidden_size": 7168, "num_hidden_layers": 93, "num_attention_heads": 96,
        "intermediate_size": 33_792, "vocab_size": 163_840, "tie_word_embeddings": False, "attn_res_block_size": 12,
        "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
        "mla_use_nope": True, "mla_use_output_gate": True, "first_k_dense_replace": 1, "moe_layer_freq": 1,
        "num_experts": 896, "num_experts_per_token": 16, "num_shared_experts": 2, "moe_intermediate_size": 3072,
        "routed_expert_hidden_size": 3584, "latent_moe_use_norm": True,
        "linear_attn_config": {
            "full_attn_layers": full, "kda_layers": [i for i in range(1, 94) if i not in full],
            "head_dim": 128, "num_heads": 96, "short_conv_kernel_size": 4, "use_full_rank_gate": True,
        },
    }  # fmt: skip
    model = read_blueprint(config)
    width = 1024
    layer = width * 3 * 1536 + 1536 * width + 2 * width * 4096 + 2 * width
    tower = 3 * 14 * 14 * width + 64 * 64 * width + 27 * layer + width
    projector = 4096 * 4096 + 4096 * 7168 + 7168
    total = formulas.parameters_total(model)
    assert total + tower + projector + 92 * 896 + 69 * (128 - 96) == 2_779_931_837_184
    assert round((formulas.parameters_active(model) - 163_840 * 7168) / 1e9) == 104
    assert formulas.kv_cache_bytes_per_token(model) == 24 * 576 * 2


def test_tables_of_ngrams_are_embeddings_and_not_active() -> None:
    # LongCat-Flash-Lite is described with 68.5B parameters, 31.4B of them in tables of n-grams.
    config = {
        "model_type": "longcat_flash_ngram", "hidden_size": 3072, "num_hidden_layers": 14,
        "num_attention_heads": 32, "q_lora_rank": 1536, "kv_lora_rank": 512,
        "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
        "ffn_hidden_size": 6144, "expert_ffn_hidden_size": 1024, "n_routed_experts": 256,
        "zero_expert_num": 128, "moe_topk": 12, "vocab_size": 131_072, "emb_neighbor_num": 4,
        "emb_split_num": 4, "ngram_vocab_size_ratio": 78, "tie_word_embeddings": False,
    }  # fmt: skip
    model = read_blueprint(config)
    total, active = formulas.parameters_total(model), formulas.parameters_active(model)
    assert round(total / 1e9, 1) == 68.6
    assert round(model.ngrams / 1e9, 1) == 31.4
    assert active < total - model.ngrams
    assert formulas.parameters_embedding(model) == model.ngrams + 2 * 131_072 * 3072


def test_qwen3_next_predicts_with_one_more_layer() -> None:
    # The files of Qwen3-Next-80B-A3B hold 81,324,862,720 numbers, those of Qwen3-Coder-Next no block.
    config = PUBLISHED["Qwen/Qwen3-Coder-Next"]["config"]
    model = read_blueprint(config | {"mtp_num_hidden_layers": 1})
    assert formulas.parameters_total(model) + formulas.parameters_mtp(model) == 81_324_862_720


def test_qwen3_8_flash_next() -> None:
    """Language model, prediction block, vision tower and the constants of the hashes are the files' numbers."""
    config = {
        "model_type": "qwen4_exp_text", "hidden_size": 2560, "num_hidden_layers": 48, "vocab_size": 248_320,
        "tie_word_embeddings": False, "num_attention_heads": 24, "num_key_value_heads": 2, "head_dim": 256,
        "full_attention_interval": 4, "linear_num_key_heads": 16, "linear_num_value_heads": 48,
        "linear_key_head_dim": 128, "linear_value_head_dim": 128, "linear_conv_kernel_dim": 4,
        "num_experts": 512, "num_experts_per_tok": 10, "moe_intermediate_size": 640,
        "shared_expert_intermediate_size": 640, "hc_count": 4, "hc_lowrank": 320, "indexer_n_heads": 4,
        "indexer_kv_heads": 1, "indexer_head_dim": 128, "indexer_budget": 2048, "indexer_compress_ratio": 4,
        "ple_layer_ids": [2], "ple_embed_dim": 2560, "ple_conv_kernel_size": 4, "ngram_size": 3,
        "heads_per_ngram": 8, "ngram_vocab_size_base": 20_000_000, "make_ngram_vocab_size_divisible_by": 128,
        "mtp_num_hidden_layers": 1,
    }  # fmt: skip
    model = read_blueprint(config)
    width, inner, merged = 1152, 4304, 4 * 1152
    layer = 4 * (width * width + width) + 2 * width * inner + inner + width + 4 * width
    tower = (2 * 3 * 16 * 16 + 1) * width + 2304 * width + 27 * layer
    merger = 2 * width + merged * merged + merged + merged * 2560 + 2560
    hashes = 3 + 2 * 16  # multipliers, sizes and offsets
    total, table = formulas.parameters_total(model), 320_001_536 * 160
    assert total + formulas.parameters_mtp(model) + tower + merger + hashes == 179_999_981_459
    assert total - table == 125_743_653_760
    assert formulas.parameters_active(model) == total - table - 48 * 502 * 3 * 2560 * 640
    assert formulas.kv_cache_bytes_per_token(model) == 12 * (2 * 2 * 256 + 32) * 2


def test_deepseek_v4_1_flash() -> None:
    """Language model, draft model, vision tower and corrections of the router's scores are the files' numbers."""
    config = {
        "model_type": "deepseek_v41_text", "hidden_size": 5120, "num_hidden_layers": 40, "vocab_size": 129_280,
        "tie_word_embeddings": False, "num_attention_heads": 64, "num_key_value_heads": 1, "head_dim": 512,
        "q_lora_rank": 1280, "o_lora_rank": 1024, "o_groups": 8, "sliding_window": 128, "hc_mult": 4,
        "compress_ratios": [0, 0, *[2] * 18, *[1] * 20], "kv_source_layer_ids": [2, 8, 14, 20],
        "index_source_layer_ids": [2, 8, 14, 20, 24, 28, 32, 36], "index_n_heads": 32, "index_head_dim": 128,
        "index_topk": 512, "candidate_source_layer_id": 20, "candidate_topk_blocks": 2048,
        "candidate_block_size": 8, "n_routed_experts": 384, "num_experts_per_tok": 6, "n_shared_experts": 1,
        "moe_intermediate_size": 2304, "engram_layer_ids": [1, 14], "engram_head_dim": 256, "engram_n_heads": 8,
        "engram_max_ngram_size": 4, "engram_num_embeddings": [384_006_168, 384_016_682],
        "num_nextn_predict_layers": 3, "dspark_n_routed_experts": 128, "dspark_num_experts_per_tok": 3,
        "dspark_markov_rank": 256, "dspark_target_layer_ids": [37, 38, 39],
    }  # fmt: skip
    model = read_blueprint(config)
    width, inner, hidden = 1024, 2816, 5120
    layer = 4 * (width * width + width) + 3 * width * inner + 2 * width
    tower = (3 * 14 * 14 + 1) * width + 32 * layer + width
    aligner = hidden * 9 * width + hidden + hidden * hidden + hidden + 3 * hidden
    corrections = 2 * (40 * 384 + 3 * 128)  # for text and for images
    total = formulas.parameters_total(model)
    assert total + formulas.parameters_mtp(model) + tower + aligner + corrections == 763_205_315_794
    assert total - (384_006_168 + 384_016_682) * 256 == 551_880_804_464
    assert round((formulas.parameters_active(model) - 129_280 * 5120) / 1e9) == 16
    # Past the windows: an entry of 512 + 128 for two tokens in three layers, and for each token in one.
    entries = 3 * 1024 * 640 + 2048 * 640
    assert formulas.kv_cache_bytes(model, 2048) == 2 * (40 * 128 * 512 + entries)


def test_kimi_audio() -> None:
    """The files hold what is counted, and a table of 64 frequencies for each of 34 layers."""
    config = {
        "model_type": "kimi_audio", "hidden_size": 3584, "num_hidden_layers": 28, "num_attention_heads": 28,
        "num_key_value_heads": 4, "intermediate_size": 18_944, "vocab_size": 168_448, "tie_word_embeddings": False,
        "kimia_mimo_layers": 6, "kimia_adaptor_input_dim": 5120,
    }  # fmt: skip
    assert formulas.parameters_total(read_blueprint(config)) + 34 * 64 == 9_766_336_640


def test_granite_swash() -> None:
    """The files of granite-swash-3b-a600m hold this many numbers; a part of width 1,280 is shared."""
    config = {
        "model_type": "granitemoe_swa", "hidden_size": 1280, "num_hidden_layers": 28,
        "num_attention_heads": 20, "num_key_value_heads": 4, "vocab_size": 100_352,
        "num_local_experts": 48, "num_experts_per_tok": 4, "intermediate_size": 512,
        "shared_intermediate_size": 1280, "tie_word_embeddings": True,
    }  # fmt: skip
    model = read_blueprint(config)
    assert formulas.parameters_total(model) == 3_020_382_000
    assert round(formulas.parameters_active(model) / 1e6) == 598


def test_llada_is_ling_with_another_training() -> None:
    config = PUBLISHED["inclusionAI/Ling-flash-2.0"]["config"] | {"model_type": "llada2_moe"}
    # LLaDA2.0-flash stores this many numbers, 31 x 256 corrections of the router's scores among them.
    assert formulas.parameters_total(read_blueprint(config)) + 31 * 256 == 102_889_705_216
