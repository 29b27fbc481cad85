"""What changed between two exports of the catalogue, value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

_NOT_VALUES = frozenset({"sources", "papers", "id"})


@dataclass(frozen=True, order=True)
class ChangedValue:
    """One value of one model that differs."""

    model: str
    field: str
    """Dotted, such as ``architecture.head_dim``."""
    kind: Literal["new", "gone", "changed"]
    old: Any = None
    new: Any = None


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two releases."""

    added: tuple[str, ...]
    """Ids of models that the newer release has alone."""
    removed: tuple[str, ...]
    values: tuple[ChangedValue, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.values)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """Compare two exports, each ``{"release": …, "models": […]}``."""
    before = {model["id"]: model for model in old["models"]}
    after = {model["id"]: model for model in new["models"]}
    values = [
        value for id_ in sorted(before.keys() & after.keys()) for value in _differing(id_, before[id_], after[id_])
    ]
    return Changes(
        tuple(sorted(after.keys() - before.keys())), tuple(sorted(before.keys() - after.keys())), tuple(values)
    )


def _differing(id_: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ChangedValue]:
    before, after = dict(_leaves(old)), dict(_leaves(new))
    for field in sorted(before.keys() | after.keys()):
        was, is_ = before.get(field), after.get(field)
        if was == is_:
            continue
        kind: Literal["new", "gone", "changed"] = "new" if was is None else "gone" if is_ is None else "changed"
        yield ChangedValue(id_, field, kind, was, is_)


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if not path and key in _NOT_VALUES:
            continue
        name = f"{path}.{key}" if path else key
        if isinstance(item, Mapping):
            yield from _leaves(item, name)
        elif item is not None:
            yield name, item
