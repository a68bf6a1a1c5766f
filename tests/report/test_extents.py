"""How much of a week is told: whole, in part, about somebody; and that nothing is claimed that is not known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import evolve

from planlang.diagnostics.text import Language
from planlang.diagnostics.width import display_width
from planlang.evaluate.results.beside import Unjudged
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import Column, Row, Table
from planlang.report.documents.headings import section_headed
from planlang.report.sections.late_tasks import beside_late_tasks, has_dates_to_keep
from planlang.report.terminal.tables import table_lines
from planlang.report.words.concerning import concerning, entity_called, names_known
from planlang.report.words.extent import EVERYTHING, SECTIONS, Extent, Section, section_called
from planlang.report.words.tasks import late_tasks
from planlang.schedule.schedule import TaskState
from planlang.workspace.run import evaluated, planned
from planlang.workspace.workspace import open_plan
from tests.report import evaluated as made
from tests.report.texts import summary

PLAN = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; currency CNY }
role director "Director"
role lead "Lead" under director
role rep "Rep" under lead
team company "Company" { director Boss }
team north | 北区 "North" under company { lead Leo; rep Ann, Bob }
team south "South" under company { rep Sue }
source calls "Calls" { read "data/calls-*.csv"; event at day; day: date; owner: person; deal_id: text optional }
source deals "Deals" {
  read "data/deals-*.csv"; one row per deal_id; snapshot on file date
  deal_id: text; owner: person; stage: stage[b2b]; amount: money
}
metric visits "Visits" = count(calls) credit owner at event
goal revenue "Revenue" { measure visits; target 100 by 2026-12-31; split by team { north 60%; south 40% }; owner Boss }
process b2b "Process" on deals {
  stages contact "Contact" -> offer "Offer"
  win stage won "Won"
  at most 3d without calls
  stay in contact at most 3d
}
alert few "Few" for each rep { when visits this week < 5; notify rep.lead }
task study "Study" { takes 5wd; owner Ann; by 2026-01-05; priority 2 }
task fair "Fair" { takes 5wd; owner south; by 2026-01-05 }
task offer "Offer" { takes 9wd; owner Boss; by 2026-01-12; priority 1 }
milestone go "Go" { after study; by 2026-03-01; owner north.lead }
"""
FILES = {
    f"{name}-2026-W0{week}.csv": text
    for week in (2, 3)
    for name, text in (
        ("calls", "day,owner,deal_id\n"),
        ("deals", "deal_id,owner,stage,amount\nD1,Ann,contact,5\nD2,Sue,contact,7\n"),
    )
}


def evaluation(folder: Path, files: dict[str, str], plan: str = PLAN, as_of: str = "2026-W03") -> Evaluation:
    (folder / "p.plan").write_text(plan, encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    opened = open_plan(folder / "p.plan", None)
    assert opened.usable, [one.message.render() for one in opened.diagnostics]
    return evaluated(planned(opened, Language.EN), opened, as_of=as_of)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return evaluation(tmp_path_factory.mktemp("extents"), FILES)


# ---------------------------------------------------------------- whole, and in part


@pytest.mark.parametrize("language", Language)
def test_whole_cuts_nothing_but_columns_that_it_names(language: Language) -> None:
    found = made.evaluation(language is Language.ZH)
    many = evolve(found, violations=found.violations * 9, notes=found.notes * 9, upcoming=found.upcoming * 9)
    assert "--all" in summary(many, language, width=60)
    whole = summary(many, language, width=60, extent=Extent(whole=True))
    assert "--all" not in whole
    assert "…" not in re.sub("… no room for |…… 放不下的列：", "", whole)


def test_a_cell_that_is_not_cut_goes_on_below() -> None:
    columns = (Column("a", elastic=True, least=6), Column("b", right=True))
    rows = (Row(("one two three", "1")), Row(("四五六，七八", "2")))
    lines = table_lines(Table(columns, rows, whole=True), 12, Language.EN, colour=False)
    assert lines == ["a          b", "one two    1", "three", "四五六，   2", "七八"]
    assert all(display_width(line) <= 12 for line in lines)


@pytest.mark.parametrize("section", Section)
def test_only_one_section_is_told(section: Section) -> None:
    found = made.evaluation(chinese=False)
    told = summary(found, Language.EN, extent=Extent(frozenset({section})))
    everything = summary(found, Language.EN, extent=Extent(whole=True))
    blocks = told.strip().split("\n\n")[1:]
    assert len(told) < len(everything)
    assert all(block.split("\n")[0][:20] in everything for block in blocks)
    assert "Other goals" not in told


@pytest.mark.parametrize("section", Section)
def test_sections_are_called_in_both_languages(section: Section) -> None:
    assert section_called(section.value) is section
    assert section_called(SECTIONS[section]().render(Language.ZH)) is section
    assert section_called("nothing") is None


def test_sections_are_called_by_their_headings() -> None:
    assert section_headed("Proposed  changes") is Section.PROPOSALS
    assert section_headed("调整建议") is Section.PROPOSALS
    assert section_headed("nothing") is None
    everything = summary(made.evaluation(chinese=True), Language.ZH, extent=Extent(whole=True))
    heads = {block.split("\n")[0].split("（")[0].split("(")[0].strip() for block in everything.split("\n\n")}
    named = {head for head in heads if section_headed(head) is not None}
    assert len(named) >= 5, heads


# ---------------------------------------------------------------- about somebody


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("Ann", "rep:Ann"),
        ("rep:Ann", "rep:Ann"),
        ("north", "team:north"),
        ("北区", "team:north"),
        ("North", "team:north"),
        ("study", "task:study"),
        ("Study", "task:study"),
        ("go", "task:go"),
        ("D1", "deal:D1"),
        ("Nobody", None),
    ],
)
def test_whom_a_name_means(week: Evaluation, name: str, entity: str | None) -> None:
    assert entity_called(week, name, week.plan.model) == entity
    assert entity is None or name in (*names_known(week, week.plan.model), entity)


def about(found: Evaluation) -> tuple[list[str], list[str], list[str], list[str]]:
    """Goals, tasks, entities with violations, entities with alerts."""
    return (
        [value.entity for value in found.goals],
        list(found.schedule.slots),
        sorted({one.entity for one in found.violations}),
        sorted({one.state.entity for one in found.alerts}),
    )


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        ("rep:Ann", ([], ["study"], ["deal:D1", "rep:Ann", "task:study"], ["rep:Ann"])),
        (
            "rep:Leo",
            ([], ["go"], ["rep:Ann", "rep:Bob"], ["rep:Ann", "rep:Bob"]),
        ),
        (
            "team:north",
            (
                ["team:north"],
                ["study", "go"],
                ["deal:D1", "rep:Ann", "rep:Bob", "task:study"],
                ["rep:Ann", "rep:Bob"],
            ),
        ),
        ("team:south", (["team:south"], ["fair"], ["deal:D2", "rep:Sue", "task:fair"], ["rep:Sue"])),
        ("deal:D2", ([], [], ["deal:D2"], [])),
        ("task:fair", ([], ["fair"], ["task:fair"], [])),
    ],
)
def test_what_concerns_somebody(week: Evaluation, entity: str, expected: tuple[list[str], ...]) -> None:
    assert about(concerning(week, entity)) == expected


def test_everything_concerns_the_plan_and_the_company_has_all_people(week: Evaluation) -> None:
    assert concerning(week, EVERYTHING) is week
    assert {one.entity for one in concerning(week, "team:company").violations} == {
        one.entity for one in week.violations
    }


# ---------------------------------------------------------------- claims


def test_late_tasks_stand_by_priority_then_by_days(week: Evaluation) -> None:
    assert [slot.name for slot in late_tasks(week.schedule, week.plan)] == ["offer", "study", "fair"]


@pytest.mark.parametrize(("language", "rules"), [(Language.EN, "Broken rules"), (Language.ZH, "违规事项")])
def test_a_late_task_is_told_once(week: Evaluation, language: Language, rules: str) -> None:
    late = late_tasks(week.schedule, week.plan)
    told = beside_late_tasks(week)
    assert len(late) == 3
    assert {one.rule.split(".")[1] for one in week.violations if one not in told} == {slot.name for slot in late}
    text = summary(week, language, width=300)
    (section,) = [part for part in text.split("\n\n") if part.startswith(rules)]
    assert str(len(told)) in section.splitlines()[0]
    assert not [slot.name for slot in late if f"{week.plan.nodes[slot.name].ident.title} " in section]


def test_a_task_that_should_have_started_and_ended_is_told_once(tmp_path: Path) -> None:
    head, *_ = PLAN.split("task study")
    tasks = 'task a "A" { takes 2wd; owner Ann; starts on 2026-01-05 }\ntask b "B" { takes 2wd; owner Ann; after a; by 2026-01-12 }\n'
    found = evaluation(tmp_path, FILES, head + tasks)
    assert {"task.a.starts-on", "task.a.overdue"} <= {one.rule for one in found.violations}
    assert {slot.name for slot in late_tasks(found.schedule, found.plan)} >= {"a"}
    assert not [one.rule for one in beside_late_tasks(found) if one.rule.startswith("task.a.")]
    assert summary(found, Language.EN, width=300).count("\n▲  A ") == 1


def test_nothing_is_said_of_being_on_time_where_no_date_is_to_be_kept(tmp_path: Path) -> None:
    head, *_ = PLAN.split("task study")
    found = evaluation(tmp_path, FILES, head + 'task a "A" { takes 60wd; started 2026-01-05; owner Ann }\n')
    assert not has_dates_to_keep(found.schedule, found.plan)
    text = summary(found, Language.EN, width=300)
    assert "late" not in text.replace("late entries", "")
    assert "No task has a date to keep." in text
    with_date = evaluation(
        tmp_path, FILES, head + 'task a "A" { takes 60wd; started 2026-01-05; owner Ann; by 2026-12-01 }\n'
    )
    assert summary(with_date, Language.EN, width=300).count("No task is late.") == 2


def test_a_day_that_a_task_may_not_pass_makes_it_late(tmp_path: Path) -> None:
    head, *_ = PLAN.split("task study")
    found = evaluation(tmp_path, FILES, head + 'task a "A" { takes 5wd; owner Ann; not after 2026-01-07 }\n')
    text = summary(found, Language.EN, width=300)
    assert "1 task is late." in text
    assert "No task is late" not in text
    assert "last day 7 Jan" in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TaskState.PLANNED, "All tasks are expected to finish by"),
        (TaskState.FINISHED, "All tasks are finished, the last on"),
        (TaskState.WAITING, "at the earliest: 4 tasks wait for a condition."),
    ],
)
def test_the_end_of_all_work_is_as_sure_as_its_parts(week: Evaluation, state: TaskState, words: str) -> None:
    slots = {name: evolve(slot, state=state) for name, slot in week.schedule.slots.items()}
    found = evolve(week, schedule=evolve(week.schedule, slots=slots))
    assert words in summary(found, Language.EN, width=400)


def test_without_data_nothing_is_called_in_order(tmp_path: Path) -> None:
    head, *_ = PLAN.split("task study")
    found = evaluation(tmp_path, {}, head)
    assert Unjudged("b2b.stay.contact", None) in found.unjudged
    assert Unjudged("few", 3) in found.unjudged
    for language, claims in (
        (Language.EN, ("No rule is broken", "No alert is firing", "Nothing is wrong")),
        (Language.ZH, ("没有违规事项。", "没有触发的预警。", "没有发现问题")),
    ):
        text = summary(found, language, width=300)
        assert [claim for claim in claims if claim in text] == []
    assert "No broken rule was found, but 3 rules and alerts could not be judged in full." in summary(
        found, Language.EN, width=300
    )


def test_a_source_that_no_file_and_no_note_speaks_of_is_named(week: Evaluation) -> None:
    found = evolve(week, loads=tuple(load for load in week.loads if load.source == "deals"), notes=())
    text = summary(found, Language.EN, width=300)
    assert "No file was read for: Calls." in text
