"""`sales.satisfaction` on a handful of answers, counted by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Unknown, Why
from tests.stdlib.company import evaluation, figure, known

SURVEY = """
source survey "Survey" {
  read "survey.csv"
  one row per number
  covers 2025-09-01 .. 2026-02-28
  number: text
  sent: date
  answered: date optional
  owner: person
  score: number optional
}
"""
ANSWERS = """
number,sent,answered,owner,score
1,2026-01-05,2026-01-06,Ann,3
2,2026-01-05,2026-01-07,Bob,4
3,2026-01-06,2026-01-08,Bob,
4,2026-01-06,2026-01-13,Ann,5
5,2026-01-07,2026-01-22,Ann,5
6,2026-01-08,,Cy,
"""


def found(folder: Path, arguments: str, week: str) -> Evaluation:
    (folder / "survey.csv").write_text(ANSWERS.lstrip(), encoding="utf-8")
    return evaluation(folder, f"use sales.pipeline\nuse sales.satisfaction{arguments}\n" + SURVEY, week)


def test_its_figures_are_those_computed_by_hand(tmp_path: Path) -> None:
    evaluated = found(tmp_path, "(least_answers: 1)", "2026-W02")
    # who gave no score is no answer
    assert known(evaluated, "answers", "plan:") == 2
    assert known(evaluated, "answers", "rep:Bob") == 1
    assert known(evaluated, "satisfaction", "plan:") == Fraction(7, 2)
    assert known(evaluated, "satisfaction", "rep:Ann") == 3
    assert known(evaluated, "satisfied_share", "plan:") == Fraction(1, 2)
    assert known(evaluated, "bad_answers", "plan:") == 0


def test_which_share_answers_is_told_beside_the_mean(tmp_path: Path) -> None:
    evaluated = found(tmp_path, "(least_answers: 1)", "2026-W02")
    assert figure(evaluated, "response_rate", "plan:") == Unknown(Why.NOT_DUE)
    answered = {"plan:": Fraction(4, 6), "rep:Ann": Fraction(2, 3), "rep:Bob": Fraction(1), "rep:Cy": Fraction(0)}
    (tmp_path / "later").mkdir()
    later = found(
        tmp_path / "later", "(least_answers: 1)\nmetric sent_rate = response_rate rolling 4 weeks", "2026-W04"
    )
    assert {one: known(later, "sent_rate", one) for one in answered} == answered


def test_the_scale_is_a_parameter(tmp_path: Path) -> None:
    evaluated = found(tmp_path, "(least_answers: 1, good: 3, bad: 3)", "2026-W02")
    assert known(evaluated, "satisfied_share", "plan:") == 1
    assert known(evaluated, "bad_answers", "plan:") == 1


def test_a_mean_of_few_answers_is_unknown(tmp_path: Path) -> None:
    evaluated = found(tmp_path, "", "2026-W02")
    for metric in ("satisfaction", "satisfied_share"):
        assert figure(evaluated, metric, "plan:") == Unknown(Why.SMALL_SAMPLE)
    assert evaluated.alerts == ()


def test_it_warns_under_four_stays_on_and_ends_with_enough(tmp_path: Path) -> None:
    evaluated = found(tmp_path, "(least_answers: 2)", "2026-W04")
    phases = {state.period.label[5:]: state.phase for state in evaluated.history if state.alert == "low_satisfaction"}
    # of 13 weeks 3.5, then exactly 4, then 4.25
    assert [phases[week] for week in ("W02", "W03", "W04")] == [
        AlertPhase.FIRING,
        AlertPhase.FIRING,
        AlertPhase.RESOLVED,
    ]
    assert [event.to for event in evaluated.alerts if event.state.alert == "low_satisfaction"] == [("Zoe",)]
