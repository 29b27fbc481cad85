"""Readers: one function a family of architectures, from a config.json to a blueprint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers import (
    bailing,
    deepseek,
    deepseek_v4,
    delta,
    dense,
    encoders,
    experts,
    gemma,
    gpt,
    hunyuan,
    jamba,
    llama4,
    minimax_m3,
    mixed_heads,
    qwen4,
    recurrent,
    state_space,
    translators,
    varied,
    zamba,
)
from llmref.metrics.readers.config import Config, Reader

READERS: dict[str, Reader] = {
    **bailing.READERS,
    **deepseek.READERS,
    **deepseek_v4.READERS,
    **delta.READERS,
    **dense.READERS,
    **encoders.READERS,
    **experts.READERS,
    **gemma.READERS,
    **gpt.READERS,
    **hunyuan.READERS,
    **jamba.READERS,
    **llama4.READERS,
    **minimax_m3.READERS,
    **mixed_heads.READERS,
    **qwen4.READERS,
    **recurrent.READERS,
    **state_space.READERS,
    **translators.READERS,
    **zamba.READERS,
    **varied.READERS,
}
"""``model_type`` of a config.json -> its reader."""


def register(model_type: str, reader: Reader) -> None:
    """Teach the formulas one more architecture (plugins call this)."""
    READERS[model_type] = reader


def read_blueprint(architecture: Mapping[str, Any]) -> Blueprint:
    """The blueprint of an ``architecture:`` block.

    Raises:
        NotRecomputable: The ``model_type`` has no reader, or a key that it needs is absent.
    """
    model_type = architecture.get("model_type")
    if not isinstance(model_type, str):
        raise NotRecomputable("no model_type")
    if model_type not in READERS:
        raise NotRecomputable(f"no formulas for model_type {model_type}")
    return READERS[model_type](Config(architecture))
