"""Dense decoders whose layers differ: in width, in heads, or in what they are made of."""

from __future__ import annotations

from functools import cache
from typing import Any

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.parts.attention import CrossAttention, NoMixer, SoftmaxAttention
from llmref.metrics.parts.contracts import FeedForward, Mixer
from llmref.metrics.parts.feed_forward import DenseFeedForward
from llmref.metrics.readers.config import Config, Reader


def read_openelm(config: Config) -> Blueprint:
    """OpenELM: heads and feed-forward width grow from layer to layer.

    The width of layer i is ``ffn_multipliers[i]`` times the hidden size, brought to a multiple of
    ``ffn_dim_divisor``.
    """
    heads = _each(config, "num_attention_heads")
    kv_heads = _each(config, "num_key_value_heads")
    factors = _each(config, "ffn_multipliers")
    divisor = config.count("ffn_dim_divisor")
    dim = config.count("head_dim")
    if not config.required_flag("ffn_with_glu"):
        raise NotRecomputable("ffn_with_glu is false")
    norm = 2 * dim if config.required_flag("normalize_qk_projections") else 0

    def width(factor: float) -> int:
        exact = factor * config.hidden
        near = max(divisor, int(exact + divisor / 2) // divisor * divisor)
        return near + divisor if near < 0.9 * exact else near

    blocks = tuple(
        Block(
            SoftmaxAttention(query, key_value, dim, qk_norm=norm),
            DenseFeedForward(width(factor)),
        )
        for query, key_value, factor in zip(heads, kv_heads, factors, strict=True)
    )
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


def read_nemotron_nas(config: Config) -> Blueprint:
    """Llama-Nemotron (arXiv 2505.00949), made from Llama by Puzzle: each layer's
    attention and feed-forward part is kept, made smaller, replaced by one matrix, or left out.

    ``block_configs`` says so; its ``ffn_mult`` times two thirds of the hidden size, rounded up to a
    multiple of 256, is the inner width.
    """
    hidden, heads = config.hidden, config.heads
    bias = config.flag("attention_bias", False)
    mlp_bias = config.flag("mlp_bias", False)
    known = {"n_heads_in_group", "no_op", "replace_with_linear", "ffn_mult"}

    def part(layer: Any, name: str) -> Config:
        if not isinstance(layer, dict) or not isinstance(layer.get(name), dict):
            raise NotRecomputable(f"block_configs has a layer without {name}")
        for key, value in layer[name].items():
            if value and key not in known:
                raise NotRecomputable(f"block_configs has {key}")
        return Config(layer[name])

    def mixer(part: Config) -> Mixer:
        if part.flag("no_op", False) or part.flag("replace_with_linear", False):
            return NoMixer(linear=not part.flag("no_op", False))
        group = part.count("n_heads_in_group")
        return SoftmaxAttention(heads, heads // group, config.head_dim, bias, bias)

    def feed_forward(part: Config) -> FeedForward:
        if part.flag("no_op", False):
            return DenseFeedForward(0)
        if part.flag("replace_with_linear", False):
            return DenseFeedForward(0, extra=hidden * hidden)
        factor = part.real("ffn_mult")
        if factor is None:
            raise NotRecomputable("block_configs has a layer without ffn_mult")
        width = int(2 * factor * hidden / 3)
        return DenseFeedForward(-(-width // 256) * 256, bias=mlp_bias)

    blocks = []
    for layer in _each(config, "block_configs"):
        attention, inner = part(layer, "attention"), part(layer, "ffn")
        # A part that is left out has no norm either.
        norms = 2 - attention.flag("no_op", False) - inner.flag("no_op", False)
        blocks.append(Block(mixer(attention), feed_forward(inner), norms))
    return Blueprint(hidden, config.vocabulary, config.tied, tuple(blocks))


def read_mllama(config: Config) -> Blueprint:
    """Llama 3.2 Vision's language model (arXiv 2407.21783, section 7).

    Its cross-attention layers, ``cross_attention_layers``, are among ``num_hidden_layers`` and belong
    to it, not to the vision tower; they cache keys and values of the image. Eight special tokens have
    rows of the input embedding only.
    """
    crossing = set(config.numbers("cross_attention_layers"))
    if not crossing:
        raise NotRecomputable("cross_attention_layers is not known")
    heads, kv_heads, dim = config.heads, config.kv_heads, config.head_dim
    feed_forward = DenseFeedForward(config.count("intermediate_size"))

    @cache
    def block(crosses: bool) -> Block:
        if not crosses:
            return Block(SoftmaxAttention(heads, kv_heads, dim), feed_forward)
        # Norms of queries and keys; two gates, one number each.
        cross = CrossAttention(heads, kv_heads, dim, config.hidden, extra=2 * dim)
        return Block(cross, feed_forward, extra=2)

    return Blueprint(
        config.hidden,
        config.vocabulary,
        config.tied,
        tuple(block(i in crossing) for i in range(config.layers)),
        tables={"special tokens": 8 * config.hidden},
    )


def _each(config: Config, name: str) -> list[Any]:
    values = config.value(name)
    if not isinstance(values, list) or len(values) != config.layers:
        raise NotRecomputable(f"{name} does not say what each layer is")
    return values


READERS: dict[str, Reader] = {
    "mllama": read_mllama,
    "mllama_text_model": read_mllama,
    "nemotron-nas": read_nemotron_nas,
    "openelm": read_openelm,
}
"""``model_type`` -> reader."""
