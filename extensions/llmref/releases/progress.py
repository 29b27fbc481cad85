"""How far a run is, and about how long it still takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

TICK_SECONDS = 15.0
"""A run that says nothing for so long says what it is at."""


class Progress:
    """Counts tasks that are done and tells the time that is left."""

    def __init__(self, total: int, at_once: int, report: Callable[[str], None]) -> None:
        self._total, self._at_once, self._report = total, max(1, at_once), report
        self._lock = threading.Lock()
        self._running: dict[str, float] = {}
        self._took: list[float] = []
        self._done = threading.Event()
        self._said = time.monotonic()

    def __enter__(self) -> Progress:
        threading.Thread(target=self._tick, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def started(self, name: str) -> None:
        """A task begins."""
        with self._lock:
            self._running[name] = time.monotonic()

    def finished(self, name: str, said: str) -> None:
        """A task has ended: report what came of it, and what is left."""
        with self._lock:
            self._took.append(time.monotonic() - self._running.pop(name, time.monotonic()))
            self._say(said)

    def _tick(self) -> None:
        while not self._done.wait(1):
            with self._lock:
                if self._running and time.monotonic() - self._said >= TICK_SECONDS:
                    self._say(f"building {', '.join(sorted(self._running))}")

    def _say(self, said: str) -> None:
        self._said = time.monotonic()
        if self._total > 1:
            said += f" ({len(self._took)} of {self._total} done{self._left()})"
        self._report(said)

    def _left(self) -> str:
        left = self._total - len(self._took)
        if not self._took or not left:
            return ""
        mean = sum(self._took) / len(self._took)
        now = time.monotonic()
        spent = sum(min(mean, now - since) for since in self._running.values())
        seconds = (left * mean - spent) / min(self._at_once, left)
        # What runs longer than those before it did leaves nothing to guess from.
        return f", about {duration(seconds)} left" if seconds > 0.05 * mean else ""


def duration(seconds: float) -> str:
    """``40 s``, ``3 min`` or ``1 h 20 min``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
