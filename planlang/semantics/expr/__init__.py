"""Checked expressions: every name resolved, every unit known.

Two families. A *row* expression is about one row of a source (inside an aggregate, a requirement, a `where` of a
process rule) and compiles to SQL. A *figure* expression is about an entity in a period and is computed on
entity × period matrices. Three values throughout: an unknown operand makes the result unknown (Kleene for and/or/not).
"""

from __future__ import annotations

from planlang.semantics.expr.figures import (
    Aggregate,
    ChangeAgainst,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    GoalMeasure,
    Headcount,
    MetricRef,
    OfGoal,
    OverWindow,
    RatioOf,
)
from planlang.semantics.expr.moments import AsItStands, CreditTime, CreditTo, Dated, Fold, Moment, OnEntry
from planlang.semantics.expr.operators import Arithmetic, Comparison
from planlang.semantics.expr.rows import (
    Column,
    Constant,
    DaysSince,
    FallsIn,
    InPhase,
    Phase,
    RowAll,
    RowAmong,
    RowAny,
    RowArithmetic,
    RowComparison,
    RowEmpty,
    RowExpression,
    RowNot,
    RowOtherwise,
)
from planlang.semantics.expr.windows import (
    AverageOver,
    CurrentPeriod,
    FigureWindow,
    LastPeriod,
    PreviousPeriod,
    RollingWindow,
    SameLastYear,
    ThisPeriod,
    ToDate,
)
from planlang.values.last_year import MissingWeek
