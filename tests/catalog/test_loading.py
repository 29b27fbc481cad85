"""Mistakes in spec files are said with file, line, key, fault and remedy; all of them at once."""

from __future__ import annotations

import re
from pathlib import Path

from llmref.catalog.loading import read_catalog

SPEC = """\
family: {id: x, name: X, developer: d, openness: open-weights, summary: s}
sources:
  c: {kind: config, url: https://example.org, seen: 2026-11-01}
defaults:
  from: c
  architecture: {hidden_size: 64, num_attention_heads: 12}
models:
  - id: x-1
    name: X1
    contxt_length: 5
    architecture: {num_key_value_heads: 5, hidden_siz: 4}
  - id: x-2
    name: X2
    variant_of: x-1
    context_length: "8"
"""


def test_every_mistake_of_a_file_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(SPEC)
    (tmp_path / "developers.yaml").write_text("- {id: d, name: D}\n")
    problems = [str(problem) for problem in read_catalog([tmp_path]).problems]
    shown = [problem.partition("x.yaml:")[2] for problem in problems]
    # Which other keys resemble the misspelt one depends on how many there are.
    assert [re.sub(r"(hidden_size)( or \w+)+\?$", r"\1?", text) for text in shown] == [
        "10: models[x-1].contxt_length: unknown key; did you mean context_length or context_native?",
        "11: models[x-1].architecture.hidden_siz: unknown key; did you mean hidden_size?",
        "11: models[x-1].architecture.num_key_value_heads: 12 heads are not a multiple of 5 KV "
        "heads; each KV head serves the same number of query heads",
        "15: models[x-2].context_length: '8' is of the wrong type; should be a whole number",
    ]


def test_values_without_a_source_are_reported(tmp_path: Path) -> None:
    valid = SPEC.split("  - id: x-2")[0].replace("    contxt_length: 5\n", "").replace("5, hidden_siz: 4", "4")
    (tmp_path / "x.yaml").write_text(valid.replace("  from: c\n", ""))
    problems = [str(problem) for problem in read_catalog([tmp_path]).problems]
    assert any("architecture.hidden_size: the value has no source" in problem for problem in problems)
