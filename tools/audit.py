"""Count every open model's parameters with transformers on PyTorch's meta device, and compare with ours.

Reads ``llmref export models --format json`` from standard input; needs torch and transformers, which
build a model from its configuration without weights and without memory. The language model is what
``AutoModelForSeq2SeqLM``, ``AutoModelForMaskedLM`` or ``AutoModelForCausalLM`` builds, the first of them
that knows the model type. Architectures that are equal are counted once, and a failure does not stop the
others. With ``--write FILE`` the counts are kept, for a test to compare with.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.models.auto import modeling_auto
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

SAME_MODULES = {
    "aquila": "llama",
    "baichuan": "llama",
    "internlm": "llama",
    "internlm2": "llama",
    "kimi_k2": "deepseek_v3",
    "mimo": "qwen2",
    "xverse": "llama",
}
"""Model types that transformers lacks -> a type whose modules are the same."""

TEXT_PARTS = {
    "gemma3": "gemma3_text",
    "gemma3n": "gemma3n_text",
    "gemma4": "gemma4_text",
    "mllama": "mllama_text_model",
    "muse_glimmer": "muse_glimmer_text",
    "qwen2_5_vl": "qwen2_5_vl_text",
    "qwen2_vl": "qwen2_vl_text",
    "qwen3_vl": "qwen3_vl_text",
}
"""Multimodal types whose spec files hold the language model's keys -> type of that part."""

BODIES = ("Model", "ForPreTraining")
"""Ends of the names of classes in which an encoder is published without its head."""

CLASSES = {"mllama_text_model": "MllamaForCausalLM"}
"""Types that the automatic classes do not list -> the class of their language model."""

NAMES = {
    "bias": ("attention_bias",),
    "hidden_size": ("n_embd", "d_model", "dim"),
    "intermediate_size": ("n_inner", "ffn_dim", "ffn_hidden_size", "d_ff", "hidden_dim"),
    "num_hidden_layers": ("n_layer", "num_layers", "n_layers"),
    "num_attention_heads": ("n_head", "num_heads", "n_heads", "attention_heads"),
    "num_key_value_heads": ("num_kv_heads",),
    "head_dim": ("d_kv",),
    "max_position_embeddings": ("n_positions", "max_seq_len"),
}
"""Names in spec files -> names of the same thing in older configuration classes."""

WITHOUT_PARAMETERS = ("rope_theta", "rope_scaling", "rope_local_base_freq", "quantization_config")
"""Older forms that newer configuration classes refuse; none of them changes a count."""

OTHER_PARTS = ("vision_config", "audio_config")


class Refused(Exception):
    """transformers cannot build this model; says why."""


def count(architecture: dict[str, Any]) -> int:
    """Parameters of the language model of this configuration, tied ones once."""
    config = configuration(architecture)
    known = type(config)
    published = (architecture.get("architectures") or [""])[0]
    if known in modeling_auto.MODEL_FOR_MASKED_LM_MAPPING and published.endswith(BODIES):
        return size(getattr(transformers, published), config)
    if config.model_type in CLASSES:
        return size(getattr(transformers, CLASSES[config.model_type]), config)
    for mapping in (
        modeling_auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING,
        modeling_auto.MODEL_FOR_MASKED_LM_MAPPING,
        modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING,
    ):
        if known in mapping:
            # T5's class ties its matrices whatever the file says, until it reads a checkpoint that
            # holds both.
            apart = architecture.get("tie_word_embeddings") is False and config.tie_word_embeddings
            head = config.vocab_size * config.hidden_size if apart else 0
            return size(mapping[known], config) + head
    if known not in modeling_auto.MODEL_MAPPING:
        raise Refused(f"transformers has no language model for {config.model_type}")
    # The text part of a multimodal model: its head belongs to the class around it.
    body = size(modeling_auto.MODEL_MAPPING[known], config)
    return body + (0 if config.tie_word_embeddings else config.vocab_size * config.hidden_size)


def configuration(architecture: dict[str, Any]) -> Any:
    """The configuration object, under the names that its class uses."""
    stated = architecture["model_type"]
    model_type = SAME_MODULES.get(stated, TEXT_PARTS.get(stated, stated))
    if model_type not in CONFIG_MAPPING:
        raise Refused(f"transformers has no model type {model_type}")
    kind = CONFIG_MAPPING[model_type]
    own = set(getattr(kind, "__dataclass_fields__", ())) | set(kind.attribute_map)
    values = {}
    for name, value in architecture.items():
        if name in OTHER_PARTS or name in WITHOUT_PARAMETERS or name == "model_type":
            continue
        older = [other for other in NAMES.get(name, ()) if other in own and name not in own]
        values[kind.attribute_map.get(name) or (older[0] if older else name)] = value
    return kind(**values)


def size(kind: Any, config: Any) -> int:
    """Parameters of one model class, built without memory."""
    with torch.device("meta"), transformers.initialization.no_init_weights():
        model = kind(config)
    model.tie_weights()
    return sum(parameter.numel() for parameter in model.parameters())


def attempt(architecture: dict[str, Any]) -> int | str:
    """The count, or why there is none."""
    try:
        return count(architecture)
    except Refused as reason:
        return str(reason)
    except Exception as error:  # whatever a model class raises must not stop the others
        return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"


def main() -> int:
    """Print one line a model; return 1 when a count differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="keep the counts in this JSON file")
    arguments = parser.parse_args()
    transformers.logging.set_verbosity_error()
    cache: dict[str, int | str] = {}
    counts: dict[str, int] = {}
    refused: dict[str, str] = {}
    wrong = 0
    for model in json.load(sys.stdin)["models"]:
        architecture = model["architecture"]
        if not architecture or not model["metrics"]:
            continue
        key = json.dumps(architecture, sort_keys=True)
        if key not in cache:
            cache[key] = attempt(architecture)
        theirs, ours = cache[key], model["metrics"]["parameters_total"]
        if isinstance(theirs, str):
            refused[model["id"]] = theirs
            print(f"{model['id']:40} {theirs}", flush=True)
            continue
        counts[model["id"]] = theirs
        wrong += theirs != ours
        mark = "equal" if theirs == ours else f"DIFFERS by {ours - theirs:+,}"
        print(f"{model['id']:40} {ours:>20,} {theirs:>20,}  {mark}", flush=True)
    if arguments.write:
        kept = {
            "transformers": transformers.__version__,
            "torch": torch.__version__.partition("+")[0],
            "day": datetime.date.today().isoformat(),
            "parameters": dict(sorted(counts.items())),
            "refused": dict(sorted(refused.items())),
        }
        arguments.write.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(counts)} counted, {wrong} wrong, {len(refused)} that transformers cannot build")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
