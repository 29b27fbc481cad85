"""Parameter counts equal those of models that transformers builds on PyTorch's meta device."""

from __future__ import annotations

from typing import Any

import pytest

from llmref.metrics import formulas
from llmref.metrics.readers import read_blueprint

LLAMA_31_8B = {
    "model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
    "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256,
    "tie_word_embeddings": False,
}  # fmt: skip
MIXTRAL_8X7B = {
    "model_type": "mixtral", "hidden_size": 4096, "num_hidden_layers": 32,
    "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336,
    "vocab_size": 32000, "num_local_experts": 8, "num_experts_per_tok": 2,
    "tie_word_embeddings": False,
}  # fmt: skip
QWEN3_06B = {
    "model_type": "qwen3", "hidden_size": 1024, "num_hidden_layers": 28, "num_attention_heads": 16,
    "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 3072, "vocab_size": 151936,
    "tie_word_embeddings": True,
}  # fmt: skip
DEEPSEEK_V3 = {
    "model_type": "deepseek_v3", "hidden_size": 7168, "num_hidden_layers": 61,
    "num_attention_heads": 128, "intermediate_size": 18432, "moe_intermediate_size": 2048,
    "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8,
    "first_k_dense_replace": 3, "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 129280, "tie_word_embeddings": False,
    "num_nextn_predict_layers": 1,
}  # fmt: skip
GPT_OSS_120B = {
    "model_type": "gpt_oss", "hidden_size": 2880, "num_hidden_layers": 36,
    "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 64, "intermediate_size": 2880,
    "num_local_experts": 128, "num_experts_per_tok": 4, "vocab_size": 201088,
    "attention_bias": True, "tie_word_embeddings": False, "sliding_window": 128,
    "layer_types": ["sliding_attention", "full_attention"] * 18,
}  # fmt: skip


# Counted by transformers 5.23.0 on torch 2.15.0's meta device from the published config.json.
@pytest.mark.parametrize(
    ("config", "count"),
    [
        (LLAMA_31_8B, 8_030_261_248),
        (MIXTRAL_8X7B, 46_702_792_704),
        (QWEN3_06B, 596_049_920),
        (DEEPSEEK_V3, 671_026_404_352),
        (GPT_OSS_120B, 116_829_156_672),
    ],
    ids=["llama-3.1-8b", "mixtral-8x7b", "qwen3-0.6b", "deepseek-v3", "gpt-oss-120b"],
)
def test_total_equals_the_meta_device_count(config: dict[str, Any], count: int) -> None:
    assert formulas.parameters_total(read_blueprint(config)) == count


def test_cache_of_grouped_query_attention() -> None:
    model = read_blueprint(LLAMA_31_8B)
    assert formulas.kv_cache_bytes_per_token(model) == 128 * 1024
    assert formulas.kv_cache_bytes(model, 131_072) == 16 * 2**30


def test_cache_stops_growing_in_full_windows() -> None:
    model = read_blueprint(GPT_OSS_120B)
    # 36 layers x 2 x 8 x 64 numbers x 2 bytes until 128 tokens; then 18 layers go on.
    assert formulas.kv_cache_bytes(model, 128) == 128 * 73_728
    assert formulas.kv_cache_bytes(model, 129) == 128 * 73_728 + 73_728 // 2


def test_latent_cache_holds_the_latent_and_one_rotary_key() -> None:
    # DeepSeek-V2 (arXiv 2405.04434), table 1: (d_c + d_h^R) l elements a token.
    assert formulas.kv_cache_bytes_per_token(read_blueprint(DEEPSEEK_V3)) == (512 + 64) * 61 * 2
