"""Numbers as developers print them: ``8.03B``, ``36T``, ``128k``, with the precision of the print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_QUANTITY = re.compile(
    r"(?P<digits>[0-9][0-9_,]*(?:\.[0-9]+)?)(?:\s?(?P<scale>[kKMBT]?)|[eE]\+?(?P<power>[0-9]{1,2}))$"
)


@dataclass(frozen=True)
class Quantity:
    """A count, and half a unit of the last digit that was printed."""

    value: int
    tolerance: float
    """Largest distance from ``value`` that still prints as the same digits."""
    text: str
    """As the source prints it."""

    def agrees(self, other: float) -> bool:
        """Whether ``other``, rounded or cut to the printed digits, could have been printed so."""
        # Developers cut as often as they round, so a full unit of the last digit is allowed.
        return abs(other - self.value) < 2 * self.tolerance or other == self.value


def parse_quantity(raw: object) -> Quantity | None:
    """Read ``8.03B``, ``2.1e25`` or a whole number; ``None`` when it is neither."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return Quantity(raw, 0.5, str(raw)) if raw >= 0 else None
    if not isinstance(raw, str):
        return None
    match = _QUANTITY.match(raw.strip())
    if not match:
        return None
    digits = match["digits"].replace(",", "").replace("_", "")
    scale = 10 ** int(match["power"]) if match["power"] else _SCALES[match["scale"] or ""]
    decimals = len(digits.partition(".")[2])
    value = Decimal(digits) * scale
    return Quantity(int(value), 0.5 * scale / 10**decimals, raw.strip())
