"""Goals that each person or team has, and goals that come again: from files to what is found, against a slow count in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.goals import Recurred
from planlang.report.formats.json import to_json
from planlang.report.words.agenda.agenda import Agenda
from planlang.values.calendars import Calendar
from planlang.values.figure import Known
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, TEAMS, evaluation, number, visits
from tests.laws import tries
from tests.report.test_json_report import VALIDATOR
from tests.report.texts import explanation, summary

MONDAYS = ("01-05", "01-12", "01-19", "01-26", "02-02", "02-09", "02-16", "02-23", "03-02")
WEEKLY = 'goal weekly "Visits a week" for each rep { measure visits; target every week at least 3; owner rep }\n'


def found_of(
    folder: Path,
    goal: str,
    weeks: dict[str, dict[str, int]],
    as_of: str,
    teams: str = TEAMS,
    ramp: tuple[int, ...] = (),
) -> Evaluation:
    shares = f"{{ ramp {', '.join(f'{share}%' for share in ramp)} }}" if ramp else ""
    head = HEAD.replace('"Rep" under lead', f'"Rep" under lead {shares}')
    return evaluation(folder, head + teams + ACTIVITIES + goal, visits(weeks), as_of)


def marks(one: Recurred) -> str:
    return " ".join({True: "+", False: "-", None: "?"}[found.is_reached] for found in one.rounds)


def all_marks(found: Evaluation) -> dict[str, str]:
    return {one.entity: marks(one) for one in found.recurring[0].of}


counts = st.fixed_dictionaries({person: st.integers(0, 5) for person in ("Ann", "Bob", "Sue")})


@settings(max_examples=tries(15), deadline=None)
@given(
    weeks=st.lists(counts, min_size=len(MONDAYS), max_size=len(MONDAYS)),
    missing=st.sets(st.sampled_from(MONDAYS[1:-1]), max_size=2),
    joins=st.sampled_from((None, date(2026, 1, 21), date(2026, 2, 9), date(2026, 3, 7))),
    target=st.integers(1, 6),
    at_most=st.booleans(),
    ramp=st.sampled_from(((), (0, 50), (30,), (0, 25, 60))),
)
def test_hit_rates_are_those_of_a_slow_count(
    weeks: list[dict[str, int]],
    missing: set[str],
    joins: date | None,
    target: int,
    at_most: bool,
    ramp: tuple[int, ...],
) -> None:
    """Each week by itself: what was done against the target, cut to his working days of the week over five, each one as much as
    the month since his first day says.
    """
    teams = TEAMS if joins is None else TEAMS.replace("Bob", f"Bob from {joins}")
    word = "at most" if at_most else "at least"
    goal = WEEKLY.replace("at least 3", f"{word} {target}")
    made = {monday: week for monday, week in zip(MONDAYS, weeks, strict=True) if monday not in missing}
    with TemporaryDirectory() as folder:
        found = found_of(Path(folder), goal, made, "2026-W10", teams, ramp)
    calendar = found.plan.calendar
    for one in found.recurring[0].of:
        person = one.entity.partition(":")[2]
        since = joins if person == "Bob" and joins is not None else date(2026, 1, 1)
        told = {round_.period.start: (round_.is_reached, round_.limit) for round_ in one.rounds}
        shares = () if person != "Bob" or joins is None else ramp
        expected = dict(_slow(calendar, person, since, made, target, at_most, shares))
        assert told == expected
        known = [hit for hit, _ in expected.values() if hit is not None]
        assert one.rate == Known(Fraction(sum(known), len(known))) if known else not isinstance(one.rate, Known)


def _slow(
    calendar: Calendar,
    person: str,
    since: date,
    made: dict[str, dict[str, int]],
    target: int,
    at_most: bool,
    ramp: tuple[int, ...],
) -> Iterator[tuple[date, tuple[bool | None, int]]]:
    for monday in MONDAYS:
        start = date.fromisoformat(f"2026-{monday}")
        days = [start + timedelta(n) for n in range(7)]
        there = [day for day in days if day >= since and calendar.is_working(day)]
        worked = Fraction(sum(100 if at_most else _percent(day, since, ramp) for day in there), 100)
        if not worked:
            continue
        limit = target if at_most else -(-target * worked // 5)
        if monday not in made:
            yield start, (None, limit)
            continue
        tuesday = start + timedelta(1)
        done = made[monday][person] if tuesday >= since else 0
        yield start, (done <= limit if at_most else done >= Fraction(target * worked, 5), limit)


def _percent(day: date, since: date, ramp: tuple[int, ...]) -> int:
    """Of a full target on a day, by how often the number of the first day has come again; none of them is after the 28th."""
    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
    return ramp[months] if months < len(ramp) else 100


def test_somebody_new_is_asked_for_his_share_and_for_nothing_in_a_month_of_none(tmp_path: Path) -> None:
    """Bob begins on 9 February: nothing up to 8 March, half from 9 March. Ann is asked for three each week all the while."""
    teams = TEAMS.replace("Bob", "Bob from 2026-02-09")
    weeks = {monday: {"Ann": 3, "Bob": 2} for monday in (*MONDAYS, "03-09")}
    found = found_of(tmp_path, WEEKLY.replace("at least 3", "at least 4"), weeks, "2026-W11", teams, (0, 50))
    bob, ann = (next(one for one in found.recurring[0].of if one.entity == f"rep:{who}") for who in ("Bob", "Ann"))
    (only,) = bob.rounds
    assert (only.period.start, only.limit, only.is_reached, only.share) == (date(2026, 3, 9), 2, True, Fraction(1, 2))
    assert {one.share for one in ann.rounds} == {1}
    late = found_of(tmp_path, WEEKLY, {"01-05": {}, "03-09": {"Bob": 2}}, "2026-W11", teams, (0, 50))
    assert all_marks(late)["rep:Bob"] == "+", (
        "of weeks without a file nothing is asked of him, and nothing is not known"
    )
    for language, words in ((Language.EN, "2 (50.0% of a full one)"), (Language.ZH, "2（全额的 50.0%）")):
        assert words in explanation(found.recurring[0], found, language)


def test_who_changes_role_or_team_has_the_goal_for_the_days_in_it_alone(tmp_path: Path) -> None:
    """Bob sells in the south from 2 March and leads from 1 April: his goal as a rep of the north ends on 1 March, with what he did."""
    teams = TEAMS.replace("rep Ann, Bob", "rep Ann, Bob to 2026-03-01; lead Bob from 2026-04-01").replace(
        "rep Sue", "rep Sue, Bob from 2026-03-02 to 2026-03-31"
    )
    goal = 'goal g "G" for each rep where rep.team is north { measure visits; target 59; period 2026-Q1; owner rep }\n'
    goal += 'goal all "All" for each rep { measure visits; target 248; owner rep }\n'
    weeks = {"02-02": {"Bob": 3, "Ann": 1}, "03-02": {"Bob": 2}, "04-06": {"Bob": 4}}
    weeks = {monday: weeks.get(monday, {}) for monday in weeks | dict.fromkeys(MONDAYS)}
    found = found_of(tmp_path, goal, weeks, "2026-03-31", teams)
    values = {(one.goal, one.entity): one for one in found.goals if one.period is None}
    calendar = found.plan.calendar
    bob, ann = values["g", "rep:Bob"], values["g", "rep:Ann"]
    assert number(bob.target) == calendar.working_days(date(2026, 1, 1), date(2026, 3, 2))
    assert (number(ann.target), bob.within) == (59, "team:north")
    assert number(values["all", "rep:Bob"].target) == 59
    assert ("g", "rep:Sue") not in values


def test_a_revision_of_the_target_holds_from_the_first_week_that_begins_on_its_day_or_later(tmp_path: Path) -> None:
    change = 'revision r "R" on 2026-01-21 { approved by director on 2026-01-19; change goal weekly { target every week at least 4 } }\n'
    weeks = {monday: {"Ann": 3} for monday in ("01-05", "01-12", "01-19", "01-26")}
    found = found_of(tmp_path, WEEKLY + change, weeks, "2026-W05")
    assert all_marks(found)["rep:Ann"] == "+ + + -"
    assert found.recurring[0].target == 4
    late = change.replace("on 2026-01-19", "on 2026-02-03")
    found = found_of(tmp_path, WEEKLY + late, weeks, "2026-W05")
    assert all_marks(found)["rep:Ann"] == "+ + + +", "a week that was over when it was decided keeps its target"


def test_who_is_not_long_enough_there_is_not_counted(tmp_path: Path) -> None:
    teams = TEAMS.replace("rep Ann, Bob", "rep Ann from 2025-01-01, Bob from 2026-01-05")
    goal = WEEKLY.replace("for each rep", "for each rep where tenure >= 25d and rep.team is north")
    weeks = {monday: {"Ann": 3, "Bob": 3} for monday in MONDAYS[:5]}
    found = found_of(tmp_path, goal, weeks, "2026-W06", teams)
    assert all_marks(found) == {"rep:Ann": "+ + + + +", "rep:Bob": "+ +"}


def test_an_alert_and_a_scorecard_ask_for_the_hit_rate(tmp_path: Path) -> None:
    goal = WEEKLY + (
        'alert often "Often missed" for each rep { when attainment(weekly) quarter to date < 60%; notify director }\n'
        'scorecard card "Card" for each rep { every month; line hits = attainment(weekly) this month, weight 100% }\n'
    )
    weeks = {monday: {"Ann": 3, "Bob": 3 if monday == "01-05" else 0} for monday in MONDAYS[:5]}
    found = found_of(tmp_path, goal, weeks, "2026-W06")
    assert {event.state.entity for event in found.alerts} >= {"rep:Bob", "rep:Sue"}
    assert "rep:Ann" not in {event.state.entity for event in found.alerts}
    totals = {card.entity: number(card.total) for card in found.scorecards[0].cards}
    assert totals == {"rep:Ann": 1, "rep:Bob": Fraction(1, 3), "rep:Sue": 0}


def test_what_is_told_in_every_format(tmp_path: Path) -> None:
    goal = "## The rhythm of the job.\n" + WEEKLY
    goal += 'goal year "Year" for each team where team is north { measure visits; target 100; split by rep { Ann; Bob }; owner Mia; serves weekly }\n'
    goal += 'goal month "A month" { measure visits; target every month at least 3; owner Boss; lights green from 50%, amber from 20% }\n'
    goal += 'review board "Board" { every monday 09:00; covers weekly, year, month; attended by director }\n'
    weeks = {monday: {"Ann": 3, "Bob": 1} for monday in MONDAYS if monday != "01-19"}
    found = found_of(tmp_path, goal, weeks, "2026-W10")
    assert all_marks(found)["rep:Ann"] == "+ + ? + + - + +"
    text = summary(found, Language.EN)
    assert "Recurring goals" in text
    assert "W04" in text, "an unknown week is named"
    assert "周期目标" in summary(found, Language.ZH)
    told = json.loads(to_json(found))
    VALIDATOR.validate(told)
    again = {one["goal"]: one for one in told["recurring"]}
    (ann,) = [one for one in again["weekly"]["of"] if one["entity"] == "rep:Ann"]
    assert (ann["reached"], ann["missed"], ann["unknown"], ann["status"]) == (6, 1, 1, "at risk")
    (month,) = again["month"]["of"]
    assert (month["reached"], month["missed"], month["unknown"]) == (1, 0, 1), "of January a week is not known"
    for language, words in ((Language.EN, "✗ missed"), (Language.ZH, "✗ 未达标")):
        assert words in explanation(found.recurring[0], found, language)
    agenda = Agenda(found)
    items = {item.name: item.message.render() for meeting in found.meetings for item in agenda.of(meeting)}
    assert items["weekly"] == "2 off track; 1 at risk"
    assert items["year"] == "1 no data", "of a team, and nothing of the plan; a week is missing"


@pytest.mark.parametrize("as_of", ["2026-01-05", "2025-12-31"])
def test_before_a_week_is_over_nothing_is_claimed(tmp_path: Path, as_of: str) -> None:
    found = found_of(tmp_path, WEEKLY, {"01-05": {"Ann": 3}}, as_of)
    assert found.recurring[0].of == ()
    assert "no period of it is over yet" in summary(found, Language.EN)


def test_a_strategy_that_serves_them_tells_of_everybody_together(tmp_path: Path) -> None:
    goal = WEEKLY + (
        'goal own "Own" for each rep where rep.team is north { measure visits; target 59; period 2026-Q1; owner rep }\n'
        'strategy more "More" { serves weekly, own; owner Boss; task plan_it { takes 5wd; started 2026-01-12; owner Boss } }\n'
    )
    weeks = {monday: {"Ann": 3, "Bob": 1} for monday in MONDAYS[:4]}
    found = found_of(tmp_path, goal, {"01-05": weeks["01-05"]} | weeks, "2026-W05")
    rate, own = found.strategies[0].effects
    assert (number(rate.now.actual), number(own.now.actual)) == (Fraction(4, 12), None), (
        "of the first days no file is there"
    )
    assert "33.3%" in summary(found, Language.EN)
