"""What was read before, kept between runs: the same files, code and day give the same catalogue.

``LLMREF_CACHE`` names the folder; an empty value switches the cache off. Without it the user's own cache
folder is used. Whatever goes wrong with the cache, the catalogue is read anew.
"""

from __future__ import annotations

import datetime
import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
_PACKAGE = Path(__file__).resolve().parent
_CODE = ("catalog", "metrics", "papers")
_KEPT = 12
"""Files that stay; the oldest go first."""


def folder() -> Path | None:
    """Where the cache is; ``None`` when it is switched off."""
    named = os.environ.get("LLMREF_CACHE")
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "llmref"
    except RuntimeError:  # no home folder
        return None


def cached(files: Iterable[Path], words: Iterable[str], make: Callable[[], _T]) -> _T:
    """What ``make`` returns, or what it returned before.

    Args:
        files: Files that the result depends on, by name and content.
        words: Whatever else it depends on.
        make: Called when nothing fits; its result can be pickled.
    """
    where = folder()
    if where is None:
        return _without_collection(make)
    path = where / f"{_key(files, words)}.pickle"
    found: list[_T] = []
    # A cache file that another version wrote or that was cut short may fail in any way.
    with suppress(Exception):
        found.append(_without_collection(lambda: pickle.loads(path.read_bytes())))
    if found:
        return found[0]
    made = _without_collection(make)
    with suppress(OSError, pickle.PicklingError, AttributeError, TypeError, RecursionError):
        _keep(path, pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
    return made


def _without_collection(make: Callable[[], _T]) -> _T:
    """Call ``make``; half a million small objects without a cycle need no search for cycles meanwhile."""
    on = gc.isenabled()
    gc.disable()
    try:
        return make()
    finally:
        if on:
            gc.enable()


def _key(files: Iterable[Path], words: Iterable[str]) -> str:
    digest = hashlib.sha256()
    # Dates in the future are errors, and messages name files as seen from the working directory.
    for word in (sys.version, datetime.date.today().isoformat(), os.getcwd(), *words):
        digest.update(word.encode() + b"\0")
    for path in _code():
        state = path.stat()
        digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns}\0".encode())
    for path in files:
        digest.update(str(path).encode() + b"\0")
        with suppress(OSError):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:40]


def _code() -> list[Path]:
    own = [path for name in _CODE for path in (_PACKAGE / name).rglob("*.py")]
    return sorted([*own, *_PACKAGE.glob("*.py")])


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Renamed when whole, so that a reader never sees half a file.
    handle, partial = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(partial, path)
    old = sorted(path.parent.glob("*.pickle"), key=lambda item: item.stat().st_mtime, reverse=True)
    for item in old[_KEPT:]:
        item.unlink(missing_ok=True)
