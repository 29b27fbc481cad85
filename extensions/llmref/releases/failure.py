"""What stops the work on releases."""

from __future__ import annotations

from collections.abc import Iterable

from llmref.errors import LlmrefError, Problem


class ReleaseError(LlmrefError):
    """A release cannot be used; the text says why and what to do, without a traceback."""


class Stopped(LlmrefError):
    """The run was interrupted; nothing is wrong with the release."""


def stop_on(problems: Iterable[Problem]) -> None:
    """Raise one `ReleaseError` that lists all ``problems``, if there are any."""
    found = sorted(problems)
    if found:
        raise ReleaseError("\n".join(str(problem) for problem in found))
