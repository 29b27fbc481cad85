"""DeepSeek-V4: compressed attention and hyper-connections."""

from __future__ import annotations

from dataclasses import replace

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.sparse import CompressedAttention
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.deepseek import routed_experts
from llmref.metrics.readers.layers import undescribed


def read_deepseek_v4(config: Config) -> Blueprint:
    """DeepSeek-V4: experts in all layers; ``compress_ratios`` has an entry a layer.

    The list is longer than the model by its prediction blocks. The residual stream is ``hc_mult`` wide;
    each half of a block has weights that mix the streams. Tables that map tokens to experts in the first
    layers are no parameters.
    """
    ratios = config.numbers("compress_ratios")
    if len(ratios) < config.layers:
        raise NotRecomputable("compress_ratios is not known")
    if unknown := set(ratios) - {0, 4, 128}:
        raise NotRecomputable(f"entries of {min(unknown)} tokens are not described")
    if config.count("num_key_value_heads") != 1:
        raise NotRecomputable("only one key-value head is described")
    near = CompressedAttention(
        config.heads,
        config.count("head_dim"),
        config.count("q_lora_rank"),
        config.count("o_groups"),
        config.count("o_lora_rank"),
        config.count("sliding_window"),
    )
    mixers = {
        0: near,
        4: replace(
            near,
            ratio=4,
            index_heads=config.count("index_n_heads"),
            index_dim=config.count("index_head_dim"),
            top_k=config.count("index_topk"),
        ),
        128: replace(near, ratio=128),
    }
    experts = routed_experts(config)
    streams, hidden = config.count("hc_mult"), config.hidden
    mixes = (2 + streams) * streams
    connection = mixes * streams * hidden + mixes + 3
    block = {ratio: Block(mixers[ratio], experts, extra=2 * connection) for ratio in set(ratios)}
    head = streams * streams * hidden + streams + 1
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        tuple(block[ratio] for ratio in ratios[: config.layers]),
        mtp_blocks=undescribed(config),
        extra={"hyper-connections": head},
    )


READERS: dict[str, Reader] = {
    "deepseek_v4": read_deepseek_v4,
}
"""``model_type`` -> reader."""
