"""What a published configuration says of sizes reaches the formulas: a reader that overlooks a window makes the cache too large."""

from __future__ import annotations

from typing import Any

from llmref import load_catalog
from llmref.metrics.readers import read_blueprint

DECIDING = {
    "attention_chunk_size", "head_dim", "index_head_dim", "index_topk", "kv_lora_rank", "moe_intermediate_size",
    "n_routed_experts", "n_shared_experts", "num_experts", "num_experts_per_tok", "num_key_value_heads",
    "num_kv_shared_layers", "num_local_experts", "q_lora_rank", "qk_nope_head_dim", "shared_expert_intermediate_size",
    "sliding_window", "tie_word_embeddings", "v_head_dim", "vocab_size",
}  # fmt: skip
"""Keys that change a count of parameters or the size of a cache wherever they stand."""
SAID_TWICE = {
    # The width of all shared experts together stands in moe_shared_expert_intermediate_size.
    ("nemotron_h", "n_shared_experts"),
}


class Watched(dict[str, Any]):
    """A mapping that knows which of its keys were asked for."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def test_no_reader_overlooks_a_key_that_decides() -> None:
    library = load_catalog()
    overlooked = set()
    looked_at = 0
    for model in library.values():
        if not model.recomputable:
            continue
        values = Watched(dict(model.architecture))
        read_blueprint(values)
        looked_at += 1
        for key in DECIDING & values.keys() - values.asked:
            # Latent attention has one key-value head for all; a printed number of heads is that of the queries.
            latent = key == "num_key_value_heads" and {"kv_lora_rank", "o_lora_rank"} & values.keys()
            if values[key] and not latent and (values["model_type"], key) not in SAID_TWICE:
                overlooked.add((values["model_type"], key, model.id))
    assert looked_at > 1000
    assert overlooked == set()
