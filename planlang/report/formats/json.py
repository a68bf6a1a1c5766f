"""JSON for programs: an evaluation, a schedule, a look at the data.

In: results of the engine. Out: UTF-8 text with fixed keys in a fixed order, the same bytes for the same input. The shape
of an evaluation is described by `planlang/report/evaluation.schema.json`, that of a table of figures by `figures.schema.json` and of
a look at the data by `data_check.schema.json` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.compare.differences import Comparison
from planlang.data.loaded.checking import SourceCheck
from planlang.evaluate.alerts.backtest import Backtest
from planlang.evaluate.figure_table import FigureTable
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.testing.results import RunReport
from planlang.plan.plan import Plan
from planlang.report.plain import plain
from planlang.report.plain.edits.plain_backtest import backtests as plain_backtests
from planlang.report.plain.edits.plain_comparison import comparison as plain_comparison
from planlang.report.plain.edits.plain_tests import tests as plain_tests
from planlang.report.plain.indented import pieces
from planlang.report.plain.plain_data_check import data_check as plain_data_check
from planlang.report.plain.plain_evaluation import evaluation as plain_evaluation
from planlang.report.plain.plain_figures import figures as plain_figures
from planlang.schedule.schedule import Schedule

__all__ = [
    "backtests_json",
    "comparison_json",
    "data_check_json",
    "figures_json",
    "json_of_tests",
    "json_pieces",
    "schedule_json",
    "to_json",
]


def to_json(evaluation: Evaluation) -> str:
    """An evaluation, everything in it."""
    return "".join(json_pieces(evaluation))


def json_pieces(evaluation: Evaluation) -> Iterator[str]:
    """The same in pieces, each made when it is asked for."""
    return pieces({"schema": "planlang.evaluation/1", **plain_evaluation(evaluation)})


def schedule_json(schedule: Schedule, plan: Plan) -> str:
    """A schedule with its plan's head."""
    return _dumped("planlang.schedule/1", {"plan": plain.plan_head(plan), **plain.schedule(schedule, plan)})


def figures_json(table: FigureTable) -> str:
    """A table of figures."""
    return _dumped("planlang.figures/1", plain_figures(table))


def data_check_json(checks: Sequence[SourceCheck], plan: Plan) -> str:
    """A look at the data, with the plan's head."""
    return _dumped("planlang.data_check/1", {"plan": plain.plan_head(plan), **plain_data_check(checks)})


def backtests_json(found: Sequence[Backtest], plan: Plan) -> str:
    """Alerts over time, with the plan's head."""
    return _dumped("planlang.backtest/1", {"plan": plain.plan_head(plan), "alerts": plain_backtests(found)})


def comparison_json(comparison: Comparison) -> str:
    """Two versions of a plan held against each other."""
    return _dumped("planlang.comparison/1", plain_comparison(comparison))


def json_of_tests(report: RunReport) -> str:
    """Tests, what they cover, which changes they do not notice."""
    return _dumped("planlang.tests/1", plain_tests(report))


def _dumped(schema: str, body: plain.Object) -> str:
    """The text of a document."""
    return "".join(pieces({"schema": schema, **body}))
