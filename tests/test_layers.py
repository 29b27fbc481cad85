"""Arrows between layers point one way only."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "extensions" / "llmref"
# From the highest to the lowest; what stands together on a line may know each other.
LAYERS = [
    {"releases"}, {"cli"}, {"sphinxext"}, {"export"}, {"compare"}, {"library", "model"}, {"design", "facts", "fields"},
    {"papers"}, {"metrics"}, {"catalog"}, {"cache", "errors", "own_data"},
]  # fmt: skip
HEIGHT = {name: len(LAYERS) - number for number, names in enumerate(LAYERS) for name in names}


def test_no_module_knows_a_higher_layer() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own not in HEIGHT:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                parts = name.split(".")
                if parts[0] == "llmref" and len(parts) > 1 and HEIGHT.get(parts[1], 0) > HEIGHT[own]:
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} imports {name}")
    assert not wrong


def test_no_sphinx_below_the_sphinx_layer() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if HEIGHT.get(own, 99) >= HEIGHT["sphinxext"]:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.module if isinstance(node, ast.ImportFrom) else None
            if name and name.split(".")[0] in ("sphinx", "docutils"):
                wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} imports {name}")
    assert not wrong
