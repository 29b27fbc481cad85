"""Say which values of spec files stand more than once: in every model of a family, or in a variant and its base.

A value that a family shares belongs under `defaults`; what a variant inherits need not be written again.
Exits with 1 when there is one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MODELS = Path(__file__).resolve().parents[1] / "source" / "models"
INHERITED = (
    "license", "modalities", "context_length", "context_native", "max_output_tokens", "knowledge_cutoff",
    "native_precision", "parameters", "architecture", "training",
)  # fmt: skip
"""Keys that a variant takes over from its base."""
SHARED = (*INHERITED, "stage", "released")
"""Keys that may stand under `defaults`."""
FEW = 3
"""From so many models on, a value that all have is one that the family shares."""


def main() -> int:
    """Print one line a repetition."""
    found = 0
    for path in sorted(MODELS.glob("*/*/*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
        for line in repetitions(data.get("models") or [], data.get("defaults") or {}):
            print(f"{path.relative_to(MODELS.parents[1])}: {line}")
            found += 1
    print(f"{found} values stand more than once")
    return int(found > 0)


def repetitions(models: list[dict[str, Any]], defaults: dict[str, Any]) -> Iterator[str]:
    """What one family's file says twice."""
    by_id = {model["id"]: model for model in models}
    for key in SHARED:
        values = [model[key] for model in models if key in model]
        if len(values) >= FEW and len(values) == len(models) and all(value == values[0] for value in values):
            yield f"{key}: all {len(models)} models have the same; write it once, under defaults"
    for model in models:
        base = by_id.get(model.get("variant_of", ""))
        if base is None:
            continue
        for key in INHERITED:
            if key in model and key in base and model[key] == base[key]:
                yield f"{model['id']}.{key}: the same as in {base['id']}, from which it is inherited"
        own, above = model.get("architecture"), base.get("architecture")
        if isinstance(own, dict) and isinstance(above, dict) and own != above:
            for key in own.keys() & above.keys():
                if own[key] == above[key]:
                    yield f"{model['id']}.architecture.{key}: the same as in {base['id']}"
    for model in models:
        for key in SHARED:
            # Without the key, `defaults` do not say null: a null in the model repeats nothing.
            stands_twice = key in model and key in defaults and model[key] == defaults[key]
            if model.get("variant_of") is None and stands_twice:
                yield f"{model['id']}.{key}: the same as under defaults"


if __name__ == "__main__":
    sys.exit(main())
