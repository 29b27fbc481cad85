"""Which layer is what: the ways in which configurations say it."""

from __future__ import annotations

from typing import TypeVar

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Block
from llmref.metrics.readers.config import Config

T = TypeVar("T")


def sparse_layers(config: Config) -> list[bool]:
    """Which layers have experts, as the models that are built like DeepSeek say it.

    ``mlp_layer_types`` names each layer; ``moe_layer_freq`` is a list of 0 and 1 or a period; before
    ``first_k_dense_replace`` layers are dense.

    Raises:
        NotRecomputable: A list has not one entry a layer.
    """
    types = config.words("mlp_layer_types")
    if types is not None:
        return each_layer(config, [kind not in ("dense",) for kind in types], "mlp_layer_types")
    chosen = config.numbers("moe_layer_freq")
    if chosen:
        return each_layer(config, [bool(entry) for entry in chosen], "moe_layer_freq")
    prefix = config.count("first_k_dense_replace")
    period = config.count("moe_layer_freq", default=1)
    return [i >= prefix and i % period == 0 for i in range(config.layers)]


def stepped_layers(config: Config) -> list[bool]:
    """Which layers have experts, as Qwen says it.

    ``decoder_sparse_step`` (1 where the configuration does not print it) and ``mlp_only_layers``.
    """
    step = config.count("decoder_sparse_step", default=1)
    dense = set(config.numbers("mlp_only_layers"))
    return [i not in dense and (i + 1) % step == 0 for i in range(config.layers)]


def linear_layers(config: Config) -> list[bool]:
    """Which layers have linear attention: ``layer_types``, or all but every n-th.

    Raises:
        NotRecomputable: Neither ``layer_types`` nor ``full_attention_interval`` is there.
    """
    types = config.words("layer_types")
    if types is not None:
        return each_layer(config, [kind == "linear_attention" for kind in types], "layer_types")
    period = config.count("full_attention_interval")
    return [bool((i + 1) % period) for i in range(config.layers)]


def named_windows(config: Config) -> list[int | None]:
    """The window of each layer where layers differ, ``None`` for full attention.

    ``layer_types`` names each; ``sliding_window_pattern`` is a period, or letters of one (L for local);
    ``global_attn_every_n_layers`` is a period too. ``sliding_windows`` has the window of each layer, 0 for none.

    Raises:
        NotRecomputable: None of these is there, or letters do not divide the layers.
    """
    widths = config.numbers("sliding_windows")
    if widths:
        return [width or None for width in each_layer(config, widths, "sliding_windows")]
    size = config.optional("sliding_window")
    if size is None or config.words("layer_types") is not None:
        return config.windows()
    letters = config.word("sliding_window_pattern")
    if letters is not None:
        if config.layers % len(letters):
            raise NotRecomputable("layer_types is not known")
        return [size if letter == "L" else None for letter in letters] * (config.layers // len(letters))
    period = config.count("sliding_window_pattern", "global_attn_every_n_layers")
    return [size if (i + 1) % period else None for i in range(config.layers)]


def each_layer(config: Config, values: list[T], name: str) -> list[T]:
    """``values`` when there is one a layer.

    Raises:
        NotRecomputable: There are fewer or more.
    """
    if len(values) != config.layers:
        raise NotRecomputable(f"{name} has {len(values)} entries for {config.layers} layers")
    return values


def undescribed(config: Config) -> tuple[Block, ...] | None:
    """No prediction blocks, or some of a kind that is not described."""
    names = ("num_nextn_predict_layers", "num_mtp_layers", "mtp_num_layers", "num_mtp_modules")
    return None if config.count(*names, default=0) else ()
