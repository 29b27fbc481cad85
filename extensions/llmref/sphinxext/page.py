"""The page that is being written, as renderers need it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from llmref.sphinxext.domain import llm_domain
from llmref.sphinxext.links import object_address, page_address

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

    from llmref.sphinxext.domain import LlmDomain


class Page:
    """Addresses and titles as seen from one page."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self.builder = builder
        self.domain: LlmDomain = llm_domain(builder.env)
        self._addresses: dict[tuple[str, str], str] = {}
        self._formulas: dict[str, str] = {}

    def object_link(self, kind: str, id_: str, text: str, part: str = "") -> str:
        """A link to an object; the text alone when no page describes it."""
        address = self.object_address(kind, id_)
        return self.link(f"{address}{part}" if address else "", text)

    def object_address(self, kind: str, id_: str) -> str:
        """Where an object is described, as seen from this page; ``""`` when no page does."""
        if (kind, id_) not in self._addresses:
            self._addresses[kind, id_] = object_address(self.builder, self.domain, kind, id_)
        return self._addresses[kind, id_]

    def page_link(self, docname: str) -> str:
        """A link to a page, with its title."""
        title = self.builder.env.titles.get(docname)
        text = title.astext() if title is not None else docname
        return self.link(page_address(self.builder, docname) or "#", text)

    def formula_link(self, metric: str, text: str) -> str:
        """A link to the formula of a metric, when the project has a target ``metric-NAME``."""
        if metric not in self._formulas:
            self._formulas[metric] = self._formula_address(metric)
        return self.link(self._formulas[metric], text)

    def _formula_address(self, metric: str) -> str:
        labels = self.builder.env.domaindata["std"]["anonlabels"]
        docname, anchor = labels.get(f"metric-{metric}", ("", ""))[:2]
        if not docname:
            return ""
        page = page_address(self.builder, docname)
        return f"{'' if page.startswith('#') else page}#{anchor}"

    @staticmethod
    def link(address: str, text: str) -> str:
        """A link inside the documentation."""
        if not address:
            return escape(text)
        return f'<a class="reference internal" href="{escape(address)}">{escape(text)}</a>'

    @staticmethod
    def outside(address: str, text: str) -> str:
        """A link to another site; addresses that are no web addresses stay text."""
        if not address.startswith(("https://", "http://")):
            return escape(text)
        return f'<a class="reference external" href="{escape(address)}">{escape(text)}</a>'
