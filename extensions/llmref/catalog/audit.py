"""What developers declare against what the architecture says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from llmref.catalog.quantity import Quantity
from llmref.catalog.schema import Parameters


@dataclass(frozen=True)
class Finding:
    """One declared count and the count that the formulas give for the same thing."""

    field: str
    """``total``, ``active`` and so on, below ``parameters``."""
    declared: Quantity
    recomputed: int
    """Counted as the declaration counts: with the parts that it includes."""
    explanation: str
    """What was added or left out to count as the declaration does; empty when nothing was."""

    @property
    def agrees(self) -> bool:
        return self.declared.agrees(self.recomputed)

    @property
    def difference(self) -> float:
        """Declared over recomputed, minus one."""
        return self.declared.value / self.recomputed - 1


_WITH = {"mtp": "the multi-token-prediction head", "vision": "the vision tower", "audio": "the audio tower"}


def compare_counts(declared: Parameters, counts: Mapping[str, int]) -> Iterator[Finding]:
    """Compare what is ``declared`` with ``counts``.

    Args:
        declared: The ``parameters:`` block.
        counts: The metrics parameters_total, _active, _embedding, _non_embedding, those of
            _mtp, _vision and _audio that are known; ``input_embedding``, the size of the input embedding
            when it is not tied, else 0; and ``ngrams``, the part of the embeddings that is not active.
    """
    if isinstance(declared.total, Quantity):
        value, said = counts["parameters_total"], []
        for part in declared.total_includes:
            stated = getattr(declared, part)
            known = counts.get(f"parameters_{part}", 0)
            size = stated.value if isinstance(stated, Quantity) else known
            value += size
            said.append(f"with {_WITH.get(part, part)}")
        if "embedding" in declared.total_excludes:
            value -= counts["parameters_embedding"]
            said.append("without embeddings")
        yield Finding("total", declared.total, value, ", ".join(said))
    if isinstance(declared.active, Quantity):
        value, said = counts["parameters_active"], []
        if "embedding" in declared.active_excludes:
            value -= counts["parameters_embedding"] - counts.get("ngrams", 0)
            said.append("without embeddings")
        elif "input-embedding" in declared.active_excludes:
            value -= counts["input_embedding"]
            said.append("without the input embedding")
        yield Finding("active", declared.active, value, ", ".join(said))
    for field in ("embedding", "non_embedding", "mtp", "vision", "audio"):
        stated = getattr(declared, field)
        if isinstance(stated, Quantity) and counts.get(f"parameters_{field}"):
            yield Finding(field, stated, counts[f"parameters_{field}"], "")


def contradictions(declared: Parameters, counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """(field, what is wrong, what would be right) for each contradiction without explanation."""
    findings = list(compare_counts(declared, counts))
    wrong = [finding for finding in findings if not finding.agrees]
    if declared.residue:
        if findings and not wrong:
            return [("residue", "every declared count agrees with the recomputed one",
                     "drop the residue")]  # fmt: skip
        return []
    return [
        (
            finding.field,
            f"declared {finding.declared.text}, but the architecture has {finding.recomputed:,}"
            + (f" ({finding.explanation})" if finding.explanation else ""),
            "correct one of them, say what the count includes or leaves out (total_includes, "
            "total_excludes, active_excludes), or explain the rest under `residue`",
        )
        for finding in wrong
    ]
