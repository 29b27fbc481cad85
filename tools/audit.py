"""Count every open model's parameters with transformers on PyTorch's meta device, and compare with ours.

Reads ``llmref export models --format json`` from standard input; needs torch and transformers, which
build a model from its configuration without weights and without memory. The language model is what
``AutoModelForSeq2SeqLM``, ``AutoModelForMaskedLM`` or ``AutoModelForCausalLM`` builds, the first of them
that knows the model type; towers are what the multimodal class holds besides the language model.
Architectures that are equal are counted once, and a failure does not stop the others. With ``--write
FILE`` the counts are kept, for a test to compare with.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

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
    "Dream": "qwen2",
    "fuyu": "persimmon",
    "llada": "llama",
    "illada": "llama",
    "mimo": "qwen2",
    "minicpm": "llama",
    "nanbeige": "llama",
    "phi3_v": "phi3",
    "PanguEmbedded": "llama",
    "mobilellm": "llama",
    "qwen2_5_omni_text": "qwen2",
    "xverse": "llama",
}
"""Model types that transformers lacks -> a type whose modules are the same."""

TEXT_PARTS = {
    "gemma3": "gemma3_text",
    "gemma3n": "gemma3n_text",
    "gemma4": "gemma4_text",
    "minimax_m3_vl": "minimax_m3_vl_text",
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

WHOLES = {
    "gemma+siglip_vision_model": "PaliGemmaForConditionalGeneration",
    "gemma2+siglip_vision_model": "PaliGemmaForConditionalGeneration",
    "gemma3_text": "Gemma3ForConditionalGeneration",
    "gemma4_text": "Gemma4ForConditionalGeneration",
    "glm4v_moe_text": "Glm4vMoeForConditionalGeneration",
    "glm4v_text": "Glm4vForConditionalGeneration",
    "gpt_oss+internvl_vision": "InternVLForConditionalGeneration",
    "llama+internvl_vision": "InternVLForConditionalGeneration",
    "llama+intern_vit_6b": "InternVLForConditionalGeneration",
    "llama4_text": "Llama4ForConditionalGeneration",
    "ministral3+pixtral": "Mistral3ForConditionalGeneration",
    "mistral+pixtral": "Mistral3ForConditionalGeneration",
    "mllama_text_model": "MllamaForConditionalGeneration",
    "qwen2+internvl_vision": "InternVLForConditionalGeneration",
    "qwen2+intern_vit_6b": "InternVLForConditionalGeneration",
    "qwen2+qwen2_audio_encoder": "Qwen2AudioForConditionalGeneration",
    "qwen2_5_omni_text": "Qwen2_5OmniThinkerForConditionalGeneration",
    "qwen2_5_vl_text": "Qwen2_5_VLForConditionalGeneration",
    "qwen2_vl_text": "Qwen2VLForConditionalGeneration",
    "qwen3_5_moe_text": "Qwen3_5MoeForConditionalGeneration",
    "qwen3_5_text": "Qwen3_5ForConditionalGeneration",
    "qwen3_vl_moe_text": "Qwen3VLMoeForConditionalGeneration",
    "qwen3_omni_moe_text": "Qwen3OmniMoeThinkerForConditionalGeneration",
    "qwen4_exp_text": "Qwen4ExpForConditionalGeneration",
    "qwen3_vl_text": "Qwen3VLForConditionalGeneration",
}
"""``text type+tower type`` or text type -> class of the whole multimodal model."""

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

NO_SHAPE = (
    *WITHOUT_PARAMETERS, "rope_parameters", "initializer_range", "rms_norm_eps", "layer_norm_eps",
    "original_max_position_embeddings", "routed_scaling_factor", "router_aux_loss_coef",
)  # fmt: skip
"""Keys in which configurations may differ and be counted once."""

LANGUAGE = ("lm_head.", "model.layers.", "model.embed_tokens.", "model.norm.", "model.text_model.")
"""Beginnings of the names of the language model's parameters in classes that do not set it apart."""

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
            return size(mapping[known], config) + head - _empty(config)
    if known not in modeling_auto.MODEL_MAPPING:
        raise Refused(f"transformers has no language model for {config.model_type}")
    # The text part of a multimodal model: its head belongs to the class around it.
    body = size(modeling_auto.MODEL_MAPPING[known], config)
    return body + (0 if config.tie_word_embeddings else config.vocab_size * config.hidden_size)


def _empty(config: Any) -> int:
    """Room that LongCat-Flash's class makes for experts that return their input; files have none."""
    if config.model_type != "longcat_flash":
        return 0
    each = 2 * config.expert_ffn_hidden_size * config.hidden_size
    layers: int = config.num_layers
    return layers * config.zero_expert_num * each


def count_towers(architecture: dict[str, Any]) -> dict[str, int]:
    """Parameters of the vision and the audio tower, each with its projector."""
    parts = {name: dict(architecture[name]) for name in OTHER_PARTS if architecture.get(name)}
    text = configuration(architecture, {})
    own = [part.get("model_type", "") for part in parts.values()]
    pairs = [f"{text.model_type}+{kind}" for kind in own]
    outer = (architecture.get("architectures") or [""])[0]
    name = next((WHOLES[key] for key in (*pairs, text.model_type) if key in WHOLES), outer)
    if outer.startswith("Llava"):
        name = outer
    if not hasattr(transformers, name):
        raise Refused(f"no multimodal class is known for {text.model_type} with {', '.join(own)}")
    kind = getattr(transformers, name)
    for part in parts.values():
        # Where a language model reads SigLIP's patches, the head that pools them is not there.
        if part.get("model_type") == "siglip_vision_model":
            part.setdefault("vision_use_head", False)
            part.setdefault("projection_dim", text.hidden_size)
        if part.get("model_type") == "intern_vit_6b":
            part["model_type"] = "internvl_vision"
            part["attention_bias"] = part.pop("qkv_bias")
            part["use_qk_norm"] = part.pop("qk_normalization")
        # These configurations name their classes only where they stand alone.
        if part.get("model_type") not in CONFIG_MAPPING:
            part.pop("model_type", None)
    around = {
        key: architecture[key]
        for key in ("spatial_merge_size", "multimodal_projector_bias", "downsample_ratio", "scale_factor")
        if key in architecture
    }
    if name.startswith("PaliGemma"):
        around["projection_dim"] = text.hidden_size
    config = kind.config_class(text_config=text.to_dict(), **parts, **around)
    with torch.device("meta"), transformers.initialization.no_init_weights():
        model = kind(config)
    sizes = dict.fromkeys(("vision", "audio"), 0)
    for where, parameter in model.named_parameters():
        if "language_model" in where or where.startswith(LANGUAGE):
            continue
        hears = "audio" in where or "vision_config" not in parts
        sizes["audio" if hears else "vision"] += parameter.numel()
    return {
        tower: sizes[tower] for tower, part in zip(sizes, OTHER_PARTS, strict=True) if part in parts
    }


def configuration(architecture: dict[str, Any], like: Mapping[str, str] = SAME_MODULES) -> Any:
    """The configuration object, under the names that its class uses."""
    stated = architecture["model_type"]
    model_type = like.get(stated, TEXT_PARTS.get(stated, stated))
    if model_type not in CONFIG_MAPPING:
        raise Refused(f"transformers has no model type {model_type}")
    if model_type == "bailing_hybrid" and "short_conv_kernel_size" not in architecture:
        raise Refused("transformers has the modules of Ling 3.0 only, not lightning attention")
    if stated == "llada" and "num_experts" in architecture:
        raise Refused("transformers has no LLaDA with experts")
    if model_type == "mpt" and not architecture.get("no_bias", True):
        raise Refused("transformers has MPT without biases only")
    kind = CONFIG_MAPPING[model_type]
    own = set(getattr(kind, "__dataclass_fields__", ())) | set(kind.attribute_map)
    values = {}
    for name, value in architecture.items():
        if name in OTHER_PARTS or name in WITHOUT_PARAMETERS or name == "model_type":
            continue
        older = [other for other in NAMES.get(name, ()) if other in own and name not in own]
        values[kind.attribute_map.get(name) or (older[0] if older else name)] = value
    sparse = architecture.get("moe_layer_freq")
    if "mlp_layer_types" in own and isinstance(sparse, list):
        values["mlp_layer_types"] = ["sparse" if layer else "dense" for layer in sparse]
    if model_type == "llama4_text" and not architecture.get("num_local_experts"):
        # MobileLLM-R1: the type's defaults are those of Llama 4 Scout.
        values["moe_layers"] = []
        values.setdefault("intermediate_size_mlp", architecture["intermediate_size"])
        heads: int = architecture["num_attention_heads"]
        values.setdefault("head_dim", architecture["hidden_size"] // heads)
    # Defaults that stand for one checkpoint: a rank that a file leaves out or prints as null is none,
    # and a padding token beyond the vocabulary is nobody's.
    for name in own & {"q_lora_rank"} - values.keys():
        values[name] = None
    padding = getattr(kind, "pad_token_id", None)
    if isinstance(padding, int) and padding >= architecture.get("vocab_size", padding + 1):
        values["pad_token_id"] = None
    return kind(**values)


def size(kind: Any, config: Any) -> int:
    """Parameters of one model class, built without memory."""
    with torch.device("meta"), transformers.initialization.no_init_weights():
        model = kind(config)
    model.tie_weights()
    return sum(parameter.numel() for parameter in model.parameters())


T = TypeVar("T")


def attempt(what: Callable[[dict[str, Any]], T], architecture: dict[str, Any]) -> T | str:
    """What is counted, or why it cannot be."""
    try:
        return what(architecture)
    except Refused as reason:
        return str(reason)
    except Exception as error:  # whatever a model class raises must not stop the others
        return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"


class Once:
    """Counts each architecture once; configurations that name no shape differently are equal."""

    def __init__(self, what: Callable[[dict[str, Any]], Any]) -> None:
        self.what = what
        self.known: dict[str, Any] = {}

    def __call__(self, architecture: dict[str, Any]) -> Any:
        key = json.dumps({k: v for k, v in architecture.items() if k not in NO_SHAPE}, sort_keys=True)
        if key not in self.known:
            self.known[key] = attempt(self.what, architecture)
        return self.known[key]


def main() -> int:
    """Print one line a count; return 1 when one differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="keep the counts in this JSON file")
    arguments = parser.parse_args()
    transformers.logging.set_verbosity_error()
    text, beside = Once(count), Once(count_towers)
    counts: dict[str, int] = {}
    towers: dict[str, dict[str, int]] = {}
    refused: dict[str, str] = {}
    wrong = 0
    for model in json.load(sys.stdin)["models"]:
        id_, architecture, metrics = model["id"], model["architecture"], model["metrics"]
        if not architecture or not metrics:
            continue
        theirs = text(architecture)
        if isinstance(theirs, str):
            refused[id_] = theirs
            print(f"{id_:44} {theirs}", flush=True)
        else:
            counts[id_] = theirs
            wrong += report(id_, metrics["parameters_total"], theirs)
        recomputed = {
            name: metrics[f"parameters_{name}"]
            for name in ("vision", "audio")
            if f"parameters_{name}" in metrics
        }
        if not recomputed:
            continue
        found = beside(architecture)
        if isinstance(found, str):
            refused[f"{id_} towers"] = found
            print(f"{id_:44} towers: {found}", flush=True)
            continue
        towers[id_] = {name: found[name] for name in recomputed}
        wrong += sum(report(f"{id_} {name}", recomputed[name], found[name]) for name in recomputed)
    if arguments.write:
        kept = {
            "transformers": transformers.__version__,
            "torch": torch.__version__.partition("+")[0],
            "day": datetime.date.today().isoformat(),
            "parameters": dict(sorted(counts.items())),
            "towers": dict(sorted(towers.items())),
            "refused": dict(sorted(refused.items())),
        }
        arguments.write.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(counts)} counted, {wrong} wrong, {len(refused)} that transformers cannot build")
    return int(wrong > 0)


def report(what: str, ours: int, theirs: int) -> bool:
    """Print both counts; whether they differ."""
    mark = "equal" if theirs == ours else f"DIFFERS by {ours - theirs:+,}"
    print(f"{what:44} {ours:>20,} {theirs:>20,}  {mark}", flush=True)
    return theirs != ours


if __name__ == "__main__":
    sys.exit(main())
