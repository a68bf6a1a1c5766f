"""Cell by cell, a declared format reads what a slow and plain reading of the reference reads, and nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

from planlang.semantics.model import CellFormat
from planlang.values.notation import DateOrder, NumberStyle
from tests.data import cell_oracle as oracle
from tests.data.made import KEYED, column, load, rows, source

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CELLS = 400


def cells(written: list[str], unit: str, form: CellFormat) -> dict[int, object]:
    """By place what each cell is read as; nothing for those set aside."""
    specs = [column("id: text"), evolve(column(f"cell: {unit}?"), format=form)]
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"{place}\t{cell}" for place, cell in enumerate(written)]
        (Path(folder) / "c.csv").write_text("\n".join(["id\tcell", *lines]) + "\n", encoding="utf-8")
        return {
            int(str(key)): value
            for key, value in rows(load(Path(folder), source("cells", "c.csv", KEYED, specs, covers=YEAR)), "cells")
        }


def held(written: list[str], unit: str, form: CellFormat, read: Callable[[str], object]) -> None:
    """Hold what is read against the oracle; a word for nothing is nothing."""
    found = cells(written, unit, form)
    wrong = []
    for place, cell in enumerate(written):
        meant = read(cell)
        is_nothing = oracle.plain(cell).lower() in oracle.NOTHING
        got = found.get(place)
        same = (
            abs(Fraction(got) - meant) <= Fraction(1, 10**6)
            if isinstance(meant, Fraction) and got is not None
            else got == meant
        )  # type: ignore[arg-type]
        if not same and not (is_nothing and got is None):
            wrong.append((cell, str(got), str(meant)))
    assert wrong == []


def spoilt(cell: str, marks: str, chance: Random) -> str:
    """A cell, most often as it is, else with a letter more, less, or another one."""
    while cell and chance.random() < 0.35:
        at = chance.randrange(len(cell))
        cell = cell[:at] + chance.choice(("", chance.choice(marks))) + cell[at + chance.randint(0, 1) :]
    return cell.replace("\t", " ").replace('"', "")


def number(chance: Random, *, is_comma: bool) -> str:
    """A number as people write it."""
    value = chance.choice((chance.randint(0, 999), chance.randint(0, 10**7), chance.randint(0, 10**10)))
    places = chance.randint(0, 3)
    text = f"{value / 10**places:,.{places}f}"
    group = chance.choice((",", "", " ", "'", "\u00a0", "\u202f", "’"))
    text = text.replace(",", "\0").replace("\0", group)
    if is_comma:
        text = text.replace(",", "\1").replace(".", ",").replace("\1", ".")
    return chance.choice(
        (text,) * 4
        + (f"-{text}", f"−{text}", f"({text})", f"{text}-", f"{text}%", f"{text}万", f"{text} k", f" {text} ")
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_comma", [False, True])
def test_numbers(is_comma: bool, seed: int) -> None:
    chance = Random(f"numbers {seed}")
    written = [spoilt(number(chance, is_comma=is_comma), "0123456789.,' -+()%万kx０，", chance) for _ in range(CELLS)]
    form = CellFormat(numbers=NumberStyle.COMMA if is_comma else NumberStyle.POINT)
    held(written, "number", form, lambda cell: oracle.number(cell, is_comma=is_comma))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_month_first", [False, True])
def test_dates(is_month_first: bool, seed: int) -> None:
    chance = Random(f"dates {seed}")
    forms = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
    forms += (
        ["%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"] if is_month_first else ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"]
    )
    days = (date(1990, 1, 1) + timedelta(days=chance.randrange(30_000)) for _ in range(CELLS))
    whole = [day.strftime(chance.choice(forms)) for day in days]
    written = [cell if "年" in cell else spoilt(cell, "0123456789/-.x", chance) for cell in whole]
    form = CellFormat(dates=DateOrder.MONTH_FIRST if is_month_first else DateOrder.DAY_FIRST)
    held(written, "date", form, lambda cell: oracle.day(cell, is_month_first=is_month_first))


@pytest.mark.parametrize("seed", range(2))
def test_lengths_of_time(seed: int) -> None:
    chance = Random(f"lengths {seed}")
    written = []
    for _ in range(CELLS):
        h, m, s = chance.randrange(30), chance.randrange(60), chance.randrange(60)
        forms = (
            f"{h:02}:{m:02}:{s:02}",
            f"{h}:{m:02}:{s:02}",
            f"{m}:{s:02} min",
            f"{h}h {m}m",
            f"{m} min",
            f"{s} s",
            str(m),
        )
        written.append(spoilt(chance.choice(forms), "0123456789: hms", chance))
    held(written, "number", CellFormat(minutes=Fraction(1), numbers=NumberStyle.POINT), oracle.minutes)


def test_truths() -> None:
    chance = Random("truths")
    words = sorted(oracle.YES | oracle.NO)
    written = [
        spoilt(chance.choice((str.upper, str.lower, str.title))(chance.choice(words)), "01xyns是", chance)
        for _ in range(CELLS)
    ]
    held(written, "truth", CellFormat(), oracle.truth)
