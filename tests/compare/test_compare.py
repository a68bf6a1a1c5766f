"""What an edit does: each row is an edit of one plan, and what has to be told of it."""

from __future__ import annotations

import pytest

from planlang.compare.differences import Comparison, Effect, Fate
from planlang.workspace.comparing import compared
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import Opened, open_from

PLAN = """
plan p "P" { period 2026; timezone UTC; currency USD }
calendar work { work week mon .. fri }
role manager
role rep under manager { may approve discount up to 10% }
team north "North" { rep "Ann"; rep "Bob"; manager "Eve" }
source visits { read "visits.csv"; event at day; day: date; rep: person; kind: text }
source deals { read "deals.csv"; one row per id; id: text; owner: person; stage: stage[b2b]; amount: money[USD]; day: date }
source moves { read "moves.csv"; history of deals; event at at; id: text; stage: stage[b2b]; at: date }
metric seen "Visits" = count(visits where kind is "visit") credit rep at event
metric signed "Signed" = sum(deals.amount where stage enters won) credit owner at close
goal revenue "Revenue" {
  measure signed
  target 1000 USD by 2026-12-31
  floor 900 USD
  split by team { north 100% }
}
goal waste "Calls per deal" { measure seen; target at most 500 by 2026-12-31 }
process b2b on deals {
  stages a -> b -> c
  win stage won
  loss stage lost from any
  no skipping
  no going back except to a
  stay in a at most 10d
  stay in b at most 10d where amount < 50 USD
  notify owner
}
alert few "Few" for each rep {
  when seen this week < 10 and signed this week < 5 USD for 3 weeks
  until seen this week >= 12
  severity warning
}
task prepare "Prepare" {
  owner north.manager
  not before 2026-03-02
  task print "Print" { takes 5wd; owner north.manager }
}
milestone ready "Ready" { after prepare; by 2026-06-30; owner north.manager }
waiver big "Big" on b2b { waives stay in a; until 2026-06-30; approved by north.manager on 2026-02-01 }
"""


def plan_of(text: str, **others: str) -> Opened:
    """A plan in memory, which has to be without errors."""
    files = {"p.plan": text, **{f"{name}.plan": other for name, other in others.items()}}
    opened = open_from(Sources(Memory(files)), "p.plan")
    assert opened.usable, [one.message.render() for one in opened.diagnostics]
    return opened


def edited(*edits: tuple[str, str]) -> Comparison:
    """The plan before and after edits, each of which takes place."""
    text = PLAN
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return compared(plan_of(PLAN), plan_of(text), ("old", "new"))


LOOSER, STRICTER, NEITHER = Effect.LOOSENED, Effect.TIGHTENED, Effect.CHANGED


@pytest.mark.parametrize(
    ("old", "new", "name", "effect"),
    [
        ("target 1000 USD by", "target 900 USD by", "revenue", LOOSER),
        ("target 1000 USD by", "target 1100 USD by", "revenue", STRICTER),
        ("floor 900 USD", "floor 950 USD", "revenue", STRICTER),
        ("  floor 900 USD\n", "", "revenue", LOOSER),
        ("target at most 500", "target at most 600", "waste", LOOSER),
        ("target at most 500", "target at most 400", "waste", STRICTER),
        ("seen; target at most 500 by 2026-12-31", "seen; target at most 500 by 2026-11-30", "waste", STRICTER),
        ("seen this week < 10 and", "seen this week < 8 and", "few", LOOSER),
        ("seen this week < 10 and", "seen this week <= 10 and", "few", STRICTER),
        ("seen this week < 10 and", "10 > seen this week and", "few", NEITHER),
        ("signed this week < 5 USD for 3", "signed this week < 5 USD for 4", "few", LOOSER),
        ("signed this week < 5 USD for 3", "signed this week < 5 USD for 2", "few", STRICTER),
        (" and signed this week < 5 USD", "", "few", STRICTER),
        ("signed this week < 5 USD for", "signed this week < 5 USD and seen rolling 4 weeks < 30 for", "few", LOOSER),
        ("10 and signed this week < 5 USD", "10 or signed this week < 5 USD", "few", NEITHER),
        ("< 10 and signed this week < 5 USD", "< 12 and signed this week < 4 USD", "few", NEITHER),
        ("until seen this week >= 12", "until seen this week >= 11", "few", LOOSER),
        ("until seen this week >= 12", "until seen this week >= 15", "few", STRICTER),
        ("severity warning", "severity critical", "few", STRICTER),
        ("severity warning", "severity info", "few", LOOSER),
        ("severity warning", "severity warning; keep 2 weeks", "few", STRICTER),
        ("severity warning", "severity warning; from 2026-05-04", "few", LOOSER),
        ("for each rep {", 'for each rep where rep is "Ann" {', "few", LOOSER),
        ("stay in a at most 10d", "stay in a at most 12d", "b2b", LOOSER),
        ("stay in a at most 10d", "stay in a at most 9d", "b2b", STRICTER),
        ("stay in a at most 10d", "stay in a at most 10wd", "b2b", LOOSER),
        ("stay in a at most 10d", "stay in a at most 5wd", "b2b", NEITHER),
        ("stay in a at most 10d", "stay in a at most 48h", "b2b", STRICTER),
        ("  stay in b at most 10d where amount < 50 USD\n", "", "b2b", LOOSER),
        ("stay in a at most 10d", "stay in a at most 10d; stay in c at most 10d", "b2b", STRICTER),
        ("where amount < 50 USD", "where amount < 60 USD", "b2b", NEITHER),
        (" where amount < 50 USD", "", "b2b", STRICTER),
        ("  no skipping\n", "", "b2b", LOOSER),
        ("except to a", "except to a, b", "b2b", LOOSER),
        ("by 2026-06-30; owner", "by 2026-07-31; owner", "ready", LOOSER),
        ("by 2026-06-30; owner", "by 2026-05-31; owner", "ready", STRICTER),
        ("up to 10%", "up to 15%", "rep", LOOSER),
        ("up to 10%", "up to 5%", "rep", STRICTER),
        ("; until 2026-06-30", "; until 2026-09-30", "big", LOOSER),
        ("waives stay in a; until 2026-06-30", "waives stay in a; until 2026-05-31", "big", STRICTER),
        ('rep "Bob"; ', "", "north", NEITHER),
        ("takes 5wd", "takes 8wd", "prepare.print", NEITHER),
        ('"Visits" = count(visits where kind is "visit")', '"Visits" = count(visits)', "seen", NEITHER),
    ],
)
def test_an_edit_asks_for_less_or_for_more(old: str, new: str, name: str, effect: Effect) -> None:
    found = edited((old, new))
    (one,) = [each for each in found.differences if each.fate is not Fate.AFFECTED]
    assert (one.name, one.effect, one.fate) == (name, effect, Fate.EDITED)
    assert one.clauses
    told = " ".join(part.text for clause in one.clauses for part in (clause.before, clause.after) if part is not None)
    assert told.strip()


def fates(found: Comparison) -> list[tuple[str, str, Fate, Effect]]:
    """Kind, name, fate and effect of all differences."""
    return [(one.kind, one.name, one.fate, one.effect) for one in found.differences]


def test_the_same_plan_has_no_differences() -> None:
    found = edited()
    assert (found.differences, found.shifts) == ((), ())


def test_how_it_is_written_is_no_difference() -> None:
    found = edited(
        ("  floor 900 USD\n", ""),
        ("  target 1000 USD by 2026-12-31\n", "  floor 900 USD   # in any case\n  target 1,000 USD by 2026-12-31\n"),
        ("stay in a at most", "停留在 a 至多"),
        ('alert few "Few"', '# what people do\n\nalert few "Few"'),
    )
    assert found.differences == ()


def test_what_moved_to_another_file_is_no_difference() -> None:
    alert = PLAN[PLAN.index("alert few") : PLAN.index("task prepare")]
    moved = plan_of(PLAN.replace(alert, 'use "alerts.plan"\n'), alerts=alert)
    found = compared(plan_of(PLAN), moved, ("old", "new"))
    assert fates(found) == [("use", "alerts.plan", Fate.ADDED, NEITHER)]


@pytest.mark.parametrize(
    ("start", "end", "kind", "name", "effect"),
    [
        ("alert few", "task prepare", "alert", "few", LOOSER),
        ("goal waste", "process b2b", "goal", "waste", LOOSER),
        ("milestone ready", "waiver big", "milestone", "ready", LOOSER),
        ("waiver big", None, "waiver", "big", STRICTER),
    ],
)
def test_what_is_gone_asks_for_less_and_what_is_new_for_more(
    start: str, end: str | None, kind: str, name: str, effect: Effect
) -> None:
    without = PLAN.replace(PLAN[PLAN.index(start) : len(PLAN) if end is None else PLAN.index(end)], "")
    whole, less = plan_of(PLAN), plan_of(without)
    assert fates(compared(whole, less, ("old", "new"))) == [(kind, name, Fate.REMOVED, effect)]
    other = STRICTER if effect is LOOSER else LOOSER
    assert fates(compared(less, whole, ("old", "new"))) == [(kind, name, Fate.ADDED, other)]


def test_a_declaration_under_another_name_is_told_as_renamed() -> None:
    found = edited(
        ('alert few "Few"', 'alert idle "Few"'), ("until seen this week >= 12", "until seen this week >= 11")
    )
    assert fates(found) == [("alert", "idle", Fate.RENAMED, LOOSER)]
    assert found.differences[0].was == "few"


def test_one_that_says_the_same_is_renamed_even_without_a_title() -> None:
    found = edited(('alert few "Few"', "alert idle"))
    assert [one.fate for one in found.differences] in ([Fate.RENAMED], [Fate.REMOVED, Fate.ADDED])
    untitled = PLAN.replace('alert few "Few"', "alert few")
    renamed = compared(plan_of(untitled), plan_of(untitled.replace("alert few", "alert idle")), ("old", "new"))
    assert fates(renamed) == [("alert", "idle", Fate.RENAMED, NEITHER)]


def test_what_stands_in_something_renamed_goes_with_it() -> None:
    found = edited(('task prepare "Prepare"', 'task start "Prepare"'), ("after prepare", "after start"))
    assert [(name, fate) for _, name, fate, _ in fates(found)] == [
        ("start", Fate.RENAMED),
        ("start.print", Fate.RENAMED),
        ("ready", Fate.EDITED),
    ]


def test_less_in_one_part_is_not_made_up_for_by_more_in_another() -> None:
    found = edited(("stay in a at most 10d", "stay in a at most 20d"), ("except to a", ""))
    (one,) = found.differences
    assert (one.effect, one.effects) == (LOOSER, {LOOSER, STRICTER})
    assert {clause.effect for clause in one.clauses} == {LOOSER, STRICTER}


def test_later_work_shifts_what_waits_for_it() -> None:
    found = edited(("takes 5wd", "takes 8wd"))
    assert [(one.name, *(day.isoformat() for day in one.finishes)) for one in found.shifts] == [
        ("prepare", "2026-03-06", "2026-03-11"),
        ("print", "2026-03-06", "2026-03-11"),
        ("ready", "2026-03-06", "2026-03-11"),
    ]


MODULE = """
module limits(least: number = 10)
alert idle "Idle" { when seen_all this week < least for 2 weeks; severity warning }
"""


def test_a_module_with_another_limit_affects_what_it_declares() -> None:
    whole = PLAN + 'metric seen_all "All visits" = count(visits)\n'
    before = plan_of(whole + 'use "limits.plan"\n', limits=MODULE.replace("seen_all", "3"))
    after = plan_of(whole + 'use "limits.plan"\n', limits=MODULE.replace("seen_all", "4"))
    assert fates(compared(before, after, ("old", "new"))) == [("alert", "idle", Fate.EDITED, NEITHER)]


TEMPLATE = """
define watch(limit: number) { alert weak "Weak" for each rep { when seen this week < limit for 2 weeks; severity warning } }
apply watch(limit: 6) as all
"""


def test_a_template_applied_with_another_limit_affects_what_is_made_with_it() -> None:
    before, after = plan_of(PLAN + TEMPLATE), plan_of(PLAN + TEMPLATE.replace("limit: 6", "limit: 4"))
    found = compared(before, after, ("old", "new"))
    assert fates(found) == [
        ("alert", "watch.weak", Fate.AFFECTED, LOOSER),
        ("apply", "all", Fate.EDITED, NEITHER),
    ]
    assert found.differences[0].through == ("all",)
