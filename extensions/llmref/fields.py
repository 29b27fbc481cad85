"""Every field that a model can have, under one name each: what pages, queries and exports call it.

A field is a key of the spec file (``context_length``, ``architecture.head_dim``, ``parameters.total``)
or a metric. Keys of ``architecture`` and metrics are also known by their bare names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from llmref.catalog.config_keys import CONFIG_KEYS
from llmref.metrics.registry import METRICS


@dataclass(frozen=True)
class Field:
    """One column of tables and one line of cards."""

    name: str
    """Unique bare name, such as ``head_dim`` or ``parameters_declared``."""
    path: str
    """Dotted place in a spec file; empty for metrics."""
    label: str
    unit: str = ""
    """``parameters``, ``tokens``, ``bytes``, ``FLOP``, ``USD``, ``date`` or nothing."""
    group: str = "Model"
    """Heading under which cards show it."""
    meaning: str = ""


_OWN = [
    Field("id", "id", "Id"),
    Field("name", "name", "Model"),
    Field("family", "family", "Family"),
    Field("developer", "developer", "Developer"),
    Field("openness", "openness", "Openness"),
    Field("stage", "stage", "Stage", meaning="base, instruct, reasoning, ..."),
    Field("released", "released", "Released", "date"),
    Field("deprecated", "deprecated", "Deprecated", "date"),
    Field("retired", "retired", "Retired", "date"),
    Field("license", "license", "Licence"),
    Field("hf_repo", "hf_repo", "Weights"),
    Field("variant_of", "variant_of", "Variant of"),
    Field("base_model", "base_model", "Trained from"),
    Field("distilled_from", "distilled_from", "Distilled from"),
    Field("successor", "successor", "Successor"),
    Field("api_ids", "api_ids", "API ids"),
    Field("aliases", "aliases", "Also called"),
    Field("input_modalities", "modalities.input", "Input"),
    Field("output_modalities", "modalities.output", "Output"),
    Field("context_length", "context_length", "Context", "tokens",
          meaning="what the developer says the model handles"),
    Field("context_native", "context_native", "Context, trained", "tokens",
          meaning="longest training stage"),
    Field("max_output_tokens", "max_output_tokens", "Max output", "tokens"),
    Field("knowledge_cutoff", "knowledge_cutoff", "Knowledge cutoff"),
    Field("native_precision", "native_precision", "Published in"),
    Field("parameters_declared", "parameters.total", "Parameters, declared", "parameters",
          "Declared counts", "as the developer prints it"),
    Field("active_declared", "parameters.active", "Active, declared", "parameters",
          "Declared counts", "as the developer prints it"),
    Field("embedding_declared", "parameters.embedding", "Embedding, declared", "parameters",
          "Declared counts"),
    Field("non_embedding_declared", "parameters.non_embedding", "Non-embedding, declared",
          "parameters", "Declared counts"),
    Field("vision_declared", "parameters.vision", "Vision tower, declared", "parameters",
          "Declared counts"),
    Field("audio_declared", "parameters.audio", "Audio tower, declared", "parameters",
          "Declared counts"),
    Field("mtp_declared", "parameters.mtp", "Prediction heads, declared", "parameters",
          "Declared counts"),
    Field("training_tokens", "training.tokens", "Training tokens", "tokens", "Training",
          "pre-training, all stages"),
    Field("continued_tokens", "training.continued_tokens", "Continued training", "tokens",
          "Training", "from the model that it was trained from"),
    Field("training_compute", "training.compute", "Training compute, claimed", "FLOP",
          "Training"),
    Field("training_hardware", "training.hardware", "Training hardware", "", "Training"),
    Field("accelerator_hours", "training.accelerator_hours", "Accelerator hours", "hours",
          "Training"),
    Field("training_data", "training.data", "Training data", "", "Training"),
    Field("post_training", "training.post_training", "Post-training", "", "Training"),
    Field("price_input", "pricing.input", "Input price", "USD", "Prices",
          "USD per million tokens"),
    Field("price_output", "pricing.output", "Output price", "USD", "Prices",
          "USD per million tokens"),
    Field("price_cache_read", "pricing.cache_read", "Cached-input price", "USD", "Prices",
          "USD per million tokens"),
    Field("price_cache_write", "pricing.cache_write", "Cache-write price", "USD", "Prices",
          "USD per million tokens"),
]  # fmt: skip

_TOKEN_KEYS = {
    "max_position_embeddings", "sliding_window", "original_max_position_embeddings",
    "attention_chunk_size",
}  # fmt: skip


def all_fields() -> Mapping[str, Field]:
    """Bare name -> field, in the order in which cards show them; plugins' keys included."""
    return _fields(len(CONFIG_KEYS), len(METRICS))


@lru_cache(maxsize=4)
def _fields(keys: int, metrics: int) -> Mapping[str, Field]:
    # Keys and metrics are counted so that one which a plugin adds makes a new mapping.
    fields = {field.name: field for field in _OWN}
    fields["architecture"] = Field("architecture", "architecture", "Architecture", "", "Architecture")
    for key in CONFIG_KEYS.values():
        unit = "tokens" if key.name in _TOKEN_KEYS else ""
        path = f"architecture.{key.name}"
        fields[key.name] = Field(key.name, path, key.label, unit, "Architecture", key.meaning)
    for metric in METRICS.values():
        fields[metric.name] = Field(
            metric.name, "", metric.label, metric.unit, "Recomputed", metric.meaning
        )
    fields["training_flops"] = Field(
        "training_flops", "", "Training compute, 6ND", "FLOP", "Recomputed",
        "6 x active parameters x training tokens",
    )  # fmt: skip
    return MappingProxyType(fields)


@dataclass(frozen=True)
class Part:
    """A field with the place that its path names."""

    field: Field
    block: str
    """First part of the path, such as ``architecture``; empty for metrics."""
    key: str
    """The rest of the path; empty for values that stand by themselves."""
    order: int
    """Place among all fields."""


@dataclass(frozen=True)
class _Parts:
    common: tuple[Part, ...]
    """Fields that any model may have."""
    architecture: Mapping[str, Part]
    """By key: of three hundred a model has thirty."""


@lru_cache(maxsize=4)
def _parted(keys: int, metrics: int) -> _Parts:
    parts = [
        Part(field, *field.path.partition(".")[::2], order)
        for order, field in enumerate(_fields(keys, metrics).values())
    ]
    keyed = {part.key: part for part in parts if part.block == "architecture" and part.key}
    return _Parts(tuple(part for part in parts if keyed.get(part.key) is not part), keyed)


def parts_for(architecture: Iterable[str]) -> list[Part]:
    """Fields that a model with those keys of ``architecture`` can have, in the order of :func:`all_fields`."""
    parts = _parted(len(CONFIG_KEYS), len(METRICS))
    own = [parts.architecture[key] for key in architecture if key in parts.architecture]
    return sorted([*parts.common, *own], key=lambda part: part.order)


def find_field(name: str) -> Field | None:
    """The field of that bare name or dotted path."""
    fields = all_fields()
    return fields.get(name) or _by_path(len(CONFIG_KEYS), len(METRICS)).get(name)


@lru_cache(maxsize=4)
def _by_path(keys: int, metrics: int) -> Mapping[str, Field]:
    return {field.path: field for field in _fields(keys, metrics).values() if field.path}
