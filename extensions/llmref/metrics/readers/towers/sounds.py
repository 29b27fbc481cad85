"""Encoders of sounds, each with its projector into the language model."""

from __future__ import annotations

from llmref.metrics.parts.matrix import linear
from llmref.metrics.readers.config import Config
from llmref.metrics.readers.towers.encoders import Tower, transformer_layers


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


def _whisper(part: Config) -> int:
    """Whisper's encoder (arXiv 2212.04356) without positions: two convolutions of three taps; keys have
    no bias.
    """
    width = part.count("d_model", "hidden_size")
    inner = part.count("encoder_ffn_dim", "intermediate_size")
    layers = part.count("encoder_layers", "num_hidden_layers")
    convolutions = linear(3 * part.count("num_mel_bins"), width, True) + linear(3 * width, width, True)
    return convolutions + transformer_layers(layers, width, inner, more=-width) + 2 * width


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
        + transformer_layers(layers, width, inner) + 2 * width
        + linear(width, width, bias=True) + linear(width, part.count("output_dim"), bias=True)
    )  # fmt: skip


AUDIO: dict[str, Tower] = {
    "gemma4_audio": gemma4_audio,
    "qwen2_5_omni_audio_encoder": qwen2_5_omni_audio,
    "qwen2_5_omni_text": qwen2_5_omni_audio,
    "qwen2_audio_encoder": qwen2_audio,
    "qwen3_omni_moe_text": qwen3_omni_audio,
}
"""Type of the audio tower, or of the language model -> the tower."""
