"""Visits from histories, dated columns and exports."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from planlang.data.engines.duckdb import DuckDB
from planlang.data.loaded.snapshot import LoadedTable, Snapshot
from planlang.evaluate.stages.visits import Visits, keep_visits, make_visits, process_visits
from planlang.plan.plan import Plan
from planlang.semantics.model import DataSource, Process, Table
from planlang.values.units import Count, Person, StageOf, TextUnit
from tests.evaluate.judge.stays import owners_of, stays_of
from tests.evaluate.judge.worlds import B2B, MOVES, as_of, column, day, deals, plan, process, snapshot

B2B_PROCESS = process()


def listed(visits: Visits) -> list[str]:
    """`D1 contact#1 2026-03-02..2026-03-09`, one for each visit; `?` where unknown, `now` where it goes on."""
    found = []
    for stay in stays_of(visits):
        start = stay.entered.date().isoformat()[5:] if stay.entered else "?"
        end = "now" if stay.is_open or stay.left is None else stay.left.date().isoformat()[5:]
        found.append(f"{stay.record} {stay.stage}#{stay.visit} {start}..{end}")
    return found


def exact(visits: Visits) -> list[bool]:
    return [stay.exact for stay in stays_of(visits)]


def visits_of(found_plan: Plan, loaded: Snapshot, last: str = "03-31") -> Visits:
    return make_visits(found_plan, loaded, as_of(day(last)))[B2B]


def dated(*columns: str) -> DataSource:
    return deals(entered=[(stage, f"in_{stage}") for stage in columns])


def test_a_history_row_that_repeats_the_stage_is_no_visit_and_one_without_a_stage_says_nothing() -> None:
    rows = [
        ("D1", "contact", datetime(2026, 3, 2, 9)),
        ("D1", "contact", datetime(2026, 3, 3, 9)),
        ("D1", None, datetime(2026, 3, 4, 9)),
        ("D1", "proposal", datetime(2026, 3, 5, 9)),
        (None, "proposal", datetime(2026, 3, 5, 9)),
        ("D1", "contact", datetime(2026, 3, 9, 9)),
        ("D1", "won", datetime(2026, 4, 1, 0)),
    ]
    found = visits_of(plan(deals(), MOVES, of=B2B_PROCESS), snapshot((MOVES, rows), (deals(), [])))
    assert listed(found) == ["D1 contact#1 03-02..03-05", "D1 proposal#1 03-05..03-09", "D1 contact#2 03-09..now"]
    assert stays_of(found)[0].entered == datetime(2026, 3, 2, 9)
    assert exact(found) == [True] * 3


def test_moves_of_one_instant_are_taken_in_the_order_of_the_line_wins_and_losses_last() -> None:
    instant = datetime(2026, 3, 2)
    rows = [("D1", stage, instant) for stage in ("lost", "won", "proposal", "contact")]
    found = visits_of(plan(deals(), MOVES, of=B2B_PROCESS), snapshot((MOVES, rows), (deals(), [])))
    assert [text.split()[1] for text in listed(found)] == ["contact#1", "proposal#1", "won#1", "lost#1"]


def test_a_record_that_the_history_does_not_know_is_taken_from_its_table() -> None:
    rows = [("D2", "contact", datetime(2026, 3, 2))]
    state = [("D1", "lily", "proposal"), ("D2", "anna", "won")]
    found = visits_of(plan(deals(), MOVES, of=B2B_PROCESS), snapshot((MOVES, rows), (deals(), state)))
    assert listed(found) == ["D1 proposal#1 ?..now", "D2 contact#1 03-02..now"]
    assert owners_of(found) == {"D1": "lily", "D2": "anna"}
    assert [found.source_of(listed) for listed in (False, True)] == ["deals", "moves"]


def test_without_data_there_are_no_visits() -> None:
    found = visits_of(plan(deals(), MOVES, of=B2B_PROCESS), snapshot())
    assert listed(found) == []
    assert found.earliest == found.cut


def test_one_column_that_dates_both_win_and_loss_counts_for_the_present_one_only() -> None:
    source = deals(entered=[("contact", "opened"), ("won", "closed"), ("lost", "closed")])
    rows = [
        ("D1", "lily", "lost", date(2026, 3, 2), date(2026, 3, 9)),
        ("D2", "lily", "contact", date(2026, 3, 2), date(2026, 6, 30)),
        ("D3", "lily", "won", date(2026, 3, 2), date(2026, 4, 20)),
        ("D4", "lily", "won", None, None),
        ("D5", "lily", None, date(2026, 3, 2), None),
    ]
    found = visits_of(plan(source, of=B2B_PROCESS), snapshot((source, rows)))
    assert listed(found) == [
        "D1 contact#1 03-02..03-09",
        "D1 lost#1 03-09..now",
        "D2 contact#1 03-02..now",
        "D3 contact#1 03-02..now",
        "D4 won#1 ?..now",
        "D5 contact#1 03-02..now",
    ]


def test_a_record_that_went_back_is_in_its_present_stage_since_an_unknown_day() -> None:
    source = dated("contact", "proposal")
    rows = [("D1", "lily", "contact", date(2026, 3, 2), date(2026, 3, 9))]
    found = visits_of(plan(source, of=B2B_PROCESS), snapshot((source, rows)))
    assert listed(found) == ["D1 contact#1 03-02..03-09", "D1 proposal#1 03-09..03-31", "D1 contact#2 ?..now"]
    assert stays_of(found)[2].low == date(2026, 3, 9)
    assert exact(found) == [True, True, False]


def test_the_last_row_of_a_record_counts() -> None:
    rows = [("D1", "lily", "contact"), ("D1", "anna", "proposal")]
    found = visits_of(plan(deals(), of=B2B_PROCESS), snapshot((deals(), rows)))
    assert listed(found) == ["D1 proposal#1 ?..now"]
    assert owners_of(found) == {"D1": "anna"}


def exports(source: DataSource, *rows: tuple[object, ...], last: str = "03-31") -> Visits:
    return visits_of(plan(source, of=B2B_PROCESS), snapshot((source, rows)), last)


def test_an_open_record_that_is_no_longer_exported_has_left_and_a_won_one_has_not() -> None:
    source = deals(exports=True)
    found = exports(
        source,
        ("D1", "lily", "contact", day("03-02")),
        ("D2", "lily", "won", day("03-02")),
        ("D3", "lily", "contact", day("03-02")),
        ("D3", "lily", "contact", day("03-16")),
        ("D4", "lily", "contact", day("03-09")),
        ("D4", "lily", "contact", day("04-01")),
    )
    assert listed(found) == [
        "D1 contact#1 03-02..03-09",
        "D2 won#1 03-02..now",
        "D3 contact#1 03-02..now",
        "D4 contact#1 03-09..03-16",
    ]


def test_a_second_row_of_a_record_in_one_export_replaces_the_first() -> None:
    source = deals(exports=True)
    found = exports(
        source, ("D1", "lily", "contact", day("03-02")), ("D1", "lily", "proposal", day("03-02")), last="03-02"
    )
    assert listed(found) == ["D1 proposal#1 03-02..now"]


def test_a_dated_stage_that_no_export_shows_was_passed_between_two() -> None:
    source = deals(exports=True, entered=[("discovery", "in_discovery"), ("won", "closed")])
    found = exports(
        source,
        ("D1", "lily", "contact", None, None, day("03-02")),
        ("D1", "lily", "proposal", day("03-05"), None, day("03-09")),
        ("D2", "lily", "contact", day("03-08"), None, day("03-09")),
        ("D3", "lily", "won", None, day("03-04"), day("03-09")),
    )
    assert listed(found) == [
        "D1 contact#1 03-02..03-05",
        "D1 discovery#1 03-05..03-09",
        "D1 proposal#1 03-09..now",
        "D2 discovery#1 03-08..03-09",
        "D2 contact#1 03-09..now",
        "D3 won#1 03-04..now",
    ]
    assert exact(found) == [False, True, False, True, False, True]
    assert stays_of(found)[2].low == day("03-05")


def test_a_date_belongs_to_the_visit_it_fits() -> None:
    source = deals(exports=True, entered=[("contact", "in_contact")])
    found = exports(
        source,
        ("D1", "lily", "contact", day("03-01"), day("03-02")),
        ("D1", "lily", "proposal", day("03-01"), day("03-09")),
        ("D1", "lily", "contact", day("03-01"), day("03-16")),
        ("D2", "lily", "contact", day("03-20"), day("03-16")),
    )
    assert [text for text in listed(found) if text.startswith("D1 contact")] == [
        "D1 contact#1 03-01..03-09",
        "D1 contact#2 03-16..now",
    ]
    assert exact(found) == [True, False, False, False]


def test_records_of_several_key_columns_are_told_apart() -> None:
    spec = deals()
    keyed = attrs.evolve(
        spec,
        shape=Table(("year", "deal_id"), None, ()),
        columns=(
            column("deal_id", TextUnit()),
            column("owner", Person()),
            column("stage", StageOf(B2B)),
            column("year", Count()),
        ),
    )
    rows = [("D1", "lily", "contact", 2025), ("D1", "anna", "proposal", 2026), ("D1", "anna", "proposal", None)]
    found = visits_of(plan(keyed, of=B2B_PROCESS), snapshot((keyed, rows)))
    assert owners_of(found) == {"2025\x1fD1": "lily", "2026\x1fD1": "anna"}


def test_a_record_has_the_owner_that_its_process_names() -> None:
    spec = attrs.evolve(deals(), columns=(*deals().columns, column("helper", Person())))
    for owner, who in (("owner", {"D1": "lily"}), ("helper", {"D1": "anna"}), (None, {})):
        of = attrs.evolve(B2B_PROCESS, owner=owner)
        found = visits_of(plan(spec, of=of), snapshot((spec, [("D1", "lily", "contact", "anna")])))
        assert owners_of(found) == who


def test_the_cut_hides_what_comes_after_it_to_the_minute() -> None:
    rows = [("D1", "contact", datetime(2026, 3, 2, 9)), ("D1", "proposal", datetime(2026, 3, 2, 12))]
    found_plan = plan(deals(), MOVES, of=B2B_PROCESS)
    loaded = snapshot((MOVES, rows), (deals(), []))
    found = process_visits(B2B_PROCESS, 0, found_plan.model, loaded, datetime(2026, 3, 2, 12))
    assert listed(found) == ["D1 contact#1 03-02..now"]


def test_uploaded_visits_have_a_row_each_and_nothing_where_nothing_is_known() -> None:
    source = dated("contact", "proposal")
    rows = [("D1", "lily", "contact", date(2026, 3, 2), date(2026, 3, 9))]
    other = attrs.evolve(process(line=("a", "b")), ident=attrs.evolve(B2B_PROCESS.ident, name="other"))
    loaded = snapshot((source, rows))
    found_plan = with_processes(plan(source, of=other), other, B2B_PROCESS)
    keep_visits(loaded.engine, make_visits(found_plan, loaded, as_of(day("03-31"))))
    assert len(loaded.engine.run('SELECT "record" FROM "visits_0"')["record"]) == 0
    told = loaded.engine.run('SELECT * FROM "visits_1" ORDER BY "entered" NULLS LAST')
    assert {name: cells.tolist() for name, cells in told.items()} == {
        "record": [0, 0, 0],
        "row": [0, 0, 0],
        "stage": ["contact", "proposal", "contact"],
        "entered": [datetime(2026, 3, 2), datetime(2026, 3, 9), None],
        "left_at": [datetime(2026, 3, 9), datetime(2026, 3, 31), None],
        "counts": [True, True, False],
        "closed": [None, None, None],
    }


def with_processes(found_plan: Plan, *processes: Process) -> Plan:
    named = {one.ident.name: one for one in processes}
    return attrs.evolve(found_plan, model=attrs.evolve(found_plan.model, processes=named))


def test_the_embedded_engine_gives_and_takes_the_same_visits() -> None:
    rows = [("D1", "contact", datetime(2026, 3, 2, 9)), ("D2", None, None), ("D1", "won", datetime(2026, 3, 9))]
    state = [("D1", "lily", "won"), ("D3", None, "proposal")]
    engine = DuckDB()
    tables = {}
    for spec, cells in ((MOVES, rows), (deals(), state)):
        names = {c.name: f"c_{n}" for n, c in enumerate(spec.columns)}
        columns = {names[c.name]: (c.unit, [row[n] for row in cells]) for n, c in enumerate(spec.columns)}
        engine.upload(f"t_{spec.ident.name}", columns | {"row_id": (Count(), list(range(len(cells))))})  # type: ignore[arg-type]
        tables[spec.ident.name] = LoadedTable(spec.ident.name, f"t_{spec.ident.name}", names, len(cells))
    loaded = Snapshot(engine, tables, (), {}, ())
    visits = make_visits(plan(deals(), MOVES, of=B2B_PROCESS), loaded, as_of(day("03-31")))
    assert listed(visits[B2B]) == ["D1 contact#1 03-02..03-09", "D1 won#1 03-09..now", "D3 proposal#1 ?..now"]
    keep_visits(engine, visits)
    told = engine.run('SELECT "stage", "entered", "left_at", "closed" FROM "visits_0" ORDER BY "record", "entered"')
    assert told["stage"].tolist() == ["contact", "won", "proposal"]
    assert told["entered"].tolist() == [datetime(2026, 3, 2, 9), datetime(2026, 3, 9), None]
    assert told["left_at"].tolist() == [datetime(2026, 3, 9), None, None]
    assert told["closed"].tolist() == [datetime(2026, 3, 9), datetime(2026, 3, 9), None]
