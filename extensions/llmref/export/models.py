"""All models as plain data, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from pydantic import BaseModel

from llmref.catalog.schema import NotDisclosed, Parameters, Pricing
from llmref.facts import plain
from llmref.library import Library
from llmref.model import Model


def models_data(library: Library) -> dict[str, Any]:
    """``{"release": …, "models": […]}``, the models in the catalogue's order."""
    return {"release": library.release, "models": [model_data(m) for m in library.values()]}


def model_data(model: Model) -> dict[str, Any]:
    """One model: declared values, recomputed ``metrics``, and the ``sources`` of each field."""
    spec = model.record.spec
    declared = spec.parameters if isinstance(spec.parameters, Parameters) else None
    facts = model.facts()
    return {
        "id": model.id,
        "name": spec.name,
        "family": model.family.id,
        "developer": model.family.spec.developer,
        "openness": model.family.spec.openness,
        "stage": spec.stage,
        "variant_of": spec.variant_of,
        "base_model": spec.base_model,
        "distilled_from": list(spec.distilled_from),
        "successor": spec.successor,
        "released": plain(spec.released),
        "deprecated": plain(spec.deprecated),
        "retired": plain(spec.retired),
        "license": spec.license,
        "hf_repo": spec.hf_repo,
        "modalities": spec.modalities.model_dump(mode="json") if spec.modalities else None,
        "context_length": plain(spec.context_length),
        "max_output_tokens": plain(spec.max_output_tokens),
        "knowledge_cutoff": plain(spec.knowledge_cutoff),
        "pricing": spec.pricing.model_dump(mode="json")
        if isinstance(spec.pricing, Pricing)
        else None,
        "parameters": {
            "total": plain(declared.total) if declared else None,
            "active": plain(declared.active) if declared else None,
        },
        "training_tokens": plain(facts["training_tokens"].value)
        if "training_tokens" in facts
        else None,
        "architecture": None
        if spec.architecture is None or isinstance(spec.architecture, NotDisclosed)
        else model.architecture,
        "metrics": model.metrics(),
        "scores": [_given(score) for score in spec.scores],
        "estimates": [
            {**_given(estimate), "value": estimate.value.value} for estimate in spec.estimates
        ],
        "not_disclosed": {
            name: fact.looked_up
            for name, fact in facts.items()
            if fact.provenance == "not-disclosed"
        },
        "sources": {
            name: [_source(fact.source)] for name, fact in facts.items() if fact.source is not None
        },
        "papers": model.papers,
        "former_ids": list(spec.former_ids),
        "history": [change.model_dump(mode="json") for change in spec.history],
    }


def to_json(data: dict[str, Any]) -> str:
    """Indented JSON that ends with a line break."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def models_csv(library: Library) -> str:
    """One line a model, one column a plain value, the columns of queries."""
    text = io.StringIO()
    writer = csv.DictWriter(text, library.columns, lineterminator="\n")
    writer.writeheader()
    for model in library.values():
        row = model.flat()
        writer.writerow(
            {
                key: json.dumps(value, ensure_ascii=False)
                if isinstance(value, list | dict)
                else value
                for key, value in row.items()
            }
        )
    return text.getvalue()


def _given(entry: BaseModel) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude_none=True)


def _source(source: Any) -> dict[str, Any]:
    return {key: value for key, value in source.model_dump(mode="json").items() if value}
