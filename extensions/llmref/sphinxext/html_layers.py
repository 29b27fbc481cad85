"""The layers of models as strips of cells, one column a layer: above the mixer, below the feed-forward part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from llmref.compare.stacks import DENSE, EXPERTS, Drawing, Stack
from llmref.sphinxext.page import Page

_WIDTH, _ROW, _GAP = 720, 16, 2
_SLOTS = {"full attention": 1, "latent attention": 3, "attention over": 6, "state space": 4, "linear": 2}
"""Kinds that keep their colour on all pages (``--llmref-c1`` and on): how their names begin."""
_OTHERS = (5, 7, 8, 2, 4, 3)
"""Colours for what a drawing has besides."""


def layers(page: Page, drawing: Drawing, id_: str) -> str:
    """The figure: a strip a stack, and the legend."""
    slots = _slots(drawing.mixers)
    strips = "".join(_strip(page, slots, stack) for stack in drawing.stacks)
    return (
        f'<figure class="llmref-layers" id="{escape(id_)}">\n{strips}{_legend(drawing, slots)}'
        f"<figcaption>{escape(drawing.caption)}</figcaption>\n</figure>\n"
    )


def _strip(page: Page, slots: Mapping[str, int], stack: Stack) -> str:
    step = _WIDTH / len(stack.layers)
    # Wide cells of shallow models would look like another kind of drawing.
    step = min(step, 24)
    width = f"{max(step - 1, step * 0.8):.2f}"
    upper, lower, at = [], [], 0.0
    for layer, count in stack.runs:
        slot = slots[layer.mixer]
        for _ in range(count):
            x = f"{at:.2f}".rstrip("0").rstrip(".")
            upper.append(f'<rect x="{x}" y="0" width="{width}" height="{_ROW}" class="llmref-fill-{slot}"/>')
            if layer.feed_forward in (DENSE, EXPERTS):
                lower.append(
                    f'<rect x="{x}" y="{_ROW + _GAP}" width="{width}" height="{_ROW}" '
                    f'class="llmref-ffn-{"experts" if layer.feed_forward == EXPERTS else "dense"}"/>'
                )
            at += step
    title = escape(f"{stack.name}: {stack.summary}")
    link = page.object_link("model", stack.id, stack.name)
    return (
        f'<div class="llmref-strip"><p>{link}: {len(stack.layers)} layers. {escape(stack.summary)}</p>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {2 * _ROW + _GAP}" role="img" '
        f'aria-label="{title}" preserveAspectRatio="xMinYMid meet">{"".join(upper)}{"".join(lower)}</svg></div>\n'
    )


def _slots(mixers: Iterable[str]) -> Mapping[str, int]:
    taken: dict[str, int] = {}
    for name in mixers:
        fixed = next((slot for start, slot in _SLOTS.items() if name.startswith(start)), None)
        free = [slot for slot in (fixed, *_OTHERS) if slot is not None and slot not in taken.values()]
        taken[name] = free[0] if free else _OTHERS[-1]
    return taken


def _legend(drawing: Drawing, slots: Mapping[str, int]) -> str:
    keys = [(f"llmref-fill-{slot}", name) for name, slot in slots.items()]
    keys += [
        (f"llmref-ffn-{'experts' if name == EXPERTS else 'dense'}", f"{name} feed-forward")
        for name in drawing.feed_forwards
        if name in (DENSE, EXPERTS)
    ]
    items = "".join(
        f'<li><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" aria-hidden="true">'
        f'<rect width="12" height="12" class="{css}"/></svg> {escape(name)}</li>'
        for css, name in keys
    )
    return f'<ul class="llmref-keys">{items}</ul>\n'
