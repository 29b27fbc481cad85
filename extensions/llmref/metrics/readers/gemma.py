"""The Gemma line: gated GELU, tied embeddings, heads of a width of their own."""

from __future__ import annotations

from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers.config import Config, Reader
from llmref.metrics.readers.dense import decoder, tied_by_default


def read_gemma(config: Config) -> Blueprint:
    """Gemma (arXiv 2403.08295)."""
    bias = config.flag("attention_bias", False)
    config.count("head_dim")  # not hidden_size / num_attention_heads in all of the family
    return decoder(config, qkv_bias=bias, output_bias=bias, tied=tied_by_default(config))


def read_gemma2(config: Config) -> Blueprint:
    """Gemma 2 (arXiv 2408.00118): four norms a block; every other layer has a window, from the first."""
    bias = config.flag("attention_bias", False)
    config.count("head_dim")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        norms=4,
        windows=_alternating(config),
        tied=tied_by_default(config),
    )


def read_vaultgemma(config: Config) -> Blueprint:
    """VaultGemma (arXiv 2510.15001): Gemma 2 without the norms after each part."""
    bias = config.flag("attention_bias", False)
    config.count("head_dim")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        windows=_alternating(config),
        tied=tied_by_default(config),
    )


def read_gemma3(config: Config) -> Blueprint:
    """Gemma 3: four norms a block, QK-norm, five sliding-window layers to one global one."""
    bias = config.flag("attention_bias", False)
    config.count("head_dim")
    if config.optional("sliding_window") and config.words("layer_types") is None:
        config.count("sliding_window_pattern")
    return decoder(
        config,
        qkv_bias=bias,
        output_bias=bias,
        qk_norm=2 * config.head_dim,
        norms=4,
        windows=config.windows(),
        tied=tied_by_default(config),
    )


def _alternating(config: Config) -> list[int | None]:
    if config.words("layer_types") is not None:
        return config.windows()
    size = config.count("sliding_window")
    return [None if i % 2 else size for i in range(config.layers)]


READERS: dict[str, Reader] = {
    "gemma": read_gemma,
    "gemma2": read_gemma2,
    "gemma3_text": read_gemma3,
    "vaultgemma": read_vaultgemma,
}
"""``model_type`` -> reader."""
