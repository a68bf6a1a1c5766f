"""Checks for docs/reference: every example of the manual is read, checked, and evaluated where figures are shown.

An example without a `plan` head stands in the file page.plan, used by a small company (`COMPANY`); what the example
declares itself takes the place of what the company declares under that name.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import tempfile
from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from pathlib import Path

import attrs

from planlang.cli.main import run
from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.display import show
from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language
from planlang.diagnostics.width import display_width
from planlang.evaluate.results.alert_states import AlertEvent, AlertPhase, AlertState
from planlang.evaluate.results.evaluation import Evaluation, GoalValue
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Document
from planlang.report.documents.explain import explanations
from planlang.report.documents.summary import week_document
from planlang.report.documents.testing import document_of_tests
from planlang.report.formats.markdown import to_markdown
from planlang.report.formats.text import to_text
from planlang.report.sections.conversions import conversion_table
from planlang.report.sections.goals import goals_section
from planlang.report.terminal.tables import table_lines
from planlang.report.words.concerning import entity_called
from planlang.report.words.extent import EVERYTHING, SECTIONS, Extent, section_called
from planlang.semantics.clauses import messages
from planlang.semantics.expressions import builtins
from planlang.semantics.names import vocabulary
from planlang.source import Source
from planlang.syntax import nodes
from planlang.syntax.lexical.keywords import vocabulary as keyword_table
from planlang.syntax.parse import parse
from planlang.values.units import Ratio
from planlang.workspace.explaining import explained
from planlang.workspace.run import evaluated, held, judged, planned, scheduled_as_of
from planlang.workspace.testing.suite import reported, suites
from planlang.workspace.workspace import Opened, open_plan
from tests.report.texts import section_text
from tests.spec.checks.labels import dated, label

COMPANY = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }

calendar china | 中国 "China" { work week monday .. friday; holidays china }

role director | 总监 "Director"

role manager | 经理 "Manager" under director

role lead | 主管 "Lead" under manager

role rep | 代表 "Rep" under lead

team company | 公司 "Company" { director 陈立 }

team north | 北区 "North" under company { manager 王敏; lead 李强; rep 张丽, "Anna Lee" }

team south | 南区 "South" under company { manager 林涛; rep 刘洋 }

source deals | 商机 "Deals" {
  read "data/deals-*.csv"
  one row per deal_id
  snapshot on file date
  deal_id: text
  owner: person
  stage: stage[b2b]
  amount: money
  product: text
  created: date
  decision_maker: text optional
}

source stage_changes | 阶段变更 "Stage changes" {
  read "data/changes-*.csv"
  history of deals
  event at changed
  deal_id: text
  changed: date
  stage: stage[b2b]
  owner: person
}

source activities | 跟进 "Activities" {
  read "data/activities-*.csv"
  event at day
  day: date
  owner: person
  kind: text
  deal_id: text optional
  minutes: number optional
}

process b2b | 标准流程 "Process" on deals {
  stages prospect | 线索 "Lead" -> proposal | 方案 "Proposal" -> negotiation | 谈判 "Negotiation"
  win stage won | 赢单 "Won"
  loss stage lost | 输单 "Lost" from any
}

metric visits | 拜访量 "Visits" = count(activities where kind is "visit")

metric signed | 签约额 "Signed" = sum(deals.amount where stage enters won)

metric pipeline | 在途商机 "Pipeline" = sum(deals.amount where open)

metric win_rate | 赢单率 "Win rate" = ratio(
  count(deals where stage enters won), count(deals where stage enters won) + count(deals where stage enters lost)
) min sample 8

goal revenue | 年度签约 "Revenue" { measure signed; target 1亿 CNY by 2026-12-31; owner director }
"""
WHOLE = re.compile(r"^(plan|计划|module|模块)\s", re.MULTILINE)
DECLARED = re.compile(r"^(\w+) (\w+)", re.MULTILINE)
AS_OF = re.compile(r"^--- as of (\S+)\n", re.MULTILINE)
FIGURES = re.compile(r"^--- figures (.+)\n", re.MULTILINE)
REPORT_OF = re.compile(r"^--- report of (\S+): (.+)\n", re.MULTILINE)
EXPLAIN = re.compile(r"^--- explain (.+) as of (\S+)\n", re.MULTILINE)
CHINESE_FOLLOWS = "# 中文\n"
LETTERS = {
    AlertPhase.INACTIVE: ".",
    AlertPhase.PENDING: "P",
    AlertPhase.FIRING: "F",
    AlertPhase.RESOLVED: "R",
    AlertPhase.ENDED: "E",
}


def company(example: str) -> str:
    """The company, less what an example declares itself, under either name."""
    own = {match[2] for match in DECLARED.finditer(example)}
    kept: list[str] = []
    called: dict[str, str] = {}
    for text in COMPANY.strip().split("\n\n"):
        _, name, bar, alias, *_ = text.split()
        if name not in own and (bar != "|" or alias not in own):
            kept.append(text)
        elif name not in own:
            called[name] = alias
    rest = "\n\n".join(kept)
    for name, alias in called.items():
        rest = re.sub(rf"\b{name}\b", alias, rest)
    return f'use "page.plan"\n\n{rest}\n'


def files(example: str) -> dict[str, str]:
    """The files of an example by path, the main one first; `--- path` begins another file."""
    first, *rest = re.split(r"^--- ", example, flags=re.MULTILINE)
    found = {"main.plan": first} if WHOLE.search(first) else {"company.plan": company(first), "page.plan": first}
    for part in rest:
        path, _, text = part.partition("\n")
        found[path.strip()] = text
    return found


def written(example: str, folder: Path) -> dict[str, str]:
    """The files of an example, written to a folder."""
    found = files(example)
    for path, text in found.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return found


def opened(example: str, folder: Path) -> Opened:
    """An example, written to a folder and opened."""
    return open_plan(folder / next(iter(written(example, folder))))


def own(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What is about the example: all errors, and of the rest what does not stand in the company."""
    return [one for one in found if one.severity is Severity.ERROR or one.span.source.path != "company.plan"]


def checks(example: str) -> str:
    """What is said about an example, in English."""
    return _said(example, Language.EN)


def checks_in_chinese(example: str) -> str:
    """What is said about an example, in Chinese."""
    return _said(example, Language.ZH)


def _said(example: str, language: Language) -> str:
    with tempfile.TemporaryDirectory() as folder:
        found = own(opened(example, Path(folder)).diagnostics)
    nothing = "no findings" if language is Language.EN else "没有发现问题"
    return "\n\n".join(render(one, language) for one in found) or nothing


# both languages


def chinese(example: str) -> str:
    """Whether both halves of an example are the same plan, but for names and texts."""
    halves = [parse(Source("page.plan", half)) for half in example.split(CHINESE_FOLLOWS)]
    assert len(halves) == 2, "an example in both languages has a line `# 中文`"
    found = [one for half in halves for one in half.diagnostics]
    if found:
        return "\n\n".join(render(one) for one in found)
    english, other = (_shape(half.value.declarations) for half in halves)
    assert english == other, f"the halves differ:\n{english}\n{other}"  # which no page may accept
    return "the same"


def alike(example: str) -> str:
    """The same, said in Chinese."""
    told = chinese(example)
    return "两种写法意思相同" if told == "the same" else told


def _shape(value: object) -> object:
    """A tree without its places, names and texts."""
    if isinstance(value, tuple):
        return tuple(_shape(item) for item in value)
    if isinstance(value, (nodes.Name, nodes.Path, nodes.Text)):
        return type(value).__name__
    if isinstance(value, Enum) or not attrs.has(type(value)):
        return value
    fields = [field.name for field in attrs.fields(type(value)) if field.name not in ("span", "doc")]  # type: ignore[misc]
    return (type(value).__name__, *((name, _shape(getattr(value, name))) for name in fields))


# figures


def evaluates(example: str) -> str:
    """What the figures, goals, alerts and rules of an example come to."""
    return _evaluated(example, Language.EN)


def evaluates_in_chinese(example: str) -> str:
    """The same for a Chinese reader."""
    return _evaluated(example, Language.ZH)


def _evaluated(example: str, language: Language) -> str:
    plan_text = AS_OF.sub("", example)
    as_of = AS_OF.search(example)
    assert as_of, "an example with figures has a line `--- as of 2026-W03`"
    with tempfile.TemporaryDirectory() as folder:
        read = opened(plan_text, Path(folder))
        if not read.usable:
            return "\n\n".join(render(one, language) for one in own(read.diagnostics))
        found = evaluated(planned(read, language), read, as_of=as_of[1])
    names = {match[2] for match in DECLARED.finditer(files(plan_text).get("page.plan", plan_text))}
    parts = [
        _aligned(_metrics(found, names, example, language)),
        _aligned([_goal(value, language) for value in found.goals if value.goal in names]),
        _aligned([_six_words(value, language) for value in found.goals if value.goal in names]),
        _aligned(_strips([state for state in found.history if state.alert in names], language)),
        [_news(event, language) for event in found.alerts if event.state.alert in names and event.to],
        _aligned(_rules(found, names, language)),
        [
            line
            for one in found.conversions
            if one.process in names
            for line in table_lines(conversion_table([one], found, language), 120, language, colour=False)
        ],
        [
            one.message.render(language)
            for one in found.violations
            if one.rule.split(".")[0] in names and "." in one.rule
        ],
        [f"{note.place.file}:{note.place.line}  {note.message.render(language)}" for note in found.notes if note.place],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def standings(example: str) -> str:
    """The goals of an example as a report has them."""
    return _standings(example, Language.EN)


def standings_in_chinese(example: str) -> str:
    """The same for a Chinese reader."""
    return _standings(example, Language.ZH)


def _standings(example: str, language: Language) -> str:
    as_of = AS_OF.search(example)
    assert as_of, "an example with figures has a line `--- as of 2026-W03`"
    with tempfile.TemporaryDirectory() as folder:
        read = opened(AS_OF.sub("", example), Path(folder))
        found = evaluated(planned(read, language), read, as_of=as_of[1])
    names = {match[2] for match in DECLARED.finditer(example)}
    told = attrs.evolve(found, goals=tuple(value for value in found.goals if value.goal in names))
    return section_text(goals_section(told, language), 120, language)


def reports(example: str) -> str:
    """The sections of the report that an example asks for by `--- report of 2026-W03: reviews, costs`, or about whom."""
    return _report(example, partial(to_text, language=Language.EN))


def reports_in_chinese(example: str) -> str:
    """The same for a Chinese reader."""
    return _report(example, partial(to_text, language=Language.ZH), Language.ZH)


def explains(example: str) -> str:
    """What `planlang explain` says of the names in a line `--- explain visits, north as of 2026-W03`; `visits for Bob` of one."""
    return _explained(example, Language.EN)


def explains_in_chinese(example: str) -> str:
    """The same for a Chinese reader."""
    return _explained(example, Language.ZH)


def _explained(example: str, language: Language) -> str:
    plan_text = EXPLAIN.sub("", example)
    asked = EXPLAIN.search(example)
    assert asked, "an example that is explained has a line `--- explain visits as of 2026-W03`"
    with tempfile.TemporaryDirectory() as folder:
        read = opened(plan_text, Path(folder))
        if not read.usable:
            return "\n\n".join(render(one, language) for one in own(read.diagnostics))
        world = held(planned(read, language), read, as_of=asked[2])
        names = [name.strip().partition(" for ") for name in asked[1].split(",")]
        evaluation = judged(world)
        told = [explained(world, evaluation, name, who or None, read.model, language) for name, _, who in names]
    texts = [to_text(explanations(one.subjects, evaluation, language), language) for one in told]
    return "\n\n".join(text.strip("\n") for text in texts)


def markdown(example: str) -> str:
    """The same as Markdown."""
    return _report(example, to_markdown)


def markdown_in_chinese(example: str) -> str:
    """The same for a Chinese reader."""
    return _report(example, to_markdown, Language.ZH)


def _report(example: str, painted: Callable[[Document], str], language: Language = Language.EN) -> str:
    plan_text = REPORT_OF.sub("", example)
    asked = REPORT_OF.search(example)
    assert asked, "an example with a report has a line `--- report of 2026-W03: goals`"
    with tempfile.TemporaryDirectory() as folder:
        read = opened(plan_text, Path(folder))
        if not read.usable:
            return "\n\n".join(render(one, language) for one in own(read.diagnostics))
        found = evaluated(planned(read, language), read, as_of=asked[1])
    words = [word.strip() for word in asked[2].split(",")]
    sections = frozenset(section for word in words if (section := section_called(word)))
    entity = next((key for word in words if (key := entity_called(found, word, found.plan.model))), EVERYTHING)
    text = painted(week_document(found, language, Extent(sections, True, entity)))
    return text.partition("\n\n")[2].rstrip("\n")


def _shown(reading: Reading | None, language: Language) -> str:
    return "" if reading is None else show(reading.figure, reading.unit, language)


def _metrics(found: Evaluation, names: set[str], example: str, language: Language) -> list[list[str]]:
    """One line a metric and entity; people only where the example names them."""
    return [
        [
            value.metric,
            value.entity,
            value.period.label,
            _shown(value.value, language),
            label("before: ", language) + _shown(value.previous, language),
        ]
        for value in found.metrics
        if value.metric in names
        and (not value.entity.startswith("rep:") or value.entity.removeprefix("rep:") in example)
    ]


def _goal(value: GoalValue, language: Language) -> list[str]:
    return [
        value.goal,
        value.entity,
        value.period.label if value.period else label("whole", language),
        f"{label('target', language)} {_shown(Reading(value.target, value.unit), language)}",
        f"{label('due by now', language)} {_shown(Reading(value.target_to_date, value.unit), language)}",
        f"{label('actual', language)} {_shown(Reading(value.actual, value.unit), language)}",
        label(value.status.value, language),
    ]


def _news(event: AlertEvent, language: Language) -> str:
    news, said, to = label(event.news.value, language), event.message.render(language), ", ".join(event.to)
    return f"{news}: {said} (to {to})" if language is Language.EN else f"{news}：{said}（通知 {to}）"


def _six_words(value: GoalValue, language: Language) -> list[str]:
    """The rest of what is said about a goal."""
    return [
        value.goal,
        value.entity,
        *(
            f"{label(word, language)} {show(figure, unit, language)}"
            for word, figure, unit in (
                ("attainment", value.attainment, Ratio()),
                ("progress", value.progress, Ratio()),
                ("pace", value.pace, Ratio()),
                ("gap", value.gap, value.unit),
                ("surplus", value.surplus, value.unit),
                ("required rate", value.required_rate, value.unit),
            )
        ),
    ]


def _strips(history: list[AlertState], language: Language) -> list[list[str]]:
    """One line an alert and entity: for every week the figure and the phase."""
    weeks = sorted({state.period.label for state in history})
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for state in history:
        told = "skipped" if state.skipped else "no data" if state.no_data else ""
        value = label(told, language) if told else _shown(state.value, language)
        phase = LETTERS[state.phase] + (
            f" {label(state.severity, language)}" if state.phase is AlertPhase.FIRING else ""
        )
        cells.setdefault((state.alert, state.entity), {})[state.period.label] = f"{value} {phase}".strip()
    lines = [[*key, *(row.get(week, "-") for week in weeks)] for key, row in cells.items()]
    return [["", "", *weeks], *lines] if lines else []


def _rules(found: Evaluation, names: set[str], language: Language) -> list[list[str]]:
    return [
        [
            rule.rule,
            ", ".join(f"{count} {label(verdict.value, language)}" for verdict, count in rule.verdicts.items() if count)
            or label("no case", language),
        ]
        for rule in found.rules
        if rule.rule.split(".")[0] in names
    ]


def _aligned(rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    widths = [max(display_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def figures(example: str) -> str:
    """What `planlang figures` prints about an example, for each line `--- figures …` in it."""
    return _figures(example, Language.EN)


def figures_in_chinese(example: str) -> str:
    """The same for a Chinese reader."""
    return _figures(example, Language.ZH)


def _figures(example: str, language: Language) -> str:
    asked = FIGURES.findall(example)
    assert asked, "an example of figures has a line `--- figures signed --by month`"
    said: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        plan = next(iter(written(FIGURES.sub("", example), Path(folder))))
        for words in asked:
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                run(["figures", str(Path(folder) / plan), *shlex.split(words)], {"LANG": language.value})
            errors = [line for line in err.getvalue().splitlines() if line.startswith(("error", "错误"))]
            said.append(out.getvalue().rstrip("\n") or "\n".join(errors))
    return "\n\n".join(said)


# dates


def schedules(example: str) -> str:
    """The dates of the tasks of an example; with a line `--- as of 2026-03-06` as things stand then."""
    return _schedules(example, Language.EN)


def schedules_in_chinese(example: str) -> str:
    """The same for a Chinese reader."""
    return _schedules(example, Language.ZH)


def _schedules(example: str, language: Language) -> str:
    plan_text = AS_OF.sub("", example)
    as_of = AS_OF.search(example)
    with tempfile.TemporaryDirectory() as folder:
        read = opened(plan_text, Path(folder))
        if not read.usable:
            return "\n\n".join(render(one, language) for one in own(read.diagnostics))
        plan = planned(read, language)
        found = scheduled_as_of(plan, read, data=None, as_of=as_of[1] if as_of else None)
    return "\n".join(
        _aligned(
            [
                [
                    slot.name,
                    f"{dated(slot.start, language)} .. {dated(slot.finish, language)}",
                    label(slot.state.value, language),
                    "" if slot.slack_days is None else f"{slot.slack_days}{label('wd to its deadline', language)}",
                ]
                for slot in found.slots.values()
            ]
        )
    )


# tables


def section(row: dict[str, str]) -> dict[str, str]:
    """What a section of the report is called in Chinese."""
    found = section_called(row["section"].strip("`"))
    assert found is not None
    return {"→ in Chinese": f"`{SECTIONS[found]().render(Language.ZH)}`"}


def keyword(row: dict[str, str]) -> dict[str, str]:
    """The further English and the Chinese spellings of a keyword."""
    written = row["English"].strip("`")
    found = [one for one in keyword_table().keywords if one.english[0] == written and one.section == row["section"]]
    assert len(found) == 1, f"the section {row['section']} has no keyword {written}"
    also = (*found[0].english[1:], *found[0].chinese[1:])
    return {"Chinese": _code(found[0].chinese[:1]), "read as well": _code(also)}


def keyword_count(row: dict[str, str]) -> dict[str, str]:
    """How many words a section has, so that none is missing on the page."""
    return {"words": str(len(list(keyword_table().section(row["section"]))))}


def read_elsewhere(row: dict[str, str]) -> dict[str, str]:
    """What a spelling is read as where its own meaning makes no sense."""
    words = row["written"].strip("`").split(" ")
    found = {
        keyword.english[0] for spelling, keyword in keyword_table().also.get(words[0], ()) if spelling == tuple(words)
    }
    (word,) = found
    return {"read as": _code((word,))}


def unit_spellings(row: dict[str, str]) -> dict[str, str]:
    """How a unit behind a number is written."""
    english, chinese = keyword_table().unit_spellings[row["unit"].strip("`")]
    return {"English": _code(english), "Chinese": _code(chinese)}


def scale(row: dict[str, str]) -> dict[str, str]:
    """What a scale word multiplies by."""
    return {"times": f"{10 ** keyword_table().scales[row['scale'].strip('`')]:,}"}


def function(row: dict[str, str]) -> dict[str, str]:
    """How a function is written and what it gives."""
    found = builtins.FUNCTIONS[row["function"].strip("`")]
    return {"written": f"`{found.signature(Language.EN)}`", "Chinese": _code(found.aliases), "gives": found.gives.value}


def function_count(_: dict[str, str]) -> dict[str, str]:
    """How many functions there are, so that none is missing on the page."""
    return {"functions": str(len({one.name for one in builtins.FUNCTIONS.values()}))}


OPTIONS = (builtins.ALIGN, builtins.BEST, builtins.DAYS, builtins.UNTIL)
WORD_TABLES = {
    "type": {word: kind.value for word, kind in vocabulary.TYPES.items()},
    "severity": vocabulary.SEVERITIES,
    "prorate by": {word: way.value.replace(" ", "_") for word, way in vocabulary.PRORATE.items()},
    "term": {word: term.value for word, term in vocabulary.TERMS.items()},
    "true or false": {word: str(value).lower() for word, value in vocabulary.TRUTHS.items()},
    "phase": {word: phase.value for word, phase in builtins.PHASES.items()},
    "no value": dict.fromkeys(sorted(vocabulary.EMPTY), "empty"),
    "some value": dict.fromkeys(sorted(vocabulary.FILLED), "known"),
    "for each person": dict.fromkeys(sorted(vocabulary.EVERYBODY), "rep"),
    "for each team": dict.fromkeys(sorted(vocabulary.TEAM_WORDS), "team"),
    "placeholder": messages.ABOUT_THE_ALERT,
    "option": {name: o.name for o in OPTIONS for name in (o.name, *o.aliases)},
    "align": {word: meaning.value for word, meaning in builtins.ALIGN.words.items()},
    "best": {word: "lowest" if meaning else "highest" for word, meaning in builtins.BEST.words.items()},
    "days": {word: "working" if meaning else "calendar" for word, meaning in builtins.DAYS.words.items()},
    "until": {word: "next_stage" if meaning else "any_end" for word, meaning in builtins.UNTIL.words.items()},
}


def words(row: dict[str, str]) -> dict[str, str]:
    """The words that mean the same, of those that are names and not keywords."""
    table = WORD_TABLES[row["where"]]
    meaning = row["word"].strip("`")
    same = [word for word, means in table.items() if means == meaning and word != meaning]
    assert meaning in table.values(), f"{row['where']} has no word {meaning}: {sorted(set(table.values()))}"
    return {"the same": _code(same)}


def word_count(row: dict[str, str]) -> dict[str, str]:
    """How many meanings a kind of word has, so that none is missing on the page."""
    return {"meanings": str(len(set(WORD_TABLES[row["where"]].values())))}


def _code(texts: Iterable[str]) -> str:
    return " ".join(f"`{text}`" for text in texts)


def tests(example: str) -> str:
    """What becomes of the tests of an example, told in English."""
    return _tested(example, Language.EN)


def tests_in_chinese(example: str) -> str:
    """The same in Chinese."""
    return _tested(example, Language.ZH)


TESTED_WITH = re.compile(r"^--- with (.+)\n", re.MULTILINE)


def _tested(example: str, language: Language) -> str:
    asked = TESTED_WITH.search(example)
    words = asked[1] if asked else ""
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / next(iter(written(TESTED_WITH.sub("", example), Path(folder))))
        found = tuple(suites((main,), None))
        errors = [one for suite in found for one in own(suite.opened.diagnostics) if one.severity is Severity.ERROR]
        if errors:
            return "\n\n".join(render(one, language) for one in errors)
        report = reported(found, coverage="--coverage" in words, mutate="--mutate" in words, library=False)
    return to_text(document_of_tests(report, language), language, 120)
