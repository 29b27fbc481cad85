"""Families and models as their files have them, before inheritance is resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from llmref.catalog.layers import Layer
from llmref.catalog.schema import Family, Source
from llmref.catalog.yaml_source import Document


@dataclass
class Draft:
    """A model before its inheritance is resolved."""

    id: str
    file: FamilyFile
    index: int
    own: Layer


@dataclass
class FamilyFile:
    """One file of a family, its models not yet resolved."""

    path: Path
    document: Document
    family: Family
    sources: dict[str, Source]
    defaults: Layer
    drafts: list[Draft] = field(default_factory=list)
