"""The table of models that a family's page opens with, by what the family has to show."""

from __future__ import annotations

from collections.abc import Sequence

from llmref.compare.cells import Table
from llmref.compare.expressions import parse_call
from llmref.compare.tables import model_table
from llmref.model import Model

_OPEN = (
    "name", "stage", "released", "parameters_total", "parameters_active", "parameters_declared",
    "context_length", "kv_cache_bytes_per_token", "license",
)  # fmt: skip
_PROPRIETARY = (
    "name", "released", "context_length", "max_output_tokens", "knowledge_cutoff", "price_input",
    "price_output", "parameters_declared", "deprecated", "retired",
)  # fmt: skip


def family_table(models: Sequence[Model], caption: str) -> Table:
    """One row a model; columns in which no model has a value are left out."""
    proprietary = bool(models) and models[0].family.spec.openness == "proprietary"
    names = list(_PROPRIETARY if proprietary else _OPEN)
    shown = [name for name in names if name == "name" or any(_shows(model, name) for model in models)]
    if any(model.recomputable and model.parameters_active != model.parameters_total for model in models):
        pass
    elif "parameters_active" in shown:
        # In dense models both counts are one.
        shown.remove("parameters_active")
    if models and all(model.recomputable for model in models) and "parameters_declared" in shown:
        shown.remove("parameters_declared")
    return model_table(models, [parse_call(name) for name in shown], caption)


def _shows(model: Model, name: str) -> bool:
    fact = model.fact(name)
    return fact is not None and (fact.value is not None or name == "context_length")
