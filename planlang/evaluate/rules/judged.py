"""A process rule judged for every instance, in the engine: what matters is fetched, the rest is counted.

In: a SELECT of judgements, and how to tell of them. Out: `Judged`.

A row of judgements is an instance: `record`, `n` (ascending in order of time), `visit`: the n-th visit of the record to the stage
entered, 0 for gaps; `verdict` (`findings.VERDICTS`); `anchor_day` that tells instances of a record apart, unknown where it is;
`goes_on`: whether it stands at the cut; else `over`, the point up to which it did, and `over_day`, its day; `spare`: how many steps of its limit are left
at the cut, unknown where nobody knows or there is none; `listed`: whether the history lists the record; `row_id` of the row that
shows it; and what its rule needs to tell of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from attrs import evolve

from planlang.evaluate.results.evaluation import RuleCount, Verdict
from planlang.evaluate.rules.findings import PENDING, POSSIBLE, VERDICTS, VIOLATED, Findings, Rows
from planlang.evaluate.rules.gauges.gauge import Gauge
from planlang.evaluate.stages.late_rows import LateRows
from planlang.evaluate.stages.stage_rows import OWNERS, as_number
from planlang.evaluate.stages.visits import Visits, visit_id
from planlang.frozen import frozen
from planlang.query.catalog import records_table
from planlang.semantics.model import ProcessRule
from planlang.values.periods import DAY, Period

Tell = Callable[[Rows], Findings]


@frozen(eq=False)
class Judgement:
    """How a rule judges.

    Attributes:
        sql: a SELECT of judgements.
        tell: what is found in rows of it.
        gauge: how the rule measures time; None for one without a limit.
        vacuous: a SELECT of how many records (`found`) the rule did not come to apply to; None: to all.
        near: whether the time of what goes on runs out before a day; None: by the gauge.
        owned: whether a judgement says whose it is (`owned_by`); else it is whoever is responsible for the record now.
    """

    sql: str
    tell: Tell
    gauge: Gauge | None = None
    vacuous: str | None = None
    near: Callable[[date], str] | None = None
    owned: bool = False


def columns_of(judged: Judged) -> tuple[str, ...]:
    """The columns of the judgements of a rule."""
    return tuple(judged.visits.engine.run(f"SELECT * FROM {judged.table} WHERE FALSE"))


@frozen(eq=False)
class Judged:
    """What a rule found.

    Attributes:
        table: of judgements.
    """

    rule: ProcessRule
    visits: Visits
    table: str
    how: Judgement

    def at(self, table: str) -> Judged:
        """The same rule by the judgements of another table."""
        return evolve(self, table=table)

    def count(self) -> RuleCount:
        """How many instances there are of each verdict, zero ones included."""
        run = self.visits.engine.run
        found = run(f"SELECT verdict, COUNT(*) AS found FROM {self.table} GROUP BY verdict")
        counts = dict.fromkeys(VERDICTS, 0)
        for verdict, count in zip(found["verdict"].tolist(), found["found"].tolist(), strict=True):
            counts[VERDICTS[verdict]] = count
        if self.how.vacuous is not None:
            counts[Verdict.VACUOUS] += run(self.how.vacuous)["found"].tolist()[0]
        return RuleCount(self.rule.ident.name, self.rule.ident.severity, counts)

    def broken(self, week: Period, late: Sequence[LateRows] = ()) -> Findings:
        """What is broken (certainly or possibly) and may stand at the cut, have been broken in the week under review, or have come
        `late` in it.
        """
        since = week.start - DAY
        point = as_number(np.datetime64(since)) if self.how.gauge is None else self.how.gauge.point(since)
        came = "".join(f" OR j.row_id >= {one.first} AND j.row_id < {one.end}" for one in late)
        return self.some(f"verdict IN ({VIOLATED}, {POSSIBLE}) AND (goes_on OR over >= {point}{came})")

    def near(self, until: date) -> Findings:
        """What goes on, is not certainly broken, and runs out before a day."""
        if self.how.near is not None:
            near = self.how.near(until)
        elif self.how.gauge is not None:
            near = f"spare < {self.how.gauge.ahead(until)}"
        else:
            return self.some("FALSE")
        return self.some(f"goes_on AND verdict IN ({PENDING}, {POSSIBLE}) AND ({near})")

    def of_record(self, rank: int) -> Findings:
        """What is found of one record."""
        return self.some(f"j.record = {rank}")

    def all(self) -> Findings:
        """Every instance."""
        return self.some("TRUE")

    def some(self, condition: str) -> Findings:
        """The instances that meet a condition, by record and in order of time."""
        visits, owner = self.visits, "j.owned_by" if self.how.owned else "o.owner"
        return self.how.tell(
            Rows(
                visits.engine.run(
                    f"SELECT j.*, {visit_id('j')} AS number, k.record AS key, {owner} AS owner FROM {self.table} AS j"
                    f" JOIN {records_table(visits.index)} AS k ON k.rank = j.record"
                    f" LEFT JOIN {visits.table(OWNERS)} AS o ON o.record = j.record"
                    f" WHERE {condition} ORDER BY j.record, j.n"
                )
            )
        )
