"""The last step of a publication: the new site takes the place of the old one, in one operation.

Whoever looks, and whenever the process is killed, finds the old site whole or the new one whole.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from llmref.releases.failure import ReleaseError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2  # the same on macOS, in `renamex_np`
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def switch(place: Path, fresh: Path) -> None:
    """Put the folder ``fresh`` in the place of ``place``; what was there ends at ``fresh``, if anywhere.

    Args:
        place: Where the site is read: nothing yet, a folder, or a symbolic link to a folder.
        fresh: The new site, on the same file system.

    Raises:
        ReleaseError: The file system can do it in no way that is safe.
    """
    try:
        if place.is_symlink():
            _swap_link(place, fresh)
        elif place.exists():
            _exchange(place, fresh)
        else:
            fresh.rename(place)
    except OSError as error:
        if error.errno in (errno.EXDEV, errno.EBUSY):
            raise ReleaseError(
                f"{place} is where a disk is mounted, so it cannot be replaced in one step; "
                "publish into a folder inside it"
            ) from error
        raise ReleaseError(f"{place} cannot be replaced: {error.strerror}") from error


def _swap_link(place: Path, fresh: Path) -> None:
    link = fresh.with_name(f"{fresh.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(fresh, place.parent.resolve()))
    os.replace(link, place)


def _exchange(place: Path, fresh: Path) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    names = (os.fsencode(fresh), os.fsencode(place))
    if sys.platform == "darwin":
        failed = library.renamex_np(*names, _RENAME_SWAP)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    else:
        failed, _ = -1, ctypes.set_errno(errno.ENOSYS)
    if not failed:
        return
    number = ctypes.get_errno()
    if number in _CANNOT:
        raise ReleaseError(
            f"this file system cannot exchange two folders in one step; make {place} a symbolic link "
            f"to the folder (`mv {place} {place}.site && ln -s {place.name}.site {place}`), which can be replaced"
        )
    raise OSError(number, os.strerror(number))


def link_tree(old: Path, new: Path) -> None:
    """Make ``new`` the same as ``old`` without copying: each file once on the disk, under two names."""
    new.parent.mkdir(parents=True, exist_ok=True)
    _link_folder(str(old), str(new))


def _link_folder(old: str, new: str) -> None:
    # Sites have tens of thousands of files: plain strings take a third of the time of paths.
    os.mkdir(new)
    with os.scandir(old) as entries:
        for entry in entries:
            target = f"{new}/{entry.name}"
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), target)
            elif entry.is_dir():
                _link_folder(entry.path, target)
            else:
                link_file(entry.path, target)
    shutil.copystat(old, new)


def link_file(old: str | Path, new: str | Path) -> None:
    """A second name for a file; a copy where the file system has no second names."""
    try:
        os.link(old, new)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV):
            raise
        shutil.copy2(old, new)
