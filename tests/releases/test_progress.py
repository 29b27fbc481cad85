"""How much is left, as a run says it."""

from __future__ import annotations

import pytest

from llmref.releases.progress import Progress, duration


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("llmref.releases.progress.time", made)
    return made


def test_what_is_left_follows_from_what_it_took(clock: Clock) -> None:
    lines: list[str] = []
    progress = Progress(4, 2, lines.append)
    progress.started("a")
    progress.started("b")
    clock.now += 60
    progress.finished("a", "a: built")
    progress.started("c")
    clock.now += 60
    progress.finished("b", "b: built")
    # On the average 90 s a release; c has run for 60 s, and d is to come: two at once.
    assert lines == ["a: built (1 of 4 done, about 60 s left)", "b: built (2 of 4 done, about 60 s left)"]


def test_nothing_is_guessed_of_one_that_takes_longer_than_the_others(clock: Clock) -> None:
    lines: list[str] = []
    progress = Progress(3, 2, lines.append)
    progress.started("a")
    progress.started("long")
    clock.now += 10
    progress.finished("a", "a: built")
    progress.started("b")
    clock.now += 20
    progress.finished("b", "b: built")
    assert lines[-1] == "b: built (2 of 3 done)"


def test_one_alone_is_not_counted(clock: Clock) -> None:
    lines: list[str] = []
    progress = Progress(1, 2, lines.append)
    progress.started("a")
    progress.finished("a", "a: built")
    assert lines == ["a: built"]


def test_durations_are_readable() -> None:
    assert [duration(seconds) for seconds in (0.2, 40, 200, 4800, 7300)] == ["1 s", "40 s", "3 min", "80 min", "2 h 2 min"]
