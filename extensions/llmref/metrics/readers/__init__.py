"""Readers: one function a family of architectures, from a config.json to a blueprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers.config import Config
from llmref.metrics.readers.deepseek import read_deepseek
from llmref.metrics.readers.dense import read_gemma3, read_llama, read_phi3, read_qwen2, read_qwen3
from llmref.metrics.readers.experts import read_gpt_oss, read_mixtral, read_qwen3_moe
from llmref.metrics.readers.jamba import read_jamba

Reader = Callable[[Config], Blueprint]

READERS: dict[str, Reader] = {
    "deepseek_v3": read_deepseek,
    "gemma3_text": read_gemma3,
    "gpt_oss": read_gpt_oss,
    "jamba": read_jamba,
    "kimi_k2": read_deepseek,
    "llama": read_llama,
    "mistral": read_llama,
    "mixtral": read_mixtral,
    "phi3": read_phi3,
    "qwen2": read_qwen2,
    "qwen3": read_qwen3,
    "qwen3_moe": read_qwen3_moe,
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
