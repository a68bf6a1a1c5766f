"""How many digits money has behind the point.

In: ISO 4217 codes. Out: digits. Which codes exist is not checked here; a currency that is not listed has two digits.
"""

from __future__ import annotations

_WITHOUT = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF")
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_DIGITS = {
    **dict.fromkeys((*_WITHOUT, "XOF", "XPF"), 0),
    **dict.fromkeys(_THREE, 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def minor_digits(currency: str) -> int:
    """Decimal places of a currency: CNY 2, JPY 0, KWD 3."""
    return _DIGITS.get(currency, 2)
