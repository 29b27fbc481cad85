"""Encoders that several towers have: without a projector into the language model."""

from __future__ import annotations

from collections.abc import Callable

from llmref.metrics.parts.matrix import linear
from llmref.metrics.readers.config import Config

Tower = Callable[[Config, Config], int]
"""(the tower's configuration, the language model's) -> parameters of encoder and projector."""


def square_patches(part: Config) -> tuple[int, int, int]:
    """Width, numbers in a patch of three colours, patches of an image."""
    side = part.count("patch_size")
    channels = part.count("num_channels", "in_channels", "in_chans", default=3)
    return part.hidden, channels * side * side, (part.count("image_size") // side) ** 2


def transformer_layers(layers: int, width: int, inner: int, *, more: int = 0) -> int:
    """Layers of four matrices and a feed-forward part of two, all with biases, and two LayerNorms.

    Args:
        more: What each layer has beyond these, or less where it is negative.
    """
    attention = 4 * linear(width, width, bias=True)
    return layers * (attention + two_matrices(width, inner, width) + 4 * width + more)


def two_matrices(inputs: int, between: int, outputs: int, bias: bool = True) -> int:
    """The projector of most towers: into ``between`` numbers and out of them."""
    return linear(inputs, between, bias) + linear(between, outputs, bias)


def siglip(part: Config) -> int:
    """SigLIP (arXiv 2303.15343) read by patches: without the head that pools them."""
    width, patch, patches = square_patches(part)
    layers = transformer_layers(part.layers, width, part.count("intermediate_size"))
    return linear(patch, width, bias=True) + patches * width + layers + 2 * width


def clip(part: Config) -> int:
    """CLIP (arXiv 2103.00020): a class token, a norm before the layers and one after them."""
    width, patch, patches = square_patches(part)
    layers = transformer_layers(part.layers, width, part.count("intermediate_size"))
    return width + patch * width + (patches + 1) * width + layers + 4 * width


def pixtral(part: Config) -> int:
    """Pixtral (arXiv 2410.07073): RMSNorms, gated, rotary positions, no biases."""
    side = part.count("patch_size")
    width, patch = part.hidden, part.count("num_channels", default=3) * side**2
    inner = part.count("intermediate_size")
    each = 4 * width * width + 3 * width * inner + 2 * width
    return patch * width + width + part.layers * each
