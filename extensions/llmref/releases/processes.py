"""Programs that a run starts: their output in a log, and all of them ended when the run is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from llmref.releases.failure import ReleaseError, Stopped

TAIL_LINES = 30


class Processes:
    """Starts programs, each in a process group of its own, so that its children end with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(self, command: Sequence[str], folder: Path, env: Mapping[str, str], log: Path) -> int:
        """Exit status of ``command``; what it prints is added to ``log``.

        Raises:
            Stopped: `stop` was called.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as stream:
            with self._lock:
                if self._stopped:
                    raise Stopped
                started = subprocess.Popen(
                    command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=stream,
                    stderr=subprocess.STDOUT, start_new_session=True,
                )  # fmt: skip
                self._running.add(started)
            try:
                status = started.wait()
            finally:
                with self._lock:
                    self._running.discard(started)
        if self._stopped:
            raise Stopped
        return status

    def must_run(self, command: Sequence[str], folder: Path, env: Mapping[str, str], log: Path) -> None:
        """As `run`; `ReleaseError` with the end of the log when the status is not 0."""
        if status := self.run(command, folder, env, log):
            raise ReleaseError(f"the build ended with exit status {status}{tail(log)}")

    def stop(self) -> None:
        """End everything that runs, and start nothing more."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def read_log(log: Path) -> str:
    """The whole log, whatever its bytes are."""
    return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""


def tail(log: Path) -> str:
    """The end of a log, as the end of a sentence."""
    lines = read_log(log).rstrip().splitlines()
    shown = "".join(f"\n    {line}" for line in lines[-TAIL_LINES:])
    return f"; the end of {log}:{shown}" if shown else f"; {log} is empty"
