"""Every address of the newest release still leads somewhere with the same meaning in what is built now."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmref.releases.addresses import lost_addresses
from llmref.releases.failure import ReleaseError
from llmref.releases.manifest import MANIFEST, read_manifest
from llmref.releases.publishing import Order, publish
from llmref.releases.repository import Repository

ROOT = Path(__file__).resolve().parents[2]


def test_no_address_of_the_newest_release_is_lost(site: Path, tmp_path: Path) -> None:
    newest = read_manifest(ROOT / MANIFEST)[-1].name
    try:
        Repository(ROOT)
    except ReleaseError as error:
        pytest.skip(str(error))
    publish(Order(ROOT, tmp_path / "out", only=[newest], formats=("html",)), lambda _: None)
    assert list(lost_addresses(tmp_path / "out" / newest, site)) == []
