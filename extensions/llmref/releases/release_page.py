"""The page of a release, its row in the manifest, and the places that name the newest release."""

from __future__ import annotations

import json
import re
from pathlib import Path

from llmref.compare.change_log import Step
from llmref.compare.change_tables import stock, summary

_ROW = re.compile(r"^- ", re.M)
_PLAIN = re.compile(r"[A-Za-z0-9][\w ,.()/–-]*$")


def page_text(name: str, title: str, text: str, step: Step) -> str:
    """The page: what a person wrote, then what the change log has."""
    lead = f"{text}\n\n" if text else ""
    if step.old:
        lead += f"Compared with the release of {step.old}:\n\n"
    versions = f"{step.old} {name}" if step.old else name
    return (
        f"---\nlast-checked: {name}\n---\n# {name}: {title}\n\n{lead}"
        f"```{{model-diff}} {versions}\n```\n"
    )


def default_title(step: Step) -> str:
    """A title that counts: ``1,553 models, 287 papers``."""
    counts = step.counts
    return f"{counts.get('models', 0):,} models, {counts.get('papers', 0):,} papers"


def default_summary(step: Step) -> str:
    """What changed in one sentence."""
    return f"{summary(step, {})} {stock(step)}" if step.old else stock(step)


def with_row(manifest: str, name: str, commit: str, title: str, text: str) -> str:
    """The manifest with a row for the release, before the others."""
    row = f"- date: {name}\n  commit: {_quoted_if_number(commit)}\n  title: {_scalar(title)}\n"
    if text:
        row += f"  summary: {_scalar(text)}\n"
    first = _ROW.search(manifest)
    at = first.start() if first else len(manifest)
    head = manifest[:at]
    return f"{head}{'' if head.endswith(chr(10)) or not head else chr(10)}{row}{manifest[at:]}"


def with_version(root: Path, name: str) -> dict[str, str]:
    """Files that name the newest release, changed: path below ``root`` -> text. Those that are missing are left."""
    places = {
        "extensions/llmref/__init__.py": ((r'^(__version__ = ")[^"]*(")', name.replace("-", ".")),),
        "CITATION.cff": ((r"^(version: ).*()$", name), (r"^(date-released: ).*()$", name)),
    }
    found = {}
    for file, changes in places.items():
        path = root / file
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        for pattern, value in changes:
            text = re.sub(pattern, rf"\g<1>{value}\g<2>", text, flags=re.M)
        if text != path.read_text(encoding="utf-8"):
            found[file] = text
    return found


def _scalar(text: str) -> str:
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)


def _quoted_if_number(commit: str) -> str:
    return f"'{commit}'" if re.fullmatch(r"[\d.e]+", commit) else commit

