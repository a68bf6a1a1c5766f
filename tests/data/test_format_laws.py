"""What a cell is read as does not depend on how rows are spread over files, on their order or on other columns; and numbers
and dates are those that plain Python makes of what was written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.semantics.model import CellFormat, DataSource
from planlang.values.notation import DateOrder, NumberStyle
from tests.data.made import VISITS, column, load, rows, source
from tests.laws import tries

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
STYLES = {
    "1,234.56": (NumberStyle.POINT, ",", "."),
    "1.234,56": (NumberStyle.COMMA, ".", ","),
    "1 234,56": (NumberStyle.COMMA, "\u202f", ","),
    "1'234.56": (NumberStyle.POINT, "'", "."),
    "1234,56": (NumberStyle.COMMA, "", ","),
}
PARTS = "calls-part{}.csv"
"""Files whose names say no month: those of a month would tell the order of the dates in them."""
ORDERS = {DateOrder.DAY_FIRST: "{0:%d/%m/%Y}", DateOrder.MONTH_FIRST: "{0:%m/%d/%Y}"}


def number(amount: Decimal, style: str) -> str:
    """An amount as people of some country write it."""
    _, group, point = STYLES[style]
    return f"{amount:,.2f}".replace(",", "\0").replace(".", point).replace("\0", group)


def calls(order: DateOrder | None, style: NumberStyle | None) -> DataSource:
    """A source that declares its formats, or leaves them to the cells."""
    specs = [
        evolve(column("day: date"), format=CellFormat(dates=order)),
        column("id: text"),
        evolve(column("amount: money?"), format=CellFormat(numbers=style)),
    ]
    return source("calls", "calls-*.csv", VISITS, specs)


def read(
    files: list[list[str]],
    made: DataSource,
    *others: DataSource,
    header: str = "day\tid\tamount",
    name: str = "calls-2026-{:02}.csv",
    more: Mapping[str, str] | None = None,
) -> dict[object, tuple[object, ...]]:
    """The rows of some files, by their id: those of the days, the ids and the amounts. `more` are other files."""
    with tempfile.TemporaryDirectory() as folder:
        for index, lines in enumerate(files):
            path = Path(folder) / name.format(index + 1)
            path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        for name, text in (more or {}).items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        snapshot = load(Path(folder), evolve(made, covers=None), *others, cut=datetime(2027, 1, 1))
        found = rows(snapshot, "calls") if "calls" in snapshot.tables else []
        assert len({row[1] for row in found}) == len(found), "each counts once"
        return {row[1]: row[:3] for row in found}


@settings(deadline=None, max_examples=tries(25))
@given(
    st.lists(AMOUNTS, min_size=1, max_size=6),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from(sorted(ORDERS, key=str)),
    st.randoms(use_true_random=False),
)
def test_declared_formats_are_read_as_written_however_rows_are_spread(
    amounts: list[Decimal], style: str, order: DateOrder, chance: Random
) -> None:
    written = [
        f"{ORDERS[order].format(date(2026, 1, 1 + index))}\t{index}\t{number(amount, style)}"
        for index, amount in enumerate(amounts)
    ]
    made = calls(order, STYLES[style][0])
    expected = {str(i): (date(2026, 1, 1 + i), str(i), amount) for i, amount in enumerate(amounts)}
    assert read([written], made) == expected
    shuffled = list(written)
    chance.shuffle(shuffled)
    assert read([shuffled], made) == expected
    half = chance.randint(0, len(written))
    assert read([written[:half], written[half:]], made) == expected


@settings(deadline=None, max_examples=tries(25))
@given(st.lists(AMOUNTS, min_size=1, max_size=5), st.sampled_from(sorted(STYLES)))
def test_a_proof_counts_for_all_cells_in_any_order(amounts: list[Decimal], style: str) -> None:
    proof = number(Decimal("1234567.5"), style)
    lines = [f"2026-01-{index + 1:02}\t{index}\t{number(amount, style)}" for index, amount in enumerate(amounts)]
    last = f"2026-01-31\tproof\t{proof}"
    made = calls(None, None)
    forth, back = read([[*lines, last]], made), read([[last, *reversed(lines)]], made)
    assert forth == back
    assert [forth[str(index)][2] for index in range(len(amounts))] == amounts


@settings(deadline=None, max_examples=tries(25))
@given(
    st.lists(AMOUNTS, min_size=1, max_size=6),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from(sorted(ORDERS, key=str)),
    st.booleans(),
    st.integers(0, 6),
)
def test_a_file_again_and_what_has_nothing_to_do_with_it_change_nothing(
    amounts: list[Decimal], style: str, foreign: str, order: DateOrder, is_declared: bool, half: int
) -> None:
    """Whether the formats are declared, or proved by a cell of the first file."""
    written = [
        f"{ORDERS[order].format(date(2026, 1, 1 + index))}\t{index}\t{number(amount, style)}"
        for index, amount in enumerate(amounts)
    ]
    proof = f"{ORDERS[order].format(date(2026, 1, 31))}\tproof\t{number(Decimal('1234567.5'), style)}"
    files = [[proof, *written[:half]], written[half:]]
    made = calls(order, STYLES[style][0]) if is_declared else calls(None, None)
    meant = read(files, made, name=PARTS)
    assert [meant[str(index)][2] for index in range(len(amounts))] == amounts
    copies = {
        PARTS.format(f"{index + 1} copy"): "\n".join(["day\tid\tamount", *lines]) + "\n"
        for index, lines in enumerate(files)
    }
    assert read(files, made, name=PARTS, more=copies) == meant, "each file again"
    more = number(Decimal("7654321.25"), foreign)
    wide = [[f"{line}\t{more}\t31/12/2026\tx" for line in lines] for lines in files]
    header = "day\tid\tamount\tprice\tuntil\tnote"
    assert read(wide, made, header=header, name=PARTS) == meant, "columns that nobody reads"
    columns = (*made.columns, column("price: number?"), column("until: date?"), column("note: text?"))
    assert read(wide, evolve(made, columns=columns), header=header, name=PARTS) == meant, "columns for another metric"
    visits = evolve(source("visits", "visits*.csv", VISITS, ["day: date", "amount: money?"]), covers=None)
    other = {"visits-2026-01.csv": f"day\tamount\n31/12/2025\t{more}\n", "notes.csv": "day\tid\tamount\n1\t1\t1\n"}
    assert read(files, made, visits, name=PARTS, more=other) == meant, "other files"


def test_the_days_of_a_file_tell_the_order_of_its_dates() -> None:
    # read the other way they would be of February and of May
    lines = ["1/2/2026\ta\t", "1/5/2026\tb\t"]
    assert [row[0] for row in read([lines], calls(None, None)).values()] == [date(2026, 1, 2), date(2026, 1, 5)]


def test_a_file_in_another_format_is_told_and_not_mixed_in() -> None:
    january, february, march = (["15/01/2026\ta\t1,5"], ["15/02/2026\tb\t2,5"], ["15/03/2026\tc\t3.5"])
    found = read([january, february, march], calls(None, None))
    assert {key: row[2] for key, row in found.items()} == {"a": Decimal("1.5"), "b": Decimal("2.5")}
