"""Every fault of a text file is reported with its file, line, column and header, and its rows are set aside."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from planlang.data.loaded.snapshot import Fault, Place
from planlang.diagnostics.text import Language
from planlang.semantics.model import Table
from tests.data.made import CHANGES, EXPORTS, KEYED, VISITS, lines, load, notes_of, rows, said, seen, source

DEALS = ["id: text", "owner: person", "stage: stage", "amount: money = 金额(元)", "day: date = 创建时间", "big: truth?"]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def deals(pattern: str = "deals.csv", **options: object):  # type: ignore[no-untyped-def]
    return source("deals", pattern, KEYED, DEALS, covers=YEAR, **options)  # type: ignore[arg-type]


def write(folder: Path, text: str, name: str = "deals.csv", encoding: str = "utf-8") -> None:
    (folder / name).write_bytes(text.encode(encoding))


HEADER = "id,owner,stage,金额(元),创建时间,big\n"
GOOD = "D1,张丽,lead,100,2026-05-18,是\n"


def test_a_clean_file_has_no_notes(tmp_path: Path) -> None:
    write(tmp_path, HEADER + GOOD)
    snapshot = load(tmp_path, deals())
    assert snapshot.notes == ()
    assert [(file.rows.told, file.rows.aside, file.covers) for file in snapshot.loads] == [
        (1, 0, (date(2026, 1, 1), date(2027, 1, 1)))
    ]


@pytest.mark.parametrize(
    ("row", "fault", "column", "header", "words"),
    [
        ("D2,张丽,跟进中,100,2026-05-18,是", Fault.UNKNOWN_STAGE, 3, "stage", '"stage": "跟进中" is no stage of the process sales'),
        ("D2,张丽,propsal,100,2026-05-18,是", Fault.UNKNOWN_STAGE, 3, "stage",
         '"stage": "propsal" is no stage of the process sales; is it "proposal"?'),
        ("D2,张丽,lead,一百,2026-05-18,是", Fault.BAD_NUMBER, 4, "金额(元)", '"金额(元)" (amount): "一百" is not an amount in CNY'),
        ("D2,张丽,lead,$5,2026-05-18,是", Fault.BAD_NUMBER, 4, "金额(元)", '"金额(元)" (amount): "$5" is not an amount in CNY'),
        ("D2,张丽,lead,100,2026-02-30,是", Fault.BAD_DATE, 5, "创建时间", '"创建时间" (day): "2026-02-30" is not a date'),
        ("D2,张丽,lead,100,明天,是", Fault.BAD_DATE, 5, "创建时间", '"创建时间" (day): "明天" is not a date'),
        ("D2,张丽,lead,100,3-5-26,是", Fault.UNCLEAR_FORMAT, 5, "创建时间",
         '"创建时间" (day): "3-5-26" does not tell which number is the day, and no cell of the source does; write'
         " `dates d/m/y` or `dates m/d/y` in `source deals`"),
        ("D2,张丽,lead,100,2026-05-18,也许", Fault.BAD_TRUTH, 6, "big", '"big": "也许" is neither yes nor no'),
        (",张丽,lead,100,2026-05-18,是", Fault.EMPTY_CELL, 1, "id", 'the cell of "id" is empty'),
        ("D2,　,lead,100,2026-05-18,是", Fault.EMPTY_CELL, 2, "owner", 'the cell of "owner" is empty'),
        ("D2,张丽,lead,—,2026-05-18,是", Fault.EMPTY_CELL, 4, "金额(元)", 'the cell of "金额(元)" (amount) is empty'),
        ("D1,李明,won,5,2026-05-19,否", Fault.DUPLICATE_KEY, 1, "id", '"D1" has a row in line 2 already'),
    ],
)  # fmt: skip
def test_a_wrong_cell_sets_its_row_aside(
    tmp_path: Path, row: str, fault: Fault, column: int, header: str, words: str
) -> None:
    write(tmp_path, HEADER + GOOD + "D3,李明,won,5,2026-05-19,否\n" + row + "\nD4,李明,lost,7,2026-05-20,\n")
    snapshot = load(tmp_path, deals())
    [note] = snapshot.notes
    repeated = fault is Fault.DUPLICATE_KEY
    assert (note.fault, note.source, note.rows, note.set_aside) == (fault, "deals", 1, not repeated)
    assert note.place == Place("deals.csv", 4, column, header)
    assert note.message.render() == words
    assert any("\u4e00" <= letter <= "\u9fff" for letter in note.message.render(Language.ZH))
    assert [found[0] for found in rows(snapshot, "deals")] == ["D1", "D3", "D4"]
    assert lines(snapshot, "deals") == [2, 3, 5]
    assert (snapshot.loads[0].rows.told, snapshot.loads[0].rows.aside) == (4, 0 if repeated else 1)


def test_a_row_with_two_wrong_cells_is_one_row_and_two_notes(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "D1,张丽,nowhere,x,2026-05-18,是\n" + "D2,张丽,lead,1,2026-05-18,是\n")
    snapshot = load(tmp_path, deals())
    assert seen(snapshot) == [("unknown-stage", "deals.csv", 2, 3), ("bad-number", "deals.csv", 2, 4)]
    assert (snapshot.loads[0].rows.told, snapshot.loads[0].rows.aside) == (2, 1)


def test_one_note_tells_what_is_wrong_with_a_column(tmp_path: Path) -> None:
    bad = "".join(f"D{number},张丽,lead,x{number},2026-05-18,是\n" for number in range(50))
    write(tmp_path, HEADER + bad + GOOD.replace("D1", "D99"))
    [note] = load(tmp_path, deals()).notes
    assert (note.fault, note.rows, note.place) == (Fault.BAD_NUMBER, 50, Place("deals.csv", 2, 4, "金额(元)"))
    assert note.message.render() == (
        '"金额(元)" (amount): "x0" is not an amount in CNY (50 cells, such as "x0", "x1", "x2")'
    )


def test_a_missing_column_makes_the_file_useless(tmp_path: Path) -> None:
    write(tmp_path, HEADER.replace("金额(元)", "金额（万元）") + GOOD)
    snapshot = load(tmp_path, deals())
    unusable, missing = snapshot.notes
    assert missing.fault is Fault.MISSING_COLUMN
    assert missing.place == Place("deals.csv", 1, None, "金额(元)")
    assert missing.message.render() == 'there is no column "金额(元)"; is it "金额（万元）"?'
    assert unusable.fault is Fault.NOT_LOADED
    assert unusable.message.render() == "none of the files could be used: deals.csv"
    assert snapshot.tables == {}
    assert snapshot.coverage == {"deals": ()}


def test_a_missing_optional_column_counts_as_empty(tmp_path: Path) -> None:
    write(tmp_path, "id,owner,stage,金额(元),创建时间\nD1,张丽,lead,100,2026-05-18\n")
    snapshot = load(tmp_path, deals())
    assert [(note.fault, note.set_aside, note.place) for note in snapshot.notes] == [
        (Fault.MISSING_COLUMN, False, Place("deals.csv", 1, None, "big"))
    ]
    assert rows(snapshot, "deals")[0][-1] is None


def test_the_first_of_two_equal_headers_is_read(tmp_path: Path) -> None:
    write(tmp_path, HEADER.strip() + ",金额（元）\n" + GOOD.strip() + ",999\n")
    snapshot = load(tmp_path, deals())
    assert seen(snapshot) == [("assumed", "deals.csv", 1, 4)]
    assert said(snapshot, Fault.ASSUMED) == ['the header "金额(元)" stands over columns 4, 7; the first is read']
    assert rows(snapshot, "deals")[0][3] == 100


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "商机导出,,,,,\n导出时间：2026-05-18,,,,,\n\n" + HEADER + GOOD + "D2,张丽,lead,x,2026-05-18,是\n")
    snapshot = load(tmp_path, deals())
    assert lines(snapshot, "deals") == [5]
    assert seen(snapshot) == [("bad-number", "deals.csv", 6, 4)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_newline_will_do(tmp_path: Path, newline: str) -> None:
    write(tmp_path, (HEADER + GOOD + "D2,张丽,lead,x,2026-05-18,是\n").replace("\n", newline))
    snapshot = load(tmp_path, deals())
    assert rows(snapshot, "deals")[0][-1] is True
    assert seen(snapshot) == [("bad-number", "deals.csv", 3, 4)]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_header_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    table = [HEADER.strip().split(","), ["D1", "张丽", "lead", "1,054.00", "2026-05-18", "是"]]
    write(tmp_path, "".join(delimiter.join(cells) + "\n" for cells in table))
    snapshot = load(tmp_path, deals())
    assert snapshot.notes == ()
    assert rows(snapshot, "deals") == [("D1", "张丽", "lead", Decimal(1054), date(2026, 5, 18), True)]


def test_ragged_rows_are_set_aside(tmp_path: Path) -> None:
    text = (
        HEADER + GOOD + "D2,张丽\n" + "D3,张丽,lead,1,054,2026-05-18,是\n" + "D4,张丽,lead,5,2026-05-18,是,,\n" + "\n"
    )
    write(tmp_path, text + "D5,张丽,lead,x,2026-05-18,是\n")
    snapshot = load(tmp_path, deals())
    assert seen(snapshot) == [
        ("ragged-row", "deals.csv", 3, None),
        ("ragged-row", "deals.csv", 4, None),
        ("bad-number", "deals.csv", 7, 4),
    ]
    assert said(snapshot, Fault.RAGGED_ROW) == [
        "the row has 2 cells, the header 6",
        "the row has 7 cells, the header 6",
    ]
    assert lines(snapshot, "deals") == [2, 5]
    assert (snapshot.loads[0].rows.told, snapshot.loads[0].rows.aside) == (5, 3)


def test_trailing_empty_columns_are_no_fault(tmp_path: Path) -> None:
    write(tmp_path, HEADER.strip() + ",,\n" + GOOD.strip() + ",,\n" + GOOD.replace("D1", "D2"))
    snapshot = load(tmp_path, deals())
    assert snapshot.notes == ()
    assert lines(snapshot, "deals") == [2, 3]


def test_lines_are_exact_behind_cells_with_newlines(tmp_path: Path) -> None:
    text = "id,owner,stage,金额(元),创建时间,big,note\n"
    text += 'D1,张丽,lead,1,2026-05-18,是,"first\nsecond ""quoted""\n"\n'
    text += "D2,张丽,lead,x,2026-05-18,是,\n\n"
    text += 'D3,张丽,lead,3,2026-05-18,是,"a\r\nb"\n'
    text += "D4,张丽,lead,4,2026-05-18,是,plain\n"
    write(tmp_path, text)
    snapshot = load(tmp_path, deals())
    assert seen(snapshot) == [("bad-number", "deals.csv", 5, 4)]
    assert lines(snapshot, "deals") == [2, 7, 9]


def test_a_quote_that_swallows_rows_is_named(tmp_path: Path) -> None:
    swallowed = GOOD.replace("D1", "D3") + GOOD.replace("D1", 'D4"')
    write(tmp_path, HEADER + GOOD + '"D2,张丽,lead,1,2026-05-18,是\n' + swallowed + GOOD.replace("D1", "D5"))
    snapshot = load(tmp_path, deals())
    assert seen(snapshot) == [("ragged-row", "deals.csv", 3, None)]
    assert said(snapshot, Fault.RAGGED_ROW) == ["lines 3 to 5 were read as one row because of a quote; is one missing?"]
    assert [found[0] for found in rows(snapshot, "deals")] == ["D1", "D5"]


def test_a_quote_that_never_closes_costs_its_row_only(tmp_path: Path) -> None:
    write(tmp_path, HEADER + GOOD + '"D2,张丽,lead,1,2026-05-18,是\nD3,张丽,lead,1,2026-05-18,是\n')
    snapshot = load(tmp_path, deals())
    assert seen(snapshot) == [("ragged-row", "deals.csv", 3, None)]
    assert said(snapshot, Fault.RAGGED_ROW) == ["a quote is out of place: the cells of this row cannot be told apart"]
    assert [found[0] for found in rows(snapshot, "deals")] == ["D1", "D3"]


def test_an_empty_file_is_no_zero_but_a_header_alone_is(tmp_path: Path) -> None:
    write(tmp_path, "")
    empty = load(tmp_path, deals())
    assert seen(empty, Fault.EMPTY_FILE) == [("empty-file", "deals.csv", 1, None)]
    assert empty.coverage == {"deals": ()}
    write(tmp_path, HEADER)
    header = load(tmp_path, deals())
    assert header.notes == ()
    assert rows(header, "deals") == []
    assert header.coverage == {"deals": ((date(2026, 1, 1), date(2027, 1, 1)),)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, HEADER + GOOD + "D2,张丽,lead,壹,2026-05-18,是\n", encoding=encoding)
    snapshot = load(tmp_path, deals())
    assert rows(snapshot, "deals")[0][1] == "张丽"
    assert snapshot.loads[0].encoding == {"gbk": "gb18030"}.get(encoding, encoding)
    assert seen(snapshot) == [("bad-number", "deals.csv", 3, 4)]


def test_gb18030_is_found_behind_a_plain_beginning(tmp_path: Path) -> None:
    plain = "".join(f"D{number},Anna,lead,1,2026-05-18,\n" for number in range(9000))
    text = "id,owner,stage,amount,day,big\n" + plain + "D9000,张丽,线索,1,2026-05-18,是\n"
    columns = ["id: text", "owner: person", "stage: stage", "amount: money", "day: date", "big: truth?"]
    write(tmp_path, text, encoding="gb18030")
    snapshot = load(tmp_path, source("deals", "deals.csv", KEYED, columns, covers=YEAR))
    assert snapshot.notes == ()
    assert snapshot.loads[0].encoding == "gb18030"
    assert rows(snapshot, "deals")[-1][1:3] == ("张丽", "lead")


def test_text_in_no_known_encoding_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_bytes((HEADER + GOOD).encode() + b"D2,\xff\xff\xff,lead,1,2026-05-18,\n" + b"\xff")
    snapshot = load(tmp_path, deals())
    assert seen(snapshot, Fault.WRONG_ENCODING) == [("wrong-encoding", "deals.csv", 1, None)]
    assert snapshot.tables == {}


def test_damaged_utf8_does_not_pass_for_gb18030(tmp_path: Path) -> None:
    whole = (HEADER + "".join(GOOD.replace("D1", f"D{number}") for number in range(50))).encode()
    at = whole.index("张".encode(), 900)
    (tmp_path / "deals.csv").write_bytes(whole[:at] + whole[at + 1 :])
    snapshot = load(tmp_path, deals())
    assert said(snapshot, Fault.WRONG_ENCODING) == ["the file is UTF-8 text with damaged bytes; export it again"]


def test_a_file_that_is_no_text_is_broken(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_bytes(HEADER.encode() + b"D1,\0\0\n")
    snapshot = load(tmp_path, deals())
    assert seen(snapshot, Fault.BROKEN_FILE) == [("broken-file", "deals.csv", 2, None)]


def test_a_file_of_another_kind_is_broken(tmp_path: Path) -> None:
    (tmp_path / "deals.parquet").write_bytes(b"PAR1")
    snapshot = load(tmp_path, deals("deals.*"))
    assert said(snapshot, Fault.BROKEN_FILE) == [
        "files of the kind .parquet are not read; save it as one of .csv, .txt, .tsv, .xlsx, .xlsm, .xlsb, .xls, .ods"
    ]


def test_people_who_are_not_on_the_roster_are_kept_and_reported(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "".join(
        f"D{number},{who},lead,1,2026-05-18,\n" for number, who in enumerate(["张丽", "陈某", "李明", "陈某", "Bob"])
    ))  # fmt: skip
    snapshot = load(tmp_path, deals(), members=["张丽", "李明"])
    assert [(note.place, note.rows, note.set_aside) for note in notes_of(snapshot, Fault.UNKNOWN_PERSON)] == [
        (Place("deals.csv", 3, 2, "owner"), 2, False),
        (Place("deals.csv", 6, 2, "owner"), 1, False),
    ]
    assert len(rows(snapshot, "deals")) == 5


UNCLEAR = "Until that is clear these rows leave the figures open"


def test_a_name_written_surname_first_is_that_of_the_person_who_is_known(tmp_path: Path) -> None:
    members = ["Jörg Groß", "Ann Lee", "Lee, Bo", "Kim Ann", "Ann, Kim"]
    found = ["Groß, Jörg", "Jörg Groß", "Lee，Ann", "Bo Lee", "Lee, Cy", "Lee", "Kim Ann", "Ann, Kim"]
    write(tmp_path, HEADER + "".join(f'D{number},"{who}",lead,1,2026-05-18,\n' for number, who in enumerate(found)))
    snapshot = load(tmp_path, deals(), members=members)
    owners = [row[1] for row in rows(snapshot, "deals")]
    assert owners == ["Jörg Groß", "Jörg Groß", "Ann Lee", "Lee, Bo", "Lee, Cy", "Lee", "Kim Ann", "Ann, Kim"]
    assert sorted(said(snapshot, Fault.UNKNOWN_PERSON)) == [
        f'"Lee" is not on the roster; is it "Ann Lee", "Lee, Bo"? {UNCLEAR}',
        f'"Lee, Cy" is not on the roster; is it "Lee, Bo"? {UNCLEAR}',
    ]


def test_a_name_that_fits_two_people_in_the_other_order_is_neither(tmp_path: Path) -> None:
    write(tmp_path, HEADER + 'D1,"Lee,  Ann",lead,1,2026-05-18,\n')
    snapshot = load(tmp_path, deals(), members=["Ann Lee", "Lee, Ann"])
    assert [row[1] for row in rows(snapshot, "deals")] == ["Lee,  Ann"]


def test_a_roster_source_names_people(tmp_path: Path) -> None:
    write(tmp_path, HEADER + GOOD + "D2,陈某,lead,1,2026-05-18,\n")
    write(tmp_path, "name,team\n张丽,north\n", "people.csv")
    roster = source(
        "people", "people.csv", KEYED.__class__(("name",), None, ()), ["name: person", "team: text"], covers=YEAR
    )
    snapshot = load(tmp_path, deals(), roster, roster="people")
    assert said(snapshot, Fault.UNKNOWN_PERSON) == ['"陈某" is not on the roster']


def test_events_at_or_after_the_cut_are_not_seen(tmp_path: Path) -> None:
    write(tmp_path, "day,owner\n2026-05-17,张丽\n2026-05-18,张丽\n2026-05-19,\n2026-05-16,\n", "visits.csv")
    visits = source("visits", "visits.csv", VISITS, ["day: date", "owner: person"], covers=YEAR)
    snapshot = load(tmp_path, visits, cut=datetime(2026, 5, 18))
    assert [found[0] for found in rows(snapshot, "visits")] == [date(2026, 5, 17)]
    assert seen(snapshot) == [("empty-cell", "visits.csv", 5, 2)]
    assert (snapshot.loads[0].rows.told, snapshot.loads[0].rows.aside) == (2, 1)


def test_an_event_of_last_year_is_used_and_told(tmp_path: Path) -> None:
    write(tmp_path, "day,owner\n2025-01-13,张丽\n2026-01-13,张丽\n2026-01-08,李明\n", "visits-2026-W03.csv")
    visits = source("visits", "visits-*.csv", VISITS, ["day: date", "owner: person"])
    snapshot = load(tmp_path, visits, cut=datetime(2026, 1, 19))
    [note] = [note for note in snapshot.notes if note.fault is Fault.ASSUMED]
    assert (note.place, note.set_aside) == (Place("visits-2026-W03.csv", 2, 1, "day"), False)
    assert note.message.render() == (
        "the row is of 2025-01-13, before the plan begins and before the file does (2026-01-12): is the year right?"
    )
    assert lines(snapshot, "visits") == [2, 3, 4]


def test_an_event_later_than_its_file_can_hold_is_set_aside(tmp_path: Path) -> None:
    write(tmp_path, "day,owner\n2026-05-17,张丽\n2026-05-18,张丽\n2026-05-10,李明\n", "visits-2026-W20.csv")
    visits = source("visits", "visits-*.csv", VISITS, ["day: date", "owner: person"])
    snapshot = load(tmp_path, visits)
    [note] = snapshot.notes
    assert (note.fault, note.place, note.set_aside) == (
        Fault.FUTURE_ROW, Place("visits-2026-W20.csv", 3, 1, "day"), True,
    )  # fmt: skip
    assert note.message.render() == "the row is of 2026-05-18, but the file goes up to 2026-05-17 only"
    assert lines(snapshot, "visits") == [2, 4]


def test_later_exports_replace_earlier_rows_of_a_key(tmp_path: Path) -> None:
    write(tmp_path, HEADER + GOOD + "D2,张丽,lead,2,2026-05-18,\n", "deals-2026-05-18.csv")
    write(tmp_path, HEADER + "D2,张丽,won,9,2026-05-18,\n" + "D3,张丽,lead,3,2026-05-20,\n", "deals-2026-05-25.csv")
    snapshot = load(tmp_path, deals("deals-*.csv"))
    assert [(found[0], found[2]) for found in rows(snapshot, "deals")] == [
        ("D1", "lead"),
        ("D2", "won"),
        ("D3", "lead"),
    ]
    assert snapshot.notes == ()


def test_dated_exports_are_all_kept_with_their_day(tmp_path: Path) -> None:
    write(tmp_path, HEADER + GOOD, "deals-20260518.csv")
    write(tmp_path, HEADER + GOOD.replace("lead", "won") + GOOD, "deals-20260525.csv")
    write(tmp_path, HEADER + GOOD, "deals-20260601.csv")
    made = source("deals", "deals-*.csv", EXPORTS, DEALS)
    snapshot = load(tmp_path, made, cut=datetime(2026, 6, 1))
    assert [load.snapshot for load in snapshot.loads] == [date(2026, 5, 18), date(2026, 5, 25)]
    table = snapshot.tables["deals"].table
    assert snapshot.engine.run(f"SELECT taken FROM {table} ORDER BY row_id")["taken"].tolist() == [
        date(2026, 5, 18), date(2026, 5, 25),
    ]  # fmt: skip
    assert seen(snapshot) == [("duplicate-key", "deals-20260525.csv", 3, 1)]


def test_a_column_may_date_the_export(tmp_path: Path) -> None:
    text = "id,taken on,amount\nD1,2026-05-18,1\nD1,2026-05-25,2\nD1,2026-05-25,3\nD1,2026-06-02,4\n"
    write(tmp_path, text)
    shape = EXPORTS.__class__(("id",), EXPORTS.snapshot.__class__("export"), ())
    made = source("deals", "deals.csv", shape, ["id: text", "export: date = taken on", "amount: number"], covers=YEAR)
    snapshot = load(tmp_path, made, cut=datetime(2026, 6, 1))
    assert [int(found[2]) for found in rows(snapshot, "deals")] == [1, 2]  # type: ignore[call-overload]
    assert seen(snapshot) == [("duplicate-key", "deals.csv", 4, 1)]
    assert snapshot.loads[0].snapshot == date(2026, 5, 25)


def test_a_history_keeps_every_row(tmp_path: Path) -> None:
    write(tmp_path, "id,day,stage\nD1,2026-05-18,lead\nD1,2026-05-18,lead\nD1,2026-05-20,WON\n", "log.csv")
    made = source("log", "log.csv", CHANGES, ["id: text", "day: instant", "stage: stage"], covers=YEAR)
    snapshot = load(tmp_path, made)
    assert [found[2] for found in rows(snapshot, "log")] == ["lead", "lead", "won"]
    assert rows(snapshot, "log")[0][1] == datetime(2026, 5, 18)


@pytest.mark.parametrize(
    ("cell", "stage"),
    [
        ("proposal", "proposal"),
        ("方案", "proposal"),
        ("Proposal sent", "proposal"),
        (" PROPOSAL ", "proposal"),
        ("SIGNED", "won"),
    ],
)
def test_a_stage_goes_by_name_alias_or_title(tmp_path: Path, cell: str, stage: str) -> None:
    write(tmp_path, HEADER + f"D1,张丽,{cell},1,2026-05-18,\n")
    snapshot = load(tmp_path, deals())
    assert rows(snapshot, "deals")[0][2] == stage


def test_records_that_are_dated_as_won_and_stand_open_are_told(tmp_path: Path) -> None:
    """Unless some do stand there: then the others may have been opened again, or the date is an expected one."""
    shape = Table(("id",), None, (("won", "closed"),))
    deals = source("deals", "deals.csv", shape, ["id: text", "stage: stage", "closed: date?"], covers=YEAR)
    header, open_ = "id,stage,closed\n", "D1,lead,2026-01-13\nD3,lead,\nD4,proposal,2026-01-15\nD5,lead,2026-12-01\n"
    write(tmp_path, header + open_, "deals.csv")
    snapshot = load(tmp_path, deals)
    [note] = snapshot.notes
    assert (note.place, note.rows, note.set_aside) == (Place("deals.csv", 2, 3, "closed"), 2, False)
    assert note.message.render() == (
        "the row has a date for `won` but stands in `lead`, and no row of the file stands in `won`: it counts as open; does"
        " another column, such as a status, say how it ended? (and 1 more like it in this file)"
    )
    assert lines(snapshot, "deals") == [2, 3, 4, 5]
    write(tmp_path, header + open_ + "D2,won,2026-01-14\n", "deals.csv")
    assert load(tmp_path, deals).notes == ()
    both = evolve(deals, shape=Table(("id",), None, (("won", "closed"), ("lost", "closed"))))
    write(tmp_path, header + open_, "deals.csv")
    assert load(tmp_path, both).notes == ()
