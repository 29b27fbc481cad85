"""Merging what a family, a variant's base and the model itself say, keeping the place of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from llmref.catalog.records import Place
from llmref.catalog.yaml_source import Document, Path

NOT_INHERITED = frozenset(
    {
        "id", "name", "aliases", "api_ids", "variant_of", "stage", "hf_repo", "released",
        "deprecated", "retired", "notes", "history", "pricing", "former_ids", "base_model",
        "distilled_from", "successor", "scores", "estimates",
    }
)  # fmt: skip
"""What a variant does not take over from its base: what names or dates that one model."""


@dataclass
class Layer:
    """A tree of raw values with the place of every one of them."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def over(self, lower: Layer) -> Layer:
        """This layer laid over ``lower``: mappings are merged, all else is replaced.

        A ``null`` drops what it covers; the result holds none in mappings.
        """
        files = tuple(dict.fromkeys((*self.files, *lower.files)))
        return Layer(_merge(lower.data, self.data), lower.places | self.places, files)

    def inheritable(self, rename: Mapping[str, str]) -> Layer:
        """The part that a variant takes over, with sources renamed as ``rename`` says."""
        data = {key: value for key, value in self.data.items() if key not in NOT_INHERITED}
        if rename and isinstance(data.get("from"), dict):
            data["from"] = {key: rename.get(name, name) for key, name in data["from"].items()}
        if rename and isinstance(data.get("disagreements"), list):
            data["disagreements"] = [
                item | {"source": rename.get(str(item.get("source")), item.get("source"))}
                if isinstance(item, dict)
                else item
                for item in data["disagreements"]
            ]
        places = {path: at for path, at in self.places.items() if path and path[0] in data}
        return Layer(data, places, self.files)


def layer(document: Document, path: Path, file: str) -> Layer:
    """The part of ``document`` at ``path`` as a layer; paths in it start there."""
    data: Any = document.data
    for part in path:
        data = data[part]
    if not isinstance(data, dict):
        data = {}
    places = {at: Place(document.file, line) for at, line in document.below(path).items()}
    data = dict(data)
    if isinstance(data.get("from"), str):
        data["from"] = {"*": data["from"]}
        places[("from", "*")] = places[("from",)]
    return Layer(data, places, (file,))


def leaves(data: Mapping[str, Any], prefix: Path = ()) -> Iterator[Path]:
    """Paths of everything in ``data`` that is not a mapping."""
    for key, value in data.items():
        if isinstance(value, dict) and value and "not_disclosed" not in value:
            yield from leaves(value, (*prefix, key))
        else:
            yield (*prefix, key)


def _merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(lower)
    for key, value in upper.items():
        below = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and "not_disclosed" not in value:
            if isinstance(below, dict) and "not_disclosed" not in below:
                result[key] = _merge(below, value)
            else:
                result[key] = _clean(value)
        else:
            result[key] = value
    return result


def _clean(value: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _clean(item) if isinstance(item, dict) else item
        for key, item in value.items()
        if item is not None
    }
