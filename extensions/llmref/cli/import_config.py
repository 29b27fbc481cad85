"""``llmref import-config``: a published configuration becomes a spec."""

from __future__ import annotations

import datetime
import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import click

from llmref.catalog.config_import import architecture_of, modalities_of, model_yaml, what_is_missing
from llmref.errors import LlmrefError, NotRecomputable
from llmref.metrics.formulas import parameters_total
from llmref.metrics.readers import read_blueprint

_ADDRESS = "https://huggingface.co/{repo}/resolve/main/config.json"


@click.command("import-config")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--repo", help="Hugging Face repository, such as Qwen/Qwen3-8B; its config.json is fetched.")
@click.option("--id", "id_", help="Id of the model; made of the repository's or file's name without it.")
def import_config(file: Path | None, repo: str | None, id_: str | None) -> None:
    """Print a config.json as a spec file that `llmref check` accepts once family and developer are
    filled in. What is counted from it, and what only a person can add, goes to standard error.

    \b
    llmref import-config config.json --id my-model-8b > my-model.yaml
    llmref import-config --repo Qwen/Qwen3-8B
    """
    if (file is None) == (repo is None):
        raise click.UsageError("name one config.json: a file, or --repo OWNER/NAME")
    text = file.read_text(encoding="utf-8") if file is not None else _fetch(str(repo))
    try:
        config = json.loads(text)
    except ValueError as error:
        raise LlmrefError(f"{file or repo}: not JSON: {error}") from None
    if not isinstance(config, dict):
        raise LlmrefError(f"{file or repo}: not a configuration; expected a JSON object")
    architecture, left_out = architecture_of(config)
    name = (repo or (file.stem if file else "")).rpartition("/")[2]
    model = id_ or re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.") or "model"
    url = f"https://huggingface.co/{repo}/blob/main/config.json" if repo else "https://example.org/config.json"
    click.echo(
        "family:\n"
        f"  id: {model}\n  name: {json.dumps(name)}\n  developer: unnamed\n  openness: open-weights\n"
        "  summary: Describe the family in a sentence.\n"
        f"sources:\n  config: {{kind: config, url: {json.dumps(url)}, seen: {datetime.date.today()}}}\n"
        f"models:\n{model_yaml(model, name, architecture, 'config', repo, modalities_of(config))}",
        nl=False,
    )
    if left_out:
        click.echo(f"left out, since they say nothing of the architecture: {', '.join(left_out)}", err=True)
    click.echo("what only you can add:", err=True)
    for item in what_is_missing(architecture, config, repo is not None):
        click.echo(f"  {item}", err=True)
    try:
        click.echo(f"parameters, recomputed: {parameters_total(read_blueprint(architecture)):,}", err=True)
    except NotRecomputable as error:
        click.echo(f"not recomputed: {error}", err=True)


def _fetch(repo: str) -> str:
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repo):
        raise LlmrefError(f"{repo!r} is no repository; write OWNER/NAME, such as Qwen/Qwen3-8B")
    try:
        with urllib.request.urlopen(_ADDRESS.format(repo=repo), timeout=30) as answer:
            return str(answer.read().decode("utf-8"))
    except (urllib.error.URLError, TimeoutError, UnicodeDecodeError) as error:
        raise LlmrefError(f"{repo}: config.json cannot be fetched: {error}") from None
