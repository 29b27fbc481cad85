"""A Hugging Face ``config.json`` as the text of a spec file's model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from llmref.catalog.config_keys import ALIASES, CONFIG_KEYS, type_fault

_TEXT_PARTS = ("text_config", "language_config", "llm_config")


def architecture_of(config: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The keys of a configuration that spec files know, and the names of those left out.

    Of a multimodal configuration the language model's part is taken.
    """
    for part in _TEXT_PARTS:
        if isinstance(config.get(part), Mapping):
            config = {**{k: v for k, v in config.items() if k == "tie_word_embeddings"}, **config[part]}
            break
    known: dict[str, Any] = {}
    left_out = []
    for key, value in config.items():
        name = ALIASES.get(key, key)
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


def model_yaml(id_: str, name: str, architecture: Mapping[str, Any], source: str) -> str:
    """One entry of ``models:``, to be put into a spec file."""
    lines = [f"  - id: {id_}", f"    name: {json.dumps(name)}", "    architecture:"]
    lines += [f"      {key}: {_yaml(value)}" for key, value in architecture.items()]
    lines.append(f"    from: {{architecture: {source}}}")
    return "\n".join(lines) + "\n"


def _yaml(value: Any) -> str:
    if isinstance(value, float):
        text = f"{value:.1e}" if 0 < abs(value) < 1e-3 else repr(value)
        return text if "." in text else text.replace("e", ".0e")
    return json.dumps(value, ensure_ascii=False)
