"""Every metric that follows from an architecture: name, unit, arguments and formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from llmref.metrics import formulas
from llmref.metrics.blueprint import Blueprint


@dataclass(frozen=True)
class Argument:
    """One argument of a metric."""

    kind: type
    """``int`` (a number of tokens) or ``str`` (a number format)."""
    default: Any = None
    """``None`` when it must be given."""


@dataclass(frozen=True)
class Metric:
    """One formula; its section of the guide's formula page has the target ``metric-NAME``."""

    name: str
    label: str
    unit: str
    meaning: str
    compute: Callable[..., int]
    arguments: Mapping[str, Argument] = field(default_factory=dict)


_CONTEXT = {"context": Argument(int)}
_PRECISION = {"precision": Argument(str, "bfloat16")}

_METRICS = [
    Metric(
        "parameters_total", "Parameters", "parameters",
        "main language model, tied embeddings once, no prediction heads, no towers",
        formulas.parameters_total,
    ),
    Metric(
        "parameters_active", "Active parameters", "parameters",
        "parameters that one token uses: all but the experts not chosen",
        formulas.parameters_active,
    ),
    Metric(
        "parameters_embedding", "Embedding parameters", "parameters",
        "input and output embedding, once when tied",
        formulas.parameters_embedding,
    ),
    Metric(
        "parameters_non_embedding", "Non-embedding parameters", "parameters",
        "main language model without its embeddings",
        formulas.parameters_non_embedding,
    ),
    Metric(
        "parameters_mtp", "Prediction-head parameters", "parameters",
        "multi-token-prediction blocks without the embeddings that they share",
        formulas.parameters_mtp,
    ),
    Metric(
        "parameters_vision", "Vision parameters", "parameters",
        "image encoder with its projector, not part of the total",
        formulas.parameters_vision,
    ),
    Metric(
        "parameters_audio", "Audio parameters", "parameters",
        "audio encoder with its projector, not part of the total",
        formulas.parameters_audio,
    ),
    Metric(
        "kv_cache_bytes_per_token", "KV cache per token", "bytes",
        "growth of every attention layer's cache at 16 bits until any window is full",
        formulas.kv_cache_bytes_per_token,
    ),
    Metric(
        "kv_cache_bytes", "KV cache", "bytes",
        "exact size of one sequence's cache at a context length",
        formulas.kv_cache_bytes, {**_CONTEXT, **_PRECISION},
    ),
    Metric(
        "cross_cache_bytes_per_token", "Cross-attention cache per source token", "bytes",
        "what cross-attention keeps at 16 bits for each token of a source text or image",
        formulas.cross_cache_bytes_per_token,
    ),
    Metric(
        "recurrent_state_bytes", "Recurrent state", "bytes",
        "state of one sequence in recurrent layers, whatever its length",
        formulas.recurrent_state_bytes, _PRECISION,
    ),
    Metric(
        "weight_bytes", "Weights", "bytes",
        "all weights of the main model in one number format",
        formulas.weight_bytes, _PRECISION,
    ),
    Metric(
        "flops_per_token", "FLOPs per token", "FLOP",
        "forward pass for one token at a context length",
        formulas.flops_per_token, _CONTEXT,
    ),
]  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in _METRICS}
"""Name -> metric."""


def register(metric: Metric) -> None:
    """Add one metric (plugins call this)."""
    METRICS[metric.name] = metric


def evaluate(model: Blueprint, name: str, arguments: Mapping[str, Any]) -> int:
    """The metric ``name`` of ``model``.

    Raises:
        KeyError: No such metric.
        ValueError: An argument is missing, unknown or of the wrong kind; the message says which.
        NotRecomputable: The metric does not apply to this model.
    """
    metric = METRICS[name]
    for given in arguments:
        if given not in metric.arguments:
            known = ", ".join(metric.arguments) or "none"
            raise ValueError(f"{name} has no argument {given!r}; it takes {known}")
    values: dict[str, Any] = {}
    for key, argument in metric.arguments.items():
        value = arguments.get(key, argument.default)
        if value is None:
            raise ValueError(f"{name} needs {key}, as in {name}({key}=32768)")
        if not isinstance(value, argument.kind) or isinstance(value, bool):
            raise ValueError(f"{key} of {name} should be of type {argument.kind.__name__}")
        if isinstance(value, int) and value <= 0:
            raise ValueError(f"{key} of {name} should be at least 1")
        values[key] = value
    return metric.compute(model, **values)
