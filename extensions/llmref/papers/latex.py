"""LaTeX in BibTeX fields, turned into plain text."""

from __future__ import annotations

import codecs
import re

import latexcodec  # noqa: F401  registers the codec "ulatex"

_MATH = re.compile(r"\$([^$]*)\$")
_STYLE = re.compile(r"\\(?:emph|textit|textbf|textsc|texttt|textrm|text|mathrm|mathit)\s*(?=\{)")


def plain_text(latex: str) -> str:
    r"""Return `latex` as one line of Unicode: ``Sch{\"o}lkopf`` becomes ``Schölkopf``.

    Commands that have no character keep their name, so that nothing disappears unseen.
    """
    text = _STYLE.sub("", " ".join(latex.split()))
    if "\\" in text:
        text = codecs.lookup("ulatex").decode(text)[0]  # type: ignore[arg-type]
    text = _MATH.sub(r"\1", text).replace("{", "").replace("}", "").replace("~", "\N{NO-BREAK SPACE}")
    text = text.replace("---", "\N{EM DASH}").replace("--", "\N{EN DASH}")
    return " ".join(text.replace("\\", "").split())
