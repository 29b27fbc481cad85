"""The domain ``llm``: models, families, benchmarks and papers as objects that can be linked to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from llmref.errors import UnknownObject
from llmref.library import Library
from llmref.papers.citations import CitedBy, Mention, cited_by

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

KINDS = ("model", "family", "benchmark", "paper")


class Target(NamedTuple):
    """Where an object is described."""

    docname: str
    anchor: str
    name: str  # as readers see it
    rank: int  # the lowest wins: 0 its own page, 1 a card on some other page


class Shown(NamedTuple):
    """What a page took from the catalogue by a query, to know when the page is out of date."""

    table: str  # "models" or "papers"
    where: str
    order_by: str
    limit: int | None
    keys: tuple[str, ...]  # what was selected


class Listing(NamedTuple):
    """A page that lists the works cited."""

    docname: str
    topic: str  # only works with this keyword; "" for all


class ObjectRole(XRefRole):
    """A link to an object; its text is the object's name unless the author gives another."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link, for ``{model}`` and ``{llm:model}`` alike."""
        self.name = f"llm:{self.name.rpartition(':')[2]}"
        return super().run()

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Put the object's name for its id."""
        kind = self.name.rpartition(":")[2]
        domain = llm_domain(env)
        for file in domain.files_of(kind, target):
            env.note_dependency(file)
        if kind == "paper":
            domain.note_citation(env.docname, target, self.lineno)
        return (title if has_explicit_title else domain.name_of(kind, target) or title), target


class LlmDomain(Domain):
    """Objects of the reference."""

    name = "llm"
    label = "Large language models"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in KINDS}
    roles: ClassVar[dict[str, Any]] = {
        kind: ObjectRole(innernodeclass=nodes.inline, warn_dangling=True) for kind in KINDS
    }
    initial_data: ClassVar[dict[str, Any]] = {
        "objects": {},  # (kind, id) -> {docname: Target}
        "described": {},  # docname -> [(kind, id)]: what to forget with a page
        "shown": {},  # docname -> [Shown]
        "cited": {},  # docname -> [(key, line)]
        "charts": {},  # docname -> {file name of a drawing: its specification}
        "labels": {},  # docname -> {key: text of its citation}
        "listings": [],  # [Listing]
        "citations": None,  # what the listings last showed
    }
    data_version = 5
    dangling_warnings: ClassVar[dict[str, str]] = {
        kind: f"no page describes the {kind} %(target)s" for kind in KINDS
    }
    library: Library
    """Not part of the environment: read anew by every build."""

    # What pages say

    def note_object(self, kind: str, id_: str, target: Target) -> None:
        """Record that ``target`` describes an object."""
        self.data["objects"].setdefault((kind, id_), {})[target.docname] = target
        self.data["described"].setdefault(target.docname, []).append((kind, id_))

    def note_shown(self, docname: str, shown: Shown) -> None:
        """Record what a query gave on a page."""
        self.data["shown"].setdefault(docname, []).append(shown)

    def note_citation(self, docname: str, key: str, line: int) -> None:
        """Record that a page cites a paper."""
        self.data["cited"].setdefault(docname, []).append((key, line))

    def note_label(self, docname: str, key: str, text: str) -> None:
        """Record what a page calls a paper."""
        self.data["labels"].setdefault(docname, {})[key] = text

    def note_chart(self, docname: str, name: str, specification: str) -> None:
        """Record a drawing that a page shows."""
        self.data["charts"].setdefault(docname, {})[name] = specification

    def note_listing(self, listing: Listing) -> None:
        """Record a page that lists works cited."""
        self.data["listings"].append(listing)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for key in self.data["described"].pop(docname, ()):
            self.data["objects"].get(key, {}).pop(docname, None)
        for part in ("shown", "cited", "labels", "charts"):
            self.data[part].pop(docname, None)
        self.data["listings"] = [item for item in self.data["listings"] if item.docname != docname]

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for key, targets in otherdata["objects"].items():
            for docname, target in targets.items():
                if docname in docnames:
                    self.data["objects"].setdefault(key, {})[docname] = target
        for part in ("described", "shown", "cited", "labels", "charts"):
            self.data[part].update(
                {name: value for name, value in otherdata[part].items() if name in docnames}
            )
        self.data["listings"] += [
            item for item in otherdata["listings"] if item.docname in docnames
        ]

    # Where objects are

    def target(self, kind: str, id_: str) -> Target | None:
        """Where an object is described; ``None`` when no page does."""
        if kind == "paper":
            return self._paper_target(id_)
        targets = self.data["objects"].get((kind, id_), {}).values()
        return min(targets, key=lambda target: (target.rank, target.docname), default=None)

    def name_of(self, kind: str, id_: str) -> str:
        """The name of an object as readers see it; ``""`` when the catalogue lacks it."""
        library = self.library
        if kind == "model":
            id_ = library.renamed.get(id_, id_)
            return library[id_].name if id_ in library else ""
        if kind == "family" and id_ in library.families:
            return library.families[id_].spec.name
        if kind == "benchmark" and id_ in library.catalog.benchmarks:
            return library.catalog.benchmarks[id_].name
        if kind == "paper" and id_ in library.papers:
            return library.papers[id_].title
        return ""

    def files_of(self, kind: str, id_: str) -> tuple[str, ...]:
        """Absolute paths of the files that a link's text comes from."""
        library = self.library
        if kind == "model" and (id_ := library.renamed.get(id_, id_)) in library:
            return library[id_].record.files[:1]
        if kind == "family" and id_ in library.families:
            return (library.families[id_].path,)
        if kind == "benchmark":
            return library.registry_files("benchmarks")
        return ()

    # Papers

    def mentions(self) -> Iterator[Mention]:
        """Every citation in pages and in spec files."""
        for docname, cited in sorted(self.data["cited"].items()):
            for key, line in cited:
                yield Mention(key, self.env.doc2path(docname, False).as_posix(), line, page=docname)
        yield from self.library.mentions()

    def cited(self) -> dict[str, CitedBy]:
        """For each key that is cited and known: the pages and models that cite it."""
        papers = self.library.papers
        return {key: by for key, by in cited_by(self.mentions()).items() if key in papers}

    def listed(self, listing: Listing, cited: Iterable[str]) -> list[str]:
        """Keys that a listing shows."""
        topic, papers = listing.topic, self.library.papers
        return [key for key in cited if not topic or topic in papers[key].keywords]

    def _paper_target(self, key: str) -> Target | None:
        if key not in self.library.papers:
            return None
        for listing in sorted(self.data["listings"]):
            if self.listed(listing, [key]):
                return Target(listing.docname, f"paper-{key}", self.library.papers[key].title, 0)
        return None

    # What Sphinx asks

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """All objects, for ``objects.inv``.

        Sphinx's own search is to leave them out, since it takes an object's name for its anchor: the search page
        has a list of names (see :mod:`llmref.sphinxext.search_names`).
        """
        for kind, id_ in sorted(self.data["objects"]):
            if (target := self.target(kind, id_)) is not None:
                yield id_, target.name, kind, target.docname, target.anchor, -1
        for key in self.cited():
            if (target := self._paper_target(key)) is not None:
                yield key, target.name, "paper", target.docname, target.anchor, -1

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Turn a role into a link."""
        found = self.target(typ, target)
        if found is None:
            return None
        return make_refnode(
            builder, fromdocname, found.docname, found.anchor, contnode, found.name
        )

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Links of any kind, for the role ``any`` and for MyST's ``[](#id)``."""
        found = []
        for kind in KINDS:
            reference = self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)
            if reference is not None:
                found.append((f"llm:{kind}", reference))
        return found


def llm_domain(env: BuildEnvironment) -> LlmDomain:
    """The domain of a build, and through it the catalogue."""
    return cast(LlmDomain, env.get_domain("llm"))


def known(domain: LlmDomain, kind: str, id_: str) -> str:
    """``id_``, when the catalogue has such an object.

    Raises:
        UnknownObject: with near ids.
    """
    if not domain.name_of(kind, id_):
        raise UnknownObject(f"no {kind} {id_!r}")
    return id_


def setup_domain(app: Sphinx) -> None:
    """Register the domain, and its roles without their prefix."""
    app.add_domain(LlmDomain)
    for kind in KINDS:
        app.add_role(kind, ObjectRole(innernodeclass=nodes.inline, warn_dangling=True))
