"""Encoders of images and films, each with its projector into the language model."""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.parts.matrix import linear
from llmref.metrics.readers.config import Config
from llmref.metrics.readers.towers.encoders import (
    Tower,
    clip,
    pixtral,
    siglip,
    square_patches,
    transformer_layers,
    two_matrices,
)


def gemma3(part: Config, text: Config) -> int:
    """SigLIP; one matrix into the language model, and a norm before it."""
    return siglip(part) + part.hidden * text.hidden + part.hidden


def paligemma(part: Config, text: Config) -> int:
    """SigLIP; one matrix with a bias."""
    return siglip(part) + linear(part.hidden, text.hidden, bias=True)


def llava(part: Config, text: Config) -> int:
    """CLIP, SigLIP or Pixtral; two matrices with biases (arXiv 2310.03744)."""
    if isinstance(text.value("vision_feature_layer"), list):
        raise NotRecomputable("vision_feature_layer is a list")
    bias = text.flag("multimodal_projector_bias", True)
    towers = {"clip_vision_model": clip, "siglip_vision_model": siglip, "pixtral": pixtral}
    kind = part.word("model_type")
    if kind not in towers:
        raise NotRecomputable(f"a vision tower of type {kind}")
    return towers[kind](part) + two_matrices(part.hidden, text.hidden, text.hidden, bias)


def mistral3(part: Config, text: Config) -> int:
    """Pixtral; a norm, one matrix that merges patches, and two into the language model."""
    width, merge = part.hidden, text.count("spatial_merge_size") ** 2
    bias = text.flag("multimodal_projector_bias", False)
    return (
        pixtral(part) + width + merge * width * width
        + two_matrices(width, text.hidden, text.hidden, bias)
    )  # fmt: skip


def _volume(part: Config) -> int:
    """Numbers in a patch of a film: so many frames of three colours."""
    frames = part.count("temporal_patch_size")
    return part.count("in_channels", "in_chans", default=3) * frames * part.count("patch_size") ** 2


def _merger(part: Config, width: int, out: int, norm: int) -> int:
    """Two matrices with biases over ``spatial_merge_size`` squared patches, and a norm."""
    merged = width * part.count("spatial_merge_size") ** 2
    return norm + two_matrices(merged, merged, out)


def qwen2_vl(part: Config, text: Config) -> int:
    """Qwen2-VL (arXiv 2409.12191): ``hidden_size`` is the width that the tower gives out."""
    width, out = part.count("embed_dim"), part.hidden
    layers = transformer_layers(part.count("depth"), width, width * part.count("mlp_ratio"))
    return _volume(part) * width + layers + _merger(part, width, out, 2 * width)


def qwen2_5_vl(part: Config, text: Config) -> int:
    """Qwen2.5-VL (arXiv 2502.13923): RMSNorms, gated with biases."""
    width, inner = part.hidden, part.count("intermediate_size")
    each = 4 * linear(width, width, bias=True) + 3 * width * inner + 2 * inner + width + 2 * width
    return (
        _volume(part) * width + part.count("depth") * each
        + _merger(part, width, part.count("out_hidden_size"), width)
    )  # fmt: skip


def qwen3_vl(part: Config, text: Config) -> int:
    """Qwen3-VL (arXiv 2511.21631): positions learned; for each layer of ``deepstack_visual_indexes``
    one more merger, whose norm stands after the merging.
    """
    deep = part.value("deepstack_visual_indexes")
    if not isinstance(deep, list):
        raise NotRecomputable("deepstack_visual_indexes is not known")
    merged = part.hidden * part.count("spatial_merge_size") ** 2
    out = part.count("out_hidden_size")
    return qwen3_5(part, text) + len(deep) * _merger(part, part.hidden, out, 2 * merged)


def qwen3_5(part: Config, text: Config) -> int:
    """Qwen3.5: the tower of Qwen3-VL without its additional mergers."""
    width = part.hidden
    layers = transformer_layers(part.count("depth"), width, part.count("intermediate_size"))
    return (
        linear(_volume(part), width, bias=True)
        + part.count("num_position_embeddings") * width
        + layers
        + _merger(part, width, part.count("out_hidden_size"), 2 * width)
    )


def glm4v(part: Config, text: Config) -> int:
    """GLM-4.1V (arXiv 2507.01006): RMSNorms, gated, a convolution that merges patches.

    Layers are as wide inside as the tower's output; ``intermediate_size`` is the merger's.
    """
    width, inner, out = part.hidden, part.count("intermediate_size"), part.count("out_hidden_size")
    qkv = linear(width, 3 * width, part.required_flag("attention_bias"))
    each = qkv + width * width + 3 * width * out + 2 * width
    patches = (part.count("image_size") // part.count("patch_size")) ** 2
    merge = linear(width * part.count("spatial_merge_size") ** 2, out, bias=True)
    return (
        linear(_volume(part), width, bias=True) + patches * width + part.count("depth") * each
        + 2 * width + merge + out * out + 2 * out + 3 * out * inner
    )  # fmt: skip


def mllama(part: Config, text: Config) -> int:
    """Llama 3.2 Vision (arXiv 2407.21783, section 7): tables for tiles; layers with gates at the end.

    One matrix with a bias leads to the cross-attention layers, which belong to the language model.
    """
    width, patch, patches = square_patches(part)
    tokens = patches + 1  # a class token
    tiles = part.count("max_num_tiles")
    ratios = part.value("supported_aspect_ratios")
    if not isinstance(ratios, list):
        raise NotRecomputable("supported_aspect_ratios is not known")
    tables = (len(ratios) + 1) * tiles * width
    inner = part.count("intermediate_size")
    # Projections of the attention have no biases here.
    each = -4 * width
    return (
        width + patch * width + tokens * width + 1 + tables * tokens
        + 2 * (tables + 1) + 4 * width
        + transformer_layers(part.layers, width, inner, more=each)
        + transformer_layers(part.count("num_global_layers"), width, inner, more=each + 2)
        + linear(part.count("vision_output_dim"), text.hidden, bias=True)
    )  # fmt: skip


def gemma4(part: Config, text: Config) -> int:
    """Gemma 4: the block of its language model, a table of rows and one of columns; one matrix."""
    width, dim, heads = part.hidden, part.count("head_dim"), part.heads
    attention = 2 * width * dim * (heads + part.kv_heads) + 2 * dim
    each = attention + 3 * width * part.count("intermediate_size") + 4 * width
    return (
        3 * part.count("patch_size") ** 2 * width
        + 2 * part.count("position_embedding_size") * width
        + part.layers * each
        + width * text.hidden
    )


def kimi_vl(part: Config, text: Config) -> int:
    """MoonViT of Kimi-VL (arXiv 2504.07491): a table of rows and columns, a norm at the end."""
    return _moonvit(part, text, part.hidden, part.layers, part.count("intermediate_size"))


def kimi_k25(part: Config, text: Config) -> int:
    """MoonViT of Kimi K2.5, whose keys begin with ``vt_``; positions in time are computed."""
    if part.word("mm_projector_type") != "patchmerger":
        raise NotRecomputable("mm_projector_type is not patchmerger")
    width, layers = part.count("vt_hidden_size"), part.count("vt_num_hidden_layers")
    return _moonvit(part, text, width, layers, part.count("vt_intermediate_size"))


def _moonvit(part: Config, text: Config, width: int, layers: int, inner: int) -> int:
    rows, columns = part.count("init_pos_emb_height"), part.count("init_pos_emb_width")
    high, wide = part.pair("merge_kernel_size")
    merged = width * high * wide
    return (
        linear(3 * part.count("patch_size") ** 2, width, bias=True) + rows * columns * width
        + transformer_layers(layers, width, inner) + 2 * width
        + 2 * width + two_matrices(merged, merged, text.hidden)
    )  # fmt: skip


def internvl(part: Config, text: Config) -> int:
    """InternViT (arXiv 2312.14238): a class token, scales on each part; a norm and two matrices over
    patches merged by ``downsample_ratio``.
    """
    width, patch, patches = square_patches(part)
    inner = part.count("intermediate_size")
    if part.word("norm_type") not in ("layer_norm", "rms_norm"):
        raise NotRecomputable("norm_type is not known")
    rms = part.word("norm_type") == "rms_norm"
    names = ("qkv_bias", "attention_bias"), ("qk_normalization", "use_qk_norm")
    bias, norm = (part.required_flag(old if part.has(old) else new) for old, new in names)
    # Counted from layers with all biases and LayerNorms; scales are two a layer.
    more = 2 * width - (0 if bias else 3 * width) - (2 * width if rms else 0)
    more += 2 * width if norm else 0
    ratio = text.real("downsample_ratio")
    if not ratio:
        raise NotRecomputable("downsample_ratio is not known")
    merged = width * round(1 / ratio) ** 2
    return (
        width + linear(patch, width, bias=True) + (patches + 1) * width
        + transformer_layers(part.layers, width, inner, more=more)
        + 2 * merged + two_matrices(merged, text.hidden, text.hidden)
    )  # fmt: skip


def llama4(part: Config, text: Config) -> int:
    """Llama 4: CLIP without a bias in its patches; shuffled patches pass two matrices without biases
    and one into the language model.
    """
    width, patch, patches = square_patches(part)
    inner, between = part.count("intermediate_size"), part.count("projector_input_dim")
    out, last = part.count("projector_output_dim"), part.count("vision_output_dim")
    return (
        width + patch * width + (patches + 1) * width
        + transformer_layers(part.layers, width, inner) + 4 * width
        + inner * between + out * out + last * text.hidden
    )  # fmt: skip


def idefics3(part: Config, text: Config) -> int:
    """Idefics3 and SmolVLM: SigLIP; one matrix over merged patches, no bias."""
    merged = part.hidden * text.count("scale_factor") ** 2
    return siglip(part) + merged * text.hidden


VISION: dict[str, Tower] = {
    "Idefics3ForConditionalGeneration": idefics3,
    "LlavaForConditionalGeneration": llava,
    "Mistral3ForConditionalGeneration": mistral3,
    "SmolVLMForConditionalGeneration": idefics3,
    "diffusion_gemma": gemma4,
    "gemma+siglip_vision_model": paligemma,
    "gemma2+siglip_vision_model": paligemma,
    "gemma3_text+siglip_vision_model": gemma3,
    "gemma3+siglip_vision_model": gemma3,
    "gemma4": gemma4,
    "gemma4_text": gemma4,
    "glm4v_moe_text": glm4v,
    "glm4v_text": glm4v,
    "deepseek_v3+moonvit": kimi_vl,
    "kimi_k2": kimi_k25,
    "llama4_text": llama4,
    "ministral3+pixtral": mistral3,
    "mistral+pixtral": mistral3,
    "mistral4+pixtral": mistral3,
    "mllama": mllama,
    "mllama_text_model": mllama,
    "qwen2_5_omni_text": qwen2_5_vl,
    "qwen2_5_vl": qwen2_5_vl,
    "qwen2_5_vl_text": qwen2_5_vl,
    "qwen2_vl": qwen2_vl,
    "qwen2_vl_text": qwen2_vl,
    "qwen3_5": qwen3_5,
    "qwen3_5_moe": qwen3_5,
    "qwen3_5_moe_text": qwen3_5,
    "qwen3_5_text": qwen3_5,
    "qwen3_omni_moe_text": qwen3_vl,
    "qwen3_vl": qwen3_vl,
    "qwen3_vl_moe": qwen3_vl,
    "qwen3_vl_moe_text": qwen3_vl,
    "qwen3_vl_text": qwen3_vl,
    "qwen4_exp_text": qwen3_5,
    **{
        f"{text}+{own}": internvl
        for text in ("gpt_oss", "internlm2", "internlm3", "llama", "phi3", "qwen2", "qwen3", "qwen3_moe")
        for own in ("intern_vit_6b", "internvl_vision")
    },
}
"""Class of the whole model, ``text type+vision type``, or text type alone -> its tower."""
