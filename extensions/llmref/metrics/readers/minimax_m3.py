"""MiniMax-M3: grouped-query attention to chosen blocks."""

from __future__ import annotations

from llmref.metrics.blueprint import Blueprint
from llmref.metrics.parts.contracts import FeedForward, Mixer
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.sparse import BlockSparseAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import attentions, blocks_of
from llmref.metrics.readers.layers import each_layer, sparse_layers, undescribed


def read_minimax_m3(config: Config) -> Blueprint:
    """MiniMax-M3: three dense layers with full attention, then experts and block-sparse attention."""
    sparse = config.section("sparse_attention_config")
    norm = 2 * config.head_dim if config.required_flag("use_qk_norm") else 0
    full = attentions(config, qk_norm=norm, windows=[None])[0]
    chosen = BlockSparseAttention(
        full,
        sparse.count("sparse_num_index_heads"),
        sparse.count("sparse_index_dim"),
        sparse.count("sparse_topk_blocks") * sparse.count("sparse_block_size"),
    )
    name = "sparse_attention_freq"
    mixers: list[Mixer] = [chosen if kind else full for kind in each_layer(config, sparse.numbers(name), name)]
    experts: FeedForward = ExpertFeedForward(
        config.count("num_local_experts"),
        config.count("num_experts_per_tok"),
        config.count("intermediate_size"),
        shared_inner=config.count("shared_intermediate_size") * config.count("n_shared_experts"),
    )
    dense = DenseFeedForward(config.count("dense_intermediate_size"))
    parts = [experts if kind else dense for kind in sparse_layers(config)]
    blocks = blocks_of(mixers, parts)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks, mtp_blocks=undescribed(config))


READERS: dict[str, Reader] = {
    "minimax_m3": read_minimax_m3,
    "minimax_m3_vl": read_minimax_m3,
    "minimax_m3_vl_text": read_minimax_m3,
}
"""``model_type`` -> reader."""
