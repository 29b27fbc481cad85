"""Where the reference's own data is: spec files, registries, bibliography, change log."""

from __future__ import annotations

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2] / "source"
_PACKAGED = Path(__file__).resolve().parent / "data"


def data_root() -> Path:
    """Folder of the reference's own data: ``source/`` in a checkout, else what the wheel carries."""
    return _CHECKOUT if (_CHECKOUT / "models").is_dir() else _PACKAGED


def own_release() -> str:
    """Which release the data is: a build says it; a wheel is one; a checkout is none."""
    from llmref import __version__

    # The variable's name is `llmref.releases.current.VERSION_VARIABLE`, a layer above this one.
    said = os.environ.get("LLMREF_VERSION")
    return said or ("dev" if data_root() == _CHECKOUT else __version__.replace(".", "-"))


def builtin_folders() -> list[Path]:
    """Folders of the reference's own spec files and registries."""
    return [folder for name in ("models", "training") if (folder := data_root() / name).is_dir()]


def change_folder() -> Path:
    """Folder of the reference's own change log: one file a release."""
    return data_root() / "releases" / "changes"


def builtin_bibliography() -> Path:
    """The reference's own ``papers.bib``."""
    return data_root() / "papers" / "papers.bib"
