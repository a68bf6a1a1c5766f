"""JSON: what the schema says, exact, complete, the same every time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from importlib.resources import files

import attrs
import jsonschema
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from planlang.diagnostics.finding import Finding, Report
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.alert_states import AlertNews, AlertPhase
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue, Kind, Verdict, Violation
from planlang.evaluate.results.pipelines import StageWeight, WeightedPipeline
from planlang.evaluate.results.readings import Range, Reading
from planlang.report.findings.formats.json import pieces as diagnostics_json
from planlang.report.formats.json import schedule_json, to_json
from planlang.report.plain.plain import exact, figure, unit
from planlang.schedule.schedule import Breach, Conflict, Driver, TaskState
from planlang.semantics.model import LinkKind, ProposedTask, Return
from planlang.source import Source, Span
from planlang.values.figure import Known, Unknown, Why
from planlang.values.periods import Grain
from planlang.values.units import Count, Minutes, MoneyIn, StageOf, Unit
from tests.report import evaluated, made

SCHEMA = json.loads(files("planlang.report").joinpath("evaluation.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
Golden = Callable[[str, str], None]


def with_conflict() -> Evaluation:
    evaluation = evaluated.evaluation()
    schedule = evaluation.schedule
    conflict = Conflict(Breach.OVERDUE, "sign", schedule.finish, schedule.finish, 1, ("quote", "sign"), made.span(4))
    undated = {name: slot for name, slot in schedule.slots.items() if name != "prep"}
    return evolve(evaluation, schedule=evolve(schedule, conflicts=(conflict,), slots=undated))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("evaluation", [evaluated.evaluation(), evaluated.evaluation(False), with_conflict()])
def test_an_evaluation_is_what_the_schema_says(evaluation: Evaluation) -> None:
    VALIDATOR.validate(json.loads(to_json(evaluation)))


def test_reminders_and_what_is_passed_on_or_proposed_stand_where_there_are_such() -> None:
    evaluation = evaluated.evaluation()
    violation, deadline = evaluation.violations[0], evaluation.upcoming[0]
    plain = json.loads(to_json(evaluation))
    proposals = (ProposedTask("sign"), Return("prospect"))
    evaluation = attrs.evolve(
        evaluation,
        violations=(attrs.evolve(violation, passed_on=("Lu",), proposals=proposals, standard="By the book"),),
        upcoming=(
            attrs.evolve(deadline, reminded=date(2026, 5, 9), to=("Lu",)),
            attrs.evolve(deadline, reminded=date(2026, 5, 9), reminded_at=datetime(2026, 5, 9, 8)),
        ),
    )
    document = json.loads(to_json(evaluation))
    VALIDATOR.validate(document)
    (told,), (day, hour) = document["violations"], document["upcoming"]
    assert told["proposals"] == [{"kind": "task", "name": "sign"}, {"kind": "return", "name": "prospect"}]
    assert (told["passed_on"], told["standard"]) == (["Lu"], "By the book")
    assert (day["reminded"], day["to"], hour["reminded_at"], hour["to"]) == (
        "2026-05-09",
        ["Lu"],
        "2026-05-09T08:00:00",
        [],
    )
    assert not any(key in one for one in plain["violations"] for key in ("passed_on", "proposals"))
    assert not any(key in one for one in plain["upcoming"] for key in ("reminded", "reminded_at", "to"))


def test_a_weighted_pipeline_stands_where_there_is_one() -> None:
    evaluation = evaluated.evaluation()
    known = Known(Fraction(1, 3))
    parts = (
        StageWeight("prospect", Fraction(1, 10), "p.plan:3:5", known, known, Known(Fraction(0)), known),
        StageWeight("proposal", None, "", known, Unknown(Why.NOT_LOADED), known, None),
    )
    value = WeightedPipeline("b2b", date(2026, 5, 10), MoneyIn("CNY"), parts, known, known, known, known, known)
    document = json.loads(to_json(attrs.evolve(evaluation, pipelines=(value,))))
    VALIDATOR.validate(document)
    (told,) = document["pipelines"]
    assert [(one["win"], one["where"]) for one in told["stages"]] == [("0.1", "p.plan:3:5"), (None, None)]
    assert "pipelines" not in json.loads(to_json(evaluation))


def test_a_limit_in_hours_has_a_time_and_others_have_none() -> None:
    evaluation = evaluated.evaluation()
    at = datetime(2026, 5, 15, 13, 30)
    violation, deadline = evaluation.violations[0], evaluation.upcoming[0]
    evaluation = attrs.evolve(
        evaluation,
        violations=(
            attrs.evolve(violation, due_at=at, due_from=date(2026, 5, 14), due_from_at=at - timedelta(days=1)),
            *evaluation.violations[1:],
        ),
        upcoming=(attrs.evolve(deadline, due_at=at), *evaluation.upcoming[1:]),
    )
    document = json.loads(to_json(evaluation))
    VALIDATOR.validate(document)
    for part in ("violations", "upcoming"):
        first, *others = document[part]
        assert first["due_at"] == "2026-05-15T13:30:00"
        assert not any("due_at" in other for other in others)
    first, *others = document["violations"]
    assert (first["due_from"], first["due_from_at"]) == ("2026-05-14", "2026-05-14T13:30:00")
    assert not any("due_from" in other or "due_from_at" in other for other in others)


@pytest.mark.parametrize("path", [("goals", 0, "actual"), ("violations", 0), ("schedule", "tasks", 2), ("data",)])
def test_a_document_with_something_missing_is_not(path: tuple[str | int, ...]) -> None:
    document = json.loads(to_json(evaluated.evaluation()))
    part = document
    for step in path:
        part = part[step]
    part.pop(next(iter(part)))
    assert list(VALIDATOR.iter_errors(document))


def test_an_evaluation_reads_as_in_the_golden(golden: Golden) -> None:
    golden("evaluation.json", to_json(evaluated.evaluation()))


def test_a_schedule_reads_as_in_the_golden(golden: Golden) -> None:
    evaluation = with_conflict()
    text = schedule_json(evaluation.schedule, evaluation.plan)
    golden("schedule.json", text)
    document = json.loads(text)
    assert document["schema"] == "planlang.schedule/1"
    part = {key: value for key, value in document.items() if key not in ("schema", "plan")}
    jsonschema.Draft202012Validator({**SCHEMA["$defs"]["schedule"], "$defs": SCHEMA["$defs"]}).validate(part)


def enums(part: object) -> list[list[str]]:
    """Every list of allowed words in the schema."""
    if isinstance(part, dict):
        here = [part["enum"]] if "enum" in part else []
        return here + [found for value in part.values() for found in enums(value)]
    return [found for value in part for found in enums(value)] if isinstance(part, list) else []


@pytest.mark.parametrize(
    "words", [AlertNews, AlertPhase, GoalStatus, Kind, Why, Grain, Fault, TaskState, Driver, Breach, LinkKind]
)
def test_the_schema_allows_exactly_the_words_of_the_engine(words: type[Enum]) -> None:
    assert [member.value for member in words] in enums(SCHEMA)


def test_the_schema_counts_every_verdict() -> None:
    assert list(SCHEMA["$defs"]["rule"]["properties"]["verdicts"]["properties"]) == [v.value for v in Verdict]


@pytest.mark.parametrize(("kind", "name"), [(GoalValue, "goal"), (Violation, "violation")])
def test_no_field_is_left_out(kind: type, name: str) -> None:
    keys = set(SCHEMA["$defs"][name]["properties"])
    fields = {field.alias for field in attrs.fields(kind)} - {"limit_words", "until_words", "message"}
    assert fields <= keys


def test_unknown_figures_say_why_and_are_never_null() -> None:
    assert figure(Unknown(Why.NOT_LOADED)) == {"unknown": "not loaded"}
    assert figure(Unknown(Why.NOT_LOADED, Fraction(5, 2))) == {"unknown": "not loaded", "so_far": "2.5"}
    document = json.loads(to_json(evaluated.evaluation()))
    win = next(goal for goal in document["goals"] if goal["goal"] == "win")
    assert win["actual"] == {"unknown": "small sample"}


@pytest.mark.parametrize(("high", "told"), [(Fraction(1440), "1440"), (None, None)])
def test_a_figure_of_which_only_bounds_are_known_has_both(high: Fraction | None, told: str | None) -> None:
    bounded = Reading(Known(Fraction(300)), Minutes(), Range(Fraction(300), high))
    evaluation = evaluated.evaluation()
    first, *others = evaluation.violations
    document = json.loads(to_json(evolve(evaluation, violations=(evolve(first, value=bounded), *others))))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert document["violations"][0]["value"] == {
        "value": "300",
        "display": "300",
        "unit": "minutes",
        "bounds": {"low": "300", "high": told},
    }
    assert "bounds" not in document["violations"][1]["value"]


@given(st.fractions())
def test_numbers_come_back_exactly(value: Fraction) -> None:
    text = exact(value)
    assert Fraction(text) == value
    if "/" not in text:
        assert Fraction(Decimal(text)) == value
    shown = figure(Known(value))["display"]
    assert abs(Fraction(shown) - value) <= Fraction(1, 2 * 10**6)
    assert shown == "0" or not shown.endswith(".")


def test_numbers_of_endless_digits_stay_fractions() -> None:
    assert exact(Fraction(2, 3)) == "2/3"
    assert exact(Fraction(1, 2**40)) == "1/1099511627776"
    assert exact(Fraction(-5, 4)) == "-1.25"


@pytest.mark.parametrize(
    ("value", "word"), [(MoneyIn("CNY"), "money:CNY"), (StageOf("b2b"), "stage:b2b"), (Count(), "count")]
)
def test_units_are_one_word(value: Unit, word: str) -> None:
    assert unit(value) == word


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert to_json(evaluated.evaluation()) == to_json(evaluated.evaluation())


def test_characters_that_utf8_cannot_hold_are_replaced() -> None:
    evaluation = evaluated.evaluation()
    stranger = evolve(evaluation, violations=(evolve(evaluation.violations[0], title="a\ud800b"),))
    assert '"a?b"' in to_json(stranger)


def test_diagnostics_come_with_places_and_fixes_in_both_languages(golden: Golden) -> None:
    source = Source("team.plan", "team north {\n  assign 王力\n}\n")
    span = Span(source, 22, 24)
    unknown, did_you_mean = Text("test.unknown", 'no person is called "{name}"'), Text("report.done", "use {name}")
    found = Diagnostic(
        "unknown-name",
        Severity.ERROR,
        span,
        unknown(name="王力"),
        help=did_you_mean(name="王丽"),
        related=(Related(Span(source, 5, 10), Text("test.team", "in this team")()),),
        fixes=(Fix(did_you_mean(name="王丽"), (Edit(span, "王丽"),), safe=False),),
    )
    report = Report((Finding(found, "meaning"),), ("plans/a.plan",))
    text = "".join(diagnostics_json(report, Language.EN))
    golden("diagnostics.json", text)
    (item,) = json.loads(text)["diagnostics"]
    assert (item["line"], item["column"], item["end_line"], item["end_column"]) == (2, 10, 2, 12)
