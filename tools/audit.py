"""Count every model's parameters with transformers on PyTorch's meta device and compare with ours.

Reads ``llmref export models --format json`` from standard input; needs torch and transformers, which
build the model from its configuration without weights and without memory. With ``--write FILE`` the
counts are kept, for a test to quote.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch
import transformers

SAME_MODULES = {"kimi_k2": "deepseek_v3"}
"""Model types that transformers lacks -> the type whose modules are the same."""


def count(architecture: dict[str, Any]) -> int:
    """Parameters of the causal language model of this configuration, tied ones once."""
    known = {key: value for key, value in architecture.items() if key != "vision_config"}
    # Older configurations name RoPE's base and scaling apart; those have no parameters.
    for key in ("rope_theta", "rope_scaling", "rope_local_base_freq", "quantization_config"):
        known.pop(key, None)
    known["model_type"] = SAME_MODULES.get(known["model_type"], known["model_type"])
    config = transformers.AutoConfig.for_model(**known)
    with torch.device("meta"):
        model = transformers.AutoModelForCausalLM.from_config(config)
    model.tie_weights()
    return sum(parameter.numel() for parameter in model.parameters())


def main() -> int:
    """Print one line a model; return 1 when a count differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="keep the counts in this JSON file")
    arguments = parser.parse_args()
    counts: dict[str, int] = {}
    cache: dict[str, int] = {}
    wrong = 0
    for model in json.load(sys.stdin)["models"]:
        architecture = model["architecture"]
        if not architecture or not model["metrics"]:
            print(f"{model['id']:36} not recomputed")
            continue
        key = json.dumps(architecture, sort_keys=True)
        try:
            if key not in cache:
                cache[key] = count(architecture)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            print(f"{model['id']:36} transformers cannot build it: {str(error).splitlines()[0][:80]}")
            wrong += 1
            continue
        theirs, ours = cache[key], model["metrics"]["parameters_total"]
        counts[model["id"]] = theirs
        wrong += theirs != ours
        mark = "equal" if theirs == ours else f"DIFFERS by {ours - theirs:+,}"
        print(f"{model['id']:36} {ours:>20,} {theirs:>20,}  {mark}", flush=True)
    if arguments.write:
        kept = {
            "transformers": transformers.__version__,
            "torch": torch.__version__.partition("+")[0],
            "parameters": counts,
        }
        arguments.write.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    print(f"{len(counts)} counted, {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
