"""The JSON Schema of spec files, for editors."""

from __future__ import annotations

from typing import Any

from llmref.catalog.schema import Family, Model, Source


def spec_schema() -> dict[str, Any]:
    """A schema of one family's file.

    Values that a model takes over from ``defaults`` or from another model may be missing in its own
    entry, so nothing but the id is required there.
    """
    model = Model.model_json_schema(by_alias=True, mode="serialization", ref_template="#/$defs/{model}")
    definitions = model.pop("$defs", {})
    model["required"] = ["id"]
    definitions["Model"] = model
    for name, kind in (("Family", Family), ("Source", Source)):
        part = kind.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
        definitions |= part.pop("$defs", {})
        definitions[name] = part
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "llmref spec file",
        "type": "object",
        "required": ["family"],
        "additionalProperties": False,
        "properties": {
            "family": {"$ref": "#/$defs/Family"},
            "sources": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Source"}},
            "defaults": {"type": "object"},
            "models": {"type": "array", "items": {"$ref": "#/$defs/Model"}},
        },
        "$defs": dict(sorted(definitions.items())),
    }
