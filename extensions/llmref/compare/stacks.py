"""The layers of models in order: what mixes tokens and what works on each token, layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from llmref.metrics.blueprint import Block, Blueprint
from llmref.metrics.formulas import layer_summary
from llmref.model import Model

EXPERTS, DENSE, NO_FEED_FORWARD = "experts", "dense", "no feed-forward part"


@dataclass(frozen=True)
class Layer:
    """One layer by the kinds of its two parts, such as ``full attention`` and ``experts``."""

    mixer: str
    feed_forward: str

    @property
    def name(self) -> str:
        return f"{self.mixer} and {self.feed_forward}"


@dataclass(frozen=True)
class Stack:
    """One model's layers, first to last."""

    id: str
    name: str
    layers: tuple[Layer, ...]

    @property
    def summary(self) -> str:
        """The layers in words: ``3 × latent attention and dense, 58 × latent attention and experts``."""
        counts: dict[str, int] = {}
        for layer in self.layers:
            counts[layer.name] = counts.get(layer.name, 0) + 1
        return ", ".join(f"{count} × {name}" for name, count in counts.items())

    @property
    def runs(self) -> tuple[tuple[Layer, int], ...]:
        """Layers of one kind that follow each other, with their number."""
        return tuple((layer, len(list(group))) for layer, group in groupby(self.layers))


@dataclass(frozen=True)
class Drawing:
    """Stacks to be drawn under each other with one legend."""

    caption: str
    stacks: tuple[Stack, ...]
    files: tuple[str, ...]

    @property
    def mixers(self) -> list[str]:
        """Kinds of mixers in the order in which they first occur."""
        return list(dict.fromkeys(layer.mixer for s in self.stacks for layer in s.layers))

    @property
    def feed_forwards(self) -> list[str]:
        """Kinds of feed-forward parts in the order in which they first occur."""
        return list(dict.fromkeys(layer.feed_forward for s in self.stacks for layer in s.layers))


def drawing(models: Iterable[Model], caption: str, limit: int = 12) -> Drawing:
    """The stacks of ``models``, one an arrangement of layers, at most ``limit``; smallest first."""
    seen: dict[tuple[Layer, ...], Model] = {}
    for model in models:
        if not model.recomputable or not model.blueprint.blocks:
            continue
        layers = layers_of(model.blueprint)
        kept = seen.get(layers)
        if kept is None or model.parameters_total > kept.parameters_total:
            seen[layers] = model
    ordered = sorted(seen.items(), key=lambda item: (item[1].parameters_total, item[1].id))
    stacks = tuple(Stack(model.id, model.name, layers) for layers, model in ordered[-limit:])
    files = {file for _, model in ordered for file in model.record.files}
    return Drawing(caption, stacks, tuple(sorted(files)))


def layers_of(model: Blueprint) -> tuple[Layer, ...]:
    """The kinds of each layer of ``model``."""
    known: dict[int, Layer] = {}
    result = []
    for block in model.blocks:
        # Blocks that are one object are one kind; naming each of a hundred again would be slow.
        if id(block) not in known:
            known[id(block)] = Layer(_mixer(block), _feed_forward(block, model.hidden))
        result.append(known[id(block)])
    return tuple(result)


def _mixer(block: Block) -> str:
    return next(iter(layer_summary((block,))))


def _feed_forward(block: Block, hidden: int) -> str:
    if block.feed_forward.idle_parameters(hidden):
        return EXPERTS
    return DENSE if block.feed_forward.parameters(hidden) else NO_FEED_FORWARD
