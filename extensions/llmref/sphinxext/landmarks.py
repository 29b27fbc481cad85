"""Names and roles that furo's page leaves out, for people who move by landmarks and headings.

furo renders its page in one template block, which cannot be changed in part; so the block's HTML
is amended here. A string that a newer furo writes otherwise is left as it is, and the browser test
(tests/browser) says what is missing.
"""

from __future__ import annotations

import re

_NAMED = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<aside class="announcement-content">': (
        '<aside class="announcement-content" aria-label="Announcement">'
    ),
    # Captions of the navigation: a heading needs a level.
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<div class="sidebar-tree">': '<div class="sidebar-tree" role="navigation" aria-label="Pages">',
    '<div class="toc-tree">': '<div class="toc-tree" role="navigation" aria-label="Sections">',
    '<div class="related-pages">': (
        '<div class="related-pages" role="navigation" aria-label="Next and previous page">'
    ),
}
_PAGE_TOOLS = re.compile(
    r'(?P<top><a href="#" class="back-to-top.*?</a>)\s*<div class="content-icon-container">', re.S
)
_EMPTY_TOC = re.compile(r'<aside aria-label="On this page" class="toc-drawer no-toc">\s*</aside>')


def with_landmarks(body: str) -> str:
    """Return the HTML of furo's ``body`` block with its landmarks named, none alike."""
    for plain, named in _NAMED.items():
        body = body.replace(plain, named)
    body = _EMPTY_TOC.sub('<div class="toc-drawer no-toc"></div>', body)
    return _PAGE_TOOLS.sub(
        r'<div class="content-icon-container" role="region" aria-label="Page tools">\g<top>', body
    )
