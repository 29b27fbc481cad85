"""Decoders with softmax attention and one dense feed-forward part a block."""

from __future__ import annotations

from llmref.metrics.blueprint import Block, Blueprint, DenseFeedForward, SoftmaxAttention
from llmref.metrics.readers.config import Config, Reader


def read_llama(config: Config) -> Blueprint:
    """Llama and Mistral: no biases unless ``attention_bias`` or ``mlp_bias`` says so."""
    bias = config.flag("attention_bias", False)
    return _decoder(config, qkv_bias=bias, output_bias=bias)


def read_qwen2(config: Config) -> Blueprint:
    """Qwen2 and Qwen2.5: biases on queries, keys and values; none on the output projection."""
    windows = config.windows() if config.flag("use_sliding_window", False) else None
    return _decoder(config, qkv_bias=True, output_bias=False, windows=windows or [None])


def read_qwen3(config: Config) -> Blueprint:
    """Qwen3: an RMSNorm of one head's width on queries and one on keys."""
    bias = config.flag("attention_bias", False)
    windows = config.windows() if config.flag("use_sliding_window", False) else None
    return _decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=2 * config.head_dim,
        windows=windows or [None],
    )


def read_gemma3(config: Config) -> Blueprint:
    """Gemma 3: four norms a block, QK-norm, five sliding-window layers to one global one."""
    bias = config.flag("attention_bias", False)
    config.count("head_dim")  # never hidden_size / num_attention_heads in this family
    return _decoder(config, qkv_bias=bias, output_bias=bias, qk_norm=2 * config.head_dim, norms=4)


def read_phi3(config: Config) -> Blueprint:
    """Phi-3 and Phi-4: fused projections without biases; the counts are those of separate ones."""
    return _decoder(config, qkv_bias=False, output_bias=False)


def _decoder(
    config: Config,
    *,
    qkv_bias: bool,
    output_bias: bool,
    qk_norm: int = 0,
    norms: int = 2,
    windows: list[int | None] | None = None,
) -> Blueprint:
    feed_forward = DenseFeedForward(config.count("intermediate_size"), bias=config.flag("mlp_bias", False))
    spans = windows if windows is not None else config.windows()
    if len(spans) == 1:
        spans = spans * config.layers
    blocks = tuple(
        Block(
            SoftmaxAttention(
                config.heads,
                config.kv_heads,
                config.head_dim,
                qkv_bias,
                output_bias,
                qk_norm,
                window=window,
            ),
            feed_forward,
            norms,
        )
        for window in spans
    )
    return Blueprint(config.hidden, config.vocabulary, config.tied, blocks)


READERS: dict[str, Reader] = {
    "gemma3_text": read_gemma3,
    "llama": read_llama,
    "mistral": read_llama,
    "phi3": read_phi3,
    "qwen2": read_qwen2,
    "qwen3": read_qwen3,
}
"""``model_type`` -> reader."""
