"""No word of the language is decoration: each field of the Model is read by a room that comes after semantics.

A plan that says everything that can be said is checked, scheduled, held against data and printed in every format, while each
attribute that code reads of a class of the Model is noted with the room that read it. Reading by attrs itself (comparing,
copying, printing) and by semantics does not count.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from planlang.diagnostics.text import Language
from planlang.report.documents.figure_list import figures_document
from planlang.report.documents.testing import document_of_tests
from planlang.report.formats.json import json_of_tests, to_json
from planlang.report.formats.mermaid import to_mermaid
from planlang.report.formats.svg import timeline_svg
from planlang.report.words.extent import Extent
from planlang.semantics import expr, model
from planlang.source import Source, Span
from planlang.values.periods import Grain
from planlang.workspace.explaining import explained
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import held, judged, planned, scheduled
from planlang.workspace.testing.suite import chosen, reported, suites
from planlang.workspace.workspace import open_plan
from tests.report.texts import explanation, schedule_table, summary

ROOMS = tuple(
    f"planlang.{room}" for room in ("plan", "lint", "schedule", "query", "data", "evaluate", "report", "workspace")
)

CHECKED_BEFORE = {
    **{("expr", name): "what checking found an expression to be" for name in ("unit", "span")},
    ("Changed", "ranks"): "where the clauses of a change stand in the process that is checked with it",
}
"""Fields that need no reader: by class, or for all expressions."""

PLAN = """
plan whole | 整体 "Everything" {
  period 2026-01-01 .. 2026-12-31
  timezone Asia/Shanghai
  calendar china
  currency CNY
  week starts monday
  lights green from 95%, amber from 85%
  note values "Say no early"
}
calendar china "China" {
  work week monday .. friday 09:00 .. 12:00, 13:30 .. 18:00
  holidays china
  off 2026-03-02 "anniversary"
}
role director "Director"
role manager "Manager" under director
role lead "Lead" under manager
role rep "Rep" under lead { duty "Sell"; ramp 50%; may approve amount up to 5 CNY }
team company "Company" { director Boss }
team north "North" under company { manager Mia; lead Leo; rep Ann, Bob; on leave Ann 2026-01-12 .. 2026-01-13 "leave"
  on leave Ann 2026-01-14 morning; work week Bob monday .. friday 09:00 .. 17:00; calendar china }
team south "South" under company { manager Max; people from roster }

source roster "Roster" {
  read "data/roster.csv"
  one row per person, start
  covers 2026-01-01 .. 2026-12-31
  person: person
  team: text
  role: text
  start: date
}
source deals "Deals" {
  read "data/deals-*.csv"
  one row per deal_id as case | 案子
  snapshot on file date
  entered won on closed
  due every monday 08:00
  grace 3d
  deal_id: text from "id"
  owner: person
  approver: person optional
  stage: stage[b2b]
  amount: money
  product: text optional
  created: date
  closed: date optional
  double: money = amount * 2
}
source changes "Changes" {
  read "data/changes-*.csv"
  history of deals
  event at changed
  timezone UTC
  due every month on workday 4 09:00
  deal_id: text from "id"
  changed: time
  stage: stage[b2b]
  owner: person
}
source calls "Calls" {
  read "data/calls-*.csv"
  event at day
  deal_id: text from "id"
  day: date
  owner: person
  kind: text
  minutes: number optional
  goods: record[prices] optional
  deal: record[deals] optional from "id"
}
source prices "Prices" {
  read "data/prices.csv"
  one row per goods, start
  valid from start to end
  covers 2026-01-01 .. 2026-12-31
  goods: text
  price: money
  start: date
  end: date optional
}
segment worth | 价值 "Worth" on deals {
  class big | 大 "Big" by share of signed rolling 4 weeks reaching 80%
  class seen when amount > 1 CNY and visits rolling 4 weeks > 0
  class small otherwise
  classified every month
  unknown is no
}
segment width on deals { class wide when amount > 10 CNY; class narrow otherwise }
metric of_big "Of big" = count(calls where deal.worth as today is big or deal.width is wide)
alert unseen "Unseen" for each case { when visits this week < 1; notify owner.lead }
metric shown "Shown" = sum(calls.goods.price)
metric visits "Visits" = count(calls where kind in ("visit", "call") and not (minutes > 500)) credit owner at event
metric length "Length" = avg(calls.minutes where (minutes ?? 0) > 0 or minutes is empty) credit owner at event min sample 2
metric signed "Signed" = sum(deals.amount where stage enters won) credit owner at close
metric wins "Wins" = count(deals where stage enters won) credit owner at close
metric losses "Losses" = count(deals where stage enters lost) credit owner at close
metric rate "Win rate" = ratio(wins, wins + losses) min sample 2
metric open_now "Open" = sum(deals.double where open and days_since(created) > 1d) credit owner at period end
metric of_year "This year" = count(deals where open and falls_in(created current year)) credit owner at period end
metric raised "Raised" = sum(deals.amount - 1 CNY at created where stage is not lost)
metric a_head "A head" = visits / headcount(rep)
metric revenue_of_all "revenue" = signed
metric known "Known" = visits ?? 0
metric place "Place" = rank(visits by team, best: lowest)
metric year "Year" = yoy(visits, align: spring_festival)
metric to_date "To date" = yoy(visits month to date)
metric a_day "A day" = visits per working day
metric there "There" = tenure
metric faults "Faults" = breaches(b2b)
metric further "Further" = cohort_conversion(b2b from contact to won within 5d)
metric staying "Stay" = median_stay(b2b.contact)
metric busiest "Busiest kind" = top_share(1, count(calls) by kind)
metric newcomers "New" = new_customers(calls.kind)
metric kept "Kept" = retention(calls.kind) min sample 1
metric replied "Replied" = response_rate(deals.closed at created within 9d) min sample 1
metric gone "Gone" = churn(deals.owner where stage enters won) credit owner at close
source tests "Tests" { read "data/tests.csv"; event at day; day: date; who: person; course: text; ok: bool; exams course where ok }
alert untrained "Not trained" for each rep { when not passed("Basics") }
metric pairs "Pairs" = distinct(calls.owner, calls.kind where length(kind) > 2)

goal revenue "Revenue" {
  measure signed
  target at least 1200 CNY by 2026-12-31
  floor 1100 CNY
  stretch 1300 CNY
  term medium
  period 2026
  base 1000 CNY during 2025
  growth 20%
  split by quarter 20%, 25%, 25%, 30%
  split by team, buffer 5% { north 60% { Ann 20%; Bob 40% }; south 40% }
  prorate by working_days
  calendar china
  owner director
}
goal amounts "In amounts" {
  measure visits
  target 100 by 2026-12-31
  split by team { north 60; south 40 }
  serves revenue
  lights green from 90%, amber from 80%
  owner north.manager
}
assumption size "Size" = 5000 CNY { from "Report", "Survey"; dated 2025-11-20; during 2026; category market; review every half year; owner Boss }
assumption part = size * 2% { review on 2026-02-01 }
assumption rival "Rival" = "Cuts prices" { dated 2025-12-02; review every quarter on workday 10 }
metric of_market "Of the market" = ratio(signed, prorated(size)) + ratio(signed, part)
goal weekly "Weekly" for each rep where tenure >= 1d and rep.team is north { measure visits; target every week at least 1; owner rep }
goal own "Own" for each rep where rep.team is north { measure visits; target 5; owner rep }
goal quota "Quota" { measure visits; target from quotas.visits; split by team, rep, quarter from quotas.visits, buffer up to 5%, prorated, summed; owner Boss }
source quotas "Quotas" { read "data/quotas.csv"; one row per rep, quarter; covers 2026-01-01 .. 2026-12-31; rep: person; team: text; quarter: text; visits: number }
goal rising "Rising" { measure rate; base 35% during 2025; target 45%; path linear; owner Boss }
goal late "Late" { measure signed; target 5 CNY by 2026-12-31; split by year 100%; serves revenue; owner Boss }
goal budget "Budget" { measure raised; target at most 500 CNY by 2026-12-31; owner Boss }

process b2b "Process" on deals {
  value double
  approval amount by approver on closed
  stages contact | 接触 "Contact" -> proposal "Proposal" -> negotiation "Negotiation"
  win stage won "Won" -> delivery "Delivery"
  loss stage lost "Lost" from contact, proposal
  no skipping
  no skipping proposal
  no going back except to contact
  no reopening except to proposal
  stay in contact at most 1d where amount > 1 CNY { notify owner, owner.lead via chat; escalate to owner.manager after 2wd; standard "Call"
    propose fixed, return to contact }
  total in contact at most 90d { warn 85d before; note "Rarely" }
  stay in proposal at most 4h, twice where amount > 1 CNY
  at most 2wd without calls in contact where amount > 1 CNY
  at most 3d without calls
  every week at least 2 calls in contact where amount > 1 CNY
  every 3d at least 1 calls
  per rep at most 1 in contact
  no return to the same owner within 3d in contact
  hand over within 5wd
  requires amount
  enter proposal requires amount, product is not empty
  leave contact requires product
  from contact to negotiation within 3d, 9d where product is "x"
  stage contact { aim "Meet"; note "Bring samples"; responsible presales; standard "Minutes written"; expect conversion at least 60% within 10d; win probability 20%
    todo call | 电话 "Call" { within 2wd; done when count(calls) >= 1 } }
  severity high
  notify owner via chat
  escalate to owner.manager after 1 week
}
role presales "Presales" under lead

alert few "Few visits" for each rep where rep.team is north {
  when visits this week < 10 and known this week < 100 for 1 week
  raise to critical when visits this week < 5 for 2 weeks
  until visits this week >= 12
  keep 2 weeks
  gaps reset
  unscaled
  severity warning
  notify rep, rep.lead, north.manager, south, "Somebody else" via chat
  escalate to director after 1 week
  inhibits shrinking
  say "{rep}: {visits}"
  from 2026-01-05
}
alert shrinking "Shrinking" for each rep {
  when growth(visits previous week) < -30% or change(visits previous week) < -5
  notify rep.lead
}
alert windows "Windows" {
  when visits averaged over previous 2 weeks > 1000 or visits averaged over 2 weeks > 1000 or visits rolling 2 weeks > 1000
    or visits same week last year > 1000 or visits month to date > 1000 or visits last month > 1000
    or attainment(revenue) quarter to date < 1% or gap(revenue) current quarter > 100000 CNY or target(revenue) next quarter < 1 CNY
    or not (visits this week >= 0) or visits previous week is unknown
  notify director
}
source bills "Bills" { read "data/bills-*.csv"; event at day; due every workday 07:00; day: date; account: text; paid: money }
budget money "Money" = 500 CNY {
  owner director
  serves revenue
  calendar china
  split by quarter 40%, 20%, 20%, 20%
  account fairs "Fairs" = 300 CNY
  account other = 40%
  actual sum(bills.paid) by account; committed sum(bills.paid where account is "fairs") by account; forecast by plan
  warn when burn > pace + 10pp or used this week > remaining for 2 weeks
}
metric paid "Paid" = used(money.fairs) + (used(money) lag 1 months)
task prepare "Prepare" {
  owner director
  serves revenue
  task study "Study" { takes 10wd, best 8wd, worst 15wd; owner Ann; cost 100 CNY charged to money.fairs; started 2026-01-05; done 40% }
  task list "List" { effort 12 person-days; assign Bob, Leo; after study + 2wd; by 2026-01-20; priority 1; calendar china }
  task handover "Hand-over" { takes 3wd; ends on start of list; as late as possible; owner marketing }
}
task fixed "Fixed" { starts on 2026-02-02; ends on 2026-02-06; not after 2026-03-01; serves budget; cost 5 CNY per day at end charged to money; owner Ann }
task waits "Waits" { takes 3d; starts when wins month to date >= 3; not before 2026-02-02; starts with fixed; owner Ann }
task short "Short" { takes 5h; started 2026-01-12; remaining 3h; owner Ann }
task rest "Rest" { takes 4wd; started 2026-01-08; remaining 2wd; owner Ann }
task again "Again" { every quarter on workday 10; if off work before; takes 1wd; owner Ann; finished 2026-01-16 }
task spare "Spare" { standby; takes 5wd; owner Ann; cost 3 CNY }
task gone "Gone" { takes 4wd; started 2026-01-05; finished 2026-01-08; owner Ann; ends with study - 1wd }
task lease "Lease" { takes 2 months; owner Ann; after gone + 1 month }
task kit "Kit" for each team { takes 2wd; started 2026-01-05 only for north; done 50% only for north }
task checks "Checks" for each rep where rep.team is north { every quarter on workday 5; takes 1wd; finished 2026-01-09 only for Ann; after kit.team }
task told "Told" { takes 1wd; owner Ann; after kit.north }
milestone launch "Launch" { after list; by 2026-01-30; owner director; serves revenue }
milestone ten "Ten" { reached when wins month to date >= 10; by 2026-06-30; owner Mia }
milestone past "Past" { finished 2026-01-09; by 2026-01-10; owner Mia }
resource helpers "Helpers" { people Ann, north.lead; available 80%; every day at most 6h; cost 3 CNY per day; owner Mia }
resource hall "Hall" { cost 2 CNY per day; owner Mia }
task helped "Helped" { takes 2wd; assign helpers, hall; owner Mia; starts on 2026-02-02 }
task helped_too "Helped, too" { effort 2 person-days; assign helpers, hall; starts on 2026-02-02 }
task anybody "Anybody" { takes 2wd; assign 2 of north.rep; owner Mia; starts on 2026-02-02 }
strategy first "First" { category product; serves revenue; measure visits, wins rolling 2 weeks; charged to money.other; owner Mia; progress by effort
  task plan_it "Plan it" { takes 2wd; cost 5 CNY; started 2026-01-06; done 50% }; task and_do "Do it" { effort 3 person-days; assign Ann; after plan_it } }
task reserve "Reserve" { takes 4wd; standby; owner Ann }
revision more "More" on 2026-01-12 { proposed by Mia; approved by Boss on 2026-01-13; because "Weak"; accept reserve; drop gone
  change goal budget { target at most 600 CNY by 2026-12-31 }; review on 2026-01-14 when visits this week > 1000 }
waiver tender "Tender" on b2b { waives stay in contact; waives without calls; only for "D1"; until 2026-01-31
  proposed by Leo; approved by Boss on 2026-01-07; because "Opens in June" }
adjust quiet "Quiet" for each team { when visits this week < 99; propose change goal late { target 4 CNY by 2026-12-31 }; propose spare
  propose drop rest; expires after 2 weeks; not again within 4wd; rejected by Boss on 2026-01-16 only for north because "No" }
scenario careful "Careful" { change goal amounts { target 90 by 2026-12-31; split by team { north 50; south 40 } }; accept reserve; drop short }
scorecard monthly "Monthly" for each rep where rep.team is north and tenure >= 1d { every week; line won "Won" = wins this week, weight 60%, scale 0 -> 0%, 2 -> 100%, cap 120%, floor 0%
  line calls "Calls" = visits this week, weight 40%, scale 0 -> 0%, 4 -> 100%; grade A from 90%; grade B otherwise; gaps redistribute
  agreed within 3wd; appeal within 5wd; rank by team, ties by visits this week; owner rep.lead }
promotion rise "Rise" from rep to lead { every week; requires tenure >= 1d, passed("Basics"), grades(monthly, at_least: A) rolling 2 weeks >= 1; proposed by rep.lead; approved by director }
incentive pay "Pay" for each rep where tenure >= 1d { every week; base signed; tiers signed this week, on the part above { from 0 CNY pays 1%; from 90 CNY pays 2% }
  pays 5 CNY when visits this week >= 1; cap 100 CNY; claw back by closed within 2wd; due every month on 15
  settled 2026-W03 { approved by Boss on 2026-01-19; paid Ann 1 CNY } }
incentive first "First" for each rep where rep.team is north { every week; approved by director; top 1 by visits this week; ties by wins this week; ties shared; pays 100 CNY }
incentive steps "Steps" for each rep { every week; tiers visits this week, on all { from 1 pays 10 CNY } }
incentive each_wins "Each" for each rep { every week; top 1 by visits this week; ties all win; pays 10 CNY }
baseline agreed "Agreed" on 2026-01-05 { note "Board" }
## Said by many
risk churn "Customers leave" { likelihood 30%, high while warned; impact 800 CNY on revenue; owner director; category market; dated 2026-01-05; review every quarter
  warn when visits this week < 100 for 1 week; until visits this week > 200; task win_back { takes 2wd }; respond with study; occurred 2026-01-06, loss 3 CNY; closed 2026-12-01 }
channel chat "Chat" { via slack; env CHAT; sends few, list to director; sends b2b, weekly; digest every workday 09:00, except critical
  quiet 20:00 .. 08:30, except high; every day at most 2; calendar china }
review weekly "Weekly" { every monday 09:30; covers revenue, visits, first, b2b, few, list, launch, calls, north; attended by director, manager }
review each "One-to-one" for each rep where rep.team is north { every friday 10:00; takes 1h; if off work before; covers visits;
  attended by rep.lead; produces "minutes"; held 2026-01-09 Ann { decided "More"; task more "More" { takes 1wd; owner Ann } } }
review monthly "Monthly" { every month on workday 4 14:00; covers revenue; attended by Boss }
review fortnightly "Fortnightly" { every two weeks from 2026-01-07 10:00; covers revenue; attended by south }
review daily "Daily" { every workday 10:00; covers revenue; attended by south }
review fifth "Fifth" { every month on 5 10:00; covers revenue; attended by south }
test counted "Counted" on visits {
  rows v from calls(owner: Ann, kind: "visit", minutes: 5)
  | week   | 2026-W02 | 2026-W03 |
  | v      | 1        | _        |
  | expect | 2        | unknown  |
}
test moved "Moved" on small { rows s from cases(who: Ann) by step; | week | 2026-W02 |; | C1 s | one |; | expect C1 skip | none | }
process small "Small" on cases { stages one -> two; no skipping }
source cases "Cases" { read "data/cases-*.csv"; one row per case_id; snapshot on file date; case_id: text; who: person; step: stage[small] }
"""
NO_ROSTER = """
plan small "Small" { period 2026-01-01 .. 2026-12-31; currency CNY }
team company "Company" { rep Ann }
role rep "Rep"
task ads "Ads" { takes 3wd; owner marketing }
"""
"""Where every person is known, another name is that of a department."""
DATA = {
    "roster.csv": "person,team,role,start\nSue,South,Rep,2026-01-01\n",
    "deals-2026-W02.csv": "id,owner,approver,stage,amount,product,created,closed\nD1,Ann,,contact,100,x,2026-01-05,\nD2,Sue,Ann,won,50,,2026-01-05,2026-01-09\n",
    "deals-2026-W03.csv": "id,owner,approver,stage,amount,product,created,closed\nD1,Ann,,contact,100,x,2026-01-05,\nD2,Sue,Ann,won,50,,2026-01-05,2026-01-09\n",
    "changes-2026-W03.csv": (
        "id,changed,stage,owner\nD1,2026-01-05 01:00:00,contact,Ann\nD2,2026-01-05 01:00:00,contact,Sue\n"
        "D2,2026-01-07 01:00:00,proposal,Sue\nD2,2026-01-09 01:00:00,won,Sue\n"
    ),
    "calls-2026-W02.csv": "id,day,owner,kind,minutes,goods\nD1,2026-01-05,Ann,visit,10,g1\nD1,2026-01-06,Ann,visit,,\n",
    "calls-2026-W03.csv": "id,day,owner,kind,minutes,goods\nD2,2026-01-12,Sue,visit,10,g1\n",
    "prices.csv": "goods,price,start,end\ng1,10,2026-01-01,\n",
    "bills-2026-W03.csv": "day,account,paid\n2026-01-13,fairs,200\n2026-01-13,unheard of,20\n",
}


def model_classes() -> list[type]:
    """The attrs classes of the Model and of its expressions."""
    found = {
        value
        for package in (model, expr)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        for value in vars(importlib.import_module(found.name)).values()
        if inspect.isclass(value) and attrs.has(value) and value.__module__.startswith(package.__name__)
    }
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


class Watched:
    """A field of a class until a room after semantics reads it: then it is noted, and the field is as it was."""

    def __init__(self, kind: type, name: str, slot: Any, read: set[tuple[str, str]]) -> None:
        self.kind, self.name, self.slot, self.read = kind, name, slot, read
        self.is_own = name in vars(kind)
        setattr(kind, name, self)

    def __get__(self, node: object, kind: type | None = None) -> object:
        if sys._getframe(1).f_globals.get("__name__", "").startswith(ROOMS):
            self.read.add((self.kind.__name__, self.name))
            self.end()
        return self.slot.__get__(node, kind)

    def __set__(self, node: object, value: object) -> None:
        self.slot.__set__(node, value)

    def end(self) -> None:
        """Make the field what it was."""
        if vars(self.kind).get(self.name) is not self:
            return
        if self.is_own:
            setattr(self.kind, self.name, self.slot)
        else:
            delattr(self.kind, self.name)


@contextmanager
def noted() -> Iterator[set[tuple[str, str]]]:
    """Notes what the rooms after semantics read, as (class, field)."""
    read: set[tuple[str, str]] = set()
    kinds = model_classes()
    slots = {(kind, field.name): getattr(kind, field.name) for kind in kinds for field in attrs.fields(kind)}
    watched = [Watched(kind, name, slot, read) for (kind, name), slot in slots.items()]
    try:
        yield read
    finally:
        for field in watched:
            field.end()


def run_everything(folder: Path) -> None:
    """Take the plan through every room."""
    (folder / "whole.plan").write_text(PLAN, encoding="utf-8")
    (folder / "data").mkdir()
    for name, text in DATA.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    opened = open_plan(folder / "whole.plan", None)
    assert opened.usable, [diagnostic.message.render() for diagnostic in opened.diagnostics]
    assert opened.model is not None
    plan = planned(opened, Language.EN)
    world = held(plan, opened, as_of="2026-W03")
    evaluation = judged(world)
    for name in (
        "worth",
        "first",
        "helpers",
        "helped",
        "rate",
        "few",
        "size",
        "of_market",
        "b2b",
        "study",
        "again.2026-Q2",
        "quiet",
        "D1",
        "rep",
        "money",
        "money.fairs",
        "churn",
        "chat",
    ):
        for subject in explained(world, evaluation, name, None).subjects:
            explanation(subject, evaluation, Language.EN)
    summary(evaluation, Language.ZH, extent=Extent(whole=True))
    to_json(evaluation)
    table = figures(plan, opened, Wanted(("visits",), Grain.WEEK, "case"), as_of="2026-W03")
    figures_document(table, Language.ZH)
    schedule_table(scheduled(plan), plan, Language.EN)
    (folder / "small.plan").write_text(NO_ROSTER, encoding="utf-8")
    small = planned(open_plan(folder / "small.plan", None), Language.EN)
    schedule_table(scheduled(small), small, Language.EN)
    suite = chosen(suites((folder / "whole.plan",), None), (), ())
    report = reported(suite, coverage=True, mutate=False, library=False)
    json_of_tests(report)
    document_of_tests(report, Language.EN)
    to_mermaid(plan, scheduled(plan), Language.EN)
    timeline_svg(plan, evaluation.schedule, evaluation, Language.EN, baseline=scheduled(plan))


def is_checked_before(kind: type, field: str, annotation: object) -> bool:
    """Whether a field needs no reader."""
    package = "expr" if kind.__module__.startswith(expr.__name__) else kind.__name__
    return (package, field) in CHECKED_BEFORE or annotation in (Span, "Span")


def test_every_field_of_the_model_is_read_after_semantics(tmp_path: Path) -> None:
    with noted() as read:
        run_everything(tmp_path)
    unread = [
        f"{kind.__name__}.{field.name}"
        for kind in model_classes()
        for field in attrs.fields(kind)
        if (kind.__name__, field.name) not in read and not is_checked_before(kind, field.name, field.type)
    ]
    assert unread == []


def test_reading_by_semantics_or_by_attrs_does_not_count() -> None:
    role = model.Role(model.Ident("a", None, "A", None, Span(Source("p", ""), 0, 0), 1), None)
    with noted() as read:
        assert attrs.evolve(role, under="b").under == "b"
        assert role == role
    assert read == set()
