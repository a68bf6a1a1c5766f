"""Checks for tests/spec/risks.md: whole plans, evaluated, in the Chinese calendar of 2026."""

from __future__ import annotations

import tempfile
from pathlib import Path

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.risks import RiskValue
from planlang.report.timeline.timeline import timeline
from planlang.values.figure import Figure, Known
from planlang.workspace.run import evaluated, planned
from tests.spec.checks.reference import opened

TEN_THOUSAND = 10_000
WARNING = "warn when visits this week < 5 for 2 weeks"
VISITS = """
--- data/activities-2026-Q1.csv
day,owner,kind,deal_id,minutes
{rows}
"""


def world(text: str, as_of: str) -> Evaluation:
    """A company with risks whose warnings are on from W12: fewer than five visits a week from W11."""
    days = [f"2026-03-0{day}" for day in range(2, 7)]
    example = text + VISITS.format(rows="\n".join(f"{day},张丽,visit,D1,30" for day in [*days, "2026-03-31"]))
    with tempfile.TemporaryDirectory() as folder:
        read = opened(example, Path(folder))
        assert read.usable, [one.message.render() for one in read.diagnostics]
        return evaluated(planned(read), read, as_of=as_of)


def register(row: dict[str, str]) -> dict[str, str]:
    """The register of several risks of one goal."""
    lines = []
    pairs = zip(row["likelihoods"].split(), row["impacts"].split(), strict=True)
    for place, (likelihood, impact) in enumerate(pairs):
        clauses = []
        if likelihood.endswith("*"):
            clauses += [f"likelihood 1%, {likelihood[:-1]} while warned", WARNING]
        elif likelihood != "-":
            clauses += [f"likelihood {likelihood}", WARNING]
        if impact != "-":
            clauses.append(f"impact {impact}万元 on revenue")
        lines.append(f"risk r{place} {{ {'; '.join(clauses)} }}\n")
    found = world("".join(lines), "2026-W12")
    by_name = {value.risk: value for value in found.risks}
    values = [by_name[f"r{place}"] for place in range(len(lines))]
    told = {
        "exposures": " ".join(_shown(value.exposure) for value in values),
        "ranks": " ".join(str(value.rank or "-") for value in values),
    }
    (loss,) = found.expected_losses
    note = f", {loss.unjudged} never judged" if loss.unjudged else ""
    return told | {"expected loss": _shown(loss.amount) + note}


def fate(row: dict[str, str]) -> dict[str, str]:
    """What has become of a risk of 40% of 6 million."""
    more = f"; {row['written']}" if row["written"] else ""
    value = _only(world(f"risk r {{ likelihood 40%; impact 600万元{more} }}\n", row["as of"]))
    return {"status": value.status.value, "exposure": _shown(value.exposure), "rank": str(value.rank or "-")}


def response(row: dict[str, str]) -> dict[str, str]:
    """How far a response has got that a revision accepted."""
    text = f"risk r {{ likelihood 40%; impact 600万元; {WARNING}; task t {{ {row['task']}; owner 王敏 }} }}\n"
    for name, does in (("accepted", "accept"), ("dropped", "drop")):
        if row[name]:
            approved = f'approved by 陈立 on {row[name]}; because "Few visits"'
            text += f"revision {name} on {row[name]} {{ {approved}; {does} r.t }}\n"
    (one,) = _only(world(text, row["as of"])).responses
    day = f" {one.finish.isoformat()}" if one.finish is not None else ""
    return {"response": one.answer.value + day}


def _only(found: Evaluation) -> RiskValue:
    (value,) = found.risks
    return value


def _shown(figure: Figure) -> str:
    """An amount in 10,000 CNY."""
    if not isinstance(figure, Known):
        return "U"
    return str(figure.value / TEN_THOUSAND)


def review(row: dict[str, str]) -> dict[str, str]:
    """By when a risk has to be judged again; a weekly meeting covers it."""
    held = f'; held {row["held"]} {{ note "told" }}' if row["held"] else ""
    text = f"risk r {{ likelihood 40%; impact 600万元; {row['written']} }}\n"
    covers = row["covers"] or "r"
    text += f"review weekly {{ every monday 09:00; covers {covers}; attended by director{held} }}\n"
    value = _only(world(text, row["as of"]))
    due = value.due.isoformat() if value.due else "-"
    return {"last": value.looked_at.isoformat(), "due": due, "overdue": "yes" if value.is_overdue else "no"}


def revised(row: dict[str, str]) -> dict[str, str]:
    """A risk that a revision judges otherwise."""
    approved = f'approved by 陈立 on {row["on"]}; because "Known better"'
    text = "risk r { likelihood 40%; impact 600万元 on revenue }\n"
    text += f"revision v on {row['on']} {{ {approved}; change risk r {{ {row['changed']} }} }}\n"
    found = world(text, row["as of"])
    (loss,) = found.expected_losses
    return {"exposure": _shown(_only(found).exposure), "loss of the goal": _shown(loss.amount)}


def dots(row: dict[str, str]) -> dict[str, str]:
    """What a timeline says of a risk, day by day."""
    found = world(f"risk r {{ likelihood 40%; impact 600万元; {row['written']} }}\n", row["as of"])
    scene = timeline(found.plan, found.schedule, found, Language.EN)
    return {"dots": ", ".join(dot.tip for dot in scene.dots) or "-"}
