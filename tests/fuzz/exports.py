"""Holds a small plan against mutated exports, and tells what should not have happened.

`python -m tests.fuzz.exports 5000` does so as often (`nox -s fuzz`); a small run is among the tests. Some changes leave what
was meant: a cell in another notation, or one that nobody can read. Then every figure that is known is the one of before, and
one with ends has it between them. The others are damage of any kind. After all of them nothing raises, each row of each
file is used, set aside or left out, and there are as many rows as lines.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import xlsxwriter
from attrs import frozen

from planlang.evaluate.figure_table import ByRole, Part, figure_table
from planlang.evaluate.held import Held
from planlang.plan.plan import Plan
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.periods import Grain, periods_meeting
from planlang.workspace.errors import PlanlangError
from planlang.workspace.run import held, planned
from planlang.workspace.workspace import Opened, open_plan

PLAN = """plan fuzzed "Fuzzed" { period 2026-01-05 .. 2026-01-25; currency EUR }
role rep "Rep"
team s "S" { rep Ann, Bob }
source calls "Calls" {
  read "data/calls-*.csv"
  event at day
  day: date
  who: person
  minutes: number optional
  worth: money
  note: text optional
}
source visits "Visits" {
  read "data/visits-*.csv"
  event at day
  one row per id
  day: date
  who: person
  minutes: number optional
  worth: money
  id: text
}
source deals "Deals" {
  read "data/deals-*.csv"
  one row per id
  snapshot on file date
  day: date
  who: person
  minutes: number optional
  worth: money
  id: text
}
metric number "Number" = count(calls) credit who at event
metric large "Large" = count(calls where worth >= 1000 EUR) credit who at event
metric total "Total" = sum(calls.worth) credit who at event
metric time "Time" = sum(calls.minutes) credit who at event
metric visited "Visited" = count(visits) credit who at event
metric earned "Earned" = sum(visits.worth) credit who at event
metric open "Open" = count(deals) credit who at event
metric pipeline "Pipeline" = sum(deals.worth) credit who at event
"""
KINDS = {"calls": ("number", "total"), "visits": ("visited", "earned"), "deals": ("open", "pipeline")}
"""Sources, with their metrics that count rows and add amounts: events, events with a key, exports of records."""
SLOW = 5.0
"""Seconds of the processor that one world may take."""
HEADER = ("day", "who", "minutes", "worth", "note")
PEOPLE = ("Ann", "Bob")
NOTES = ("", "first visit", "call back; later", "2, maybe 3", "Größe 24", "张丽 介绍")
GARBAGE = ("abc", "??", "#REF!", "12..5", "soon", "1e", "--5", "x1", "0x10", "5 apples", "∞", "12:99")
WEEKS = (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19))

Cells = list[str]
Truth = dict[tuple[str, int, str], Fraction]


@frozen
class Export:
    """A file before it is written.

    Attributes:
        rows: the header first.
        lines: what stands above and below, each a line, by whether it is above.
    """

    rows: list[Cells]
    above: list[str]
    below: list[str]


@frozen
class World:
    """Files by name, what was meant by (metric, week, person), what was done, whether that leaves what was meant."""

    files: dict[str, bytes]
    truth: Truth
    steps: tuple[str, ...]
    is_meant: bool


def world(chance: random.Random) -> World:
    """Three weekly exports with a few changes."""
    truth: Truth = {}
    kind = chance.choice(("calls", *KINDS))
    exports = [_export(chance, week, number, truth, kind) for number, week in enumerate(WEEKS)]
    if kind == "visits":
        for before, export in pairwise(exports):
            rows = before.rows[1:]
            export.rows.extend(list(row) for row in chance.sample(rows, chance.randint(0, len(rows))))
    steps: list[str] = []
    for _ in range(chance.randrange(5)):
        name, cell = chance.choice(CELLS)
        rows = chance.choice(exports).rows
        for row in chance.sample(rows[1:], min(len(rows) - 1, chance.choice((1, 1, 2, 9)))):
            cell(row, chance)
        steps.append(name)
    files = {}
    is_damaged = chance.random() < 0.5
    for week, monday, export in zip((2, 3, 4), WEEKS, exports, strict=True):
        content = _written(export, chance, steps)
        while is_damaged and chance.random() < 0.6:
            name, damage = chance.choice(DAMAGES)
            content = damage(content, chance)
            steps.append(f"{name} in week {week}")
        name = f"deals-{monday + timedelta(days=6)}.csv" if kind == "deals" else f"{kind}-2026-W{week:02}.csv"
        files[name] = content
    return World(files, truth, tuple(steps), not is_damaged)


def _export(chance: random.Random, week: date, number: int, truth: Truth, kind: str) -> Export:
    is_keyed = kind != "calls"
    rows: list[Cells] = [[*HEADER[:-1], "id" if is_keyed else HEADER[-1]]]
    counted, added = KINDS[kind]
    for metric in (counted, added) if is_keyed else ("number", "large", "total", "time"):
        truth.update({(metric, number, who): Fraction(0) for who in PEOPLE})
    for place in range(chance.randint(2, 7)):
        day, who = week + timedelta(days=chance.randrange(7)), chance.choice(PEOPLE)
        minutes = chance.randint(1, 90)
        worth = Decimal(chance.randint(100, 500_000)).scaleb(-2)
        rows.append(
            [day.isoformat(), who, str(minutes), str(worth), f"R{number}{place}" if is_keyed else chance.choice(NOTES)]
        )
        truth[counted, number, who] += 1
        truth[added, number, who] += Fraction(worth)
        if not is_keyed:
            truth["large", number, who] += worth >= 1000
            truth["time", number, who] += minutes
    return Export(rows, [], [])


# ---------------------------------------------------------------- changes that leave what was meant


def unreadable(row: Cells, chance: random.Random) -> None:
    """A cell that nobody can read."""
    row[chance.choice((0, 2, 3))] = chance.choice(GARBAGE)


def emptied(row: Cells, chance: random.Random) -> None:
    """A cell that must be filled, without anything."""
    row[chance.choice((0, 1, 3))] = chance.choice(("", " ", "\u00a0"))


def other_day(row: Cells, chance: random.Random) -> None:
    """The same day as other people write it."""
    try:
        day = date.fromisoformat(row[0])
    except ValueError:
        return
    forms = ["%Y/%m/%d", "%d.%m.%Y", "%Y.%m.%d.", "%d %b %Y", "%b %d, %Y", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d 09:30"]
    if day.day > 12:
        forms += ["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m/%d/%Y 9:30\u202fAM"]
    row[0] = day.strftime(chance.choice(forms))


def other_amount(row: Cells, chance: random.Random) -> None:
    """The same amount as other people write it."""
    try:
        worth = Decimal(row[3])
    except ArithmeticError:
        return
    point = f"{worth:,.2f}"
    comma = point.translate(str.maketrans(",.", ".,"))
    blanks = point.replace(",", "\u202f").replace(".", ",")
    signs = (point, f"€ {point}", f"{point} EUR", f"€{point}", f" {point} ", f"+{point}", f"{worth:.3f}0")
    others = (comma, f"{comma} €", blanks, f"{blanks}\u00a0€", point.replace(",", "'"))
    row[3] = chance.choice((*signs, *others))


def other_person(row: Cells, chance: random.Random) -> None:
    """The same person with blanks, or in full width."""
    name = normalize("NFKC", row[1]).strip()
    row[1] = chance.choice(
        (f" {name}", f"{name}\u00a0", f"{name}\t", "".join(chr(ord(letter) + 0xFEE0) for letter in name))
    )


CELLS: tuple[tuple[str, Callable[[Cells, random.Random], None]], ...] = tuple(
    (change.__name__, change) for change in (unreadable, emptied, other_day, other_amount, other_amount, other_person)
)


def _written(export: Export, chance: random.Random, steps: list[str]) -> bytes:
    """An export as some program writes it."""
    order = list(range(len(HEADER)))
    rows = export.rows
    if chance.random() < 0.3:
        steps.append("columns moved")
        chance.shuffle(order)
    rows = [[row[place] for place in order] for row in rows]
    if chance.random() < 0.2:
        steps.append("a column more")
        at = chance.randrange(len(rows[0]) + 1)
        rows = [[*row[:at], "Region" if number == 0 else "North", *row[at:]] for number, row in enumerate(rows)]
    if chance.random() < 0.15:
        steps.append("a workbook")
        return _workbook(rows, chance)
    delimiter = chance.choice(",,,;\t|")
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=delimiter, quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)), lineterminator="\n"
    )
    if chance.random() < 0.2:
        steps.append("a title")
        text.write(chance.choice(("Calls of the week\n", "Calls of the week\n\n", "sep=" + delimiter + "\n")))
    for row in rows:
        writer.writerow(row)
        if chance.random() < 0.05:
            steps.append("a blank line")
            text.write(chance.choice(("\n", delimiter * (len(row) - 1) + "\n")))
    end = chance.choice(("\n", "\n", "\r\n"))
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16"))
    steps.append(f"{delimiter!r} {end!r} {encoding}")
    return text.getvalue().replace("\n", end).encode(encoding)


def _workbook(rows: list[Cells], chance: random.Random) -> bytes:
    """An export as a spreadsheet program writes it: dates and numbers as such, or as texts."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})
    page = book.add_worksheet()
    form = book.add_format({"num_format": chance.choice(("yyyy-mm-dd", "dd.mm.yyyy", "m/d/yy"))})
    are_typed = chance.random() < 0.7
    top = chance.choice((0, 0, 1))
    for number, row in enumerate(rows, top):
        for place, cell in enumerate(row):
            if are_typed and re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
                page.write_datetime(number, place, datetime.fromisoformat(cell), form)
            elif are_typed and re.fullmatch(r"-?\d+(?:\.\d+)?", cell):
                page.write_number(number, place, float(cell))
            else:
                page.write_string(number, place, cell)
    book.close()
    return content.getvalue()


# ---------------------------------------------------------------- damage


def flipped(content: bytes, chance: random.Random) -> bytes:
    """A byte that is another."""
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ chance.randint(1, 255)]) + content[at + 1 :]


def cut_short(content: bytes, chance: random.Random) -> bytes:
    """The beginning only."""
    return content[: chance.randrange(len(content) + 1)] or b"x"


def quoted(content: bytes, chance: random.Random) -> bytes:
    """A quote more."""
    at = chance.randrange(len(content) + 1)
    return content[:at] + b'"' + content[at:]


def part_lost(content: bytes, chance: random.Random) -> bytes:
    """Some bytes less, mostly a few."""
    at, length = chance.randrange(len(content)), chance.choice((1, 2, 5, 40))
    return content[:at] + content[at + length :] or b"x"


def part_doubled(content: bytes, chance: random.Random) -> bytes:
    """Some bytes twice."""
    at, length = chance.randrange(len(content)), chance.choice((1, 5, 40, 400))
    return content[: at + length] + content[at:]


def delimiters_mixed(content: bytes, chance: random.Random) -> bytes:
    """Another delimiter from somewhere on."""
    at = chance.randrange(len(content))
    one, other = chance.sample((b",", b";", b"\t", b"|"), 2)
    return content[:at] + content[at:].replace(one, other)


def encodings_mixed(content: bytes, chance: random.Random) -> bytes:
    """A line in another encoding, or the whole file."""
    lines = content.split(b"\n")
    line = "2026-01-13,Ann,5,12.50,Größe".encode(chance.choice(("cp1252", "gb18030", "utf-16-le", "cp1250")), "replace")
    lines.insert(chance.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def columns_lost(content: bytes, chance: random.Random) -> bytes:
    """A header that is not there any more, or twice."""
    name = chance.choice(HEADER).encode()
    return content.replace(name, chance.choice((b"", b"worth", b"Day", b"x")), 1)


DAMAGES: tuple[tuple[str, Callable[[bytes, random.Random], bytes]], ...] = tuple(
    (damage.__name__, damage)
    for damage in (
        flipped, cut_short, quoted, part_lost, part_doubled, delimiters_mixed, encodings_mixed, columns_lost,
    )
)  # fmt: skip


# ---------------------------------------------------------------- what must hold


def held_against(plan: Plan, opened: Opened, root: Path, one: World) -> None:
    """Hold the plan against a world.

    Raises:
        AssertionError: something is not as it must be.
    """
    folder = root / "data"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in one.files.items():
        (folder / name).write_bytes(content)
    try:
        found = held(plan, opened, as_of="2026-W04")
    except PlanlangError:
        if one.is_meant:
            raise
        return
    _rows_are_conserved(found, one)
    periods = tuple(periods_meeting(plan.start, plan.end, Grain.WEEK, plan.grid))
    table = figure_table(found, tuple(plan.model.metrics), Grain.WEEK, periods, ByRole("rep"))
    if not one.is_meant:
        return
    for metric in table.metrics:
        for row in metric.rows:
            names = {Part.TOTAL: PEOPLE, Part.PERSON: (row.name,)}.get(row.part, ())
            for week, figure in enumerate(row.figures if names else ()):
                if (metric.metric, week, PEOPLE[0]) not in one.truth:
                    continue
                meant = sum((one.truth[metric.metric, week, name] for name in names), Fraction(0))
                _is_right(figure, meant, f"{metric.metric} of {row.name or 'all'} in {WEEKS[week]}")


def _is_right(figure: Figure | None, meant: Fraction, what: str) -> None:
    """A figure that is known is what was meant; one with ends has it between them."""
    if isinstance(figure, Known):
        assert figure.value == meant, f"{what}: {figure.value} is known, and it is {meant}"
    elif isinstance(figure, Unknown) and figure.between is not None:
        least, most = figure.between
        assert least <= meant <= most, f"{what}: {meant} is not between {least} and {most}"


def _rows_are_conserved(found: Held, one: World) -> None:
    """Each row is used, set aside or left out, once; and there are as many as lines."""
    for load in found.snapshot.loads:
        rows = load.rows
        assert rows.in_file == rows.used + sum(rows.set_aside.values()) + sum(rows.left_out.values()), load
        content = one.files[Path(load.file).name]
        try:
            text = content.decode("utf-16" if load.encoding == "utf-16" else "utf-8-sig")
        except UnicodeError:
            continue
        if '"' in text or "\r" in text.replace("\r\n", "") or not one.is_meant:
            continue
        lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
        header = next(number for number, line in enumerate(lines) if "day" in line and "who" in line)
        assert rows.in_file == len(lines) - header - 1, f"{load.file}: {len(lines) - header - 1} lines, {rows}"


def run(count: int, seed: int) -> list[str]:
    """What went wrong in so many worlds, each with its seed and steps."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "fuzzed.plan").write_text(PLAN, encoding="utf-8")
        opened = open_plan(root / "fuzzed.plan", None)
        plan = planned(opened)
        for number in range(count):
            one = world(random.Random(f"{seed}/{number}"))
            started = time.process_time()
            try:
                held_against(plan, opened, root, one)
            except Exception as error:
                where = "" if isinstance(error, AssertionError) else traceback.format_exc(limit=-4)
                wrong.append(f"{seed}/{number} {one.steps}\n{error}\n{where}")
            taken = time.process_time() - started
            if taken > SLOW:
                wrong.append(f"{seed}/{number} {one.steps}: {taken:.1f} s")
    return wrong


def main() -> None:
    """Goes through as many worlds as asked."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wrong = run(count, seed)
    print("\n".join(wrong))
    print(f"{count} worlds, {len(wrong)} went wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
