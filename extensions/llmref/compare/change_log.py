"""What changed from each release to the next, kept as files, and any two releases compared from them.

One small file a release (``source/releases/changes/2026-11-24.json``) says what it has that the one
before it had not. A chain of them tells any two releases apart, without git and without the old
catalogues: in a wheel, in other people's docs, on a page in a browser.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llmref.compare.changes import ChangedValue, Changes
from llmref.errors import LlmrefError


class UnknownRelease(LlmrefError):
    """No such release in the change log; the message says which there are."""


@dataclass(frozen=True)
class Step:
    """From one release to the next."""

    models: Changes
    papers_added: Mapping[str, str] = field(default_factory=dict)
    """Key -> title."""
    papers_removed: Mapping[str, str] = field(default_factory=dict)
    pages_added: Mapping[str, str] = field(default_factory=dict)
    """Page -> title."""
    pages_removed: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    """Of the newer release: ``models``, ``families``, ``papers``, ``pages``."""

    @property
    def old(self) -> str:
        """Name of the older release; "" when the newer one is the first."""
        return self.models.old

    @property
    def new(self) -> str:
        return self.models.new


def read_steps(folder: Path) -> list[Step]:
    """The steps kept in ``folder``, oldest first."""
    return [step_from(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


def step_from(data: Mapping[str, Any]) -> Step:
    """A step as its file has it."""
    models, papers, pages = data["models"], data.get("papers", {}), data.get("pages", {})
    values = tuple(ChangedValue(*value) for value in data["values"])
    return Step(
        Changes(data["old"], data["new"], models["added"], models["removed"], models["renamed"], values),
        papers.get("added", {}),
        papers.get("removed", {}),
        pages.get("added", {}),
        pages.get("removed", {}),
        data.get("counts", {}),
    )


def step_data(step: Step) -> dict[str, Any]:
    """A step as plain data: what `step_from` reads."""
    models = step.models
    return {
        "old": models.old,
        "new": models.new,
        "counts": dict(step.counts),
        "models": {"added": models.added, "removed": models.removed, "renamed": models.renamed},
        "papers": {"added": step.papers_added, "removed": step.papers_removed},
        "pages": {"added": step.pages_added, "removed": step.pages_removed},
        "values": [
            [value.model, value.field, value.kind, value.old, value.new, value.cause, value.note]
            for value in models.values
        ],
    }


def step_text(step: Step) -> str:
    """A step as a file: one line a value, so that git shows what is new."""
    data = step_data(step)
    values = ",\n".join(json.dumps(value, ensure_ascii=False) for value in data.pop("values"))
    head = json.dumps(data, ensure_ascii=False, indent=1)
    return f'{head[:-2]},\n "values": [\n{values}\n]}}\n'


def between(steps: Iterable[Step], old: str, new: str) -> Step:
    """What changed from ``old`` to ``new``.

    Raises:
        UnknownRelease: One of them is in no step, or ``old`` is not the older.
    """
    ordered = sorted(steps, key=lambda step: step.new)
    names = [step.new for step in ordered]
    for name in (old, new):
        if name not in names:
            known = ", ".join(names) or "none"
            raise UnknownRelease(f"no release {name!r} in the change log; it has {known}")
    if not old < new:
        raise UnknownRelease(f"{old} is not older than {new}; name the older release first")
    chain = ordered[names.index(old) + 1 : names.index(new) + 1]
    result = chain[0]
    for step in chain[1:]:
        result = compose(result, step)
    return result


def compose(first: Step, second: Step) -> Step:
    """Two steps, one after the other, as one."""
    renamed = _chained(first.models, second.models)
    changes = Changes(
        first.old,
        second.new,
        _added(_now_called(first.models.added, second.models.renamed), first.models.removed, second.models),
        _gone(first.models, second.models),
        renamed,
        tuple(sorted(_values(first.models, second.models))),
    )
    return Step(
        changes,
        _sum(first.papers_added, first.papers_removed, second.papers_added, second.papers_removed),
        _sum(second.papers_removed, second.papers_added, first.papers_removed, first.papers_added),
        _sum(first.pages_added, first.pages_removed, second.pages_added, second.pages_removed),
        _sum(second.pages_removed, second.pages_added, first.pages_removed, first.pages_added),
        second.counts,
    )


def _now_called(named: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, str]:
    return {renamed.get(id_, id_): name for id_, name in named.items()}


def _chained(first: Changes, second: Changes) -> dict[str, str]:
    found = {
        former: second.renamed.get(id_, id_) for former, id_ in first.renamed.items() if id_ not in second.removed
    }
    middle = {*first.renamed.values(), *first.added}
    found |= {former: id_ for former, id_ in second.renamed.items() if former not in middle}
    return {former: id_ for former, id_ in sorted(found.items()) if former != id_}


def _added(first: Mapping[str, str], gone: Mapping[str, str], second: Changes) -> dict[str, str]:
    """New in either step, and still there. What went and came back is in both, so it is not new."""
    found = {id_: name for id_, name in first.items() if id_ not in second.removed}
    return dict(sorted((found | {id_: name for id_, name in second.added.items() if id_ not in gone}).items()))


def _gone(first: Changes, second: Changes) -> dict[str, str]:
    came = {*first.added, *first.renamed.values()}
    found = {id_: name for id_, name in first.removed.items() if id_ not in second.added}
    formerly = {id_: former for former, id_ in first.renamed.items()}
    for id_, name in second.removed.items():
        if id_ in formerly:
            found[formerly[id_]] = name
        elif id_ not in came:
            found[id_] = name
    return dict(sorted(found.items()))


def _sum(
    added: Mapping[str, str], removed: Mapping[str, str], later: Mapping[str, str], later_removed: Mapping[str, str]
) -> dict[str, str]:
    found = {key: title for key, title in added.items() if key not in later_removed}
    return dict(sorted((found | {key: title for key, title in later.items() if key not in removed}).items()))


def _values(first: Changes, second: Changes) -> Iterable[ChangedValue]:
    added = {second.renamed.get(id_, id_) for id_ in first.added}
    earlier = {
        (second.renamed.get(value.model, value.model), value.field): value
        for value in first.values
        if value.model not in second.removed
    }
    later = {(value.model, value.field): value for value in second.values if value.model not in added}
    for key in earlier.keys() | later.keys():
        one, two = earlier.get(key), later.get(key)
        joined = _joined(key, one, two)
        if joined is not None:
            yield joined


def _joined(key: tuple[str, str], one: ChangedValue | None, two: ChangedValue | None) -> ChangedValue | None:
    if one is None or two is None:
        single = one or two
        assert single is not None
        return ChangedValue(*key, single.kind, single.old, single.new, single.cause, single.note)
    if one.old == two.new:
        return None
    kind = one.kind if one.kind == "new" else two.kind if two.kind == "gone" else "changed"
    # A correction on the way means that the older release was wrong, whatever came after.
    causes = {one.cause, two.cause}
    cause = "correction" if "correction" in causes else "change" if "change" in causes else ""
    notes = "; ".join(dict.fromkeys(note for note in (one.note, two.note) if note))
    return ChangedValue(*key, kind, one.old, two.new, cause, notes)  # type: ignore[arg-type]


def price_history(steps: Iterable[Step], old: str, new: str) -> dict[tuple[str, str], list[tuple[str, Any]]]:
    """Prices that changed on the way: (model, field) -> (release, USD per million tokens), oldest first.

    The first release of each list is the one before the first change.
    """
    found: dict[tuple[str, str], list[tuple[str, Any]]] = {}
    for step in sorted(steps, key=lambda step: step.new):
        if not old < step.new <= new:
            continue
        for former, id_ in step.models.renamed.items():
            for model, name in list(found):
                if model == former:
                    found[id_, name] = found.pop((model, name))
        for value in step.models.prices:
            points = found.setdefault((value.model, value.field), [(step.old, value.old)])
            points.append((step.new, value.new))
    return dict(sorted(found.items()))
