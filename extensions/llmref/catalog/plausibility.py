"""Values that fit the schema and still cannot be: what no single key's type can say."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from llmref.catalog.config_keys import ALIASES, CONFIG_KEYS, type_fault
from llmref.catalog.quantity import Quantity
from llmref.catalog.schema import Model, Parameters
from llmref.catalog.yaml_source import Path

Fault = tuple[Path, str, str]
"""Path of the key inside the model, what is wrong, what would be right."""


def near(name: str, names: Mapping[str, Any] | list[str], otherwise: str) -> str:
    """Advice that names what resembles ``name``."""
    found = difflib.get_close_matches(name, sorted(names), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(found)}?" if found else otherwise


def model_faults(model: Model) -> Iterator[Fault]:
    """Everything implausible about one model."""
    if isinstance(model.parameters, Parameters):
        yield from _count_faults(model.parameters)
    yield from _date_faults(model)
    native, context = model.context_native, model.context_length
    if isinstance(native, int) and isinstance(context, int) and native > context:
        yield (
            ("context_native",),
            f"{native} is more than context_length {context}",
            "context_length is what the developer says the model handles, at least the native one",
        )


def architecture_faults(config: Any) -> Iterator[Fault]:
    """Everything wrong with the raw ``architecture:`` block ``config``."""
    if isinstance(config, dict) and "not_disclosed" not in config:
        yield from _key_faults(config)
        yield from _shape_faults(config)


def _key_faults(config: Mapping[str, Any]) -> Iterator[Fault]:
    for name, value in config.items():
        path = ("architecture", name)
        key = CONFIG_KEYS.get(name)
        if key is None:
            known = ALIASES.get(name)
            fix = f"spec files call it {known}" if known else near(name, CONFIG_KEYS, "")
            yield path, "unknown key", fix or "use a name of a Hugging Face config.json"
        elif fault := type_fault(key, value):
            yield path, f"{value!r} does not fit", f"should be {fault} ({key.meaning})"


def _shape_faults(config: Mapping[str, Any]) -> Iterator[Fault]:
    number = {
        name: value
        for name, value in config.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    heads, kv_heads = number.get("num_attention_heads"), number.get("num_key_value_heads")
    if heads and kv_heads:
        path = ("architecture", "num_key_value_heads")
        if kv_heads > heads:
            yield path, f"{kv_heads} KV heads for {heads} heads", "there are at most as many"
        elif heads % kv_heads and "num_noise_heads" not in number:  # signal and noise heads have their own (Motif)
            yield (
                path,
                f"{heads} heads are not a multiple of {kv_heads} KV heads",
                "each KV head serves the same number of query heads",
            )
    experts = next(
        (number[key] for key in ("num_experts", "n_routed_experts", "num_local_experts")
         if key in number), None,
    )  # fmt: skip
    chosen = number.get("num_experts_per_tok")
    if experts and chosen and chosen > experts:
        yield (
            ("architecture", "num_experts_per_tok"),
            f"{chosen} experts per token of {experts} experts",
            "a token uses at most all of them",
        )
    layers, types = number.get("num_hidden_layers"), config.get("layer_types")
    if layers and isinstance(types, list) and len(types) != layers:
        yield (
            ("architecture", "layer_types"),
            f"{len(types)} layer types for {layers} layers",
            "name the type of each layer",
        )


def _count_faults(parameters: Parameters) -> Iterator[Fault]:
    total = parameters.total
    if not isinstance(total, Quantity):
        return
    for name in ("active", "embedding", "non_embedding", "vision", "audio", "mtp"):
        part = getattr(parameters, name)
        if isinstance(part, Quantity) and part.value > total.value + 2 * total.tolerance:
            yield (
                ("parameters", name),
                f"{part.text} is more than the total of {total.text}",
                "a part is at most as large as the whole",
            )


def _date_faults(model: Model) -> Iterator[Fault]:
    order: list[tuple[str, datetime.date | None]] = [
        ("released", model.released),
        ("deprecated", model.deprecated),
        ("retired", model.retired),
    ]
    known = [(name, day) for name, day in order if day is not None]
    for (first, before), (second, after) in pairwise(known):
        if after < before:
            yield (second,), f"{after} is before {first} {before}", "check both dates"
