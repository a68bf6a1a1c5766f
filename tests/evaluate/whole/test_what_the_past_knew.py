"""The state of the past: by dates that are known, else unknown; nothing that comes after the cut, nothing not loaded."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Unknown, Why
from tests.evaluate.whole.small_plans import HEAD, csv, evaluation, figure, number

TEAM = """
team north "North" { lead Leo; rep Ann, Bob }
"""
STAGES = """process b2b "Process" on deals {
  stages prospect "Prospect" -> proposal "Proposal"
  win stage won "Won"
  loss stage lost "Lost" from any
}
"""
METRICS = """
metric won_now "Won so far" = count(deals where won) credit owner at period end
metric open_now "Open" = count(deals where open) credit owner at period end
metric early "Prospects" = count(deals where stage is prospect) credit owner at period end
metric signed "Signed" = sum(deals.amount where stage enters won) credit owner at event
"""
GOAL = """
goal year "Year" { measure signed; target 1000 CNY by 2026-12-31 }
"""


def source(*clauses: str, columns: str = "") -> str:
    return (
        'source deals "Deals" { read "data/deals*.csv"; one row per id; '
        + "".join(f"{clause}; " for clause in clauses)
        + "id: text; owner: person; stage: stage[b2b]; amount: money; "
        + columns
        + "}\n"
    )


HISTORY = 'source moves "Moves" { read "data/moves*.csv"; history of deals; event at at; id: text; at: date; stage: stage[b2b] }\n'
CLOSED = "closed: date optional"


def table(*rows: tuple[object, ...], header: str = "id,owner,stage,amount") -> str:
    return csv(header, rows)


def dated(*rows: tuple[object, ...]) -> str:
    return table(*rows, header="id,owner,stage,amount,closed")


def moves(*rows: tuple[object, ...]) -> str:
    return csv("id,at,stage", rows)


def stages(found: Evaluation) -> dict[str, Fraction | None]:
    return {one.stage: number(one.records) for one in found.stages}


def why(found: Evaluation, metric: str, *, before: bool = False) -> Why | None:
    (one,) = [one for one in found.metrics if (one.metric, one.entity) == (metric, "plan:")]
    told = (one.previous if before else one.value).figure
    return told.why if isinstance(told, Unknown) else None


def figures(found: Evaluation, *, before: bool = False) -> list[Fraction | None]:
    return [figure(found, name, before=before) for name in ("won_now", "open_now", "early", "signed")]


def missing(found: Evaluation, metric: str, *, before: bool = False) -> list[str]:
    (one,) = [one for one in found.metrics if (one.metric, one.entity) == (metric, "plan:")]
    told = (one.previous if before else one.value).figure
    lacks = told.lacks if isinstance(told, Unknown) else ()
    return [" ".join(dict.fromkeys((lack.source, lack.first, lack.last))) for lack in lacks]


def at_cut(found: Evaluation, metric: str) -> tuple[Fraction | None, date] | None:
    (one,) = [one for one in found.metrics if (one.metric, one.entity) == (metric, "plan:")]
    return None if one.at_cut is None else (number(one.at_cut[0].figure), one.at_cut[1])


def actual(found: Evaluation) -> Fraction | None:
    (whole,) = [one for one in found.goals if one.entity == "plan:" and one.period is None]
    return number(whole.actual)


# ---------------------------------------------------------------- a table without dates in its name


def test_a_win_after_the_cut_is_seen_nowhere(tmp_path: Path) -> None:
    text = HEAD + TEAM + source("entered won on closed", columns=CLOSED) + STAGES + METRICS + GOAL
    rows = [("D1", "Ann", "won", 10, "2026-02-03"), ("D2", "Bob", "won", 20, "2026-06-30")]
    files = {"deals.csv": dated(*rows)}
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert stages(found) == {"prospect": None, "proposal": None, "won": 1, "lost": 0}
    assert figures(found) == [1, None, None, 0]
    assert figures(found, before=True) == [1, None, None, 0]
    assert why(found, "open_now") is Why.SINCE_UNKNOWN
    assert actual(found) == 10
    found = evaluation(tmp_path, text, files, "2026-W27")
    assert stages(found) == {"prospect": 0, "proposal": 0, "won": 2, "lost": 0}
    assert figures(found) == [2, 0, 0, 20]
    assert figures(found, before=True) == [1, None, None, 0]
    assert actual(found) == 30


def test_where_all_open_stages_are_dated_the_past_is_known(tmp_path: Path) -> None:
    columns = "created: date; offered: date optional; closed: date optional"
    clauses = (
        "entered prospect on created",
        "entered proposal on offered",
        "entered won on closed",
        "entered lost on closed",
    )
    text = HEAD + TEAM + source(*clauses, columns=columns) + STAGES + METRICS + GOAL
    rows = [
        ("D1", "Ann", "won", 10, "2026-01-05", "2026-01-20", "2026-02-03"),
        ("D2", "Bob", "lost", 20, "2026-02-25", "2026-03-05", "2026-06-30"),
        ("D3", "Bob", "prospect", 30, "2026-03-12", "", ""),
    ]
    files = {"deals.csv": table(*rows, header="id,owner,stage,amount,created,offered,closed")}
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert stages(found) == {"prospect": 0, "proposal": 1, "won": 1, "lost": 0}
    assert (figures(found), figures(found, before=True)) == ([1, 1, 0, 0], [1, 1, 1, 0])
    assert figures(evaluation(tmp_path, text, files, "2026-W06")) == [1, 0, 0, 10]


def test_what_is_open_for_certain_is_known_though_its_stage_is_not(tmp_path: Path) -> None:
    """Created on 2 February, in proposal now, since when nobody knows."""
    text = HEAD + TEAM + source("entered prospect on created", columns="created: date") + STAGES + METRICS
    rows = [("D1", "Ann", "proposal", 10, "2026-02-02")]
    files = {"deals.csv": table(*rows, header="id,owner,stage,amount,created")}
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert stages(found) == {"prospect": 0, "proposal": 1, "won": 0, "lost": 0}
    assert figures(found)[:3] == [0, 1, 0]
    assert figures(found, before=True)[:3] == [0, 1, None]


def test_without_any_date_only_the_cut_is_known(tmp_path: Path) -> None:
    text = HEAD + TEAM + source() + STAGES + METRICS
    files = {"deals.csv": table(("D1", "Ann", "prospect", 10))}
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert (figures(found)[:3], figures(found, before=True)[:3]) == ([0, 1, 1], [None, None, None])
    assert why(found, "open_now", before=True) is Why.ONLY_NOW
    found = evaluation(tmp_path, text, files, "2026-03-11")
    assert stages(found) == {"prospect": 1, "proposal": 0, "won": 0, "lost": 0}
    assert {one.day for one in found.stages} == {date(2026, 3, 11)}
    assert figures(found)[:3] == [None, None, None]
    assert why(found, "open_now") is Why.ONLY_NOW
    assert at_cut(found, "open_now") == (1, date(2026, 3, 11))


def test_a_table_of_last_week_is_known_for_last_week(tmp_path: Path) -> None:
    text = HEAD + TEAM + source() + STAGES + METRICS
    files = {"deals-2026-W10.csv": table(("D1", "Ann", "prospect", 10))}
    found = evaluation(tmp_path, text, files, "2026-03-11")
    assert figures(found)[:3] == [0, 1, 1]
    assert stages(found) == {"prospect": 1, "proposal": 0, "won": 0, "lost": 0}
    assert {one.day for one in found.stages} == {date(2026, 3, 8)}
    assert at_cut(found, "open_now") is None


# ---------------------------------------------------------------- a history


@pytest.mark.parametrize("listed", [True, False])
def test_with_a_full_history_a_deal_of_june_is_not_there_in_march(listed: bool, tmp_path: Path) -> None:
    text = HEAD + TEAM + source() + HISTORY + STAGES + METRICS
    told = [("D2", "2026-02-03", "prospect"), ("D2", "2026-03-04", "proposal")] if listed else []
    june = [("D1", "2026-06-01", "prospect"), ("D1", "2026-06-20", "lost")]
    rows = [("D1", "Ann", "lost", 10), *([("D2", "Bob", "proposal", 20)] if listed else [])]
    files = {"deals.csv": table(*rows), "moves.csv": moves(*told, *june)}
    found = evaluation(tmp_path, text, files, "2026-W10")
    there = int(listed)
    assert stages(found) == {"prospect": 0, "proposal": there, "won": 0, "lost": 0}
    assert (figures(found)[:3], figures(found, before=True)[:3]) == ([0, there, 0], [0, there, there])
    (note,) = [note for note in found.notes if note.fault is Fault.ASSUMED and "D1" in note.message.render()]
    assert note.rows == 1
    found = evaluation(tmp_path, text, files, "2026-W26")
    assert stages(found) == {"prospect": 0, "proposal": there, "won": 0, "lost": 1}


def test_a_history_of_changes_alone_leaves_the_rest_where_the_table_has_it(tmp_path: Path) -> None:
    text = HEAD + TEAM + source() + HISTORY + STAGES + METRICS
    files = {
        "deals.csv": table(("D1", "Ann", "prospect", 10), ("D2", "Bob", "won", 20)),
        "moves.csv": moves(("D2", "2026-02-03", "won")),
    }
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert stages(found) == {"prospect": 1, "proposal": 0, "won": 1, "lost": 0}
    assert (figures(found)[:3], figures(found, before=True)[:3]) == ([1, 1, 1], [1, None, None])


# ---------------------------------------------------------------- dated exports


def exports(**weeks: list[tuple[object, ...]]) -> dict[str, str]:
    return {f"deals-2026-{week}.csv": table(*rows) for week, rows in weeks.items()}


def test_what_is_won_in_the_first_export_was_won_some_time_before(tmp_path: Path) -> None:
    text = HEAD + TEAM + source("snapshot on file date") + STAGES + METRICS + GOAL
    old, new = ("D1", "Ann", "won", 1000), ("D2", "Bob", "prospect", 5)
    files = exports(W10=[old, new], W11=[old, ("D2", "Bob", "won", 5)])
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert figures(found) == [1, 1, 1, None]
    assert why(found, "signed") is Why.SINCE_UNKNOWN
    assert actual(found) is None
    found = evaluation(tmp_path, text, files, "2026-W11")
    assert figures(found) == [2, 0, 0, 5]
    assert figures(found, before=True) == [1, 1, 1, None]


def test_what_a_column_dates_is_known_also_before_the_first_export(tmp_path: Path) -> None:
    text = (
        HEAD + TEAM + source("snapshot on file date", "entered won on closed", columns=CLOSED) + STAGES + METRICS + GOAL
    )
    rows = [("D1", "Ann", "won", 1000, "2025-06-03"), ("D2", "Bob", "won", 5, "2026-02-25")]
    files = {"deals-2026-W10.csv": dated(*rows)}
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert figures(found) == [2, 0, 0, 0]
    assert figures(found, before=True)[3] == 5
    assert actual(found) == 5


ALERT = """
alert few "Few" for each rep { when signed this week < 1 CNY; severity warning }
"""


def test_weeks_before_the_first_export_are_not_zero(tmp_path: Path) -> None:
    text = HEAD + TEAM + source("snapshot on file date") + STAGES + METRICS + ALERT
    files = exports(
        W10=[("D1", "Ann", "prospect", 1)], W11=[("D1", "Ann", "prospect", 1)], W12=[("D1", "Ann", "prospect", 1)]
    )
    found = evaluation(tmp_path, text, files, "2026-W12")
    told = {state.period.label: state.no_data for state in found.history if state.entity == "rep:Ann"}
    assert [told[f"2026-W{week:02}"] for week in (2, 9, 10, 11, 12)] == [True, True, False, False, False]
    assert missing(found, "signed") == []
    before = evaluation(tmp_path, text, files, "2026-W10")
    assert missing(before, "signed", before=True) == ["Deals 2026-W09"]
    events = [event for event in found.alerts if event.state.entity == "rep:Ann"]
    assert [event.state.age for event in events] == [2]


def test_a_missing_export_hides_in_which_week_something_happened(tmp_path: Path) -> None:
    text = HEAD + TEAM + source("snapshot on file date") + STAGES + METRICS + "metric four = signed rolling 4 weeks\n"
    before, after = [("D1", "Ann", "prospect", 7)], [("D1", "Ann", "won", 7)]
    files = exports(W08=before, W09=before, W11=after, W12=after)
    found = evaluation(tmp_path, text, files, "2026-W11")
    assert (figure(found, "signed"), why(found, "signed"), figure(found, "signed", before=True)) == (
        None,
        Why.NOT_LOADED,
        None,
    )
    assert (figure(found, "open_now", before=True), why(found, "open_now", before=True)) == (None, Why.NOT_LOADED)
    assert missing(found, "signed") == missing(found, "open_now", before=True) == ["Deals 2026-W10"]
    found = evaluation(tmp_path, text, files, "2026-W12")
    assert (figure(found, "signed"), figure(found, "four")) == (0, 7)


def test_a_figure_that_lacks_weeks_names_them(tmp_path: Path) -> None:
    """The stub of the first week, and two weeks in March, of what is added up since the new year."""
    text = (
        HEAD
        + TEAM
        + 'source calls "Calls" { read "data/calls-*.csv"; event at day; day: date; owner: person }\n'
        + "metric calls_made = count(calls)\nmetric all_year = calls_made year to date\n"
        + 'goal year "Year" { measure calls_made; target 1000 by 2026-12-31 }\n'
    )
    weeks = [week for week in range(2, 13) if week not in (10, 11)]
    files = {f"calls-2026-W{week:02}.csv": csv("day,owner", []) for week in weeks}
    found = evaluation(tmp_path, text, files, "2026-W12")
    assert missing(found, "all_year") == ["Calls 2026-W01", "Calls 2026-W10 2026-W11"]
    (whole,) = [one for one in found.goals if one.entity == "plan:" and one.period is None]
    assert isinstance(whole.actual, Unknown)
    assert len(whole.actual.lacks) == 2
    (told,) = found.missing
    assert told.render().endswith("not loaded: Calls 2026-W01, Calls 2026-W10 to 2026-W11")
    assert told.render(Language.ZH).endswith("未载入：Calls 2026-W01、Calls 2026-W10 至 2026-W11")


def test_in_the_middle_of_a_week_the_pipeline_is_that_of_the_cut_and_the_week_is_judged_at_its_end(
    tmp_path: Path,
) -> None:
    text = HEAD + TEAM + source("snapshot on file date") + STAGES + METRICS
    one, two = ("D1", "Ann", "prospect", 1), ("D2", "Ann", "prospect", 1)
    files = {
        "deals-2026-03-01.csv": table(one),
        "deals-2026-03-08.csv": table(one, two),
        "deals-2026-03-10.csv": table(two),
    }
    found = evaluation(tmp_path, text, files, "2026-03-11")
    assert (figure(found, "open_now"), figure(found, "open_now", before=True)) == (2, 1)
    assert at_cut(found, "open_now") == (1, date(2026, 3, 10))
    assert [(number(one.records), number(one.before), one.day) for one in found.stages][:1] == [
        (1, 1, date(2026, 3, 10))
    ]
    moved = source() + HISTORY
    files = {
        "deals.csv": table(one),
        "moves.csv": moves(("D1", "2026-03-02", "prospect"), ("D1", "2026-03-10", "won"), ("D1", "2026-03-12", "lost")),
    }
    found = evaluation(tmp_path, HEAD + TEAM + moved + STAGES + METRICS, files, "2026-03-11")
    assert (figure(found, "open_now"), at_cut(found, "open_now")) == (1, (0, date(2026, 3, 11)))
    assert stages(found) == {"prospect": 0, "proposal": 0, "won": 1, "lost": 0}
