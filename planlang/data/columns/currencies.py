"""Whether amounts are in the currency of their column, where a file tells the currency in a column of its own.

In: the header of a file. Out: a message for the reader where such a column, which the plan does not read, names another
currency in some rows: their amounts are added up as if they were in that of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.data.columns.headers import Header, folded
from planlang.diagnostics.text import Message, Text
from planlang.values.notation import CURRENCIES
from planlang.values.texts import BLANKS
from planlang.values.units import MoneyIn

WORDS = ("currency", "currencycode", "currencyisocode", "币种", "货币", "貨幣", "通貨", "währung", "devise", "moneda", "moeda", "valuta", "waluta", "döviz")  # fmt: skip
"""What a column of currencies is called, alone or with the name of the amount; folded."""
MOST = 3

OTHER_CURRENCY = Text(
    "data.other-currency",
    '"{header}" is read as {currency}, but "{beside}" says {others} in some rows: read that column as text, and count'
    ' only `where` it is "{currency}"',
)


def currency_messages(header: Header) -> Iterator[tuple[int, Message]]:
    """What is to be told, each with the number of the money column among those wanted."""
    cells = next((cells for line, cells in header.sheet.head if line == header.row), ())
    read = {field.index for field in header.fields}
    for number, field in enumerate(header.fields):
        unit = field.column.spec.unit
        if field.index is None or not isinstance(unit, MoneyIn):
            continue
        beside = [index for index, cell in enumerate(cells) if _tells_currency_of(cell, field.header)]
        if not beside or read.intersection(beside):
            continue
        own = {unit.currency, *(sign.upper() for sign in CURRENCIES.get(unit.currency, ()))}
        said = dict.fromkeys(row[beside[0]].strip(BLANKS) for _, row in header.sheet.samples() if len(row) > beside[0])
        others = [
            word for word in said if word and folded(word) != folded(cells[beside[0]]) and word.upper() not in own
        ]
        known = [word for word in others if word.upper() in CURRENCIES or (len(word) == 3 and word.isupper())]
        if known:
            told = ", ".join(known[:MOST])
            yield (
                number,
                OTHER_CURRENCY(header=field.header, currency=unit.currency, beside=cells[beside[0]], others=told),
            )


def _tells_currency_of(cell: str, amount: str) -> bool:
    """Whether a header is that of the currencies of an amount: `Currency`, `Amount Currency`, `Currency of Value`."""
    text, own = folded(cell), folded(amount)
    return any(text in (word, own + word, f"{word}({own})", f"{word}of{own}") for word in WORDS) or (
        "currencyof" in text and text.replace("currencyof", "") == own
    )
