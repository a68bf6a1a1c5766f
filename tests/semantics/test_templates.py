"""Templates: what is declared in one is there once for each `apply`, under its name and with its arguments."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from planlang.diagnostics.diagnostic import Outcome, Severity
from planlang.semantics.check import check
from planlang.semantics.model import Model
from planlang.workspace.sources import Memory, Sources
from tests.semantics.marked import COMPANY

REGION = """
define region | 大区 "Region" (area: team, quota | 额度: money, low: number = 3) {
  goal regional "Signed in the region" { measure signed; target quota by 2026-12-31; owner area.manager }
  task opening "Opening" { task visit { takes 1wd; owner area.manager }; task open { takes 2wd; after visit; owner area.manager } }
  alert behind "Behind" for each rep where rep.team is area { when visits this week < low; notify area.manager }
  metric twice "Twice" = visits * 2
}
"""
BOTH = """
apply region(area: north, quota: 6000万元) as north_plan "North"
套用 大区(area: south, 额度: 3000万元, low: 5) 作为 south_plan
"""


def opened(text: str, **others: str) -> Outcome[Model | None]:
    texts = {"main.plan": COMPANY + text, **{f"{name}.plan": other for name, other in others.items()}}
    sources = Sources(Memory(texts))
    return check(sources.main("main.plan").value, sources)


def placeless(*values: object) -> str:
    return re.sub(r"Span\(origin=Source\(path='[^']*'\), first=\d+, last=\d+\)", "", str(values))


def names(text: str, **others: str) -> list[str]:
    return [one.name for one in opened(text, **others).diagnostics if one.severity is Severity.ERROR]


def test_each_apply_makes_the_declarations_once_with_its_arguments() -> None:
    model = opened(REGION + BOTH).value
    assert model is not None
    north, south = model.goals["north_plan.regional"], model.goals["south_plan.regional"]
    assert [str(one.target) for one in (north, south)] == ["60000000", "30000000"]
    assert (north.ident.title, south.ident.title) == (
        "Signed in the region (North)",
        "Signed in the region (south_plan)",
    )
    assert {name for name in model.tasks if name.endswith("opening.visit") or name.endswith(".visit")} == {
        "north_plan.visit",
        "south_plan.visit",
    }
    assert {"north_plan.behind", "south_plan.behind"} <= set(model.alerts)


def test_what_a_template_declares_is_like_what_is_written_out() -> None:
    written = """
goal a "Signed in the region (North)" { measure signed; target 6000万元 by 2026-12-31; owner north.manager }
alert b "Behind (North)" for each rep where rep.team is north { when visits this week < 3; notify north.manager }
"""
    template = opened(REGION + BOTH).value
    plain = opened(written).value
    assert template is not None
    assert plain is not None
    one, other = template.goals["north_plan.regional"], plain.goals["a"]
    assert placeless(one.measure, one.target, one.owner) == placeless(other.measure, other.target, other.owner)
    alert, same = template.alerts["north_plan.behind"], plain.alerts["b"]
    assert (alert.notify, alert.ident.title) == (same.notify, same.ident.title)
    assert placeless(evolve(alert, ident=same.ident)) == placeless(same)


def test_names_of_a_template_are_used_behind_the_name_of_its_case() -> None:
    text = REGION + BOTH + "milestone opened { after north_plan.opening.open; by 2026-06-01; owner director }\n"
    assert names(text) == []
    assert names(REGION + BOTH + "metric more = twice + 1\n") == ["unknown-name"]
    assert names(REGION + BOTH + "metric more = north_plan.twice + 1\n") == []


def test_a_template_sees_what_its_file_sees_wherever_it_is_applied() -> None:
    library = "metric calls = count(activities)\n" + REGION.replace("visits * 2", "calls * 2")
    use = 'use "regions.plan" without calls\nmetric calls = 5\n'
    assert names('use "regions.plan"\n' + BOTH, regions=library) == []
    assert "excluded-but-needed" not in names(use + BOTH, regions=library)


@pytest.mark.parametrize(
    ("text", "check_name"),
    [
        ("apply region(area: north) as a\n", "missing-argument"),
        ("apply region(area: north, quota: 5d) as a\n", "unit-mismatch"),
        ("apply region(area: nort, quota: 5元) as a\n", "unknown-name"),
        ("apply region(where_: north, quota: 5元) as a\n", "unknown-argument"),
        ("apply regin(area: north, quota: 5元) as a\n", "unknown-name"),
        ("apply visits(area: north, quota: 5元) as a\n", "wrong-kind"),
        (BOTH + "apply region(area: south, quota: 5元) as north_plan\n", "duplicate-name"),
    ],
)
def test_what_is_wrong_with_an_apply_is_told(text: str, check_name: str) -> None:
    assert check_name in names(REGION + text)


def test_a_template_that_applies_itself_is_told() -> None:
    text = "define a(t: team) { apply b(t: t) as one }\ndefine b(t: team) { apply a(t: t) as two }\napply a(t: north) as x\n"
    assert names(text) == ["use-cycle"]


def test_templates_apply_others() -> None:
    text = "define inner(t: team) { milestone m { by 2026-03-01; owner t.manager } }\n"
    text += "define outer(t: team) { apply inner(t: t) as inside }\napply outer(t: north) as x\n"
    outcome = opened(text)
    assert outcome.value is not None
    assert list(outcome.value.milestones) == ["x.inside.m"]


def test_a_mistake_in_a_template_is_told_once() -> None:
    text = REGION.replace("area.manager }\n  task", "area.boss }\n  task")
    assert len(names(text + BOTH)) == 1


def test_a_template_that_nothing_applies_is_told_and_makes_nothing() -> None:
    outcome = opened(REGION)
    assert [one.name for one in outcome.diagnostics] == ["template-never-applied"]
    assert outcome.value is not None
    assert "regional" not in " ".join(outcome.value.goals)


def test_a_template_in_a_file_without_a_plan_is_read_for_itself() -> None:
    sources = Sources(
        Memory(
            {
                "main.plan": "module kit (visits: metric)\ndefine a(t: team) { metric x = visits + ; metric y = visit_s + 1 }\n"
            }
        )
    )
    outcome = check(sources.main("main.plan").value, sources)
    assert [one.name for one in outcome.diagnostics] == ["unknown-name"]


def test_so_many_cases_are_refused_before_they_take_long() -> None:
    text = "".join(
        f"define d{n}(t: team) {{ apply d{n + 1}(t: t) as a; apply d{n + 1}(t: t) as b }}\n" for n in range(30)
    )
    text += "define d30(t: team) { metric m = 1 }\napply d0(t: north) as x\n"
    assert names(text) == ["too-many-files"]


def test_private_names_are_known_in_their_file_only() -> None:
    kit = "private metric half = visits / 2\nmetric whole = half * 2\n"
    assert names('use "kit.plan"\nmetric more = whole + 1\n', kit=kit) == []
    assert names('use "kit.plan"\nmetric more = half + 1\n', kit=kit) == ["private-name"]
    assert names('use "kit.plan"\nmetric half = visits\n', kit=kit) == []
    assert names('use "kit.plan" as k\nmetric more = k.half + 1\n', kit=kit) == ["private-name"]


def test_only_the_language_that_is_known_is_read() -> None:
    assert names("language 1\n") == []
    assert names("language 2\n") == ["unknown-language"]
