"""One architecture with all that was computed of it: variants share it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from llmref.errors import NotRecomputable
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers import read_blueprint
from llmref.metrics.registry import evaluate

FLAT_METRICS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "kv_cache_bytes_32k": ("kv_cache_bytes", {"context": 32_768}),
    "kv_cache_bytes_128k": ("kv_cache_bytes", {"context": 131_072}),
    "weight_bytes_bf16": ("weight_bytes", {"precision": "bfloat16"}),
    "weight_bytes_fp8": ("weight_bytes", {"precision": "float8"}),
    "weight_bytes_int4": ("weight_bytes", {"precision": "int4"}),
    "flops_per_token_32k": ("flops_per_token", {"context": 32_768}),
}
"""Columns for queries and exports: metrics that take arguments, at usual ones."""


def with_arguments(name: str, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A metric's name and arguments: a name of :data:`FLAT_METRICS` stands for both."""
    if name in FLAT_METRICS and not arguments:
        name, arguments = FLAT_METRICS[name]
    return name, dict(arguments)


class Design:
    """An architecture, read at the first question; every answer is kept."""

    def __init__(self, architecture: Mapping[str, Any]) -> None:
        self._evaluated: dict[tuple[Any, ...], int] = {}
        self._architecture = architecture
        self._error: str | None = None

    @cached_property
    def _read(self) -> Blueprint | None:
        try:
            return read_blueprint(self._architecture)
        except NotRecomputable as error:
            self._error = str(error)
            return None

    @property
    def blueprint(self) -> Blueprint:
        if self._read is None:
            raise NotRecomputable(self._error or "")
        return self._read

    def metric(self, name: str, arguments: Mapping[str, Any]) -> int:
        """The metric ``name``; pages ask for the same few numbers again and again.

        Raises:
            NotRecomputable: The formulas do not know this architecture, or the metric does not apply.
            ValueError: An argument is missing or wrong.
        """
        key = (name, *sorted(arguments.items()))
        if key not in self._evaluated:
            self._evaluated[key] = evaluate(self.blueprint, name, arguments)
        return self._evaluated[key]
