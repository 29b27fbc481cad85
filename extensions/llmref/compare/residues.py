"""Declared counts that differ from the recomputed ones, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from llmref.catalog.schema import Parameters
from llmref.model import Model


def residue_lines(model: Model) -> Iterator[str]:
    """One line a declared count of ``model`` that differs, with its written reason."""
    declared = model.record.spec.parameters
    reason = declared.residue if isinstance(declared, Parameters) else None
    for finding in model.audit():
        if finding.agrees:
            continue
        place = model.record.place("parameters", finding.field)
        yield (
            f"{place.file}:{place.line}: {model.id}: parameters.{finding.field} declared {finding.declared.text}, "
            f"recomputed {finding.recomputed:,} ({finding.difference:+.2%}): {reason or 'no reason is written'}"
        )
