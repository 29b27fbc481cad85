"""What can be wrong with somebody's input, said so that they can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one place.

    Printed as ``file:line: key: what is wrong; what would be right``.
    """

    file: str
    """Path as the user would type it; empty when the input is not a file."""
    line: int
    """1-based; 0 when no line is known."""
    key: str
    """Dotted path of the key inside the file, such as ``models[qwen3-8b].architecture.head_dim``."""
    message: str
    """What is wrong."""
    fix: str = ""
    """What would be right."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{self.message}; {self.fix}" if self.fix else self.message
        return ": ".join(part for part in (place, self.key, text) if part)


class LlmrefError(Exception):
    """Base of every error that a caller of llmref may want to catch."""


class CatalogError(LlmrefError):
    """The spec files cannot be used; carries every problem found in all of them, not the first alone."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotRecomputable(LlmrefError):
    """The formulas do not know this architecture, or the configuration leaves out what they need."""


class QueryError(LlmrefError):
    """A query is not valid SQL over the catalogue's columns, or tries to do more than read."""


class UnknownObject(LlmrefError, KeyError):
    """No model, family, paper or field of that name; the message names near ones."""

    def __str__(self) -> str:
        return str(self.args[0])
