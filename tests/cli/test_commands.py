"""The command as its user types it."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from llmref.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_check_accepts_the_reference() -> None:
    result = run("check")
    assert result.exit_code == 0 and " 0 problems" in result.output


def test_check_names_file_line_key_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "developers.yaml").write_text("- {id: us, name: Us}\n")
    (tmp_path / "bad.yaml").write_text(
        "family: {id: bad, name: Bad, developer: us, openness: open-weights, summary: Bad.}\n"
        'sources: {c: {kind: config, url: "https://example.org", seen: 2026-01-01}}\n'
        "models:\n  - id: bad-1b\n    name: Bad\n    released: 2999-01-01\n    contxt_length: 4\n"
        "    architecture: {model_type: llama, num_attention_heads: 4, num_key_value_heads: 8}\n    from: c\n"
    )
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "bad.yaml:6: models[bad-1b].released" in result.output and "lies in the future" in result.output
    assert "bad.yaml:7: models[bad-1b].contxt_length: unknown key" in result.output and "context_length" in result.output
    assert "bad.yaml:8: models[bad-1b].architecture" in result.output
    assert "Traceback" not in result.output


def test_query_and_compare_print_tables() -> None:
    result = run("query", "id = 'qwen3-8b'", "--columns", "id,kv_cache_bytes_per_token")
    # 36 layers * 2 * 8 heads * 128 wide * 2 bytes
    assert "qwen3-8b" in result.output and "144" in result.output
    result = run("compare", "qwen3-8b", "llama-3.1-8b")
    assert "Qwen3 8B" in result.output and "Llama 3.1 8B" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "qwen3-8"), "no model 'qwen3-8'"),
        (("query", "DROP TABLE models"), "not valid SQL"),
        (("export", "sqlite"), "needs a file"),
        (("export", "models", "--format", "bibtex"), "has no format bibtex"),
        (("import-config",), "name one config.json"),
        (("diff", "1999-01-01", "dev"), "no such release"),
    ],
)
def test_mistakes_are_said_in_a_line(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0 and said in result.output and "Traceback" not in result.output


def test_export_of_models_has_what_the_contract_names() -> None:
    data = json.loads(run("export", "models").output)
    models = {model["id"]: model for model in data["models"]}
    assert len(models) >= 50
    model = models["deepseek-v3"]
    assert model["metrics"]["parameters_total"] == 671_026_404_352
    assert model["openness"] == "open-weights" and model["sources"]["num_hidden_layers"][0]["kind"] == "config"
    assert models["claude-opus-4.5"]["openness"] == "proprietary" and models["claude-opus-4.5"]["metrics"] == {}
    keys = {
        "id", "name", "family", "developer", "openness", "released", "license", "hf_repo", "modalities", "context_length",
        "max_output_tokens", "knowledge_cutoff", "pricing", "parameters", "architecture", "metrics", "sources", "papers",
    }  # fmt: skip
    assert all(keys <= set(model) for model in models.values())


def test_exports_in_other_formats(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "models", "--format", "csv").output)))
    assert next(r for r in rows if r["id"] == "qwen3-0.6b")["parameters_total"] == "596049920"
    papers = {paper["key"]: paper for paper in json.loads(run("export", "papers").output)["papers"]}
    gqa = papers["ainslie2023gqa"]
    assert gqa["arxiv"] == "2305.13245" and "architecture/attention-mechanisms" in gqa["cited_by"]["pages"]
    assert "qwen3-8b" in papers["yang2025qwen3"]["cited_by"]["models"]
    assert run("export", "papers", "--format", "bibtex").output.count("@") >= 150
    assert json.loads(run("export", "schema").output)["$defs"]["Model"]["properties"]["context_length"]
    target = tmp_path / "all.sqlite"
    assert run("export", "sqlite", "-o", str(target)).exit_code == 0
    query = "SELECT provenance FROM sources WHERE model = 'qwen3-8b' AND field = 'parameters_total'"
    assert sqlite3.connect(target).execute(query).fetchall() == [("recomputed",)]


def test_imported_configuration_is_a_spec_that_loads(tmp_path: Path) -> None:
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256,
        "rms_norm_eps": 1e-05, "tie_word_embeddings": False, "torch_dtype": "bfloat16",
    }  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(config))
    result = run("import-config", str(tmp_path / "config.json"), "--id", "llama-8b")
    assert "8,030,261,248" in result.stderr
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "llama.yaml").write_text(result.stdout)
    (specs / "developers.yaml").write_text("- {id: unnamed, name: Unnamed}\n")
    assert run("check", str(specs)).exit_code == 0


def test_diff_tells_new_and_changed(tmp_path: Path) -> None:
    old = json.loads(run("export", "models").output)
    new = json.loads(json.dumps(old))
    new["models"][0]["context_length"] = 5
    new["models"].append({**old["models"][0], "id": "another"})
    for name, data in (("old", old), ("new", new)):
        (tmp_path / f"{name}.json").write_text(json.dumps(data))
    result = run("diff", str(tmp_path / "old.json"), str(tmp_path / "new.json"), "--root", str(tmp_path))
    assert "new models: another" in result.output
    assert f"{old['models'][0]['id']}.context_length: " in result.output and "-> 5" in result.output


MULTIMODAL = {
    "model_type": "gemma3",
    "text_config": {
        "model_type": "gemma3_text", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "head_dim": 16, "intermediate_size": 128, "vocab_size": 1000,
        "max_position_embeddings": 8192, "surprise_key": 1,
    },
    "vision_config": {"hidden_size": 32},
}  # fmt: skip


def test_import_config_says_what_only_a_person_can_add(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(MULTIMODAL))
    result = run("import-config", str(tmp_path / "config.json"), "--id", "fern-1b")
    assert result.exit_code == 0
    assert "modalities: {input: [text, image], output: [text]}" in result.stdout
    assert 'vision_config: {"hidden_size": 32}' in result.stdout
    assert "left out, since they say nothing of the architecture: surprise_key" in result.stderr
    for said in ("family.developer", "released, license", "allows 8,192 positions", "tie_word_embeddings: absent here"):
        assert said in result.stderr


def test_imported_config_passes_the_check_but_for_the_developer(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(MULTIMODAL))
    folder = tmp_path / "specs"
    folder.mkdir()
    text = run("import-config", str(tmp_path / "config.json"), "--id", "fern-1b").stdout
    (folder / "fern.yaml").write_text(text)
    result = run("check", str(folder))
    problems = [line for line in result.output.splitlines() if "fern.yaml:" in line]
    assert len(problems) == 1 and "no developer 'unnamed'" in problems[0]


def test_fit_adds_weights_and_caches() -> None:
    # Llama 3.1 8B: 8,030,261,248 weights of 2 bytes are 14.96 GiB; 32k tokens of 128 KiB are 4 GiB.
    lines = run("fit", "--memory", "20.4GB", "--context", "32k", "--where", "id = 'llama-3.1-8b'").output.split()
    assert lines[0] == "llama-3.1-8b" and "15.0" in lines and "4.00" in lines
    assert "no model" in run("fit", "--memory", "20.3GB", "--context", "32k", "--where", "id = 'llama-3.1-8b'").output
    assert "is no size; write 80GB" in run("fit", "--memory", "lots").output


def test_fit_leaves_out_models_whose_context_is_shorter() -> None:
    assert "no model" in run("fit", "--memory", "1TB", "--context", "8k", "--where", "id = 'llama-2-7b'").output


STALE = """
family: {id: fog, name: Fog, developer: us, openness: proprietary, summary: A model in a cloud.}
sources: {list: {kind: vendor-page, url: "https://example.org/prices", seen: 2026-01-01}}
models:
  - {id: fog-1, name: Fog 1, context_length: 1000, pricing: {input: 1, output: 2, seen: 2026-01-01}, from: list}
  - {id: fog-0, name: Fog 0, context_length: 1000, retired: 2026-02-01, from: list}
"""


def test_stale_lists_what_moves_and_was_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "developers.yaml").write_text("- {id: us, name: Us}\n")
    (tmp_path / "fog.yaml").write_text(STALE)
    result = run("stale", "--catalog", str(tmp_path))
    assert result.exit_code == 1
    assert [line.partition(": ")[2].partition(",")[0] for line in result.stdout.splitlines()] == [
        "fog-1.context_length", "fog-1.pricing",
    ]  # fmt: skip
    assert run("stale", "--catalog", str(tmp_path), "--days", "100000").exit_code == 0


def test_sample_is_the_same_for_one_seed_and_names_sources() -> None:
    first, again, other = (run("check", "--sample", "5", "--seed", seed).output for seed in ("7", "7", "8"))
    assert first == again != other
    assert first.count("seen 20") >= 5
    assert all(re.match(r"\S+\.yaml:\d+: [\w.-]+ = ", line) for line in first.splitlines()[:10:2])


def test_compare_has_one_line_for_a_number_that_developers_name_differently() -> None:
    # num_experts, num_local_experts and n_routed_experts of the three config.json files
    result = run("compare", "qwen3-235b-a22b", "mixtral-8x7b", "deepseek-v3")
    (line,) = [line for line in result.output.splitlines() if line.startswith("Experts  ")]
    assert line.split() == ["Experts", "128", "8", "256"]
