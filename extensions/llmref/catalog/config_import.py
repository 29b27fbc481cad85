"""A Hugging Face ``config.json`` as the text of a spec file's model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from llmref.catalog.config_keys import ALIASES, CONFIG_KEYS, type_fault

_TEXT_PARTS = ("text_config", "language_config", "llm_config")
_SHARED = (
    "architectures", "tie_word_embeddings", "vision_config", "audio_config",
    "spatial_merge_size", "multimodal_projector_bias", "downsample_ratio", "scale_factor",
)  # fmt: skip
"""Keys beside the language model's part that a spec keeps."""


def architecture_of(config: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The keys of a configuration that spec files know, and the names of those left out.

    Of a multimodal configuration the language model's part is taken.
    """
    for part in _TEXT_PARTS:
        if isinstance(config.get(part), Mapping):
            whole = {key: value for key, value in config.items() if key in _SHARED}
            # The class is that of the whole, which says what the towers are.
            config = {**whole, **{k: v for k, v in config[part].items() if k != "architectures"}}
            break
    known: dict[str, Any] = {}
    left_out = []
    for key, value in config.items():
        name = ALIASES.get(key, key)
        if name != key and name in config and key in CONFIG_KEYS:
            name = key  # beside the newer name, it means something else: embedding_dim of EmbeddingGemma 2
        if value is None:
            continue
        if isinstance(value, list) and name in CONFIG_KEYS and CONFIG_KEYS[name].kind == "int":
            # One number a layer, all the same: Hunyuan prints widths and counts so.
            value = value[0] if value and value == [value[0]] * len(value) else value
        if name in CONFIG_KEYS and type_fault(CONFIG_KEYS[name], value) is None:
            known[name] = value
        else:
            left_out.append(key)
    return known, left_out


def modalities_of(config: Mapping[str, Any]) -> list[str]:
    """What the model reads, as far as the configuration's parts tell."""
    read = ["text"]
    if any(isinstance(config.get(part), Mapping) for part in ("vision_config", "vision_tower_config", "visual")):
        read.append("image")
    if isinstance(config.get("audio_config"), Mapping):
        read.append("audio")
    return read


def model_yaml(
    id_: str,
    name: str,
    architecture: Mapping[str, Any],
    source: str,
    hf_repo: str | None = None,
    reads: Sequence[str] = ("text",),
) -> str:
    """One entry of ``models:``, to be put into a spec file."""
    lines = [f"  - id: {id_}", f"    name: {json.dumps(name)}"]
    if hf_repo:
        lines.append(f"    hf_repo: {json.dumps(hf_repo)}")
    lines.append(f"    modalities: {{input: [{', '.join(reads)}], output: [text]}}")
    lines.append("    architecture:")
    lines += [f"      {key}: {_yaml(value)}" for key, value in architecture.items()]
    named = "architecture, modalities" + (", hf_repo" if hf_repo else "")
    lines.append(f"    from: {{{', '.join(f'{key}: {source}' for key in named.split(', '))}}}")
    return "\n".join(lines) + "\n"


def what_is_missing(architecture: Mapping[str, Any], config: Mapping[str, Any], named: bool) -> list[str]:
    """What a configuration does not say and a spec should: one line each."""
    positions = architecture.get("max_position_embeddings")
    allowed = f" (the configuration allows {positions:,} positions)" if isinstance(positions, int) else ""
    missing = [
        "family.developer: an id of developers.yaml",
        "family.summary: what the family is and what sets it apart",
        "released, license, stage, and parameters as the developer prints them, each with its source",
        f"context_length: what the developer says it handles{allowed}",
        "training: tokens, compute, hardware, where published",
    ]
    if not named:
        missing.insert(0, "sources.config.url: where the config.json is published; and hf_repo")
    if "tie_word_embeddings" not in architecture:
        missing.append("architecture.tie_word_embeddings: absent here; the model class's default decides the count")
    if "model_type" not in architecture:
        missing.append("architecture.model_type: absent here; the formulas are chosen by it")
    if any(isinstance(config.get(part), Mapping) for part in ("vision_config", "audio_config")):
        missing.append("vision_config or audio_config: the shapes of the towers, which are counted apart")
    return missing


def _yaml(value: Any) -> str:
    if isinstance(value, float):
        text = f"{value:.1e}" if 0 < abs(value) < 1e-3 else repr(value)
        return text if "." in text else text.replace("e", ".0e")
    return json.dumps(value, ensure_ascii=False)
