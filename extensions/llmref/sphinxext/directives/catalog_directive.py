"""What the directives' options have in common: parsing, and errors with their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from llmref.compare.expressions import Call, ExpressionError, split_calls
from llmref.errors import QueryError, UnknownObject
from llmref.sphinxext.domain import LlmDomain, Shown, llm_domain

if TYPE_CHECKING:
    from llmref.compare.cells import Table
    from llmref.library import Library
    from llmref.model import Model

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
MISTAKES = (ExpressionError, QueryError, UnknownObject, ValueError)


class CatalogDirective(SphinxDirective):
    """A directive that shows a part of the catalogue."""

    subtype = "directive"

    @property
    def domain(self) -> LlmDomain:
        """The domain ``llm`` of this build."""
        return llm_domain(self.env)

    @property
    def library(self) -> Library:
        """The catalogue of this build."""
        return self.domain.library

    def run(self) -> list[nodes.Node]:
        """Make the nodes; a mistake in the markup is a warning with its place, and the text stays."""
        try:
            return self.make()
        except MISTAKES as error:
            self.warn(str(error))
            literal = nodes.literal_block(self.block_text, self.block_text, language="none")
            return [literal]

    def make(self) -> list[nodes.Node]:
        """Return what the directive shows."""
        raise NotImplementedError

    def warn(self, message: str, line: int | None = None) -> None:
        """Log a warning of type ``llmref.directive`` at the directive's place."""
        logger.warning(
            f"{self.name}: {message}",
            location=(self.env.docname, line or self.lineno),
            type="llmref",
            subtype=self.subtype,
        )

    def depend_on(self, *files: str) -> None:
        """Have the page read again when one of ``files`` changes."""
        # Each model of a page names the same few files; Sphinx makes a path of each name.
        noted = cast("set[str]", self.env.temp_data.setdefault("llmref_files", set()))
        for file in files:
            if file not in noted:
                noted.add(file)
                self.env.note_dependency(file)

    def select(self) -> list[Model]:
        """Models that the options ``where``, ``order-by`` and ``limit`` select."""
        where, order_by = self.options.get("where", ""), self.options.get("order-by", "")
        limit = self.options.get("limit")
        models = self.library.select(where, order_by, limit)
        keys = tuple(model.id for model in models)
        self.domain.note_shown(self.env.docname, Shown("models", where, order_by, limit, keys))
        return models

    def calls(self, option: str) -> list[Call]:
        """The columns or fields named in an option."""
        return split_calls(self.options.get(option, ""))

    def anchor(self, prefix: str) -> str:
        """An id that is new in this project: of the page, and numbered."""
        number = self.env.new_serialno(f"llmref-{prefix}")
        page = nodes.make_id(self.env.docname)
        return f"{prefix}-{page}-{number + 1}"

    def depend_on_table(self, table: Table) -> None:
        """Have the page read again when a file changes that ``table`` shows."""
        self.depend_on(*table.files)
        shown = {column.key for column in table.columns} | {row.key for row in table.rows}
        registries = {"developer": "developers", "license": "licenses"}
        names = [file for field, file in registries.items() if field in shown]
        self.depend_on(*self.library.registry_files(*names))


def positive(argument: str) -> int:
    """A whole number of at least one."""
    number = int(argument)
    if number < 1:
        raise ValueError("should be at least 1")
    return number


def choice(*values: str) -> Callable[[str], str]:
    """One of ``values``."""

    def check(argument: str) -> str:
        word = (argument or "").strip().lower()
        if word not in values:
            raise ValueError(f"should be one of {', '.join(values)}")
        return word

    return check


def words(argument: str) -> list[str]:
    """Words separated by commas or spaces."""
    return (argument or "").replace(",", " ").split()
