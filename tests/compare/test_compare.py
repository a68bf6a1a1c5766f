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
        ("severity warning", "severity warning; during 2026-03-02 .. 2026-06-30", "few", LOOSER),
        ("  until seen this week >= 12\n", "", "few", LOOSER),
        ("severity warning", "severity warning; raise to critical when seen this week < 2", "few", STRICTER),
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
        ("until 2026-06-30; approved", 'until 2026-06-30; only for "D-1"; approved', "big", STRICTER),
        ("waives stay in a;", "waives stay in a; waives stay in b;", "big", LOOSER),
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


MORE = PLAN.replace(
    "  severity warning\n",
    "  severity warning\n  during 2026-03-02 .. 2026-09-30\n  raise to high when seen this week < 5\n  raise to critical when seen this week < 2\n",
).replace(
    "  notify owner",
    "  stay in b at most 20d where amount >= 50 USD\n  stage b { expect conversion at least 60% within 10d }\n  notify owner",
)
MORE += """
goal weekly "Weekly" for each rep { measure seen; target every week at least 5; owner rep }
risk churn "C" { likelihood 30%; impact 100 USD; owner north.manager; warn when seen this week < 5 for 2 weeks }
promotion up "Up" from rep to manager { every quarter; requires seen this quarter >= 30; approved by north.manager }
source customers { read "c.csv"; one row per number; snapshot on file date; number: text; potential: money[USD] }
segment size "Size" on customers {
  class big when potential >= 50 USD
  class mid when potential >= 40 USD
  class small otherwise
}
revision half "Half" on 2026-07-01 {
  approved by north.manager on 2026-06-20
  because "few deals"
  change goal revenue { target 980 USD by 2026-12-31 }
  change process b2b { stay in a at most 15d }
}
"""
TWO_STAYS = "  stay in b at most 10d where amount < 50 USD\n  stay in b at most 20d where amount >= 50 USD\n"


@pytest.mark.parametrize(
    ("old", "new", "name", "effect"),
    [
        ("raise to high when seen this week < 5\n", "\n", "few", LOOSER),
        ("raise to high when seen this week < 5\n", "raise to high when seen this week < 6\n", "few", STRICTER),
        ("during 2026-03-02 .. 2026-09-30", "during 2026-03-02 .. 2026-06-30", "few", LOOSER),
        ("during 2026-03-02 .. 2026-09-30", "during 2026-03-09 .. 2026-10-31", "few", NEITHER),
        ("  stay in b at most 20d where amount >= 50 USD\n", "", "b2b", LOOSER),
        ("at most 20d where amount >= 50", "at most 19d where amount >= 50", "b2b", STRICTER),
        ("expect conversion at least 60%", "expect conversion at least 50%", "b2b", LOOSER),
        ("within 10d", "within 20d", "b2b", LOOSER),
        ("  stage b { expect conversion at least 60% within 10d }\n", "", "b2b", LOOSER),
        ("for each rep { measure", 'for each rep where rep is "Ann" { measure', "weekly", LOOSER),
        ("target every week at least 5", "target every week at least 4", "weekly", LOOSER),
        ("; warn when seen this week < 5 for 2 weeks", "", "churn", LOOSER),
        ("warn when seen this week < 5 for", "warn when seen this week < 4 for", "churn", LOOSER),
        ("seen this quarter >= 30", "seen this quarter >= 20", "up", LOOSER),
        ("seen this quarter >= 30", "seen this quarter >= 30 and signed this quarter > 5 USD", "up", STRICTER),
        ("target 980 USD", "target 950 USD", "half", LOOSER),
        ("target 980 USD", "target 990 USD", "half", STRICTER),
        ("at most 15d }", "at most 12d }", "half", STRICTER),
        ("  change process b2b { stay in a at most 15d }\n", "", "half", STRICTER),
        ("  change goal revenue { target 980 USD by 2026-12-31 }\n", "", "half", STRICTER),
    ],
)
def test_an_edit_and_its_opposite_do_the_opposite(old: str, new: str, name: str, effect: Effect) -> None:
    assert MORE.count(old) == 1
    before, after = plan_of(MORE), plan_of(MORE.replace(old, new))
    opposite = {LOOSER: STRICTER, STRICTER: LOOSER, NEITHER: NEITHER}[effect]
    for pair, told in (((before, after), effect), ((after, before), opposite)):
        (one,) = compared(*pair, ("old", "new")).differences
        assert (one.name, one.effect, one.fate) == (name, told, Fate.EDITED)
        assert {clause.effect for clause in one.clauses} == {told}


def test_what_stands_in_another_order_is_no_difference_but_for_classes() -> None:
    turned = "".join(f"{line}\n" for line in reversed(TWO_STAYS.splitlines()))
    text = MORE.replace(TWO_STAYS.splitlines()[1] + "\n", "").replace(TWO_STAYS.splitlines()[0] + "\n", TWO_STAYS)
    for old, new in (
        (TWO_STAYS, turned),
        ("day: date; rep: person; kind: text", "kind: text; day: date; rep: person"),
    ):
        assert text.count(old) == 1
        assert compared(plan_of(text), plan_of(text.replace(old, new)), ("old", "new")).differences == ()
    classes = ("  class big when potential >= 50 USD\n", "  class mid when potential >= 40 USD\n")
    turned = text.replace("".join(classes), "".join(classes[::-1]))
    (one,) = compared(plan_of(text), plan_of(turned), ("old", "new")).differences
    assert (one.name, one.fate, one.effect) == ("size", Fate.EDITED, NEITHER)
    (clause,) = one.clauses
    assert clause.after is not None
    assert clause.after.text.startswith("class mid when potential >= 40 USD; class big")


def test_a_revision_does_what_it_changes() -> None:
    half = MORE[MORE.index("revision half") :]
    without = MORE.replace(half, "")
    assert fates(compared(plan_of(without), plan_of(MORE), ("old", "new"))) == [
        ("revision", "half", Fate.ADDED, LOOSER)
    ]
    assert fates(compared(plan_of(MORE), plan_of(without), ("old", "new"))) == [
        ("revision", "half", Fate.REMOVED, STRICTER)
    ]


def test_a_risk_that_warns_is_missed() -> None:
    risk = next(line for line in MORE.splitlines(keepends=True) if line.startswith("risk"))
    found = compared(plan_of(MORE), plan_of(MORE.replace(risk, "")), ("old", "new"))
    assert fates(found) == [("risk", "churn", Fate.REMOVED, LOOSER)]


def test_a_template_that_nothing_is_made_with_asks_for_nothing() -> None:
    found = compared(plan_of(PLAN), plan_of(PLAN + TEMPLATE.split("apply")[0]), ("old", "new"))
    assert {effect for *_, effect in fates(found)} == {NEITHER}


def test_a_stage_under_another_name_asks_for_nothing_else() -> None:
    found = edited(
        ("stages a -> b", "stages x -> b"),
        ("except to a", "except to x"),
        ("stay in a at most 10d\n", "stay in x at most 10d\n"),
        ("waives stay in a", "waives stay in x"),
    )
    assert {(name, effect) for _, name, _, effect in fates(found)} == {("b2b", NEITHER), ("big", NEITHER)}


def test_the_head_of_the_plan_is_told_as_a_cause() -> None:
    open_ended = PLAN.replace("target 1000 USD by 2026-12-31", "target 1000 USD")
    longer = open_ended.replace("period 2026;", "period 2026-01-01 .. 2027-03-31;")
    found = compared(plan_of(open_ended), plan_of(longer), ("old", "new"))
    assert fates(found) == [("plan", "plan", Fate.EDITED, NEITHER), ("goal", "revenue", Fate.AFFECTED, LOOSER)]
    assert found.differences[1].through == ("P",)


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
