"""Towers beside the language model: encoders of images and sounds, with the projector into its width.

Published files leave ``model_type`` out of ``vision_config`` where the class around it says what the
tower is; then the language model's type decides. A tower of another kind is not counted.
"""

from __future__ import annotations

from llmref.errors import NotRecomputable
from llmref.metrics.readers.config import Config
from llmref.metrics.readers.towers.encoders import Tower
from llmref.metrics.readers.towers.images import VISION
from llmref.metrics.readers.towers.sounds import AUDIO


def vision(config: Config) -> int | None:
    """Parameters of the vision tower and its projector; ``None`` when there is none that is known."""
    part = config.part("vision_config")
    return None if part is None else _count(_vision_kind(config, part), part, config)


def audio(config: Config) -> int | None:
    """Parameters of the audio tower and its projector; ``None`` when there is none that is known."""
    part = config.part("audio_config")
    if part is None:
        return None
    kind = AUDIO.get(part.word("model_type") or "") or AUDIO.get(config.word("model_type") or "")
    return _count(kind, part, config)


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
