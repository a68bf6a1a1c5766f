"""Figures worked out slowly, row by row, from the definitions: what the engine and numpy must agree with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from planlang.semantics import expr
from planlang.semantics.model import History, StagePhase, Table
from planlang.values.periods import Grain, Period, add_months, period_of, previous_period
from tests.evaluate.figures.figure_worlds import Given, World

DAY = timedelta(days=1)
UNKNOWN = "unknown"
Value = object


# ---------------------------------------------------------------- rows


def cell(given: Given, row: Sequence[object], name: str, last: date, stage: dict[str, str] | None = None) -> Value:
    if stage and name in stage:
        return stage[name]
    read = [c for c in given.columns if c.formula is None]
    for index, column in enumerate(read):
        if column.name == name:
            found = row[index]
            return Fraction(found) if isinstance(found, Decimal | int) and not isinstance(found, bool) else found
    formula = next(c.formula for c in given.columns if c.name == name)
    assert formula is not None
    return evaluated(formula, given, row, last, stage)


def as_day(value: Value) -> Value:
    return value.date() if isinstance(value, datetime) else value


def evaluated(e: expr.RowExpression, given: Given, row: Sequence[object], last: date, stage=None) -> Value:  # type: ignore[no-untyped-def]
    def sub(part: expr.RowExpression) -> Value:
        return evaluated(part, given, row, last, stage)

    match e:
        case expr.Column(name=name):
            return cell(given, row, name, last, stage)
        case expr.Constant(value=value):
            return Fraction(value) if isinstance(value, Decimal) else value
        case expr.RowArithmetic(operator=operator, left=left, right=right):
            a, b = sub(left), sub(right)
            if a is None or b is None:
                return None
            if isinstance(a, date):
                a = as_day(a)
                if isinstance(b, date):
                    return Fraction((a - as_day(b)).days)
                days = timedelta(days=int(b))
                return a + days if operator is expr.Arithmetic.ADD else a - days
            if operator is expr.Arithmetic.DIVIDE:
                return a / b if b else None
            return {"+": a + b, "-": a - b, "*": a * b}[operator.value]
        case expr.RowComparison(operator=operator, left=left, right=right):
            a, b = sub(left), sub(right)
            if a is None or b is None:
                return None
            if isinstance(a, date) and isinstance(a, datetime) != isinstance(b, datetime):
                a, b = as_day(a), as_day(b)
            return {
                "<": lambda: a < b,
                "<=": lambda: a <= b,
                ">": lambda: a > b,
                ">=": lambda: a >= b,
                "is": lambda: a == b,
                "is not": lambda: a != b,
            }[operator.value]()
        case expr.RowAmong(subject=subject, items=items, negated=negated):
            a = sub(subject)
            if a is None:
                return None
            found = a in [sub(item) for item in items]
            return found != negated
        case expr.RowEmpty(subject=subject, negated=negated):
            return (sub(subject) is None) != negated
        case expr.RowAll(operands=operands):
            found = [sub(part) for part in operands]
            return False if False in found else (None if None in found else True)
        case expr.RowAny(operands=operands):
            found = [sub(part) for part in operands]
            return True if True in found else (None if None in found else False)
        case expr.RowNot(operand=operand):
            a = sub(operand)
            return None if a is None else not a
        case expr.RowOtherwise(subject=subject, fallback=fallback):
            a = sub(subject)
            return sub(fallback) if a is None else a
        case expr.DaysSince(column=column):
            a = sub(column)
            return None if a is None else Fraction((last - as_day(a)).days)
        case expr.TextLength(column=column):
            a = sub(column)
            return None if a is None else Fraction(len(str(a)))
        case expr.Combination(columns=columns):
            found = tuple(sub(column) for column in columns)
            return None if None in found else found
        case expr.FallsIn(column=column, grain=grain):
            a = sub(column)
            return None if a is None else holder(as_day(a), grain) == holder(last, grain)
        case expr.InPhase(column=column, phase=phase):
            a = sub(column)
            phases = {"prospect": "open", "proposal": "open", "won": "won", "lost": "lost"}
            return None if a is None else phases[str(a)] == phase.value
    raise AssertionError(e)


def holder(day: date, grain: Grain) -> tuple[int, ...]:
    """What days of one period have in common, by the calendar year."""
    return {
        Grain.WEEK: tuple(day.isocalendar())[:2],
        Grain.MONTH: (day.year, day.month),
        Grain.QUARTER: (day.year, (day.month - 1) // 3),
        Grain.YEAR: (day.year,),
    }[grain]


def folded(value: Value) -> Value:
    """Quotients are rounded to nine places, halves away from zero, before they are folded; dates count as ordinals."""
    if isinstance(value, Fraction):
        scaled = value * 10**9
        whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
        return Fraction(whole if scaled >= 0 else -whole, 10**9)
    return Fraction(as_day(value).toordinal()) if isinstance(value, date) else value


# ---------------------------------------------------------------- people


def post_on(world: World, person: str | None, day: date | None) -> tuple[str, frozenset[str]] | None:
    """Team of the post taken up last, among equals the first in the order of teams, and all roles held in it that day."""
    if person is None or day is None:
        return None
    order = [team for team, _ in world.teams]
    held = [m for m in world.members if m[0] == person and (m[3] or date.min) <= day <= (m[4] or date.max)]
    if not held:
        return None
    held.sort(key=lambda m: order.index(m[1]))
    newest = max(held, key=lambda m: m[3] or date.min)
    return newest[1], frozenset(m[2] for m in held if m[1] == newest[1])


def lineage(world: World, team: str) -> list[str]:
    under = dict(world.teams)
    found: list[str] = []
    here: str | None = team
    while here is not None:
        found.append(here)
        here = under[here]
    return found


def belongs(world: World, entity: str, person: str | None, day: date | None, role: str | None = None) -> bool:
    kind, _, name = entity.partition(":")
    post = post_on(world, person, day)
    if entity == "plan:":
        return True
    if entity == "team:(unassigned)":
        return post is None
    if post is None:
        return False
    if kind == "rep":
        return person == name and (role is None or role in post[1])
    return name in lineage(world, post[0])


def active(world: World, entity: str, day: date, role: str | None = None) -> bool:
    if not entity.startswith("rep:"):
        return True
    post = post_on(world, entity[4:], day)
    return post is not None and (role is None or role in post[1])


# ---------------------------------------------------------------- facts


def monday(day: date) -> date:
    return day - DAY * day.weekday()


def newest_row(given: Given, key: str, before: date | None = None) -> tuple[object, ...] | None:
    ranked = sorted(
        (given.taken[i] if given.taken else date.min, i)
        for i, row in enumerate(given.rows)
        if row[0] == key and (before is None or not given.taken or given.taken[i] < before)
    )
    return given.rows[ranked[-1][1]] if ranked else None


def keys(given: Given, before: date) -> list[str]:
    seen = [r[0] for i, r in enumerate(given.rows) if not given.taken or given.taken[i] < before]
    return list(dict.fromkeys(seen))  # type: ignore[arg-type]


def owner_at(world: World, given: Given, key: str, exported: str | None, at: datetime, *, by: str) -> str | None:
    """The owner at an instant; `by` tells whether the change at the instant itself (or on its day) counts."""
    changes: list[tuple[datetime, int, str]] = []
    history = next((g for g in world.sources if isinstance(g.shape, History) and g.shape.of == given.name), None)
    if history is not None and any(c.name == "owner" for c in history.columns):
        names = [c.name for c in history.columns]
        for i, row in enumerate(history.rows):
            if row[names.index("deal")] == key and row[names.index("owner")] is not None:
                changes.append((row[names.index("at")], i, row[names.index("owner")]))  # type: ignore[arg-type]
    elif given.taken:
        index = [c.name for c in given.columns].index("owner")
        for i, row in enumerate(given.rows):
            if row[0] == key and row[index] is not None:
                changes.append((datetime.combine(given.taken[i], time()), i, row[index]))  # type: ignore[arg-type]
    if not changes:
        return exported
    changes.sort()
    if by == "before":
        past = [c for c in changes if c[0] < at]
    elif by == "day":
        past = [c for c in changes if c[0].date() <= at.date()]
    else:
        past = [c for c in changes if c[0] <= at]
    return past[-1][2] if past else changes[0][2]


class Facts:
    """The rows of an aggregate that count for an entity in `[start, end)`."""

    def __init__(self, world: World, cut: datetime) -> None:
        self.world = world
        self.cut = cut
        self.cut_day = cut.date() if cut.time() == time() else cut.date() + DAY
        self.given = {g.name: g for g in world.sources}

    def close_of(self, source: str, key: str) -> datetime | None:
        process = next((p for p in self.world.processes if p.source == source), None)
        if process is None:
            return None
        own = [v for v in self.world.visits[process.ident.name] if v[0] == key and v[3] < self.cut]
        finals = {s.name for s in process.stages if s.phase is not StagePhase.OPEN}
        last = [v for v in own if v[1] in finals and not any(w[3] == v[4] for w in own)]
        return max((v[3] for v in last), default=None)

    def credited(self, a: expr.Aggregate, row, fact: datetime, dated: bool, end: datetime, last: date):  # type: ignore[no-untyped-def]
        """(person, membership day)"""
        given = self.given[a.source]
        if a.credit is None:
            return None, None
        exported = cell(given, row, a.credit.column, last)
        today = self.cut_day - DAY
        when = a.credit.time
        if not isinstance(given.shape, Table):
            return exported, {"at period end": last, "as today": today}.get(when.value, fact.date())
        standing = isinstance(a.moment, expr.AsItStands)
        has_process = any(p.source == a.source for p in self.world.processes)
        if when is expr.CreditTime.TODAY:
            newest = newest_row(given, row[0], self.cut_day)
            return cell(given, newest, a.credit.column, last), today
        if when is expr.CreditTime.CLOSE and has_process:
            closed = self.close_of(a.source, row[0])
            if closed is None or (standing and given.taken and closed.date() > fact.date()):
                return None, None
            return owner_at(self.world, given, row[0], exported, closed, by="at"), closed.date()
        if standing or when is expr.CreditTime.PERIOD_END:
            if standing and given.taken:
                return exported, last
            return owner_at(self.world, given, row[0], exported, end, by="before"), last
        return owner_at(self.world, given, row[0], exported, fact, by="day" if dated else "at"), fact.date()

    def is_dated(self, given: Given) -> bool:
        return isinstance(given.shape, Table) and given.shape.snapshot is None and bool(given.shape.entered)

    def history(self, source: str) -> Given | None:
        return next((g for g in self.world.sources if isinstance(g.shape, History) and g.shape.of == source), None)

    def state_end(self, given: Given) -> date:
        """The day after the last one whose end a list without dates shows: it may have been loaded before the cut."""
        return min(self.cut_day, max((until for _, until in given.loaded), default=self.cut_day))

    def rows(self, a: expr.Aggregate, start: date, end: date):  # type: ignore[no-untyped-def]
        """(row, person, membership day, stages) of every row that counts by time; None: the state is not known."""
        given = self.given[a.source]
        stop = min(end, self.cut_day)
        last = stop - DAY
        instant = min(datetime.combine(stop, time()), self.cut)
        found = []
        if isinstance(a.moment, expr.Dated):
            rows = given.rows
            if isinstance(given.shape, Table):
                rows = [newest_row(given, key, self.cut_day) for key in keys(given, self.cut_day)]
            for row in rows:
                at = cell(given, row, a.moment.column, last)
                if at is None or not (start <= as_day(at) < stop):
                    continue
                dated = not isinstance(at, datetime)
                fact = datetime.combine(at, time()) if dated else at
                if fact >= self.cut:
                    continue
                found.append((row, *self.credited(a, row, fact, dated, instant, last), None))
            return found
        process = next(p for p in self.world.processes if p.source == a.source) if self.world.processes else None
        if isinstance(a.moment, expr.OnEntry):
            assert process is not None
            visits = [v for v in self.world.visits[process.ident.name] if v[3] < self.cut]
            final = process.stage(a.moment.stage).phase is not StagePhase.OPEN
            for key, stage, number, entered, left in visits:
                if stage != a.moment.stage or not start <= entered.date() < stop:
                    continue
                again = any(w[0] == key and w[3] == left for w in visits)
                if (final and again) or (not final and number != 1):
                    continue
                row = newest_row(given, key, self.cut_day)
                if row is not None:
                    found.append((row, *self.credited(a, row, entered, False, instant, last), None))
            return found
        if self.history(a.source) is not None or (not given.taken and self.is_dated(given)):
            assert process is not None
            finals = {s.name for s in process.stages if s.phase is not StagePhase.OPEN}
            for key, stage, _, entered, left in self.world.visits[process.ident.name]:
                row = newest_row(given, key, self.cut_day)
                if row is None or not (entered < instant and (left is None or left >= instant)):
                    continue
                if a.credit is not None and a.credit.time is expr.CreditTime.CLOSE:
                    who, on = None, None
                    if stage in finals:
                        exported = cell(given, row, a.credit.column, last)
                        who, on = owner_at(self.world, given, key, exported, entered, by="at"), entered.date()
                else:
                    who, on = self.credited(a, row, instant, False, instant, last)
                found.append((row, who, on, {"stage": stage}))
            return found
        if given.taken:
            exports = [t for t in given.taken if start <= t < stop]
            if not exports:
                return None
            for row, taken in zip(given.rows, given.taken, strict=True):
                if taken == max(exports):
                    fact = datetime.combine(taken, time())
                    found.append((row, *self.credited(a, row, fact, True, instant, last), None))
            return found
        if not start < self.state_end(given) <= end:
            return None
        for key in keys(given, self.cut_day):
            row = newest_row(given, key, self.cut_day)
            found.append((row, *self.credited(a, row, self.cut, False, self.cut, last), None))
        return found

    def loaded(self, a: expr.Aggregate, entity: str, start: date, stop: date, role: str | None) -> bool:
        given = self.given[a.source]
        history = None if isinstance(a.moment, expr.Dated) else self.history(a.source)
        if isinstance(a.moment, expr.AsItStands) and history is None and not self.is_dated(given):
            if given.taken:
                return True
            start = stop - DAY
        days = [start + DAY * i for i in range((stop - start).days)]
        needed = [day for day in days if active(self.world, entity, day, role)]
        spans = [source.loaded for source in (given, history) if source is not None]
        return all(any(since <= day < until for since, until in loaded) for loaded in spans for day in needed)

    def sided(self, a: expr.Aggregate, entity: str, start: date, stop: date, role: str | None) -> bool:
        """Whether what only exports show is known to be inside `[start, stop)` or outside of it.

        An export tells how its week ended, and what came about since the one before. Days before the
        week of the first one, on which the entity was there, were seen by none. With a whole week missing between two, what came about between the end of
        the one week and the day of the other was before or after each beginning of a day in between.
        """
        given = self.given[a.source]
        assert not isinstance(a.moment, expr.OnEntry) or isinstance(given.shape, Table)
        by_exports = isinstance(a.moment, expr.OnEntry) and given.shape.snapshot is not None
        if not by_exports or self.history(a.source) is not None or a.moment.stage in dict(given.shape.entered):
            return True
        seen = sorted({taken for taken in given.taken if taken < self.cut_day})
        before = [start + DAY * i for i in range((min(stop, monday(seen[0])) - start).days)] if seen else []
        if not seen or any(active(self.world, entity, day, role) for day in before):
            return False
        for one, other in pairwise(seen):
            missing = monday(one) + 7 * DAY < monday(other)
            if missing and any(monday(one) + 7 * DAY < bound <= other for bound in (start, stop)):
                return False
        return True

    def figure(self, a: expr.Aggregate, entity: str, start: date, end: date, role: str | None = None) -> Fraction | str:
        stop = min(end, self.cut_day)
        if stop <= start or (a.credit is None and entity != "plan:"):
            return UNKNOWN
        days = [start + DAY * i for i in range((stop - start).days)]
        if not any(active(self.world, entity, day, role) for day in days):
            return UNKNOWN
        if not self.loaded(a, entity, start, stop, role) or not self.sided(a, entity, start, stop, role):
            return UNKNOWN
        rows = self.rows(a, start, end)
        if rows is None:
            return UNKNOWN
        given = self.given[a.source]
        last = stop - DAY
        mine = [
            (row, stage)
            for row, who, on, stage in rows
            if belongs(self.world, entity, who, on, role)
            and (a.where is None or evaluated(a.where, given, row, last, stage) is True)
        ]
        if a.fold is expr.Fold.COUNT:
            return Fraction(len(mine))
        assert a.value is not None
        values = [folded(evaluated(a.value, given, row, last, stage)) for row, stage in mine]
        known = [v for v in values if v is not None]
        if a.fold is expr.Fold.DISTINCT:
            return Fraction(len(set(known)))
        if a.fold is expr.Fold.SUM and not mine:
            return Fraction(0)
        if not known:
            return UNKNOWN
        if len(known) < a.min_sample and a.fold in (expr.Fold.AVERAGE, expr.Fold.MEDIAN):
            return UNKNOWN
        known.sort()
        middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2  # type: ignore[operator]
        total = sum(known, Fraction(0))
        return {
            expr.Fold.SUM: total,
            expr.Fold.AVERAGE: total / len(known),
            expr.Fold.MINIMUM: known[0],
            expr.Fold.MAXIMUM: known[-1],
            expr.Fold.MEDIAN: middle,
        }[a.fold]  # type: ignore[return-value]

    def headcount(self, role: str, entity: str, start: date, end: date) -> Fraction | str:
        """People in the role, day by day."""
        days = [start + DAY * i for i in range((min(end, self.cut_day) - start).days)]
        if not any(active(self.world, entity, day) for day in days):
            return UNKNOWN
        people = {member[0] for member in self.world.members}
        found = 0
        for day in days:
            for person in people:
                post = post_on(self.world, person, day)
                found += post is not None and role in post[1] and belongs(self.world, entity, person, day)
        return Fraction(found, len(days))


# ---------------------------------------------------------------- windows


def back(period: Period, count: int) -> Period:
    for _ in range(count):
        period = previous_period(period)
    return period


def last_year(period: Period) -> Period | None:
    if period.grain is not Grain.WEEK:
        return period_of(add_months(period.start, -12), period.grain)
    year, number, _ = period.start.isocalendar()
    try:
        start = date.fromisocalendar(year - 1, number, 1)
    except ValueError:
        return None
    return period_of(start, Grain.WEEK)


def figure(
    facts: Facts, e: expr.FigureExpression, entity: str, period: Period, role: str | None = None
) -> Fraction | str:
    """Any expression of figures, for the period or a window seen from it."""

    def sub(part: expr.FigureExpression, p: Period | None = period) -> Fraction | str:
        return UNKNOWN if p is None else figure(facts, part, entity, p, role)

    def over_days(part: expr.FigureExpression, start: date) -> Fraction | str:
        if isinstance(part, expr.Headcount):
            assert role is None
            return facts.headcount(part.role, entity, start, period.end)
        assert isinstance(part, expr.Aggregate)
        return facts.figure(part, entity, start, period.end, role)

    match e:
        case expr.Aggregate() | expr.Headcount():
            return over_days(e, period.start)
        case expr.FigureConstant(value=value):
            return Fraction(value)
        case expr.RatioOf(numerator=numerator, denominator=denominator, min_sample=sample):
            n, d = sub(numerator), sub(denominator)
            if isinstance(n, str) or isinstance(d, str) or d == 0 or d < sample:
                return UNKNOWN
            return n / d
        case expr.FigureArithmetic(operator=operator, left=left, right=right):
            a, b = sub(left), sub(right)
            if isinstance(a, str) or isinstance(b, str) or (operator is expr.Arithmetic.DIVIDE and b == 0):
                return UNKNOWN
            return a / b if operator.value == "/" else {"+": a + b, "-": a - b, "*": a * b}[operator.value]
        case expr.FigureOtherwise(subject=subject, fallback=fallback):
            a = sub(subject)
            return sub(fallback) if isinstance(a, str) else a
        case expr.ChangeAgainst(subject=subject, window=window, relative=relative):
            a, b = sub(subject), sub(expr.OverWindow(subject, window, subject.unit, e.span))
            if isinstance(a, str) or isinstance(b, str) or (relative and b <= 0):
                return UNKNOWN
            return (a - b) / b if relative else a - b
        case expr.OverWindow(subject=subject, window=window):
            match window:
                case expr.ThisPeriod():
                    return sub(subject)
                case expr.PreviousPeriod():
                    return sub(subject, back(period, 1))
                case expr.SameLastYear():
                    return sub(subject, last_year(period))
                case expr.RollingWindow(count=count):
                    return over_days(subject, back(period, count - 1).start)
                case expr.AverageOver(count=count, previous=previous):
                    first = 1 if previous else 0
                    values = [sub(subject, back(period, n)) for n in range(first, first + count)]
                    known = [v for v in values if not isinstance(v, str)]
                    return sum(known, Fraction(0)) / len(known) if 2 * len(known) >= count else UNKNOWN
                case expr.ToDate(grain=grain) | expr.CurrentPeriod(grain=grain):
                    return over_days(subject, period_of(period.last_day, grain).start)
                case expr.LastPeriod(grain=grain):
                    holder = period_of(period.last_day, grain)
                    return sub(subject, holder if holder.end == period.end else back(holder, 1))
    raise AssertionError(e)
