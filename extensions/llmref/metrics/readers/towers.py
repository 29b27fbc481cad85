"""Towers beside the language model: encoders of images and sounds, with the projector into its width.

Published files leave ``model_type`` out of ``vision_config`` where the class around it says what the
tower is; then the language model's type decides. A tower of another kind is not counted.
"""

from __future__ import annotations

from collections.abc import Callable

from llmref.errors import NotRecomputable
from llmref.metrics.parts.matrix import linear
from llmref.metrics.readers.config import Config

Tower = Callable[[Config, Config], int]
"""(the tower's configuration, the language model's) -> parameters."""


def vision(config: Config) -> int | None:
    """Parameters of the vision tower and its projector; ``None`` when there is none that is known."""
    part = config.part("vision_config")
    return None if part is None else _count(_vision_kind(config, part), part, config)


def audio(config: Config) -> int | None:
    """Parameters of the audio tower and its projector; ``None`` when there is none that is known."""
    part = config.part("audio_config")
    kind = AUDIO.get(part.word("model_type") or "") if part is not None else None
    kind = kind or AUDIO.get(config.word("model_type") or "")
    return None if part is None else _count(kind, part, config)


def _count(kind: Tower | None, part: Config, config: Config) -> int | None:
    if kind is None:
        return None
    try:
        return kind(part, config)
    except NotRecomputable:
        # The language model is known all the same.
        return None


def _vision_kind(config: Config, part: Config) -> Tower | None:
    outer = (config.words("architectures") or [""])[0]
    text, own = config.word("model_type") or "", part.word("model_type") or ""
    return VISION.get(outer) or VISION.get(f"{text}+{own}") or VISION.get(text)


def _square(part: Config) -> tuple[int, int, int]:
    """Width, numbers in a patch of three colours, patches of an image."""
    side = part.count("patch_size")
    channels = part.count("num_channels", "in_channels", "in_chans", default=3)
    return part.hidden, channels * side * side, (part.count("image_size") // side) ** 2


def _layers(layers: int, width: int, inner: int, *, more: int = 0) -> int:
    """Layers of four matrices and a feed-forward part of two, all with biases, and two LayerNorms."""
    attention = 4 * linear(width, width, bias=True)
    return layers * (
        attention + linear(width, inner, bias=True) + linear(inner, width, bias=True)
        + 4 * width + more
    )  # fmt: skip


def _siglip(part: Config) -> int:
    """SigLIP (arXiv 2303.15343) read by patches: without the head that pools them."""
    width, patch, patches = _square(part)
    layers = _layers(part.layers, width, part.count("intermediate_size"))
    return linear(patch, width, bias=True) + patches * width + layers + 2 * width


def _clip(part: Config) -> int:
    """CLIP (arXiv 2103.00020): a class token, a norm before the layers and one after them."""
    width, patch, patches = _square(part)
    layers = _layers(part.layers, width, part.count("intermediate_size"))
    return width + patch * width + (patches + 1) * width + layers + 4 * width


def gemma3(part: Config, text: Config) -> int:
    """SigLIP; one matrix into the language model, and a norm before it."""
    return _siglip(part) + part.hidden * text.hidden + part.hidden


def paligemma(part: Config, text: Config) -> int:
    """SigLIP; one matrix with a bias."""
    return _siglip(part) + linear(part.hidden, text.hidden, bias=True)


def llava(part: Config, text: Config) -> int:
    """CLIP, SigLIP or Pixtral; two matrices with biases (arXiv 2310.03744)."""
    if isinstance(text.value("vision_feature_layer"), list):
        raise NotRecomputable("vision_feature_layer is a list")
    bias = text.flag("multimodal_projector_bias", True)
    towers = {"clip_vision_model": _clip, "siglip_vision_model": _siglip, "pixtral": _pixtral}
    kind = part.word("model_type")
    if kind not in towers:
        raise NotRecomputable(f"a vision tower of type {kind}")
    return (
        towers[kind](part)
        + linear(part.hidden, text.hidden, bias)
        + linear(text.hidden, text.hidden, bias)
    )


def _pixtral(part: Config) -> int:
    """Pixtral (arXiv 2410.07073): RMSNorms, gated, rotary positions, no biases."""
    side = part.count("patch_size")
    width, patch = part.hidden, part.count("num_channels", default=3) * side**2
    inner = part.count("intermediate_size")
    each = 4 * width * width + 3 * width * inner + 2 * width
    return patch * width + width + part.layers * each


def mistral3(part: Config, text: Config) -> int:
    """Pixtral; a norm, one matrix that merges patches, and two into the language model."""
    width, merge = part.hidden, text.count("spatial_merge_size") ** 2
    bias = text.flag("multimodal_projector_bias", False)
    return (
        _pixtral(part) + width + merge * width * width
        + linear(width, text.hidden, bias) + linear(text.hidden, text.hidden, bias)
    )  # fmt: skip


def _volume(part: Config) -> int:
    """Numbers in a patch of a film: so many frames of three colours."""
    frames = part.count("temporal_patch_size")
    return part.count("in_channels", "in_chans", default=3) * frames * part.count("patch_size") ** 2


def _merger(part: Config, width: int, out: int, norm: int) -> int:
    """Two matrices with biases over ``spatial_merge_size`` squared patches, and a norm."""
    merged = width * part.count("spatial_merge_size") ** 2
    return norm + linear(merged, merged, bias=True) + linear(merged, out, bias=True)


def qwen2_vl(part: Config, text: Config) -> int:
    """Qwen2-VL (arXiv 2409.12191): ``hidden_size`` is the width that the tower gives out."""
    width, out = part.count("embed_dim"), part.hidden
    layers = _layers(part.count("depth"), width, width * part.count("mlp_ratio"))
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
    layers = _layers(part.count("depth"), width, part.count("intermediate_size"))
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
    width, patch, patches = _square(part)
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
        + _layers(part.layers, width, inner, more=each)
        + _layers(part.count("num_global_layers"), width, inner, more=each + 2)
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


def gemma4_audio(part: Config, text: Config) -> int:
    """Gemma 4's Conformer (arXiv 2005.08100): two convolutions over 128 bands, layers of two
    feed-forward parts, attention and a convolution, all without biases; two matrices at the end.
    """
    width, taps = part.hidden, part.count("conv_kernel_size")
    first, second = part.pair("subsampling_conv_channels")
    front = 9 * first + first + 9 * first * second + second + first // 4 * second * width
    feed_forward = 8 * width * width + 2 * width
    attention = 5 * width * width + width // part.heads
    convolution = 3 * width * width + taps * width + 2 * width
    each = 2 * feed_forward + attention + convolution + 3 * width
    out = part.count("output_proj_dims")
    return front + part.layers * each + linear(width, out, bias=True) + out * text.hidden


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
        + _layers(layers, width, inner) + 2 * width
        + 2 * width + linear(merged, merged, bias=True) + linear(merged, text.hidden, bias=True)
    )  # fmt: skip


def internvl(part: Config, text: Config) -> int:
    """InternViT (arXiv 2312.14238): a class token, scales on each part; a norm and two matrices over
    patches merged by ``downsample_ratio``.
    """
    width, patch, patches = _square(part)
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
        + _layers(part.layers, width, inner, more=more)
        + 2 * merged + linear(merged, text.hidden, bias=True)
        + linear(text.hidden, text.hidden, bias=True)
    )  # fmt: skip


def _whisper(part: Config) -> int:
    """Whisper's encoder (arXiv 2212.04356) without positions: two convolutions of three taps; keys have
    no bias.
    """
    width = part.count("d_model", "hidden_size")
    inner = part.count("encoder_ffn_dim", "intermediate_size")
    layers = part.count("encoder_layers", "num_hidden_layers")
    convolutions = linear(3 * part.count("num_mel_bins"), width, True) + linear(3 * width, width, True)
    return convolutions + _layers(layers, width, inner, more=-width) + 2 * width


def qwen2_audio(part: Config, text: Config) -> int:
    """Qwen2-Audio (arXiv 2407.10759): sine positions that are stored; one matrix."""
    width = part.count("d_model", "hidden_size")
    positions = part.count("max_source_positions") * width
    return _whisper(part) + positions + linear(width, text.hidden, bias=True)


def qwen2_5_omni_audio(part: Config, text: Config) -> int:
    """Qwen2.5-Omni (arXiv 2503.20215): sine positions computed; one matrix, and two tokens."""
    out = part.count("output_dim")
    return _whisper(part) + linear(part.count("d_model", "hidden_size"), out, True) + 2 * out


def qwen3_omni_audio(part: Config, text: Config) -> int:
    """Qwen3-Omni (arXiv 2509.17765): three convolutions that halve time and bands; all with biases."""
    width, channels = part.count("d_model", "hidden_size"), part.count("downsample_hidden_size")
    inner = part.count("encoder_ffn_dim", "intermediate_size")
    layers = part.count("encoder_layers", "num_hidden_layers")
    bands = part.count("num_mel_bins")
    for _ in range(3):
        bands = (bands + 1) // 2
    return (
        linear(9, channels, bias=True) + 2 * linear(9 * channels, channels, bias=True)
        + channels * bands * width
        + _layers(layers, width, inner) + 2 * width
        + linear(width, width, bias=True) + linear(width, part.count("output_dim"), bias=True)
    )  # fmt: skip


def idefics3(part: Config, text: Config) -> int:
    """Idefics3 and SmolVLM: SigLIP; one matrix over merged patches, no bias."""
    merged = part.hidden * text.count("scale_factor") ** 2
    return _siglip(part) + merged * text.hidden


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

AUDIO: dict[str, Tower] = {
    "gemma4_audio": gemma4_audio,
    "qwen2_5_omni_audio_encoder": qwen2_5_omni_audio,
    "qwen2_5_omni_text": qwen2_5_omni_audio,
    "qwen2_audio_encoder": qwen2_audio,
    "qwen3_omni_moe_text": qwen3_omni_audio,
}
"""Type of the audio tower, or of the language model -> the tower."""
