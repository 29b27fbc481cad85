"""Everything about one model as HTML: facts in groups, numbered sources, disagreements."""

from __future__ import annotations

from html import escape

from llmref.catalog.schema import Source
from llmref.compare.cards import Card, Line, NumberedSource
from llmref.compare.cells import source_label
from llmref.sphinxext.html_tables import content, legend
from llmref.sphinxext.page import Page

_SHORT, _SHORT_VALUE = 34, 18


def card(page: Page, card: Card, anchor: str) -> str:
    """The card; its fields have the anchors ``ANCHOR.FIELD``."""
    groups = "".join(_group(page, card, anchor, name, lines) for name, lines in card.groups)
    shown = [line.cell.provenance for _, lines in card.groups for line in lines]
    order = ("recomputed", "stated", "third-party", "estimate", "not-disclosed")
    marks = legend([kind for kind in order if kind in shown], bool(card.disagreements))
    return (
        f'<div class="llmref-card">\n{groups}{_audit(card)}{_disagreements(card, anchor)}'
        f"{_scores(page, card, anchor)}{_estimates(card)}{_notes(card)}{_sources(page, card, anchor)}{marks}</div>\n"
    )


def _group(page: Page, card: Card, anchor: str, name: str, lines: tuple[Line, ...]) -> str:
    facts = "".join(_fact(page, card, anchor, line) for line in lines)
    return (
        f'<div class="llmref-card-group"><p class="llmref-card-label">{escape(name)}</p>\n'
        f'<dl class="llmref-facts simple">\n{facts}</dl></div>\n'
    )


def _fact(page: Page, card: Card, anchor: str, line: Line) -> str:
    label = escape(line.label)
    if line.formula:
        label = page.formula_link(line.formula, line.label)
    meaning = f' title="{escape(line.meaning)}"' if line.meaning else ""
    kind = "conflict" if line.cell.disputed else line.cell.provenance or ""
    mark = f' data-prov="{kind}"' if kind and kind != "derived" else ""
    note = f' title="{escape(line.cell.note)}"' if line.cell.note else ""
    value = f'<span class="llmref-value"{mark}{note}>{content(page, line.cell)}</span>'
    value += _number(anchor, line.source)
    id_ = escape(f"{anchor}.{line.field}")
    # Label and value side by side have room for so many characters in a third of a card.
    long = len(line.cell.text) > _SHORT_VALUE or len(line.label) + len(line.cell.text) > _SHORT
    wide = ' class="llmref-long"' if long else ""
    # An anchor never changes its meaning: those with a former id of the model stay.
    prefix = anchor.removesuffix(card.id)
    former = "".join(f'<span id="{escape(f"{prefix}{name}.{line.field}")}"></span>' for name in card.former_ids)
    return f'<div id="{id_}"{wide}><dt{meaning}>{former}{label}</dt> <dd>{value}</dd></div>\n'


def _number(anchor: str, source: int) -> str:
    if not source:
        return ""
    return (
        f'<sup class="llmref-src"><a href="#{escape(anchor)}-source-{source}" '
        f'aria-label="Source {source}">{source}</a></sup>'
    )


def sentence(note: str) -> str:
    """``note`` as a sentence: its first letter large unless it is a name in small letters, a point at its end."""
    if not note:
        return ""
    first = note.split(maxsplit=1)[0].rstrip(",;:.").replace("'", "")
    begun = note[0].upper() + note[1:] if first.isalpha() else note
    return begun if begun.endswith((".", "!", "?", ":")) else f"{begun}."


def _scores(page: Page, card: Card, anchor: str) -> str:
    if not card.scores:
        return ""
    return _group(page, card, anchor, "Benchmark scores", _numbered(card.scores))


def _numbered(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines whose fields are unique, so that each has an anchor: a benchmark may occur more than once."""
    seen: dict[str, int] = {}
    result = []
    for line in lines:
        seen[line.field] = seen.get(line.field, 0) + 1
        times = seen[line.field]
        label = f"{line.label} ({line.meaning})" if line.meaning else line.label
        field = line.field if times == 1 else f"{line.field}-{times}"
        result.append(line._replace(field=field, label=label, meaning=""))
    return tuple(result)


def _estimates(card: Card) -> str:
    items = "".join(f"<li>{escape(said)}</li>" for said in card.estimates)
    return _listed("Estimates of third parties", items) if items else ""


def _audit(card: Card) -> str:
    if not card.audit:
        return ""
    items = "".join(f"<li>{escape(sentence(said))}</li>" for said in card.audit)
    return _listed("Declared and recomputed", items)


def _disagreements(card: Card, anchor: str) -> str:
    items = []
    for item in card.disagreements:
        note = f" {escape(sentence(item.note))}" if item.note else ""
        who = f"{escape(item.source)}{_number(anchor, item.number)}"
        items.append(f"<li>{escape(item.label)}: {escape(item.value)} according to {who}.{note}</li>")
    if not items:
        return ""
    return _listed("Sources disagree", "".join(items))


def _listed(label: str, items: str) -> str:
    return (
        f'<div class="llmref-card-group"><p class="llmref-card-label">{label}</p>\n'
        f"<ul>{items}</ul></div>\n"
    )


def _notes(card: Card) -> str:
    return "".join(f'<p class="llmref-card-note">{escape(note)}</p>\n' for note in card.notes)


def _sources(page: Page, card: Card, anchor: str) -> str:
    if not card.sources:
        return ""
    items = "".join(
        f'<li id="{escape(anchor)}-source-{item.number}">{_source(page, item)}</li>\n'
        for item in card.sources
    )
    return (
        '<details open=""><summary>Sources</summary>\n'
        f'<ol class="llmref-sources">\n{items}</ol></details>\n'
    )


def _source(page: Page, item: NumberedSource) -> str:
    source: Source = item.source
    text = source_label(source.kind)
    if source.paper:
        label = page.domain.library.paper_labels.get(source.paper)
        shown = label.parenthetical if label else source.paper
        text += f": {page.object_link('paper', source.paper, shown)}"
    if source.url:
        text += f": {page.outside(source.url, source.url.removeprefix('https://'))}"
    text += f", seen {source.seen.isoformat()}"
    if source.via:
        text += f", read in {escape(source.via)}"
    return text + (f". {escape(sentence(source.note))}" if source.note else "")
