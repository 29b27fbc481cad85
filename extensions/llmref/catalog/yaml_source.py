"""YAML read strictly: every value keeps its line, and YAML's silent traps are errors.

The traps (measured on real spec files): a key given twice overwrites the first, ``1e9`` is a
string, ``12:30:00`` is 45000 and ``NO`` is False.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from llmref.errors import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: the same result, slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Path = tuple[str | int, ...]

_INT = re.compile(r"[-+]?(0|[1-9][0-9_]*)$")
_FLOAT = re.compile(r"(?=[-+]?\.?[0-9])[-+]?([0-9][0-9_]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?$")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_AMBIGUOUS = {"y", "n", "yes", "no", "on", "off"}


@dataclass
class Document:
    """One parsed file: plain Python values, and the line of every one of them."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    """Path of a value -> 1-based line on which it stands."""
    problems: list[Problem] = field(default_factory=list)
    _entries: dict[Path, dict[Path, int]] = field(default_factory=dict, repr=False)

    def below(self, path: Path) -> dict[Path, int]:
        """Lines of the values at and below ``path``, which has one key or a key and a number."""
        if not self._entries:
            # All entries of a long list at once: each alone would look through the whole file.
            for at, line in self.lines.items():
                size = 2 if len(at) > 1 and isinstance(at[1], int) else 1
                self._entries.setdefault(at[:size], {})[at[size:]] = line
        return self._entries.get(path, {})

    def line(self, path: Path) -> int:
        """Line of the value at ``path``, or of its nearest ancestor that is in the file."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 0


def parse(text: str, file: str) -> Document:
    """Parse one YAML document; mistakes are collected in ``problems``, not raised."""
    document = Document(file)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 0
        message = f"not valid YAML: {error.problem or error}"
        document.problems.append(Problem(file, line, "", message, "mend the YAML syntax here"))
        return document
    except yaml.YAMLError as error:
        document.problems.append(Problem(file, 0, "", f"not valid YAML: {error}"))
        return document
    if root is not None:
        document.data = _build(root, (), document)
    return document


def key_text(path: Path) -> str:
    """``('models', 0, 'name')`` as ``models[0].name``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _build(node: yaml.Node, path: Path, document: Document) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, document))
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), document) for i, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)  # aliases are resolved by the composer
    return _scalar(node, path, document)


def _pairs(node: yaml.MappingNode, path: Path, document: Document) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in seen:
            document.problems.append(
                Problem(
                    document.file,
                    line,
                    key_text((*path, key)),
                    f"the key stands twice (first in line {seen[key]})",
                    "keep one of them",
                )
            )
            continue
        seen[key] = line
        document.lines[(*path, key)] = line
        yield key, _build(value_node, (*path, key), document)


def _scalar(node: yaml.ScalarNode, path: Path, document: Document) -> Any:
    """Our own scalar rules: only what cannot be misread becomes a number, a date or a boolean."""
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INT.match(text):
        return int(text.replace("_", ""))
    if any(c.isdigit() for c in text) and _FLOAT.match(text):
        return float(text.replace("_", ""))
    if _DATE.match(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            problem = f"{text} is not a day of the calendar"
            document.problems.append(
                Problem(document.file, node.start_mark.line + 1, key_text(path), problem,
                        "write a date as YYYY-MM-DD")
            )
            return None
    if text.lower() in _AMBIGUOUS or text in ("True", "False", "TRUE", "FALSE"):
        document.problems.append(
            Problem(
                document.file,
                node.start_mark.line + 1,
                key_text(path),
                f"{text} is read as a boolean by some YAML readers and as text by others",
                "write true or false, or quote the text",
            )
        )
    return text
