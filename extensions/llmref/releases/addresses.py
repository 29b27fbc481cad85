"""Addresses never change their meaning: what an older release has, a newer one has, or leads on from.

An address is a page, or an anchor on it: a heading, a model, one value of a model, a paper, a benchmark,
a family. Anchors that a page numbers (tables, charts, footnotes, sources of a card) are none: their
numbers say where they stand on the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from llmref.releases.record import pages
from llmref.releases.site_data import NO_CONTENT

_ID = re.compile(r'<(?P<tag>[a-z0-9]+)\b[^>]*?\sid="(?P<id>[^"]+)"[^>]*>', re.S)
_ARTICLE = re.compile(r'<article role="main".*?</article>|<div class="body" role="main">.*?<div class="clearer">', re.S)
_NUMBERED = re.compile(
    r"(id\d+|footnote-.*|.*-source-\d+"
    r"|(table|compare|chart|benchmarks|papers|licenses|audit|diff|layers|lineage|families|list)-.*-\d+(-\w+)?)$"
)
_FACT = re.compile(r'<div id="([^"]+)"(?: class="[^"]*")?><dt[^>]*>(.*?)</dt>', re.S)
_FORMER = re.compile(r'<span id="([^"]+)"></span>')
_TAGS = re.compile(r"<[^>]+>")


class Version:
    """A built version, looked at from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def pages(self) -> frozenset[str]:
        return frozenset(page for page in pages(self.folder) if page not in NO_CONTENT)

    @cached_property
    def moved(self) -> Mapping[str, str]:
        """Former page -> page."""
        record = self.folder / "moved.json"
        return dict(json.loads(record.read_text(encoding="utf-8"))) if record.is_file() else {}

    def anchors(self, page: str) -> dict[str, str]:
        """Every permanent anchor of a page -> what a reader sees there, "" where only its name says it.

        For a value of a model that is its label; a former id of the model stands for the same value.
        """
        text = (self.folder / f"{page}.html").read_text(encoding="utf-8")
        found = _ARTICLE.search(text)
        body = found[0] if found else text
        anchors = {match["id"]: "" for match in _ID.finditer(body) if not _NUMBERED.match(match["id"])}
        for match in _FACT.finditer(body):
            label = " ".join(_TAGS.sub("", match[2]).split())
            for id_ in (match[1], *_FORMER.findall(match[2])):
                anchors[id_] = label
        return anchors


def lost_addresses(old: Path, new: Path) -> Iterator[str]:
    """Addresses of the version in ``old`` that lead nowhere in that of ``new``, or to something else.

    Yields:
        ``page``, ``page#anchor`` or ``page#anchor: LABEL is LABEL now``, sorted.
    """
    before, after = Version(old), Version(new)
    for page in sorted(before.pages):
        if page in before.moved:
            continue
        target = after.moved.get(page, page)
        if target not in after.pages:
            yield page
            continue
        now = after.anchors(target)
        for anchor, label in sorted(before.anchors(page).items()):
            if anchor not in now:
                if not _leads_to_model(anchor, label, now):
                    yield f"{page}#{anchor}"
            elif label and now[anchor] and label != now[anchor] and "." in anchor:
                yield f"{page}#{anchor}: {label} is {now[anchor]} now"


def _leads_to_model(anchor: str, label: str, now: Mapping[str, str]) -> bool:
    """Whether a value that is gone leads to its model, as ``anchors.js`` does.

    A value that the model still shows under another name is not gone: its address is lost.
    """
    model = anchor
    while "." in model:
        model = model.rpartition(".")[0]
        if model in now:
            return bool(label) and not any(
                name.startswith(f"{model}.") and shown == label for name, shown in now.items()
            )
    return False
