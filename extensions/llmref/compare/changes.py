"""What changed between two exports of the catalogue, value by value."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["new", "gone", "changed"]
Cause: TypeAlias = Literal["correction", "change", ""]
"""``correction``: the reference was wrong; ``change``: the world changed; "": its history does not say."""

NOT_DISCLOSED = "not disclosed"
_NOT_VALUES = frozenset({"id", "sources", "papers", "not_disclosed", "history", "former_ids"})
_NOT_COMPARED = frozenset({"pricing.seen", "pricing.since", "pricing.history"})
_WORLD = frozenset({"deprecated", "retired"})
"""Days on which something happens in the world."""


@dataclass(frozen=True, order=True)
class ChangedValue:
    """One value of one model that differs."""

    model: str
    field: str
    """Dotted, such as ``architecture.head_dim``."""
    kind: Kind
    old: Any = dataclasses.field(default=None, compare=False)
    new: Any = dataclasses.field(default=None, compare=False)
    cause: Cause = ""
    note: str = ""


@dataclass(frozen=True)
class Changes:
    """Everything about models that differs between two releases."""

    old: str
    new: str
    added: Mapping[str, str]
    """Models that the newer release has alone: id -> name."""
    removed: Mapping[str, str]
    renamed: Mapping[str, str]
    """Former id -> id."""
    values: tuple[ChangedValue, ...]
    """Of models that both have, by the newer id."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.values)

    def of(self, *causes: Cause, kinds: Sequence[Kind] = ("changed", "gone", "new")) -> list[ChangedValue]:
        """Values that differ for one of ``causes``."""
        return [value for value in self.values if value.cause in causes and value.kind in kinds]

    @property
    def prices(self) -> list[ChangedValue]:
        """Prices that differ, in USD per million tokens."""
        return [value for value in self.values if is_price(value.field)]


def is_price(name: str) -> bool:
    """Whether the field ``name`` is a price."""
    return name.startswith("pricing.")


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """Compare two exports, each ``{"release": …, "models": […]}``."""
    before = {model["id"]: model for model in old["models"]}
    after = {model["id"]: model for model in new["models"]}
    renamed = dict(_renamed(before, after))
    since = _day(old.get("release"))
    values: list[ChangedValue] = []
    for former in sorted(before):
        id_ = renamed.get(former, former)
        if id_ in after:
            values += _differing(id_, before[former], after[id_], since)
    newer_names = set(renamed.values())
    return Changes(
        str(old.get("release", "")),
        str(new.get("release", "")),
        {id_: str(after[id_].get("name", id_)) for id_ in sorted(after.keys() - before.keys() - newer_names)},
        {id_: str(before[id_].get("name", id_)) for id_ in sorted(before.keys() - after.keys() - renamed.keys())},
        renamed,
        tuple(sorted(values)),
    )


def _renamed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for id_, model in sorted(after.items()):
        for former in model.get("former_ids") or ():
            if former in before and former not in after and id_ not in before:
                yield former, id_


def _differing(
    id_: str, old: Mapping[str, Any], new: Mapping[str, Any], since: datetime.date | None
) -> list[ChangedValue]:
    before, after = dict(_leaves(old)), dict(_leaves(new))
    causes = _Causes(new, since)
    found = []
    # Metrics come last: why they changed depends on what else did.
    for name in sorted(before.keys() | after.keys(), key=lambda name: (name.startswith("metrics."), name)):
        was, is_ = before.get(name), after.get(name)
        # That nothing is known, and that nothing is disclosed, say the same of a value.
        if was == is_ or (was in (None, NOT_DISCLOSED) and is_ in (None, NOT_DISCLOSED)):
            continue
        kind: Kind = "new" if was in (None, NOT_DISCLOSED) else "gone" if is_ is None else "changed"
        cause, note = causes.of(name, was, is_, kind)
        found.append(ChangedValue(id_, name, kind, was, is_, cause, note))
    return found


class _Causes:
    """Why values of one model changed, as its history in the newer release tells."""

    def __init__(self, model: Mapping[str, Any], since: datetime.date | None) -> None:
        self._entries = [
            entry
            for entry in model.get("history") or ()
            if since is None or (_day(entry["date"]) or datetime.date.max) > since
        ]
        self._pricing = model.get("pricing") or {}
        self._since = since
        self._inputs: set[Cause] = set()

    def of(self, name: str, was: Any, is_: Any, kind: Kind) -> tuple[Cause, str]:
        if name.startswith("metrics."):
            return self._of_metric(kind)
        cause, note = self._told(name)
        if not cause and is_price(name):
            cause, note = self._of_price(name, was)
        if not cause and name in _WORLD and self._since and (_day(is_) or datetime.date.min) > self._since:
            cause = "change"
        if name.startswith(("architecture.", "training_tokens", "parameters.")):
            self._inputs.add(cause)
        return cause, note

    def _told(self, name: str) -> tuple[Cause, str]:
        for entry in reversed(self._entries):
            if _same_field(str(entry["field"]), name):
                return entry["kind"], str(entry.get("note") or "")
        return "", ""

    def _of_price(self, name: str, was: Any) -> tuple[Cause, str]:
        """A price of which the newer release says since when it holds, or that the old one held once."""
        part = name.removeprefix("pricing.")
        begin = _day(self._pricing.get("since"))
        history = self._pricing.get("history") or ()
        earlier = was is not None and any(price.get(part) == was for price in history)
        if begin is not None and (self._since is None or begin > self._since):
            return "change", f"since {begin}"
        if earlier:
            return "change", f"since {begin}" if begin else ""
        return "", ""

    def _of_metric(self, kind: Kind) -> tuple[Cause, str]:
        if kind == "new":
            return "", ""
        if not self._inputs:
            return "correction", "recomputed by a mended formula"
        cause: Cause = next(iter(self._inputs)) if len(self._inputs) == 1 else ""
        return cause, "follows from the values that it is computed from"


def _same_field(told: str, name: str) -> bool:
    """Whether a history entry about ``told`` (as in spec files) is about ``name`` (as in exports)."""
    one, other = told.replace(".", "_"), name.replace(".", "_")
    inside = other.startswith(f"{one}_") and name[len(told)] == "."
    return one == other or inside or name.endswith(f".{told}")


def _leaves(model: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every value under its dotted name; what is not disclosed is a value, too."""
    found = dict(_nested(model))
    for name in model.get("not_disclosed") or {}:
        found.setdefault(name, NOT_DISCLOSED)
    yield from found.items()


def _nested(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if not path and key in _NOT_VALUES:
            continue
        name = f"{path}.{key}" if path else key
        if name in _NOT_COMPARED or item is None or item == []:
            continue
        if isinstance(item, Mapping):
            yield from _nested(item, name)
        elif name == "scores":
            yield from _listed(name, item, "benchmark", ("version", "shots", "setup", "by"))
        elif name == "estimates":
            yield from _listed(name, item, "field", ("by",))
        else:
            yield name, item


def _listed(
    name: str, items: Iterable[Mapping[str, Any]], key: str, conditions: Sequence[str]
) -> Iterator[tuple[str, Any]]:
    """Results or estimates, each under what it is of and the conditions that tell it from others."""
    for item in items:
        told = [f"{part}={item[part]}" for part in conditions if item.get(part) not in (None, "")]
        yield f"{name}.{item.get(key)}" + (f" ({', '.join(told)})" if told else ""), item.get("value")


def _day(value: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None
