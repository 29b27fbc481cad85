"""Readers: a function or a description (:mod:`.decoder_kind`) for each family, from a config.json to a blueprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers import (
    bailing,
    convolved,
    deepseek,
    delta,
    dense,
    dense_variants,
    encoders,
    experts,
    gemma,
    gpt,
    gpt_gated,
    hunyuan,
    hyper,
    jamba,
    llama4,
    minimax_m3,
    mixed_heads,
    motif,
    recurrent,
    relative_encoders,
    rotary_encoders,
    shared_experts,
    state_space,
    striped,
    towers,
    translators,
    varied,
    zamba,
)
from llmref.metrics.readers.config import Config, Reader

READERS: dict[str, Reader] = {
    **bailing.READERS,
    **convolved.READERS,
    **deepseek.READERS,
    **hyper.READERS,
    **delta.READERS,
    **dense.READERS,
    **dense_variants.READERS,
    **encoders.READERS,
    **experts.READERS,
    **gemma.READERS,
    **gpt.READERS,
    **gpt_gated.READERS,
    **hunyuan.READERS,
    **jamba.READERS,
    **llama4.READERS,
    **minimax_m3.READERS,
    **mixed_heads.READERS,
    **motif.READERS,
    **recurrent.READERS,
    **relative_encoders.READERS,
    **rotary_encoders.READERS,
    **shared_experts.READERS,
    **state_space.READERS,
    **striped.READERS,
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
    config = Config(architecture)
    blueprint = READERS[model_type](config)
    if "vision_config" not in architecture and "audio_config" not in architecture:
        return blueprint
    return replace(blueprint, vision=towers.vision(config), audio=towers.audio(config))
