"""Arrows between layers point one way only."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "extensions" / "llmref"
# From the highest to the lowest; what stands together on a line may know each other.
LAYERS = [
    {"releases"}, {"cli"}, {"sphinxext"}, {"export"}, {"compare"}, {"library", "model"}, {"design", "facts", "fields"},
    {"papers"}, {"metrics"}, {"catalog"}, {"cache", "errors", "own_data"},
]  # fmt: skip
INSIDE = {
    "metrics": [{"registry"}, {"formulas"}, {"readers"}, {"blueprint"}, {"parts"}],
    "catalog": [{"loading"}, {"inheritance"}, {"references"}, {"drafts"}, {"layers"}, {"records"}, {"schema"}],
}
"""The same within a layer; what is not named is nobody's business."""
DOORS = {"__init__", "__main__"}
"""Modules that may know everything."""


def heights(layers: Sequence[set[str]]) -> dict[str, int]:
    return {name: len(layers) - number for number, names in enumerate(layers) for name in names}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def part_of(path: Path, folder: Path) -> str:
    return path.relative_to(folder).parts[0].removesuffix(".py")


def test_every_module_has_a_layer() -> None:
    parts = {part_of(path, PACKAGE) for path in PACKAGE.rglob("*.py")}
    assert parts - DOORS == set(heights(LAYERS))


@pytest.mark.parametrize("layer", ["", *INSIDE])
def test_no_module_knows_a_higher_layer(layer: str) -> None:
    folder = PACKAGE / layer
    height = heights(INSIDE[layer] if layer else LAYERS)
    before = ("llmref", layer) if layer else ("llmref",)
    wrong = []
    for path in sorted(folder.rglob("*.py")):
        own = height.get(part_of(path, folder))
        for line, name in imports(path):
            parts = tuple(name.split("."))
            known = parts[len(before)] if parts[: len(before)] == before and len(parts) > len(before) else ""
            if own is not None and height.get(known, 0) > own:
                wrong.append(f"{path.relative_to(PACKAGE)}:{line} imports {name}")
    assert not wrong


def test_no_sphinx_below_the_sphinx_layer() -> None:
    height = heights(LAYERS)
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if height.get(part_of(path, PACKAGE), 99) >= height["sphinxext"]:
            continue
        for line, name in imports(path):
            if name.split(".")[0] in ("sphinx", "docutils"):
                wrong.append(f"{path.relative_to(PACKAGE)}:{line} imports {name}")
    assert not wrong
