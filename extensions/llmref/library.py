"""The catalogue as its users see it: models with values, metrics, sources and papers.

>>> from llmref import load_catalog
>>> load_catalog()["qwen3-8b"].kv_cache_bytes(context=32_768)
4831838208
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from llmref.cache import cached
from llmref.catalog import audit
from llmref.catalog.config_keys import CONFIG_KEYS
from llmref.catalog.loading import Reading, read_catalog, shown, spec_files
from llmref.catalog.plausibility import near
from llmref.catalog.quantity import Quantity
from llmref.catalog.query import ReadOnlyTable
from llmref.catalog.records import Catalog, FamilyRecord, ModelRecord
from llmref.catalog.schema import Disagreement, License, NotDisclosed, Parameters
from llmref.errors import CatalogError, NotRecomputable, Problem, UnknownObject
from llmref.facts import Fact, provenance_of
from llmref.fields import Field, all_fields, find_field, parted_fields
from llmref.metrics import formulas
from llmref.metrics.blueprint import Blueprint
from llmref.metrics.readers import READERS, read_blueprint
from llmref.metrics.registry import METRICS, evaluate
from llmref.papers.bibfile import Bibliography, read_bibliography
from llmref.papers.citations import Mention
from llmref.papers.formatting import Label, labels
from llmref.papers.paper import Paper

FLAT_METRICS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "kv_cache_bytes_32k": ("kv_cache_bytes", {"context": 32_768}),
    "kv_cache_bytes_128k": ("kv_cache_bytes", {"context": 131_072}),
    "weight_bytes_bf16": ("weight_bytes", {"precision": "bfloat16"}),
    "weight_bytes_fp8": ("weight_bytes", {"precision": "float8"}),
    "weight_bytes_int4": ("weight_bytes", {"precision": "int4"}),
    "flops_per_token_32k": ("flops_per_token", {"context": 32_768}),
}
"""Columns for queries and exports: metrics that take arguments, at usual ones."""

_CLOSED = "the architecture is not disclosed"
_STANDS_FOR = {"parameters": "parameters_declared"}
"""Block that may be undisclosed as a whole -> the field that says so (the architecture has one of its own)."""

_CHECKOUT = Path(__file__).resolve().parents[2] / "source"
_PACKAGED = Path(__file__).resolve().parent / "data"


class Model:
    """One model of the catalogue. Counts are whole numbers, sizes bytes, compute FLOP."""

    def __init__(self, record: ModelRecord, library: Library) -> None:
        self.record = record
        self.library = library

    def __repr__(self) -> str:
        return f"<Model {self.id}>"

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def name(self) -> str:
        return self.record.spec.name

    @property
    def family(self) -> FamilyRecord:
        return self.library.families[self.record.family]

    @property
    def developer_name(self) -> str:
        developer = self.library.catalog.developers.get(self.family.spec.developer)
        return developer.name if developer else self.family.spec.developer

    @property
    def license(self) -> License | None:
        return self.library.catalog.licenses.get(self.record.spec.license or "")

    @property
    def architecture(self) -> dict[str, Any]:
        """The ``config.json`` values; empty when they are not disclosed."""
        value = self.record.spec.architecture
        return value if isinstance(value, dict) else {}

    @cached_property
    def papers(self) -> list[str]:
        """Keys of the papers about it: its own, its family's, and those that its values cite."""
        spec = self.record.spec
        used = {self.record.source_name(path) for path in self._paths()}
        cited = [
            source.paper
            for name, source in self.record.sources.items()
            if source.paper and name in used
        ]
        return list(dict.fromkeys([*spec.papers, *self.family.spec.papers, *cited]))

    # Metrics

    @cached_property
    def blueprint(self) -> Blueprint:
        """The architecture as the formulas see it.

        Raises:
            NotRecomputable: The formulas do not know it, or it is not disclosed.
        """
        if not self.architecture:
            disclosed = not isinstance(self.record.spec.architecture, NotDisclosed)
            raise NotRecomputable("the architecture is not in the catalogue" if disclosed else _CLOSED)
        return self._design.blueprint

    @cached_property
    def _design(self) -> _Design:
        return self.library.design(self.architecture)

    @cached_property
    def recomputable(self) -> bool:
        """Whether the formulas know the architecture."""
        try:
            return self.blueprint is not None
        except NotRecomputable:
            return False

    def metric(self, name: str, **arguments: Any) -> int:
        """The metric ``name``, such as ``metric("kv_cache_bytes", context=32768)``.

        Raises:
            NotRecomputable: The formulas do not know this architecture.
            UnknownObject: No such metric.
            ValueError: An argument is missing or wrong.
        """
        if name == "training_flops":
            return self.training_flops
        if name in FLAT_METRICS and not arguments:
            name, defaults = FLAT_METRICS[name]
            arguments = dict(defaults)
        if name not in METRICS:
            raise UnknownObject(f"no metric {name!r}; {near(name, list(METRICS), '')}")
        # Pages ask for the same few numbers again and again.
        key = (name, *sorted(arguments.items()))
        known = self._design.evaluated
        if key not in known:
            known[key] = evaluate(self.blueprint, name, arguments)
        return known[key]

    @property
    def parameters_total(self) -> int:
        """Parameters of the main language model."""
        return self.metric("parameters_total")

    @property
    def parameters_active(self) -> int:
        """Parameters that one token uses."""
        return self.metric("parameters_active")

    @property
    def kv_cache_bytes_per_token(self) -> int:
        """Bytes that one token adds to the KV cache at 16 bits."""
        return self.metric("kv_cache_bytes_per_token")

    def kv_cache_bytes(self, context: int, precision: str = "bfloat16") -> int:
        """Bytes of one sequence's KV cache after ``context`` tokens."""
        return self.metric("kv_cache_bytes", context=context, precision=precision)

    def recurrent_state_bytes(self, precision: str = "bfloat16") -> int:
        """Bytes of one sequence's recurrent state."""
        return self.metric("recurrent_state_bytes", precision=precision)

    def weight_bytes(self, precision: str = "bfloat16") -> int:
        """Bytes of all weights in one number format."""
        return self.metric("weight_bytes", precision=precision)

    def flops_per_token(self, context: int) -> int:
        """FLOPs of the forward pass for one token that sees ``context`` tokens."""
        return self.metric("flops_per_token", context=context)

    @property
    def training_flops(self) -> int:
        """FLOPs of pre-training by the rule 6 N D.

        Raises:
            NotRecomputable: The tokens of training are not known.
        """
        training = self.record.spec.training
        tokens = training.tokens if training else None
        if not isinstance(tokens, Quantity):
            raise NotRecomputable("the number of training tokens is not known")
        if self.blueprint.encoder or self.blueprint.passes > 1:
            raise NotRecomputable("a token does not use each weight once")
        return formulas.training_flops(self.parameters_active, tokens.value)

    # Values

    def raw(self, field: Field) -> Any:
        """The value of a field that is not a metric; ``None`` when it does not apply."""
        if field.name == "family":
            return self.record.family
        if field.name == "developer":
            return self.family.spec.developer
        if field.name == "openness":
            return self.family.spec.openness
        if field.name == "architecture" and not isinstance(self.record.spec.architecture, NotDisclosed):
            return None  # its keys are fields of their own
        value: Any = self.record.spec
        for part in field.path.split("."):
            if isinstance(value, NotDisclosed):
                return value
            value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
            if value is None:
                return None
        return None if value == () else value

    def fact(self, name: str, **arguments: Any) -> Fact | None:
        """The value of the field or metric ``name``; ``None`` when it does not apply.

        Raises:
            UnknownObject: No such field.
            ValueError: An argument of a metric is missing or wrong.
        """
        if name in FLAT_METRICS and not arguments:
            name, defaults = FLAT_METRICS[name]
            arguments = dict(defaults)
        field = find_field(name)
        if field is None:
            raise UnknownObject(f"no field {name!r}; {near(name, list(all_fields()), '')}")
        if not field.path:
            try:
                value = self.metric(field.name, **arguments)
            except NotRecomputable:
                return None
            return Fact(field.name, value, field.unit, "recomputed")
        if arguments:
            raise ValueError(f"{name} takes no arguments")
        return self._stated(field)

    def _stated(self, field: Field) -> Fact | None:
        value = self.raw(field)
        if value is None:
            return None
        if field.name in ("id", "name", "family", "developer", "openness", "variant_of"):
            return Fact(field.name, value, field.unit, "derived")
        disagreements = tuple(self._disagreements(field))
        if isinstance(value, NotDisclosed):
            day = value.not_disclosed.isoformat()
            return Fact(
                field.name, None, field.unit, "not-disclosed", looked_up=day,
                disagreements=disagreements,
            )  # fmt: skip
        name = self.record.source_name(field.path)
        source = self.record.source(field.path)
        return Fact(
            field.name, value, field.unit, provenance_of(source), name, source,
            source.seen.isoformat() if source else None, disagreements,
            source.note if source else None,
        )  # fmt: skip

    def _disagreements(self, field: Field) -> Iterator[Disagreement]:
        for item in self.record.spec.disagreements:
            if item.field in (field.path, field.name):
                yield item

    def facts(self) -> dict[str, Fact]:
        """Every field that applies, in the order of cards; metrics with arguments are left out.

        Of a block that is not disclosed as a whole, one field stands for all.
        """
        found = {}
        closed, architecture = self._undisclosed_blocks(), self.architecture
        for field, block, key in parted_fields():
            # Of three hundred keys a model has thirty.
            if block == "architecture" and key and key not in architecture and block not in closed:
                continue
            if key and block in closed and field.name != _STANDS_FOR.get(block):
                continue
            if block:
                fact = self._stated(field)
            elif field.name in METRICS and METRICS[field.name].arguments:
                continue
            else:
                fact = self.fact(field.name)
            if fact is not None:
                found[field.name] = fact
        return found

    def _undisclosed_blocks(self) -> set[str]:
        spec = self.record.spec
        return {name for name in ("parameters", "architecture") if isinstance(getattr(spec, name), NotDisclosed)}

    def flat(self) -> dict[str, Any]:
        """Plain values by column name, for queries: numbers, text, ISO dates; NULLs left out."""
        row: dict[str, Any] = {}
        for name, fact in self.facts().items():
            if fact.value is not None:
                row[name] = plain(fact.value)
        if self.recomputable:
            for name in FLAT_METRICS:
                with suppress(NotRecomputable):
                    row[name] = self.metric(name)
        return row

    def metrics(self) -> dict[str, int]:
        """All metrics of an export; empty when the formulas do not know the architecture."""
        if not self.recomputable:
            return {}
        names = [name for name, metric in METRICS.items() if not metric.arguments]
        result = {}
        for name in [*names, *FLAT_METRICS]:
            with suppress(NotRecomputable):
                result[name] = self.metric(name)
        result["recurrent_state_bytes"] = self.recurrent_state_bytes()
        with suppress(NotRecomputable):
            result["training_flops"] = self.training_flops
        return result

    def audit(self) -> list[audit.Finding]:
        """Declared counts beside recomputed ones."""
        declared = self.record.spec.parameters
        if not isinstance(declared, Parameters) or not self.recomputable:
            return []
        return list(audit.compare_counts(declared, self._counts()))

    def problems(self) -> Iterator[Problem]:
        """Declared counts that the formulas contradict."""
        declared = self.record.spec.parameters
        if not isinstance(declared, Parameters) or not self.recomputable:
            return
        for name, message, fix in audit.contradictions(declared, self._counts()):
            place = self.record.place("parameters", name)
            key = f"models[{self.id}].parameters.{name}"
            yield Problem(place.file, place.line, key, message, fix)

    def _counts(self) -> dict[str, int]:
        model = self.blueprint
        names = ("total", "active", "embedding", "non_embedding", "mtp", "vision", "audio")
        counts = {}
        for name in names:
            # Prediction blocks may be there and not be described.
            with suppress(NotRecomputable):
                counts[f"parameters_{name}"] = self.metric(f"parameters_{name}")
        counts["input_embedding"] = 0 if model.tied else model.word_embedding
        counts["ngrams"] = model.ngrams
        return counts

    def _paths(self) -> Iterator[str]:
        architecture = self.architecture
        for field, block, key in parted_fields():
            if block == "architecture" and key and key not in architecture:
                continue
            if block and self.raw(field) is not None:
                yield field.path


class _Design:
    """One architecture, which variants share, with what was computed of it."""

    def __init__(self, architecture: Mapping[str, Any]) -> None:
        self.evaluated: dict[tuple[Any, ...], int] = {}
        self._architecture = architecture
        self._error: str | None = None

    @cached_property
    def _read(self) -> Blueprint | None:
        try:
            return read_blueprint(self._architecture)
        except NotRecomputable as error:
            self._error = str(error)
            return None

    @property
    def blueprint(self) -> Blueprint:
        if self._read is None:
            raise NotRecomputable(self._error or "")
        return self._read


class Library(Mapping[str, Model]):
    """All models by id, with their families, registries and papers."""

    def __init__(
        self, catalog: Catalog, papers: Mapping[str, Paper], release: str = "dev"
    ) -> None:
        self.catalog = catalog
        self.papers = papers
        self.release = release
        self._designs: dict[str, _Design] = {}
        self._models = {id_: Model(record, self) for id_, record in catalog.models.items()}

    def design(self, architecture: Mapping[str, Any]) -> _Design:
        """The architecture as the formulas see it, read once for all models that have the same."""
        key = repr(sorted(architecture.items()))
        if key not in self._designs:
            self._designs[key] = _Design(architecture)
        return self._designs[key]

    def __getitem__(self, id_: str) -> Model:
        try:
            return self._models[id_]
        except KeyError:
            if id_ in self.renamed:
                raise UnknownObject(f"no model {id_!r}; it is called {self.renamed[id_]} now") from None
            advice = near(id_, list(self._models), "`llmref query 1` lists all ids")
            raise UnknownObject(f"no model {id_!r}; {advice}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Ids that earlier releases used -> the id of now."""
        return {former: model.id for model in self.values() for former in model.record.spec.former_ids}

    @property
    def families(self) -> Mapping[str, FamilyRecord]:
        return self.catalog.families

    @cached_property
    def table(self) -> ReadOnlyTable:
        """All models as one table ``models`` for queries."""
        rows = [model.flat() for model in self.values()]
        return ReadOnlyTable("models", self.columns, rows)

    @property
    def columns(self) -> list[str]:
        """Columns that queries may use."""
        takes_arguments = {name for name, metric in METRICS.items() if metric.arguments}
        left_out = {*takes_arguments, "architecture"}
        return [*(name for name in all_fields() if name not in left_out), *FLAT_METRICS]

    def select(
        self, where: str | None = None, order_by: str | None = None, limit: int | None = None
    ) -> list[Model]:
        """Models that match a SQL expression, such as ``openness = 'open-weights'``.

        Raises:
            QueryError: Not valid SQL over :attr:`columns`, or more than reading.
        """
        return [self[id_] for id_ in self.table.keys(where, order_by, limit)]

    @cached_property
    def paper_labels(self) -> Mapping[str, Label]:
        """What running text calls each paper."""
        return labels(self.papers)

    @cached_property
    def paper_table(self) -> ReadOnlyTable:
        """All papers as one table ``papers`` for queries."""
        columns = ("key", "title", "authors", "year", "venue", "arxiv", "doi", "topics")
        rows = [
            {
                "key": paper.key,
                "title": paper.title,
                "authors": ", ".join(author.name for author in paper.authors),
                "year": paper.year,
                "venue": paper.venue or None,
                "arxiv": paper.arxiv or None,
                "doi": paper.doi or None,
                "topics": ", ".join(paper.keywords),
            }
            for paper in self.papers.values()
        ]
        return ReadOnlyTable("papers", columns, rows)

    def registry_files(self, *names: str) -> tuple[str, ...]:
        """Absolute paths of the registries of those names, such as ``licenses``."""
        return tuple(file for file in self.catalog.files if Path(file).stem in names)

    def mentions(self) -> Iterator[Mention]:
        """Citations in spec files and registries: of each model what it, its family and its values cite."""
        for model in self.values():
            place = model.record.place("papers")
            for key in model.papers:
                yield Mention(key, place.file, place.line, model=model.id)
        for benchmark in self.catalog.benchmarks.values():
            if benchmark.paper:
                place = self.catalog.registry_places["benchmarks", benchmark.id]
                yield Mention(benchmark.paper, place.file, place.line, benchmark=benchmark.id)

    def problems(self) -> list[Problem]:
        """What only the whole can tell: contradicted counts and unknown papers."""
        found = [problem for model in self.values() for problem in model.problems()]
        found += self._former_id_problems()
        for family in self.families.values():
            found += self._paper_problems(family)
        return sorted(set(found))

    def _former_id_problems(self) -> Iterator[Problem]:
        """An id never changes its meaning: a former one is nobody else's."""
        for model in self.values():
            for former in model.record.spec.former_ids:
                other = former if former in self else self.renamed[former]
                if former in self or other != model.id:
                    place = model.record.place("former_ids")
                    where, said = f"models[{model.id}].former_ids", f"{former!r} is also an id of {other}"
                    yield Problem(place.file, place.line, where, said, "take it out of one of them")

    def _paper_problems(self, family: FamilyRecord) -> Iterator[Problem]:
        line = family.lines.get(("family", "papers"), family.place.line)
        keyed = [("family.papers", key, line) for key in family.spec.papers]
        for name, source in family.sources.items():
            if source.paper:
                line = family.lines.get(("sources", name, "paper"), family.place.line)
                keyed.append((f"sources.{name}.paper", source.paper, line))
        for where, key, line in keyed:
            if key not in self.papers:
                yield self._unknown_paper(family.place.file, line, where, key)
        for id_ in family.models:
            if id_ not in self:
                continue
            record = self[id_].record
            for key in record.spec.papers:
                if key not in self.papers:
                    place = record.place("papers")
                    where = f"models[{id_}].papers"
                    yield self._unknown_paper(place.file, place.line, where, key)

    def _unknown_paper(self, file: str, line: int, where: str, key: str) -> Problem:
        advice = near(key, list(self.papers), "add it to the .bib file")
        return Problem(file, line, where, f"no paper {key!r}", advice)


def plain(value: Any) -> Any:
    """A value as numbers, text and lists: a :class:`Quantity` as its count, a date as ISO text."""
    if isinstance(value, Quantity):
        return value.value
    if isinstance(value, NotDisclosed):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def data_root() -> Path:
    """Folder of the reference's own data: ``source/`` in a checkout, else what the wheel carries."""
    return _CHECKOUT if (_CHECKOUT / "models").is_dir() else _PACKAGED


def _release() -> str:
    """Which release the data is: a build says it; a wheel is one; a checkout is none."""
    from llmref import __version__

    # The variable's name is `llmref.releases.current.VERSION_VARIABLE`, a layer above this one.
    said = os.environ.get("LLMREF_VERSION")
    return said or ("dev" if data_root() == _CHECKOUT else __version__.replace(".", "-"))


def builtin_folders() -> list[Path]:
    """Folders of the reference's own spec files and registries."""
    return [folder for name in ("models", "training") if (folder := data_root() / name).is_dir()]


def change_folder() -> Path:
    """Folder of the reference's own change log: one file a release."""
    return data_root() / "releases" / "changes"


def builtin_bibliography() -> Path:
    """The reference's own ``papers.bib``."""
    return data_root() / "papers" / "papers.bib"


def read_library(
    folders: Iterable[str | os.PathLike[str]],
    bibliographies: Iterable[str | os.PathLike[str]],
    release: str = "dev",
) -> tuple[Library, list[Problem]]:
    """Everything that can be used in ``folders`` and ``.bib`` files, with all problems.

    What was read before from the same files is taken from the cache (see :mod:`llmref.cache`).
    """
    places = [Path(folder) for folder in folders]
    paths = [Path(path) for path in bibliographies]
    files = [file for place in places for file in spec_files(place)]
    # What plugins add changes what a spec file may say.
    words = [release, *map(str, places), *CONFIG_KEYS, *METRICS, *READERS]
    return cached([*files, *paths], words, lambda: _read_library(places, paths, release))


def _read_library(folders: list[Path], paths: list[Path], release: str) -> tuple[Library, list[Problem]]:
    reading: Reading = read_catalog(folders)
    papers: Bibliography = read_bibliography((path, shown(path)) for path in paths)
    library = Library(reading.catalog, papers.papers, release)
    return library, sorted({*reading.problems, *papers.problems, *library.problems()})


def load_catalog(
    folder: str | os.PathLike[str] | None = None,
    bibliography: str | os.PathLike[str] | None = None,
) -> Library:
    """The catalogue: that of this release, or the spec files in ``folder``.

    Raises:
        CatalogError: with every problem of every file.
    """
    folders = [folder] if folder is not None else builtin_folders()
    if bibliography is None and folder is None:
        bibliography = builtin_bibliography()
    bibliographies = [bibliography] if bibliography is not None else []
    library, problems = read_library(folders, bibliographies, _release())
    if problems:
        raise CatalogError(problems)
    return library
