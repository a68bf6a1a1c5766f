"""Plans of several files in which nearly every kind of declaration names another."""

from __future__ import annotations

from tests.semantics.marked import COMPANY

MAIN = (
    COMPANY.replace("metric decided", "\nmetric decided").replace("goal share", "\ngoal share")
    + """
use "rules.plan"
use "work.plan" as work
use "regions.plan" as regions
use "year.plan"
use sales.team as roles without headcount

alert slow "Slow" for each rep where rep.team is north {
  when decided this week < 3 for 2 weeks
  raise to critical when decided this week < 1 for 2 weeks
  severity warning
  notify rep.lead, 王敏
  say "{rep}: {decided} of {limit}, {visits}"
}
"""
)
TEXTS = {
    "main.plan": MAIN,
    "rules.plan": """
calendar shop "Shop" { work week monday .. saturday; holidays china }
metric effort = ratio(visits, wins)
metric growth_of_visits = growth(visits previous week)
metric best_of_visits = rank(visits by team, best: lowest)
metric shares_of_visits = yoy(visits, align: spring_festival) - share(wins by plan)
metric faults = breaches(care) per working day
source tests "Tests" { read "t.csv"; event at day; day: date; who: person; course: text; ok: bool; exams course where ok }
alert untrained for each rep where rep.team is north and tenure >= 60d and not passed("Basics") {
  when top(2, visits this week by team) or faults this week > 1 or actual(more) last quarter < 1M CNY
  notify rep.lead
}
goal more "More" {
  measure pipeline
  target at least 5M CNY by 2026-09-30
  split by team { north 60%; south 40% }
  owner north.manager
  serves revenue
}
alert few for each team {
  when effort this week < 30% or attainment(revenue) < 50%
  until effort this week >= 40%
  notify team.manager
}
test seen "Visits are counted" on visits {
  rows call from activities(kind: "visit")
  | week         | 2026-W10 | 2026-W11 |
  | 李强 call    | 3        |          |
  | expect 李强  | 3        | 0        |
}
source calls "Calls" { read "c.csv"; one row per id; id: text; who: person; state: stage[care]; worth: money }
process care on calls { stages first -> second; win stage done -> served; void stage doubled from first; stage first { win probability 20%; responsible 李强; todo ring | 打电话 "Ring" { within 2wd; done when noted >= 1 } }; stay in first at most 5wd { warn 2wd before; notify north.manager; propose work.launch, return to second }; per rep at most 9 in first; requires worth, worth > 1 CNY; hand over within 2wd; no return to the same owner within 9d in first; every month at least 1 touches where worth > 2 CNY { escalate to who.manager after 2wd }; every 30d at least 1 touches in first }
source touches "Touches" { read "h.csv"; event at day; day: date; id: text }
metric answered = count(calls where state enters done)
source logs { read "logs.csv"; event at day; id: text; day: date; teller: person }
metric noted = count(logs)
metric further = cohort_conversion(care from first to done within 9d)
metric waiting = median_stay(care.second)
metric came = new_customers(touches.id)
metric stayed = ratio(came, noted) - retention(logs.id where length(id) > 1)
source takings "Takings" { read "k.csv"; event at day; day: date; who: person; worth: money; back | 退回 : date optional }
metric taken = sum(takings.worth)
goal takings_goal "Takings" { measure taken; target 5M CNY by 2026-12-31; split by team { north; south } }
incentive commission "Commission" for each rep where rep.team is north {
  every month
  base taken
  tiers attainment(takings_goal) month to date, on the part above { from 80% pays 1%; from 100% pays 2% }
  pays 100 CNY when visits this month > 3
  claw back by 退回 within 90d
  approved by rep.lead
  settled 2026-01 { approved by 王敏 on 2026-02-02; paid 张丽 10 CNY }
}
scorecard cards for each rep { every month; line a = visits this month, weight 100%, scale 0 -> 0%, 9 -> 100%; grade A from 90%; grade B otherwise }
promotion rise | 晋升线 "Rise" from rep to manager { every quarter; requires tenure >= 90d, visits this quarter > 3, grades(cards, at_least: A) rolling 3 months >= 2; proposed by rep.lead; approved by director }
incentive best for each team { every month; top 1 by visits this month; ties shared; pays 10 CNY; settled 2026-01 { approved by director; paid north 10 CNY } }
source bills "Bills" { read "b.csv"; event at day; day: date; account: text; worth: money }
metric billed = sum(bills.worth)
budget money | 钱 "Money" = 2M CNY {
  owner north.manager
  serves revenue
  calendar shop
  account launch | 上市 "Launch" = 60%
  account rest = 800k CNY { split by half 50%, 50%; account fairs = 100%; warn when burn > 100%; notify 王敏 }
  actual billed by account
  committed billed by account
  forecast by run rate
  warn when burn > pace + 10pp for 2 weeks
}
assumption size | 容量 "Size" = 50M CNY { from "IDC"; dated 2025-11-20; during 2026; review every half year; owner north.manager }
assumption part = size * 20% { dated 2025-11-20; review on 2026-06-30; owner 王敏 }
metric of_size = ratio(billed, prorated(容量)) + ratio(billed, part)
goal of_market { measure billed; target part * 10%; owner north.manager }
metric burnt = burn(money.launch) - burn(钱.rest.fairs)
""",
    "work.plan": """
## What is done first.
task launch "Launch" {
  owner 李强
  note values "First things first"
  charged to money.launch
  task kickoff { takes 2wd; starts on 2026-02-02; cost 5k CNY per day at end }
  task build { after kickoff; effort 10 person-days; assign 张丽, "Anna Lee"; calendar shop }
  milestone ready { after build; by 2026-05-01 }
}
任务 收尾 "收尾" { 前置 launch; 工期 3个工作日; 负责人 王敏; 费用 2万元 列支 钱.rest.fairs }
milestone all_done { after launch.build, 收尾, follow_up }
review weekly { every monday 09:00; covers launch, premium; attended by 李强; held 2026-03-02 { task follow_up { takes 2d; owner 李强 } } }
task spare { standby; takes 3wd; owner 李强 }
risk loss | 流失 "Loss" { likelihood 30%, high while warned; impact 5M CNY on more; owner north.manager; warn when burn(money.launch) > 100%; notify 王敏; respond with spare, launch.build; note "since 2025"; category market; dated 2026-01-05; review every quarter; task win_back { takes 3wd } }
milestone won { after win_back }
resource helpers | 帮手 "Helpers" { people 张丽, north.lead; available 80%; every day at most 6h; cost 1k CNY per day; owner north.manager }
resource hall { cost 500 CNY per day charged to money.rest.fairs; owner 李强 }
task helped { assign helpers, 帮手, hall; charged to money.launch; task help_one { effort 2 person-days }; task help_two { takes 1wd; owner 李强 } }
channel north_chat | 北区群 "North" { via wecom; env WECOM_NORTH; sends few, care, money, loss, weekly, launch, all_done to north.manager, 李强; sends few; digest every workday 09:00, except critical; quiet 20:00 .. 08:30; every day at most 3; calendar shop; note "since May" }
alert by_chat for each rep where rep.team is north { when visits this week < 2; notify rep, rep.lead via north_chat; notify north.manager }
strategy premium | 高端 "Premium" {
  serves revenue
  measure billed, visits rolling 4 weeks
  charged to money.rest.fairs
  owner north.manager
  progress by cost
  task plan_it { takes 2wd; cost 3k CNY }
  task rows { task one { takes 1wd; after plan_it }; milestone rows_done { after one } }
}
milestone premium_done { after premium; owner north.manager }
task again { every month on 5; takes 1wd; owner 李强; finished 2026-02-06 }
""",
    "regions.plan": """
language 1
private metric half = decided / 2
role trainee under rep { duty "Learn"; may approve discount at most 1%; note "from May" }
define region | 大区 "Region" (area: team, quota | 额度: number = 3) {
  private metric reached = half + 1
  goal regional "Regional" { measure reached; target quota by 2026-12-31; owner area.manager }
  task opening { task visit { takes 1wd; owner area.manager }; task open { takes 2wd; after visit } }
  alert behind for each rep where rep.team is area { when reached this week < quota for 2 weeks; notify area.manager }
}
apply region(area: north) as north_plan "North"
套用 大区(area: south, 额度: 5) 作为 south_plan
milestone opened { after north_plan.opening.open, south_plan.opening }
""",
    "year.plan": """
source customers | 客户表 "Customers" { read "k.csv"; one row per id as customer; snapshot on file date; id: text; potential: money }
source orders "Orders" { read "o.csv"; event at day; day: date; who: person; customer: record[customers]; worth: money }
metric ordered "Ordered" = sum(orders.worth)
metric three_largest = top_share(3, ordered by customers)
segment grade | 等级 "Grades" on customers {
  class A "Key" by share of ordered rolling 8 weeks reaching 80%
  class B when potential >= 50万元
  class C otherwise
  classified every quarter
}
metric from_a = sum(orders.worth where customer.grade is A)
alert shrinking for each customer where potential >= 10万元 { when ordered this month < 1万元; notify 王敏 }
scorecard card "Card" for each rep where tenure >= 30d {
  every month
  line calls "Visits" = visits this month, weight 60%, scale 0 -> 0%, 4 -> 100%, cap 120%
  line sold "Ordered" = ratio(from_a, ordered) this month, weight 40%
  grade good from 90%; grade poor otherwise
  gaps redistribute
  rank by team, ties by visits this month
  owner rep.lead
}
adjust act | 应对 "Act" for each team {
  when effort this week < 20% for 2 weeks
  propose work.spare
  propose change goal more { target at least 4M CNY by 2026-09-30 }
  propose drop few
  expires after 10wd
  notify team.manager
  rejected by director on 2026-03-06 only for north because "Too early"
}
revision spring "Spring" on 2026-04-01 {
  approved by director on 2026-03-20
  because "Few visits"
  change goal more { target at least 6M CNY by 2026-09-30 }
  change assumption size = 60M CNY
  change process care { stay in first at most 3wd }
  change budget money { account rest = 900k CNY; account launch = 1.1M CNY; warn when burn > 90% }
  accept work.spare
  drop work.收尾
  review on 2026-06-30 when visits rolling 13 weeks >= 40
}
waiver tender on care { waives stay in first; only for "D-1"; until 2026-06-30; approved by manager on 2026-03-10; because "Opened in June" }
scenario careful "Careful" { change assumption size = 40M CNY; drop few }
baseline agreed "Agreed" on 2026-01-05
""",
}
"""A company with rules and work in files of their own."""

WRONG = {
    **TEXTS,
    "rules.plan": TEXTS["rules.plan"]
    + """
alert odd { when visits this week < 5; inhibits visits, wins; notify visits; notify nobody_known }
metric odd_money = used(visits) + used(money.nothing) + remaining(launch)
budget odd_budget = 5 CNY { owner launch; account one = 3 CNY; actual worth by visits; warn when visits > burn; warn when odd }
assumption odd_size = visits { owner launch; review every half year }
metric odd_part = prorated(visits) + ratio(billed, prorated(odd_size)) + lost
review odd_review { every monday 09:00; covers kickoff, lost, shop }
""",
    "work.plan": TEXTS["work.plan"]
    + """
resource odd_people { people lost, launch, 李强; available 130%; cost 5 CNY charged to wins; owner nobody }
task odd_help { takes 1wd; assign odd_people, lost }
strategy odd { serves visits, lost; measure launch, visits > 3; progress by luck; charged to wins; owner nobody; task within_odd { takes 1wd } }
task waits { takes 1wd; cost 5 CNY charged to wins; charged to money.missing; starts when free(money) > 5 CNY; after lost, wins, missing; serves visits; owner north.visits }
backtest lost { takes 1wd }
channel odd_chat { via fax; env 群; sends visits, lost, care, 钱.rest to nobody_known, visits; digest every week; quiet 08:00 .. 08:00; every week at most 3; calendar visits }
alert by_nothing { when visits this week < 2; notify 王敏 via visits, lost, no_chat }
risk odd_risk { impact 5 CNY on visits; owner launch; warn when odd; respond with lost, visits, spare; likelihood often }
""",
}
"""The same with names of the wrong kind, names of what cannot be read, and names of nothing."""

MORE = {
    "main.plan": COMPANY + """
use "kit.plan"(rows: deals, worth: amount_of, limit: 30万元) as kit without spare
metric amount_of = sum(deals.amount where stage enters negotiation and owner is 张丽)
metric both = kit.large + visits
alert quiet for each 代表 where rep in (张丽, "Anna Lee") {
  when both this week < 3 or kit.share this week < 10%
  say "{rep} {both} { kit.share } {both}"
  notify 代表.lead, director, "王敏"
  inhibits loud
}
alert loud { when actual(revenue) quarter to date < 1M CNY; notify 陈立 }
goal parts {
  measure signed
  target 10M CNY by 2026-12-31
  split by team { north 60% { 张丽 50%; "Anna Lee" 50% }; south 40% }
}
task work { owner rep; task deep { takes 2wd } task `later on` { takes 1wd; after deep } }
task end { takes 1wd; after work.deep, work.`later on`; assign 刘洋; serves parts }
"""
    "process care on calls { stages first | 头 -> second; win stage done; loss stage gone from first\n"
    'no skipping 头\nstay in 头 at most 5wd, twice where other > 10 CNY { standard "short"; propose `work`, return to 头; escalate to 王敏 after 3d }\nidle at most 9d without notes in second\n'
    "when entering done require worth > 0 CNY\nvalue worth }\n"
    'source calls { read "c.csv"; one row per id; id: text; who: person; state: stage[care]; worth: money; other: money }\n'
    'source notes { read "n.csv"; event at day; id: text; day: date; by: person }\n'
    'review daily { every tuesday 09:00; covers both, parts; attended by manager, 王敏; note `a b` "words" }\n',
    "kit.plan": """module kit "Kit" (rows | 行: source, worth: metric, limit: money)
metric large = count(rows where amount > limit and stage in (proposal, 线索))
metric share = ratio(large, count(行))
metric spare = worth + worth
metric ratio_of_worth = ratio(worth, worth)
""",
}
"""A company with a module, and what people call things by two names."""
