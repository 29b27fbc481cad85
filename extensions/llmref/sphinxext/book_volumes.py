"""The book's page cut into volumes, which a browser prints one by one.

What Chromium needs for a print grows faster than the length of what it prints: the whole catalogue in one
piece took it ten minutes and nine gigabytes, in pieces less than a tenth of the memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

ELSEWHERE = "https://other-volume.invalid/#"
"""Beginning of an address that stands for an anchor in another volume; merging makes it an internal link."""

_TAG = re.compile(r'<section\b[^>]*>|</section>|<div\b[^>]*>|</div>|<span id="document-[^"]*"></span>')
_ID = re.compile(r'\sid="([^"]+)"')
_LINK = re.compile(r'(<a\b[^>]*?\shref=")#([^"]+)"')
_CONTINUED = '<section class="llmref-continued">'


def split_volumes(page: str, limit: int) -> list[str]:
    """Cut ``page`` (HTML with one ``<main>``) before chapters, a volume from ``limit`` characters on.

    The first volume holds what stands before ``<main>``: title and contents. Sections that are open where a volume
    ends are closed, and open again in the next one. A link to what stands in another volume leads to ``ELSEWHERE``;
    its target's volume has a link to it that nobody sees, since a browser writes only those destinations to which a
    page links.
    """
    before, rest = page.split("<main>", 1)
    body, after = rest.rsplit("</main>", 1)
    head = before[: before.index("<body>") + len("<body>")]
    volumes = ["", *_cut(body, limit)]
    starts = [before if number == 0 else head for number in range(len(volumes))]
    owner = {id_: number for number, volume in enumerate(volumes) for id_ in _ID.findall(starts[number] + volume)}
    wanted: list[dict[str, None]] = [{} for _ in volumes]

    def linked(text: str, here: int) -> str:
        def put(match: re.Match[str]) -> str:
            there = owner.get(match[2], here)
            if there == here:
                return match[0]
            wanted[there][match[2]] = None
            return f'{match[1]}{ELSEWHERE}{match[2]}"'

        return _LINK.sub(put, text)

    texts = [linked(f"{starts[number]}<main>{volume}", number) for number, volume in enumerate(volumes)]
    return [
        text + "".join(f'<a hidden href="#{escape(unescape(id_))}"></a>' for id_ in targets) + f"</main>{after}"
        for text, targets in zip(texts, wanted, strict=True)
    ]


def links_elsewhere(text: str, mark: Callable[[str], str]) -> str:
    """``text`` with what ``mark`` gives for the anchor behind each link to another volume."""
    link = re.compile(rf'<a\b[^>]*?\shref="{re.escape(ELSEWHERE)}([^"]+)".*?</a>', re.S)
    return link.sub(lambda match: match[0] + mark(unescape(match[1])), text)


def _cut(body: str, limit: int) -> Iterator[str]:
    depth = boxes = start = 0
    opening = ""
    for tag in _TAG.finditer(body):
        text = tag[0]
        if text.startswith("<section"):
            depth += 1
        elif text == "</section>":
            depth -= 1
        elif text.startswith("<div"):
            boxes += 1
        elif text == "</div>":
            boxes -= 1
        elif not boxes and tag.start() - start >= limit:
            yield opening + body[start : tag.start()] + "</section>" * depth
            opening, start = _CONTINUED * depth, tag.start()
    yield opening + body[start:]
