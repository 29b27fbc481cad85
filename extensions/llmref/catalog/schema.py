"""What a spec file may hold: one class a mapping, one documented field a key.

Units: parameters and tokens are counts, sizes are bytes, compute is FLOP, prices are USD per million
tokens, dates are ISO days. ``null`` never means unknown: a value is present, absent because it does not
apply, or ``{not_disclosed: DAY}`` with the day on which it was looked for.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from llmref.catalog.quantity import Quantity, parse_quantity

IDENTIFIER = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*$")
_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")


class Strict(BaseModel):
    """No unknown keys, no silent conversion, no change after loading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class NotDisclosed(Strict):
    """The developer does not say; looked for on that day."""

    not_disclosed: datetime.date


VALUE_TAG, UNDISCLOSED_TAG = "<value>", "<not disclosed>"
"""Union branches; they show up in pydantic's error locations, where the loader drops them."""


def _branch(value: Any) -> str:
    undisclosed = isinstance(value, NotDisclosed) or (
        isinstance(value, dict) and "not_disclosed" in value
    )
    return UNDISCLOSED_TAG if undisclosed else VALUE_TAG


_T = TypeVar("_T")
OrNotDisclosed = Annotated[
    Annotated[_T, Tag(VALUE_TAG)] | Annotated[NotDisclosed, Tag(UNDISCLOSED_TAG)],
    Discriminator(_branch),
]
"""A value, or the day on which it was looked for and not found."""


def _identifier(value: str) -> str:
    if not IDENTIFIER.match(value):
        raise ValueError("an id has lower-case letters, digits, dots and hyphens, such as qwen3-8b")
    return value


def _past(value: datetime.date) -> datetime.date:
    if value > datetime.date.today():
        raise ValueError(f"{value} lies in the future")
    return value


def _quantity(value: Any) -> Any:
    if isinstance(value, Quantity):
        return value
    quantity = parse_quantity(value)
    if quantity is None:
        raise ValueError("should be a count as the source prints it, such as 8.03B, 36T or 8030261248")
    return quantity


def _estimated(value: Any) -> Any:
    if isinstance(value, float) and value >= 0:
        return Quantity(int(value), 0.0, f"{value:g}")
    return _quantity(value)


def _partial_date(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int):
        value = str(value)
    if isinstance(value, str) and not _PARTIAL_DATE.match(value):
        raise ValueError("should be a year, month or day: 2024, 2024-03 or 2024-03-31")
    return value


Identifier = Annotated[str, AfterValidator(_identifier)]
PastDate = Annotated[datetime.date, AfterValidator(_past)]
Count = OrNotDisclosed[Annotated[Quantity, BeforeValidator(_quantity)]]
PartialDate = OrNotDisclosed[Annotated[str, BeforeValidator(_partial_date)]]
Tokens = Annotated[int, Field(gt=0)]
Modality = Literal["text", "image", "audio", "video", "pdf", "embedding"]
Stage = Literal["base", "instruct", "reasoning", "hybrid-reasoning", "code", "math", "distill"]
Precision = Literal["float32", "float16", "bfloat16", "float8", "mxfp4", "nvfp4", "int8", "int4"]
Openness = Literal["open-weights", "proprietary"]

SourceKind = Literal[
    "config",  # config.json of the weights
    "model-card",  # the developer's card beside the weights
    "paper",  # the developer's report
    "vendor-page",  # the developer's documentation, price list or announcement
    "code",  # the developer's own code
    "third-party",  # somebody else who states it
    "estimate",  # somebody else who derives it
]


class Source(Strict):
    """Where values of this file come from."""

    kind: SourceKind
    url: str | None = None
    paper: str | None = None
    """Key in papers.bib."""
    seen: PastDate
    """Day on which somebody read it."""
    via: str | None = None
    """The copy that was read, when it was not the page itself."""
    note: str | None = None
    """For an estimate: whose, and how."""


class Modalities(Strict):
    input: tuple[Modality, ...] = Field(min_length=1, strict=False)
    output: tuple[Modality, ...] = Field(min_length=1, strict=False)


class Price(Strict):
    """USD per million tokens, from a day on."""

    input: float | None = None
    output: float | None = None
    cache_read: float | None = None
    cache_write: float | None = None
    since: PastDate | None = None
    """First day of this price, when it is known."""
    seen: PastDate | None = None
    """Day on which the price was looked up."""


class Pricing(Price):
    history: tuple[Price, ...] = Field(default=(), strict=False)
    """Earlier prices, oldest first."""


class Parameters(Strict):
    """Counts as the developer declares them."""

    total: Count | None = None
    """The main language model unless ``total_includes`` says more."""
    active: Count | None = None
    """Used for one token."""
    embedding: Count | None = None
    non_embedding: Count | None = None
    vision: Count | None = None
    """The vision tower with its projector."""
    audio: Count | None = None
    mtp: Count | None = None
    """Multi-token-prediction blocks."""
    total_includes: tuple[Literal["vision", "audio", "mtp"], ...] = Field(default=(), strict=False)
    """Parts that the declared total counts besides the main language model."""
    total_excludes: tuple[Literal["embedding"], ...] = Field(default=(), strict=False)
    """Parts that the declared total leaves out."""
    active_excludes: tuple[Literal["input-embedding", "embedding"], ...] = Field(
        default=(), strict=False
    )
    """Parts that the declared active count leaves out."""
    residue: str | None = None
    """Why a declared count still differs from the recomputed one."""


class Training(Strict):
    tokens: Count | None = None
    """Tokens of pre-training, all stages."""
    continued_tokens: Count | None = None
    """Tokens of training that went on from ``base_model``, where that is not counted in ``tokens``."""
    compute: OrNotDisclosed[float] | None = None
    """FLOP, as claimed or estimated by its source."""
    hardware: OrNotDisclosed[str] | None = None
    accelerator_hours: Count | None = None
    data: OrNotDisclosed[str] | None = None
    """Data that the developer names, in our words."""
    post_training: OrNotDisclosed[str] | None = None


class Score(Strict):
    """One result on one benchmark, as its source prints it."""

    benchmark: Identifier
    """Id in benchmarks.yaml."""
    value: float
    """In the benchmark's own metric; shares are percentages from 0 to 100."""
    version: str | None = None
    """Edition, split or subset, such as ``Diamond``, ``v6`` or ``2024-10 to 2025-02``."""
    shots: Annotated[int, Field(ge=0)] | None = None
    """Solved examples in the prompt."""
    setup: str | None = None
    """How it was run: thinking or not, samples, tools, harness, in our words."""
    by: Literal["developer", "third-party"] = "developer"
    """Who ran it."""
    source: str
    """Name of a source of this file."""


class Estimate(Strict):
    """What a third party derives about something that the developer does not disclose."""

    field: str
    """Dotted field of a model, such as ``parameters.total`` or ``training.compute``."""
    value: Annotated[Quantity, BeforeValidator(_estimated)]
    by: str
    """Who estimates."""
    method: str
    """How, in our words, with the certainty that they give."""
    source: str
    """Name of a source of this file."""


class Disagreement(Strict):
    """A source that says something else than the value chosen."""

    field: str
    value: Any
    source: str
    note: str | None = None


class Change(Strict):
    """A value that was another one in an earlier release of this reference."""

    date: PastDate
    field: str
    old: Any = None
    kind: Literal["correction", "change"]
    """``correction``: we were wrong; ``change``: the world changed."""
    note: str | None = None


From = dict[str, str]


def _from(value: Any) -> Any:
    return {"*": value} if isinstance(value, str) else value


class Model(Strict):
    """One model, after the values that it shares with its family were merged in."""

    id: Identifier
    name: str
    aliases: tuple[str, ...] = Field(default=(), strict=False)
    api_ids: tuple[str, ...] = Field(default=(), strict=False)
    variant_of: Identifier | None = None
    """Model of which this is a variant: the same architecture, trained further."""
    former_ids: tuple[Identifier, ...] = Field(default=(), strict=False)
    """Ids that earlier releases of this reference used for it; their addresses lead here."""
    stage: Stage | None = None
    base_model: Identifier | None = None
    """Model whose weights this one was trained from, in this family or another."""
    distilled_from: tuple[Identifier, ...] = Field(default=(), strict=False)
    """Teachers: models on whose outputs this one was trained."""
    successor: Identifier | None = None
    """Model that the developer names in its place."""
    hf_repo: str | None = None
    released: PastDate | None = None
    """Day of the announcement; where none was found, the day on which the repository of the weights was made."""
    deprecated: datetime.date | None = None
    """Day from which the developer advises against it (may lie ahead)."""
    retired: datetime.date | None = None
    """Day on which the developer stops serving it (may lie ahead)."""
    license: str | None = None
    """Id in licenses.yaml."""
    modalities: Modalities | None = None
    context_length: OrNotDisclosed[Tokens] | None = None
    """Tokens that the developer says the model handles."""
    context_native: Tokens | None = None
    """Tokens of the longest training stage, where ``context_length`` needs an extension method."""
    max_output_tokens: OrNotDisclosed[Tokens] | None = None
    knowledge_cutoff: PartialDate | None = None
    pricing: Pricing | None = None
    parameters: OrNotDisclosed[Parameters] | None = None
    architecture: OrNotDisclosed[dict[str, Any]] | None = None
    native_precision: Precision | None = None
    """Number format of the published weights."""
    training: Training | None = None
    scores: tuple[Score, ...] = Field(default=(), strict=False)
    estimates: tuple[Estimate, ...] = Field(default=(), strict=False)
    papers: tuple[str, ...] = Field(default=(), strict=False)
    notes: tuple[str, ...] = Field(default=(), strict=False)
    disagreements: tuple[Disagreement, ...] = Field(default=(), strict=False)
    history: tuple[Change, ...] = Field(default=(), strict=False)
    from_: Annotated[From, BeforeValidator(_from)] = Field(default_factory=dict, alias="from")
    """Field (dotted; ``*`` for all others) -> name of its source; the longest field that fits wins."""


class Family(Strict):
    id: Identifier
    name: str
    developer: Identifier
    """Id in developers.yaml."""
    openness: Openness
    summary: str
    """What the family is, in one or two plain sentences of our own."""
    predecessor: Identifier | None = None
    papers: tuple[str, ...] = Field(default=(), strict=False)


class Developer(Strict):
    id: Identifier
    name: str
    country: str | None = None
    url: str | None = None


class License(Strict):
    id: str
    name: str
    spdx: str | None = None
    """SPDX identifier, where one exists."""
    url: str | None = None
    commercial: Literal["yes", "with conditions", "no"]
    """Whether commercial use is allowed."""
    conditions: str | None = None
    """The limits that people look for, in our words."""


class Benchmark(Strict):
    id: Identifier
    name: str
    measures: str
    """What a score says, in one sentence."""
    items: int | None = None
    """Questions or tasks in the usual split."""
    metric: str
    chance: float | None = None
    """Score of guessing, in the metric's unit."""
    paper: str | None = None
    url: str | None = None
