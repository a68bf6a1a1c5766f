"""`python benchmarks/broken_rules/by_hand.py FOLDER`: the practical limit, one hand-written query for four checks.

With the ids of the rows behind each violation; then the life of the alert "n < 10 for 3 weeks, keep 1 week" as of each of 52
weeks, weeks without activities counted.
"""

from __future__ import annotations

import sys

import duckdb

VIOLATIONS = """with a as (select activity_id, rep, ts from '{folder}/activities.parquet'),
spine as (select r.rep, w.range::date wk from (select distinct rep from a) r, range(timestamp '2025-01-06', timestamp '2026-01-05', interval 7 day) w),
cnt as (select rep, date_trunc('week', ts)::date wk, count(*) n, list(activity_id) ids from a group by all),
c1 as (select 'low_activity' rule_, s.rep entity, s.wk::varchar detail, coalesce(n,0)::double val, coalesce(ids,[]) ids from spine s left join cnt using(rep,wk) where coalesce(n,0)<10),
ev as materialized (select row_number() over () eid, * from '{folder}/stages.parquet'),
vis as (select eid, deal_id, stage, ts, coalesce(lead(ts) over w, timestamp '2026-01-05') nx, lead(eid) over w neid from ev window w as (partition by deal_id order by ts)),
c3 as (select 'stale_stage', deal_id::varchar, stage||'@'||ts::varchar, epoch(nx-ts)/86400, [eid,neid] from vis where stage not in ('Won','Lost') and nx-ts > interval 14 day),
c4 as (select 'win_rate', rep, '', v, ids from (select rep, count(*) filter(stage='Won')::double/nullif(count(*) filter(stage in ('Won','Lost')),0) v, list(eid) filter(stage in ('Won','Lost')) ids from ev group by 1) where v<0.2),
f as (select deal_id, arg_min(eid,ts) filter(stage='Demo') de, min(ts) filter(stage='Lead') l, min(ts) filter(stage='Qualified') q, min(ts) filter(stage='Demo') d, min(ts) filter(stage='Proposal') p, min(ts) filter(stage='Negotiation') n, min(ts) filter(stage='Won') w, list(eid) ids from ev group by 1),
c2 as (select 'stage_order', deal_id::varchar, k, null::double, ids from (select deal_id, ids, unnest([case when q is not null and not coalesce(l<q,false) then 'Lead<Qualified' end, case when d is not null and not coalesce(q<d,false) then 'Qualified<Demo' end, case when p is not null and not coalesce(d<p,false) then 'Demo<Proposal' end, case when n is not null and not coalesce(p<n,false) then 'Proposal<Negotiation' end, case when w is not null and not coalesce(n<w,false) then 'Negotiation<Won' end]) k from f) where k is not null)
select * from (select * from c1 union all select * from c2 union all select * from c3 union all select * from c4)"""
LIVES = """with a as (select rep, ts from '{folder}/activities.parquet'),
spine as (select r.rep, w.range::date wk, row_number() over (partition by r.rep order by w.range) i from (select distinct rep from a) r, range(timestamp '2025-01-06', timestamp '2026-01-05', interval 7 day) w),
cnt as (select rep, date_trunc('week', ts)::date wk, count(*) n from a group by all),
s as (select s.rep, i, wk, coalesce(n,0)<10 bad from spine s left join cnt using(rep,wk)),
g as (select *, i - row_number() over (partition by rep, bad order by i) grp from s),
st as (select rep, i, wk, bad, case when bad then row_number() over (partition by rep, bad, grp order by i) else 0 end streak from g),
l as (select *, lag(streak) over w p1 from st window w as (partition by rep order by i)),
z as (select *, case when streak>=3 then 'firing' when streak>0 then 'pending' when p1>=3 then 'kept' else 'ok' end state from l)
select state, count(*) from z group by 1 order by 1"""


def main() -> None:
    folder = sys.argv[1]
    engine = duckdb.connect(config={"threads": 2})
    found = engine.sql(VIOLATIONS.format(folder=folder)).to_arrow_table()
    print(found.num_rows, engine.sql(LIVES.format(folder=folder)).fetchall())


if __name__ == "__main__":
    main()
