"""What a variant takes over from its base, within a family and from another one, and from which source."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmref.catalog.loading import read_catalog
from llmref.catalog.records import Catalog

OAK = """
family: {id: oak, name: Oak, developer: us, openness: open-weights, summary: The base.}
sources:
  card: {kind: model-card, url: "https://example.org/oak", seen: 2026-01-01}
  legal: {kind: vendor-page, url: "https://example.org/legal", seen: 2026-01-01}
models:
  - id: oak-1b
    name: Oak 1B
    license: oak
    released: 2025-12-25
    context_length: 4096
    modalities: {input: [text], output: [text]}
    training: {tokens: 2T}
    from: {"*": card, license: legal}
    disagreements:
      - {field: released, value: 2025-12-24, source: legal}
      - {field: license, value: mit, source: legal}
      - {field: context_length, value: 2048, source: legal}
  - id: oak-1b-chat
    name: Oak 1B Chat
    variant_of: oak-1b
    context_length: 8192
    from: {"*": legal}
"""
ACORN = """
family: {id: acorn, name: Acorn, developer: us, openness: open-weights, summary: Trained from Oak.}
sources: {own: {kind: model-card, url: "https://example.org/acorn", seen: 2026-02-01}}
defaults:
  license: mit
  from: {"*": own}
models:
  - {id: acorn-1b, name: Acorn 1B, variant_of: oak-1b}
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / "developers.yaml").write_text("- {id: us, name: Us}\n")
    (tmp_path / "licenses.yaml").write_text(
        '- {id: oak, name: Oak, commercial: "no"}\n- {id: mit, name: MIT, commercial: "yes"}\n'
    )
    (tmp_path / "oak.yaml").write_text(OAK)
    (tmp_path / "acorn.yaml").write_text(ACORN)
    reading = read_catalog([tmp_path])
    assert not reading.problems
    return reading.catalog


def test_what_a_family_shares_goes_before_what_another_family_says(catalog: Catalog) -> None:
    acorn = catalog.models["acorn-1b"]
    assert acorn.spec.license == "mit"
    assert acorn.spec.training is None
    assert acorn.spec.context_length == 4096


def test_training_is_not_inherited_from_another_family(catalog: Catalog) -> None:
    assert catalog.models["oak-1b-chat"].spec.training.tokens.text == "2T"
    assert catalog.models["acorn-1b"].spec.training is None


def test_inherited_values_keep_their_source(catalog: Catalog) -> None:
    acorn = catalog.models["acorn-1b"]
    assert acorn.source_name("context_length") == "oak/card"
    assert acorn.source_name("license") == "own"
    assert acorn.source("context_length").url == "https://example.org/oak"


def test_a_variants_own_value_has_its_own_source(catalog: Catalog) -> None:
    chat = catalog.models["oak-1b-chat"]
    assert chat.source_name("context_length") == "legal"
    assert chat.source_name("license") == "legal"
    assert chat.source_name("modalities.input") == "card"
    assert chat.source_name("training.tokens") == "card"


def test_disagreements_are_taken_over_with_the_values_that_they_are_about(catalog: Catalog) -> None:
    fields = {id_: [item.field for item in model.spec.disagreements] for id_, model in catalog.models.items()}
    assert fields["oak-1b"] == ["released", "license", "context_length"]
    assert fields["oak-1b-chat"] == ["license", "context_length"]
    assert fields["acorn-1b"] == ["context_length"]
