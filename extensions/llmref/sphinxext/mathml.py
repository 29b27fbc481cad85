"""Math as MathML, made when the docs are built: no script, and the same in HTML, ePub and PDF."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, cast

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

RENDERER = "mathml"
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#)\w+;")
# Sphinx numbers equations; the environments' own numbers would be a second set.
_NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|equation|gather|flalign)\}")


def setup_mathml(app: Sphinx) -> None:
    """Register the renderer ``mathml``, and choose it unless the project chose another."""
    app.add_html_math_renderer(RENDERER, (_visit_inline, None), (_visit_block, None))
    app.connect("config-inited", _choose, priority=400)


def _choose(app: Sphinx, config: Config) -> None:
    if not config.html_math_renderer or config.html_math_renderer == "mathjax":
        config.html_math_renderer = RENDERER


@lru_cache(maxsize=4096)
def to_mathml(latex: str, block: bool) -> str:
    """``latex`` as a ``<math>`` element that holds its source as an annotation.

    Raises:
        LatexError: for what MathML cannot say, with the place in ``latex``.
    """
    converter = LatexToMathML(annotation=True, xml_namespace=True, fancy_error=False)
    # Entities such as &ApplyFunction; are HTML's; XML knows five.
    return _ENTITY.sub(lambda found: unescape(found[0]), converter.convert_with_local_state(latex, displaystyle=block))


def _converted(self: HTML5Translator, node: nodes.Element, latex: str, block: bool) -> str:
    try:
        return to_mathml(latex, block)
    except LatexError as error:
        said = " ".join(str(error).split())
        logger.warning("math: %s in %r", said, latex, location=node, type="llmref", subtype="math")
        return f"<code>{escape(latex)}</code>"


def _visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(_converted(self, node, node.astext(), False))
    raise nodes.SkipNode


def _visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    latex = _NUMBERED.sub(r"\\\1{\2*}", node.astext().strip())
    if not latex.startswith(r"\begin") and (r"\\" in latex or re.search(r"(?<!\\)&", latex)):
        latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    ids = f' id="{escape(cast(str, node["ids"][0]))}"' if node["ids"] else ""
    number = ""
    if node["number"]:
        shown = escape(get_node_equation_number(self, node))
        number = f'<span class="eqno">({shown})</span>'
    math = _converted(self, node, latex, True)
    # A long formula scrolls by itself, also by keyboard.
    self.body.append(f'<div class="math llmref-math"{ids} tabindex="0">{math}{number}</div>\n')
    raise nodes.SkipNode
