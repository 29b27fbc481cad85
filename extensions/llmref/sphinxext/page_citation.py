"""How to cite one page of the built documentation."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sphinx.config import Config

_SPECIAL = re.compile(r"([\\&%$#_{}~^])")
_COMMANDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


class Citation(NamedTuple):
    """One page as a reference."""

    text: str  # plain text, one line
    bibtex: str  # an @misc entry


def cite_page(config: Config, pagename: str, title: str, url: str) -> Citation:
    """Return how the page `pagename` is cited; `title` is plain text, `url` may be empty.

    A page that was built without a ``release`` has no date to cite, and says none.
    """
    # A working tree is called so, and is no release.
    release = "" if config.release == "dev" else config.release
    year = config.release[:4] if re.match(r"\d{4}-\d{2}-\d{2}$", config.release) else ""
    parts = [
        f"{config.author}.",
        f"“{title}”." if title != config.project else "",
        f"{config.project}" + (f", release {release}." if release else "."),
        url,
    ]
    fields = {
        "author": f"{{{_escaped(config.author)}}}",
        "title": f"{{{_escaped(title)}}}",
        "howpublished": _escaped(config.project) if title != config.project else "",
        "edition": _escaped(f"Release {release}") if release else "",
        "year": year,
        "url": url,
    }
    key = "-".join(re.findall(r"[a-z0-9]+", f"{config.project} {pagename}".lower()))
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return Citation(
        " ".join(part for part in parts if part),
        f"@misc{{{key},\n" + ",\n".join(lines) + "\n}",
    )


def cite_data(config: Config, pagename: str) -> str:
    """What ``cite.js`` makes citations of single values from, as JSON; "" when the build is no release."""
    if not re.match(r"\d{4}-\d{2}-\d{2}$", config.release):
        return ""
    return json.dumps(
        {
            "author": config.author,
            "project": config.project,
            "release": config.release,
            "page": pagename,
            "key": config.project,
        },
        ensure_ascii=False,
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _COMMANDS.get(found[1], rf"\{found[1]}"), text)
