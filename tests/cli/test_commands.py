"""The command as its user types it."""

from __future__ import annotations

import csv
import io
import json
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
