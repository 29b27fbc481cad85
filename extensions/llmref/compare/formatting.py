"""Values as text, the same in every output."""

from __future__ import annotations

from collections import Counter
from typing import Any

from llmref.catalog.quantity import Quantity

NBSP = "\u00a0"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_COUNT_SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k"))
_BYTE_SCALES = ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))
_FLOP_SCALES = ((10**12, "TFLOP"), (10**9, "GFLOP"), (10**6, "MFLOP"))
NOT_DISCLOSED = "not disclosed"


def format_value(value: Any, unit: str = "") -> str:
    """``value`` with its unit, such as ``8.03 B``, ``128 KiB``, ``131,072`` or ``2025-04-29``."""
    if value is None:
        return NOT_DISCLOSED
    if isinstance(value, Quantity):
        return _printed(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, unit)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {format_value(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return _list(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)


def format_ratio(ratio: float) -> str:
    """``3.2×``: three significant digits below ten, whole numbers above a hundred."""
    return f"{_digits(ratio)}×"


def _number(value: int | float, unit: str) -> str:
    if unit == "parameters":
        return _scaled(value, _COUNT_SCALES)
    if unit in ("tokens", "hours") and value >= 10**8:
        return _scaled(value, _COUNT_SCALES)
    if unit == "bytes":
        scaled = _scaled(value, _BYTE_SCALES)
        return scaled if scaled.endswith("B") else f"{scaled}{NBSP}B"
    if unit == "FLOP":
        return _flops(value)
    if unit == "USD":
        return f"${value:.2f}" if value >= 0.1 or value == 0 else f"${value:.4f}".rstrip("0")
    if isinstance(value, int):
        return f"{value:,}"
    return _plain_float(value)


def _plain_float(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:g}"


def _flops(value: int | float) -> str:
    if value < 10**15:
        scaled = _scaled(value, _FLOP_SCALES)
        return scaled if scaled.endswith("P") else f"{scaled}{NBSP}FLOP"
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    power = str(int(exponent)).translate(_SUPERSCRIPTS)
    return f"{mantissa}{NBSP}×{NBSP}10{power}{NBSP}FLOP"


def _scaled(value: int | float, scales: tuple[tuple[int, str], ...]) -> str:
    for scale, name in scales:
        # 999.6 M is printed as 1.00 B, not as 1000 M.
        if value >= scale * 0.9995:
            return f"{_digits(value / scale)}{NBSP}{name}"
    return f"{value:,.0f}"


def _digits(number: float) -> str:
    """Three significant digits; larger whole numbers are kept whole."""
    size = abs(number)
    decimals = 2 if size < 9.995 else 1 if size < 99.95 else 0
    if 0 < size < 0.995:
        return f"{number:.3g}"
    return f"{number:,.{decimals}f}"


def _printed(quantity: Quantity) -> str:
    """A declared count in the digits of its source."""
    text = quantity.text
    if text[-1:].isalpha():
        return f"{text[:-1].strip()}{NBSP}{text[-1]}"
    return f"{quantity.value:,}"


def _list(values: list[Any] | tuple[Any, ...]) -> str:
    if not values:
        return "none"
    if len(values) > 8:
        counts = Counter(format_value(item) for item in values)
        if len(counts) <= 4:
            return ", ".join(f"{count} × {item}" for item, count in counts.items())
    return ", ".join(format_value(item) for item in values)
