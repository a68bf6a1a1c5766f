"""What is offered to somebody who writes: what fits is there, and what is likely comes first."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.text import Language
from planlang.editor.completion.complete import BEGINNINGS, complete
from planlang.editor.completion.items import plain_snippet
from planlang.editor.desk import Desk, View
from planlang.editor.standing.headers import read_headers
from planlang.editor.standing.standing import Standings
from planlang.editor.words import stretches
from planlang.syntax.automaton.blocks import FILE, home_blocks
from planlang.syntax.lexical.keywords import vocabulary
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import open_from
from tests.laws import some
from tests.semantics.test_uses import PLANS

HERE = Path("/nowhere/plan")
PLAN = """plan p "P" { period 2026-01-01 .. 2026-12-31; currency CNY }
role director "Director"
role rep "Rep" under director
team all "All" { director 王敏; rep 张丽, "Anna Lee" }
source deals {
  read "deals-*.csv"
  one row per id as deal
  event at day
  id: text
  day: date
  owner: person
  amount: money
  stage: stage[b2b]
}
metric signed | 签约额 "Signed" = sum(deals.amount where stage enters won) credit owner at event
process b2b on deals { stages first "First" -> second "Second"; win stage won "Won"; loss stage lost "Lost" }
"""


def opened(text: str, more: dict[str, str] | None = None) -> View:
    desk = Desk()
    for name, other in (more or {}).items():
        desk.put(HERE / name, other)
    desk.put(HERE / "p.plan", text)
    view = desk.view(HERE / "p.plan")
    assert view is not None
    return view


def offered(written: str, before: str = PLAN, language: Language = Language.EN, **more: str) -> list[str]:
    """What is offered at `|` behind a plan."""
    at = len(before) + written.index("|")
    view = opened(before + written.replace("|", "", 1), {f"{name}.plan": text for name, text in more.items()})
    return [offer.item.label for offer in complete(view, at, language, Standings()).offers]


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("goal g {\n  mea|\n}\n", ["measure"]),
        ("goal g {\n  measure s|\n}\n", ["signed"]),
        ("goal g {\n  split b|\n}\n", ["split by"]),
        ("goal g {\n  target at l|\n}\n", ["at least"]),
        ("go|", ["goal"]),
        ("test t on si|", ["signed"]),
        ("test t on signed {\n  rows r from d|\n}\n", ["deals"]),
        ("test t on signed {\n  ｜ expect Ann ｜ fi|\n}\n", ["firing"]),
        ("metric m = sum(deals.|)\n", ["id", "day", "owner", "amount", "stage"]),
        ("metric m = sum(deals.am|", ["amount"]),
        ("metric m = sum(deals.amount where |)\n", ["id", "day", "owner", "amount", "stage"]),
        ("metric m = gro|", ["growth"]),
        ("task t { owner |", ["王敏", "张丽", '"Anna Lee"', "director", "rep", "all"]),
        ("task t { takes 5|", ["5wd", "5d", "5 weeks"]),
        ("task t { takes 1wd; by |", ["2026-12-31", "2026-01-01", "2026-03-31"]),
        ("goal g { target 50|", ["50 CNY"]),
        ("alert a { severity |", ["info", "warning", "high", "critical"]),
        ("alert a { when signed this w|", ["this week"]),
        ("source x { a: | }", ["text", "number", "money"]),
        ("process c on deals { stages one -> two; stay in | }", ["one", "two"]),
        ("task a { takes 1wd }\ntask b { after | }", ["a"]),
        ("team north { | }", ["director", "rep"]),
        ("alert a { notify rep.| }", ["director", "rep"]),
        ("use sales.act|", ["activity"]),
        ("use sales.activity(f|)", ["few"]),
        ('alert a { when signed this week < 3; say "{si|" }', ["signed"]),
    ],
)  # fmt: skip
def test_what_fits_comes_first(written: str, first: list[str]) -> None:
    assert [label for label in offered(written) if label in first or label == first[0]][: len(first)] == first
    assert offered(written)[0] in first


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("签", "签约额"),
        ("qye", "签约额"),
        ("wm", "王敏"),
        ("director", "director"),
        ("lee", '"Anna Lee"'),
        ("al", "all"),
    ],
)
def test_names_are_found_in_both_languages_and_by_the_first_letters(typed: str, label: str) -> None:
    block = "goal g { measure %s| }" if label == "签约额" else "task t { owner %s| }"
    assert label in offered(block % typed)


def test_words_are_offered_in_the_language_of_the_file_and_found_in_the_other() -> None:
    chinese = "计划 p { 期间 2026-01-01 .. 2026-12-31 }\n"
    assert offered("目标 g {\n  mea|\n}\n", chinese)[0] == "衡量"
    assert offered("目标 g {\n  hl|\n}\n", chinese)[0] == "衡量"
    assert offered("预警 a {\n  级别 |\n}\n", chinese)[:2] == ["提示", "一般"]
    assert offered("任务 t { 工期 5|", chinese)[0] == "5个工作日"


@pytest.mark.parametrize("text", ["", "\n", "  "])
@pytest.mark.parametrize("language", list(Language))
def test_an_empty_file_is_offered_a_plan(text: str, language: Language) -> None:
    view = opened(text)
    first = complete(view, len(text), language, Standings()).offers[0].item
    assert first.snippet == BEGINNINGS[language]
    plan = open_from(Sources(Memory({"p.plan": plain_snippet(BEGINNINGS[language])})), "p.plan")
    assert [one for one in plan.diagnostics if one.severity is not Severity.NOTE] == []


def test_nothing_is_offered_in_comments_and_for_new_names() -> None:
    assert offered("# mea|\n") == []
    assert "signed" not in offered("metric |")
    assert "signed" not in offered("goal s|")


def test_files_that_can_be_used_and_read_are_offered(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "deals-2026-W01.csv").write_text("id,金额,old\n1,2,3\n", encoding="utf-8")
    (tmp_path / "data" / "deals-2026-W02.csv").write_text("id,金额,当日\n1,2,3\n", encoding="gb18030")
    (tmp_path / "part.plan").write_text("", encoding="utf-8")
    desk = Desk()

    def at(written: str) -> list[str]:
        desk.put(tmp_path / "p.plan", PLAN + written.replace("|", ""))
        view = desk.view(tmp_path / "p.plan")
        assert view is not None
        for files in seen.missed:
            seen.headers[files] = read_headers(*files)
        at = len(PLAN) + written.index("|")
        return [one.item.label for one in complete(view, at, Language.EN, seen).offers]

    seen = Standings()

    assert '"part.plan"' in at("use |")
    assert at('use "|') == ['"part.plan"']
    assert at('use "|"\n') == ['"part.plan"']
    assert at('source x { read "|" }\n')[:2] == ['"data/deals-*.csv"', '"data/deals-2026-W01.csv"']
    written = 'source x { read "data/deals-*.csv"; id: text; | }\n'
    assert "金额" not in at(written)  # they are read behind the back of whoever types
    assert at(written)[:2] == ["金额", "当日"]


@pytest.mark.parametrize(("texts", "main"), some([plan[1:] for plan in PLANS], 4))
def test_every_name_and_word_that_is_written_was_offered(texts: dict[str, str], main: str) -> None:
    """Nearly every one: what somebody wrote is among the offers at its place, and mostly among the first twenty."""
    desk = Desk()
    for name, text in texts.items():
        desk.put(HERE / name, text)
    view = desk.view(HERE / main)
    assert view is not None
    chance = random.Random(main)
    uses = [span for known in view.opened.names.symbols for span in known.uses if span.source.path == main]
    missing, late = [], []
    tried = chance.sample(uses, min(len(uses), 25))
    for span in tried:
        labels = [offer.item.label for offer in complete(view, span.start, Language.EN, Standings()).offers]
        if span.text not in labels:
            missing.append(span.place())
        elif labels.index(span.text) >= 20:
            late.append(span.place())
    assert len(missing) <= 1 + len(tried) // 10, missing
    assert len(late) <= 1 + len(tried) // 3, late
    words = [
        (stretch.start + token.start, token.keyword)
        for stretch in stretches(view.source)
        for token in stretch.tokens
        if token.keyword is not None and token.words and token.keyword.section in ("kinds", "words", "reserved")
    ]
    lost = [
        view.source.line_column(at)
        for at, keyword in chance.sample(words, min(len(words), 25))
        if not {offer.item.label for offer in complete(view, at, Language.EN, Standings()).offers}
        & {*keyword.english, *keyword.chinese, *vocabulary().positions.values()}
    ]
    assert len(lost) <= 1, lost


def test_every_kind_of_declaration_is_offered_with_what_it_needs() -> None:
    kinds = [one for one in vocabulary().section("kinds") if FILE in home_blocks().get(one.terminal, ())]
    labels = offered("|")
    assert {one.english[0] for one in kinds} - {"private"} <= set(labels)


OPEN = 'goal g "G" {\n  measure signed\n'


@pytest.mark.parametrize("behind", ["", '\n\nalert low "Low" { when signed this week < 5 CNY }\n'])
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_block_that_is_not_closed_yet_goes_on(indent: str, behind: str) -> None:
    """Where it may be over as well, declarations come first."""
    found = offered(f"{OPEN}{indent}|{behind}")
    assert {"goal", "metric", "target", "owner"} <= set(found)
    assert offered(f"{OPEN}{indent}ow|{behind}") == ["owner"]
    assert "target" in offered(f"{OPEN}{indent}ta|{behind}")
    assert "task" in offered(f"{OPEN}ta|{behind}")
    assert offered(f'目标 g "G" {{\n  衡量 signed\n{indent}fz|{behind}') == ["owner"]


def test_a_block_that_is_closed_is_over() -> None:
    assert "owner" not in offered(OPEN + "}\n|")
    assert "owner" not in offered(OPEN + '}\n|\nalert low "Low" { when signed this week < 5 CNY }\n')


def test_values_that_a_column_has_in_the_data_are_offered_with_how_often() -> None:
    text = PLAN.replace("  id: text\n", "  id: text\n  kind | 类型: text\n")
    seen = Standings()
    seen.values[HERE / "p.plan"] = {"deals": {"kind": [("new", 40), ("老客户", 3), ('say "x"', 1)]}}

    def at(written: str) -> list[tuple[str, str]]:
        view = opened(text + written.replace("|", "", 1))
        found = complete(view, len(text) + written.index("|"), Language.EN, seen).offers
        return [(one.item.label, one.item.detail) for one in found if one.item.detail.endswith(("row", "rows"))]

    everything = [('"new"', "40 rows"), ('"老客户"', "3 rows"), (r'"say \"x\""', "1 row")]
    assert at("metric m = count(deals where kind is |)\n") == everything
    assert at("metric m = count(deals where 类型 is |") == everything
    assert at("metric m = count(deals where kind is not |") == everything
    assert at('metric m = count(deals where kind is "|") credit owner at event\n') == everything
    assert at("metric m = sum(deals.amount where stage enters won and kind is |") == everything
    assert at("metric m = count(deals where kind is lkh|") == everything[1:2]
    assert at("metric m = count(deals where kind is ne|") == everything[:1]
    assert at("metric m = count(deals where id is |") == []
    assert at("metric m = count(deals where |") == []


def test_a_bracket_that_is_not_closed_yet_hides_nothing() -> None:
    for behind in ("", "\n", "\n\n", "\nmetric other = signed\n", ")\n"):
        found = offered(f"metric m = count(deals where |{behind}")
        assert "owner" in found
        assert "goal" not in found
        assert {"first", "second"} <= set(offered(f"metric m = count(deals where stage is |{behind}")[:6])
