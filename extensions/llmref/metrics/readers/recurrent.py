"""Recurrent networks, alone and mixed with attention."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import SoftmaxAttention
from llmref.metrics.parts.contracts import FeedForward, Mixer
from llmref.metrics.parts.experts import ExpertFeedForward
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.parts.linear import (
    MatrixMemory,
    RecurrentGate,
    Rwkv4Mixer,
    Rwkv7Mixer,
    ShortConvolution,
)
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.experts import blocks_of
from llmref.metrics.readers.layers import each_layer


def read_recurrent_gemma(config: Config) -> Blueprint:
    """RecurrentGemma (arXiv 2404.07839), Griffin's architecture: two RG-LRU layers to one of attention.

    ``intermediate_size`` counts the gate and the other half together. The output projection of the
    attention has a bias, and so have all matrices of the feed-forward part.
    """
    bias = config.flag("attention_bias", False)
    attention = SoftmaxAttention(
        config.heads,
        config.count("num_key_value_heads"),
        config.head_dim,
        bias,
        True,
        window=config.count("attention_window_size"),
    )
    width = config.count("lru_width", default=config.hidden)
    recurrent = RecurrentGate(width, config.heads, config.count("conv1d_width"))
    kinds = config.words("block_types")
    if not kinds:
        raise NotRecomputable("block_types is not known")
    mixers: list[Mixer] = [
        attention if kinds[i % len(kinds)] == "attention" else recurrent for i in range(config.layers)
    ]
    part = DenseFeedForward(config.count("intermediate_size") // 2, bias=True)
    blocks = blocks_of(mixers, [part] * config.layers)
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_lfm2(config: Config) -> Blueprint:
    """LFM2 (arXiv 2511.23404): short convolutions and attention with QK-norm.

    With ``block_auto_adjust_ff_dim`` the printed inner width is taken times two thirds and the multiplier, then
    rounded up to a multiple.
    """
    inner = config.count("block_ff_dim", "intermediate_size")
    if config.required_flag("block_auto_adjust_ff_dim"):
        inner = int(2 * inner / 3)
        multiplier, multiple = config.real("block_ffn_dim_multiplier"), config.count("block_multiple_of")
        if multiplier is not None:
            inner = multiple * -(-int(multiplier * inner) // multiple)
    part = DenseFeedForward(inner)
    return _short_convolutions(config, [part] * config.layers)


def read_lfm2_moe(config: Config) -> Blueprint:
    """LFM2-8B-A1B: as LFM2, with experts after ``num_dense_layers`` layers."""
    experts = ExpertFeedForward(
        config.count("num_experts"),
        config.count("num_experts_per_tok"),
        config.count("moe_intermediate_size"),
    )
    dense = DenseFeedForward(config.count("intermediate_size"))
    prefix = config.count("num_dense_layers")
    return _short_convolutions(config, [dense if i < prefix else experts for i in range(config.layers)])


def read_rwkv4(config: Config) -> Blueprint:
    """RWKV-4: layer norms with biases, one more before the first block."""
    hidden = config.hidden
    mixer = Rwkv4Mixer(
        config.count("attention_hidden_size", default=hidden),
        hidden,
        config.count("intermediate_size", default=4 * hidden),
    )
    block = Block(mixer, DenseFeedForward(0), norms=4)
    return Blueprint(
        hidden,
        config.vocabulary,
        config.tied,
        (block,) * config.layers,
        final_norm=2,
        extra={"first norm": 2 * hidden},
    )


def read_rwkv7(config: Config) -> Blueprint:
    """RWKV-7 "Goose": the first layer has no mix of values and one more norm."""
    hidden = config.hidden

    def block(first: bool) -> Block:
        mixer = Rwkv7Mixer(
            hidden,
            config.count("head_dim"),
            config.count("decay_low_rank_dim"),
            config.count("gate_low_rank_dim"),
            config.count("a_low_rank_dim"),
            0 if first else config.count("v_low_rank_dim"),
        )
        part = DenseFeedForward(config.count("intermediate_size"), gated=False)
        return Block(mixer, part, norms=6 if first else 4)

    blocks = (block(True), *(block(False),) * (config.layers - 1))
    return Blueprint(hidden, config.vocabulary, config.tied, blocks, final_norm=2)


def read_xlstm(config: Config) -> Blueprint:
    """xLSTM 7B (arXiv 2503.13427): mLSTM and a gated feed-forward part in every block."""
    hidden = config.count("hidden_size", "embedding_dim")
    bias = config.required_flag("use_bias")
    mixer = MatrixMemory(
        config.count("num_heads", "num_attention_heads"),
        int(hidden * _factor(config, "qk_dim_factor")),
        int(hidden * _factor(config, "v_dim_factor")),
        bias,
    )
    multiple = config.count("ffn_round_up_to_multiple_of")
    wanted = hidden * _factor(config, "ffn_proj_factor")
    inner = int((wanted + multiple - 1) // multiple * multiple)
    layers = config.count("num_hidden_layers", "num_blocks")
    block = Block(mixer, DenseFeedForward(inner, bias=bias), norms=4 if bias else 2)
    return Blueprint(hidden, config.vocabulary, config.tied, (block,) * layers)


def _factor(config: Config, name: str) -> float:
    value = config.real(name)
    if value is None:
        raise NotRecomputable(f"{name} is not known")
    return value


def _short_convolutions(config: Config, parts: list[FeedForward]) -> Blueprint:
    attention = SoftmaxAttention(config.heads, config.kv_heads, config.head_dim, qk_norm=2 * config.head_dim)
    convolution = ShortConvolution(config.hidden, config.count("conv_L_cache"), config.flag("conv_bias", False))
    types = config.words("layer_types")
    if types is None:
        chosen = set(config.numbers("full_attn_idxs"))
        if not chosen:
            raise NotRecomputable("layer_types or full_attn_idxs is not known")
        types = ["full_attention" if i in chosen else "conv" for i in range(config.layers)]
    mixers: list[Mixer] = [
        convolution if kind == "conv" else attention for kind in each_layer(config, types, "layer_types")
    ]
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks_of(mixers, parts))


READERS: dict[str, Reader] = {
    "lfm2": read_lfm2,
    "lfm2_moe": read_lfm2_moe,
    "recurrent_gemma": read_recurrent_gemma,
    "rwkv": read_rwkv4,
    "rwkv7": read_rwkv7,
    "xlstm": read_xlstm,
}
"""``model_type`` -> reader."""
