"""What the terminal shows: the week, the schedule, explanations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.diagnostics.width import display_width
from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import Verdict
from planlang.report.document import Cell, Column, Row, Table, Tone
from planlang.report.documents.subjects import subjects
from planlang.report.sections.history import history_strip
from planlang.report.terminal.tables import table_lines
from planlang.report.terminal.wrapping import wrapped
from planlang.schedule.schedule import Breach, Conflict, Schedule
from planlang.values.periods import DAY
from planlang.values.zoned import midnight
from tests.report import evaluated, made
from tests.report.texts import explanation, schedule_table, summary

Golden = Callable[[str, str], None]
ANSI = re.compile(r"\x1b\[[0-9;]*m")
ASKED = ("signed", "visits", "thin_activity", "b2b.stay.proposal", "sign")


@pytest.mark.parametrize("language", Language)
def test_the_week_reads_as_in_the_golden(golden: Golden, language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    golden(f"summary.{language.value}.txt", summary(evaluation, language))


@pytest.mark.parametrize("language", Language)
def test_a_narrow_week_reads_as_in_the_golden(golden: Golden, language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    golden(f"summary_narrow.{language.value}.txt", summary(evaluation, language, width=72))


@pytest.mark.parametrize("language", Language)
def test_the_schedule_reads_as_in_the_golden(golden: Golden, language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    golden(f"schedule.{language.value}.txt", schedule_table(evaluation.schedule, evaluation.plan, language))


@pytest.mark.parametrize("language", Language)
def test_explanations_read_as_in_the_golden(golden: Golden, language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    found = [subject for name in ASKED for subject in subjects(evaluation, name)]
    golden(f"explain.{language.value}.txt", "\n".join(explanation(s, evaluation, language) for s in found))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", [72, 80, 100, 140])
def test_no_line_is_wider_than_asked_for(language: Language, width: int) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    lines = summary(evaluation, language, width=width).split("\n")
    assert [line for line in lines if display_width(line) > width] == []


@pytest.mark.parametrize("language", Language)
def test_colour_adds_nothing_but_colour(language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    plain, coloured = summary(evaluation, language), summary(evaluation, language, colour=True)
    assert "\x1b" not in plain
    assert coloured != plain
    assert ANSI.sub("", coloured) == plain


def test_unknown_is_said_in_words_and_a_possible_breach_is_called_possible() -> None:
    text = summary(evaluated.evaluation(), Language.ZH)
    (goal,) = (line for line in text.split("\n") if line.startswith("赢单率"))
    assert goal.split()[1:4] == ["30.0%", "30.0%", "样本不足"]
    assert "上周缺导出数据" in text
    assert "疑似：D-1042 · “方案”停" in text
    assert text.count("疑似：") == 1


def test_a_limit_in_hours_shows_the_time_at_which_it_ran_out_or_will() -> None:
    evaluation = evaluated.evaluation()
    rule = evaluation.violations[0]
    at = datetime(2026, 5, 15, 13, 30)
    for language, day, words in ((Language.EN, "15 May 13:30", "was due"), (Language.ZH, "5/15 13:30", "最迟时间")):
        assert "13:30" not in explanation(rule, evaluation, language)
        told = explanation(evolve(rule, due_at=at, due=at.date()), evaluation, language)
        assert re.search(rf"{words} +2026-05-15 13:30", told)
        soon = evolve(evaluation, upcoming=(evolve(evaluation.upcoming[0], due=at.date(), due_at=at),))
        assert day in summary(soon, language)


@pytest.mark.parametrize(
    ("language", "words", "end"),
    [
        (Language.EN, "due 20 Dec, ends 15 Jan 2027,", "by 15 Jan 2027."),
        (Language.ZH, "截止日 12/20，预计 2027/1/15 完成，", "2027/1/15 完成。"),
    ],
)
def test_a_day_of_another_year_than_the_week_is_told_with_its_year(language: Language, words: str, end: str) -> None:
    evaluation = evaluated.evaluation()
    schedule, finish = evaluation.schedule, date(2027, 1, 15)
    slot = next(iter(schedule.slots.values()))
    late = evolve(slot, finish=finish, deadline=date(2026, 12, 20), slack_days=-17)
    text = summary(evolve(evaluation, schedule=evolve(schedule, slots={late.name: late}, finish=finish)), language)
    assert words in text
    assert end in text


def test_a_quiet_week_says_so() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    slots = {name: evolve(slot, slack_days=None, deadline=None) for name, slot in evaluation.schedule.slots.items()}
    quiet = evolve(
        evaluation, violations=(), alerts=(), upcoming=(), notes=(), missing=(), goals=(), stages=(), conversions=(),
        schedule=evolve(evaluation.schedule, slots=slots),
    )  # fmt: skip
    text = summary(quiet, Language.EN)
    for words in ("no goals", "No task is late", "No rule is broken", "No alert is firing", "Nothing is wrong"):
        assert words in text


def test_a_look_before_or_after_the_plan_says_so() -> None:
    found = evaluated.evaluation(False)
    first, last = found.plan.start, found.plan.end
    for day, words in ((first, f"begins only on {first}"), (last + 2 * DAY, f"ended on {last}")):
        text = summary(evolve(found, as_of=evolve(found.as_of, cut=midnight(day))), Language.EN, width=200)
        assert words in text
        assert "working days gone" not in text
    assert "working days gone" in summary(found, Language.EN, width=200)


def test_long_lists_are_cut_and_counted() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    many = evolve(evaluation, violations=evaluation.violations * 10)
    text = summary(many, Language.EN)
    assert "Broken rules (30, and possibly 10)" in text
    assert "… and 28 more" in text


@pytest.mark.parametrize(
    ("broken", "critical", "possible", "english", "chinese"),
    [
        (3, 0, 0, "Broken rules: 3.", "违规事项 3 项。"),
        (3, 1, 0, "Broken rules: 3, 1 of them critical.", "违规事项 3 项（其中严重 1 项）。"),
        (2, 1, 10, "Broken rules: 2, 1 of them critical, and possibly 10.", "违规事项 2 项（其中严重 1 项），另有疑似 10 项。"),
        (0, 0, 4, "Broken rules: 0, and possibly 4.", "违规事项 0 项，另有疑似 4 项。"),
    ],
)  # fmt: skip
def test_a_breach_that_is_only_possible_is_not_counted_as_broken(
    broken: int, critical: int, possible: int, english: str, chinese: str
) -> None:
    evaluation = evaluated.evaluation()
    rule = evaluation.violations[3]
    found = (
        *[evolve(rule, severity="critical" if index < critical else "high") for index in range(broken)],
        *[evolve(rule, verdict=Verdict.POSSIBLE)] * possible,
    )
    for language, words in ((Language.EN, english), (Language.ZH, chinese)):
        text = summary(evolve(evaluation, violations=found), language, width=300)
        assert words in text
    (heading,) = (line for line in text.split("\n") if line.startswith("违规事项（"))
    assert heading == (f"违规事项（{broken}，另有疑似 {possible}）" if possible else f"违规事项（{broken}）")


def test_the_end_that_is_told_is_that_of_all_work() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    late = [slot.finish for slot in evaluation.schedule.slots.values() if (slot.slack_days or 0) < 0]
    assert max(late) < evaluation.schedule.finish == date(2026, 6, 12)
    assert "2 tasks are late. All tasks finish by 12 Jun at the earliest: 1 task waits for a condition." in summary(
        evaluation, Language.EN, width=300
    )
    assert "2 项任务延期。全部任务最早 6/12 完成：1 项在等待条件成立。" in summary(evaluation, Language.ZH, width=300)


def test_weeks_of_an_alert_are_those_since_it_came_on() -> None:
    evaluation = evaluated.evaluation()
    alert, rule = evolve(evaluation.violations[1], weeks=11), evolve(evaluation.violations[2], weeks=11)
    for language, on, lasting in (
        (Language.EN, "on for 11 weeks", "11 weeks"),
        (Language.ZH, "预警已 11 周", "已 11 周"),
    ):
        text = summary(evolve(evaluation, violations=(alert, rule)), language, width=160)
        (first,) = (line for line in text.split("\n") if line.endswith("  " + on))
        (second,) = (line for line in text.split("\n") if line.endswith("  " + lasting))
        assert "张丽" in first
        assert "D-1042" in second


@pytest.mark.parametrize(
    ("breach", "english", "chinese"),
    [
        (Breach.DEADLINE, "6wd late, due 15 May", "晚6个工作日，截止日 5/15"),
        (Breach.NOT_AFTER, "6wd over, last day 15 May", "晚6个工作日，不得晚于 5/15"),
        (Breach.STARTS_ON, "6wd late, to start 15 May", "晚6个工作日，定于 5/15 开始"),
        (Breach.ENDS_ON, "6wd off, to end 15 May", "差6个工作日，定于 5/15 完成"),
        (Breach.LINK, "6wd early, may begin 15 May", "早6个工作日，5/15 起才可开始"),
        (Breach.LATE_START, "6wd late, to start 15 May", "晚6个工作日，应于 5/15 开始"),
        (Breach.OVERDUE, "6wd late, should have ended 15 May", "晚6个工作日，应于 5/15 完成"),
    ],
)
def test_a_row_says_by_how_much_a_date_is_missed_and_does_not_name_the_task_again(
    breach: Breach, english: str, chinese: str
) -> None:
    for language, words in ((Language.EN, english), (Language.ZH, chinese)):
        evaluation = evaluated.evaluation(language is Language.ZH)
        task = evolve(evaluation.violations[0], rule=f"task.visits.{breach.value}")
        schedule = evolve(evaluation.schedule, slots={}, conflicts=())  # else it stands among the late tasks
        text = summary(evolve(evaluation, violations=(task,), schedule=schedule), language)
        (row,) = (line for line in text.split("\n") if line.startswith("!"))
        assert f"  {words}  " in row
        assert row.count(task.title) == 1


def test_a_row_says_what_a_record_did_and_names_it_once() -> None:
    for language, deed in ((Language.EN, "  went from Lead to Pro"), (Language.ZH, "  从线索直接进入方案  ")):
        text = summary(evaluated.evaluation(language is Language.ZH), language)
        (row,) = (line for line in text.split("\n") if "D-0997" in line)
        assert deed in row
        assert row.count("D-0997") == 1


def test_a_row_of_a_process_rule_has_its_limit_and_its_demand_once() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    rule = evolve(evaluation.violations[2], limit_words=evaluation.violations[1].limit_words)
    text = summary(evolve(evaluation, violations=(rule,)), Language.EN)
    assert "  14wd (limit 10wd)\n" in text


def test_a_schedule_says_whether_it_is_as_written_or_as_things_stand() -> None:
    plan, rows = made.quarter()
    written, standing = made.schedule(plan, rows), made.schedule(plan, rows, date(2026, 5, 18))
    for language, first, second in (
        (Language.EN, "as written; --as-of shows how things stand", "as of 2026-05-17"),
        (Language.ZH, "按计划原样排期，不含实际进展（加 --as-of 可查看）", "截至 2026-05-17 的排期"),
    ):
        assert schedule_table(written, plan, language).split("\n")[1].startswith(first + " · ")
        assert schedule_table(standing, plan, language).split("\n")[1].startswith(second + " · ")
        narrow = schedule_table(written, plan, language, width=60).split("\n\n")[0].split("\n")
        assert all(display_width(line) <= 60 for line in narrow[1:])


def test_texts_from_plans_and_data_cannot_steer_the_terminal() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    nasty = "a\x1b[2J\x07\u202eb\nc"
    violation = evolve(evaluation.violations[1], title=nasty, owner=nasty, entity=f"rep:{nasty}")
    stranger = evolve(evaluation, violations=(violation,))
    for text in (summary(stranger, Language.EN, width=200), explanation(violation, stranger, Language.EN, width=200)):
        assert not set(text) & set("\x1b\x07\u202e")
        assert "a<U+001B>[2J<U+0007><U+202E>b<U+000A>c" in text


def test_conflicts_are_listed_with_their_chain_and_place() -> None:
    plan, rows = made.quarter(chinese=False)
    schedule = made.schedule(plan, rows, date(2026, 5, 18))
    conflict = Conflict(
        Breach.DEADLINE, "sign", date(2026, 6, 10), date(2026, 6, 11), 1, ("visits", "quote", "sign"), made.span(7)
    )
    text = schedule_table(evolve(schedule, conflicts=(conflict,)), plan, Language.EN)
    assert "Dates that cannot be kept (1)" in text
    assert "! Sign-off gate: due 2026-06-10, ends 2026-06-11: 1 working day late" in text
    assert "  because of First visits → Proposal & quote <draft>" in text
    assert "  east.plan:8:1" in text


def test_years_are_written_where_dates_lie_in_several() -> None:
    rows = [made.Row("a", "long", 300), made.Row("b", "undated", 3)]
    plan = made.plan("Two years", rows, date(2026, 1, 1), date(2027, 6, 30))
    schedule = made.schedule(plan, rows)
    without = {name: slot for name, slot in schedule.slots.items() if name != "b"}
    text = schedule_table(evolve(schedule, slots=without), plan, Language.EN)
    assert "2026-01-01  2027-02-24" in text
    assert re.search(r"^undated .* no dates$", text, re.M)


def test_a_plan_without_tasks_has_no_table() -> None:
    plan = made.plan("Empty", [], date(2026, 1, 1), date(2026, 3, 31))
    text = schedule_table(Schedule({}, (), None, date(2026, 1, 1), (), None), plan, Language.EN)
    assert text == "The plan has no tasks or milestones.\n"


def test_the_strip_of_an_alert_has_a_letter_a_week() -> None:
    evaluation = evaluated.evaluation()
    states = [state for state in evaluation.history if state.entity == "rep:张丽"]
    assert history_strip(states) == "··P_FsF"
    assert history_strip([evolve(states[0], phase=phase) for phase in AlertPhase]) == "·PFRE"


@pytest.mark.parametrize(
    ("name", "entity", "count"),
    [
        ("signed", None, 4),
        ("signed", "north", 1),
        ("signed", "team:south", 1),
        ("visits", None, 3),
        ("visits", "张丽", 1),
        ("thin_activity", None, 3),
        ("b2b.skip", None, 1),
        ("a3", None, 0),
        ("nothing", None, 0),
    ],
)
def test_findings_are_looked_up_by_the_words_of_the_plan(name: str, entity: str | None, count: int) -> None:
    assert len(subjects(evaluated.evaluation(), name, entity)) == count


def test_violations_are_found_by_the_first_digits_of_their_id() -> None:
    evaluation = evaluated.evaluation()
    longer = evolve(evaluation, violations=tuple(evolve(v, id=f"{v.id}c713b266") for v in evaluation.violations))
    assert [v.id for v in subjects(longer, "a3c7")] == ["a3c713b266"]  # type: ignore[union-attr]


TEXTS = st.text(st.sampled_from("abc 客户，x…"), max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5), st.integers(50, 120))
def test_columns_stay_aligned_whatever_is_in_them(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = (Column("a", elastic=True), Column("b", right=True, elastic=True), Column("c", elastic=True, rank=1))
    cells = tuple(Row((f"<{one}>", f"<{two}>", f"<{three}")) for one, two, three in rows)
    lines = table_lines(Table(columns, cells), width, Language.EN, colour=False)
    assert all(display_width(line) <= width for line in lines)
    starts = {display_width(line[: line.rindex("<")]) for line in lines[1:] if line.count("<") == 3}
    assert len(starts) <= 1


def test_columns_of_high_rank_go_first() -> None:
    columns = (Column("name"), Column("kept"), Column("second", rank=1), Column("first", rank=2))
    table = Table(columns, (Row(("x" * 10, "y" * 10, Cell("z" * 10, Tone.BAD), "w" * 10)),))
    assert table_lines(table, 36, Language.EN, colour=False)[0].split() == ["name", "kept", "second"]
    assert table_lines(table, 24, Language.EN, colour=False)[0].split() == ["name", "kept"]
    assert table_lines(table, 5, Language.EN, colour=False)[0].split() == ["name", "kept"]


@given(st.text(st.sampled_from("ab 客户，。"), max_size=120), st.integers(8, 40))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    words = max((len(word) for word in re.split(r"[^ab]", text)), default=0)
    closing = 2 * max((len(run) for run in re.findall("[，。]+", text)), default=0)
    assert all(display_width(line) <= max(width, words + closing + 2) for line in lines)
