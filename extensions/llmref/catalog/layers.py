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
KEPT_IN_THE_FAMILY = frozenset({"training", "license", "knowledge_cutoff", "max_output_tokens", "papers"})
"""What a variant in another family does not take over either: somebody else trained and licensed it."""


@dataclass
class Layer:
    """A tree of raw values with the place of every one of them."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def over(self, lower: Layer, *, final: bool = True) -> Layer:
        """This layer laid over ``lower``: mappings are merged, all else is replaced.

        A ``null`` drops what it covers; the result holds none in mappings, unless it is not ``final`` and
        will be laid over something itself.
        """
        files = tuple(dict.fromkeys((*self.files, *lower.files)))
        return Layer(_merge(lower.data, self.data, final), lower.places | self.places, files)

    def inheritable(self, rename: Mapping[str, str], *, same_family: bool = True) -> Layer:
        """The part that a variant takes over, with sources renamed as ``rename`` says."""
        left_out = NOT_INHERITED if same_family else NOT_INHERITED | KEPT_IN_THE_FAMILY
        data = {key: value for key, value in self.data.items() if key not in left_out}
        if isinstance(data.get("from"), dict):
            rules = dict(data["from"])
            if not same_family:
                # The release day of a base, say, and that of its variant are told by other sources.
                rules = {key: name for key, name in rules.items() if key.partition(".")[0] not in left_out}
            if "*" in rules:
                # A variant's own `*` is about its own values: what it inherits keeps its source.
                rules |= {key: rules["*"] for key in data if key != "from" and key not in rules}
            data["from"] = {key: rename.get(name, name) for key, name in rules.items()}
        if isinstance(data.get("disagreements"), list):
            # Who disagrees about the base's release day says nothing about that of the variant.
            data["disagreements"] = [
                item | {"source": rename.get(str(item.get("source")), item.get("source"))}
                if isinstance(item, dict)
                else item
                for item in data["disagreements"]
                if not (isinstance(item, dict) and str(item.get("field")).partition(".")[0] in left_out)
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


def own_rules_first(own: Mapping[str, Any], rules: Mapping[str, str]) -> dict[str, str]:
    """``rules`` of sources, so that a model's own values are covered by its own rules where it has one.

    A base may name a source for just the key that the variant sets anew: without this, that longer rule
    would win over the variant's ``*`` and say that the new value stands in the old source.
    """
    named = own.get("from")
    result = dict(rules)
    if not isinstance(named, dict):
        return result
    for path in leaves({key: value for key, value in own.items() if key != "from"}):
        keys = [".".join(map(str, path[:end])) for end in range(len(path), 0, -1)]
        mine = next((key for key in (*keys, "*") if key in named), None)
        wins = next((key for key in (*keys, "*") if key in rules), None)
        if mine is not None and wins is not None and len(wins) > len(mine) and wins not in named:
            result[keys[0]] = named[mine]
    return result


def leaves(data: Mapping[str, Any], prefix: Path = ()) -> Iterator[Path]:
    """Paths of everything in ``data`` that is not a mapping."""
    for key, value in data.items():
        if isinstance(value, dict) and value and "not_disclosed" not in value:
            yield from leaves(value, (*prefix, key))
        else:
            yield (*prefix, key)


def _merge(lower: Mapping[str, Any], upper: Mapping[str, Any], final: bool) -> dict[str, Any]:
    result = dict(lower)
    for key, value in upper.items():
        below = result.get(key)
        if value is None:
            result.pop(key, None)
            if not final:
                result[key] = None
        elif isinstance(value, dict) and "not_disclosed" not in value:
            if isinstance(below, dict) and "not_disclosed" not in below:
                result[key] = _merge(below, value, final)
            else:
                result[key] = _clean(value) if final else value
        else:
            result[key] = value
    return result


def _clean(value: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _clean(item) if isinstance(item, dict) else item
        for key, item in value.items()
        if item is not None
    }
