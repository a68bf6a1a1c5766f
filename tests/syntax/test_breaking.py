"""Line breaks: no line is too long that could be shorter, and a person finds them where they would have put them."""

from __future__ import annotations

import random
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.source import Source
from planlang.syntax.formatter.breaking import WIDEST
from planlang.syntax.formatter.format import format_source
from planlang.syntax.parse import parse
from planlang.syntax.reading import read
from tests.laws import tries
from tests.syntax.samples import bare

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [path for folder in ("examples", "stdlib", "tests") for path in sorted((ROOT / folder).rglob("*.plan"))]


def formatted(text: str) -> str:
    done = format_source(Source("x", text))
    assert done.left == ()
    return done.text


def width(line: str) -> int:
    """Cells, counted independently: what is beyond Latin, Greek, Cyrillic and punctuation is two wide."""
    return sum(2 if "\u2e80" <= letter <= "\uffef" else 1 for letter in line)


# ---------------------------------------------------------------- laws

NAMES = st.sampled_from(
    ["visits", "signed", "deals", "open_amount", "拜访量", "高端签约额", "a", "premium_win_rate_of_all"]
)
VALUES = st.one_of(
    NAMES, st.sampled_from(["10", "50万元", "20%", "5pp", "10wd", "2026-03-01", '"高端"', '"visit"', "north.manager"])
)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> str:
    """Conditions of any length, with calls and brackets in them."""
    kinds = ["compare", "is", "call", "in"] + (["group", "not", "many"] if depth else [])
    match draw(st.sampled_from(kinds)):
        case "compare":
            return f"{draw(figures())} {draw(st.sampled_from(['<', '>=']))} {draw(figures())}"
        case "is":
            return f"{draw(NAMES)} {draw(st.sampled_from(['is', 'is not']))} {draw(VALUES)}"
        case "in":
            return f"{draw(NAMES)} in ({', '.join(draw(st.lists(VALUES, min_size=1, max_size=9)))})"
        case "call":
            return f"{draw(NAMES)}({', '.join(draw(st.lists(VALUES, min_size=1, max_size=5)))})"
        case "group":
            return f"({draw(conditions(depth - 1))})"
        case "not":
            return f"not ({draw(conditions(depth - 1))})"
        case _:
            parts = draw(st.lists(conditions(depth - 1), min_size=2, max_size=6))
            return "".join(part + draw(st.sampled_from([" and ", " or "])) for part in parts[:-1]) + parts[-1]


@st.composite
def figures(draw: st.DrawFn) -> str:
    """Sums, shares and signed figures."""
    parts = draw(
        st.lists(
            st.one_of(
                NAMES,
                st.sampled_from(["8", "-3", "visits this week", "count(deals where open)", "signed rolling 4 weeks"]),
                st.builds("ratio({}, {})".format, NAMES, NAMES),
            ),
            min_size=1,
            max_size=5,
        )
    )
    return "".join(part + draw(st.sampled_from([" + ", " - ", " * ", " / "])) for part in parts[:-1]) + parts[-1]


@st.composite
def long_plans(draw: st.DrawFn) -> str:
    """Declarations on one line each, some of them far too long; every part of them is short."""
    lines = []
    for number in range(draw(st.integers(1, 4))):
        condition = draw(conditions())
        names = ", ".join(draw(st.lists(NAMES, min_size=1, max_size=20)))
        texts = ", ".join(draw(st.lists(st.sampled_from(['"a.csv"', '"商机-*.csv"']), min_size=1, max_size=20)))
        arguments = ", ".join(
            f"{name}: {value}" for name, value in draw(st.lists(st.tuples(NAMES, VALUES), min_size=1))
        )
        lines.append(
            draw(
                st.sampled_from(
                    [
                        f"metric m{number} = {draw(figures())} min sample 8 credit owner at close",
                        f'metric m{number} | 指标 "Title" = count(deals where {condition})',
                        f"alert a{number} for each rep where {condition} {{ when {condition} for 3 weeks; keep 2 weeks }}",
                        f"goal g{number} {{ measure signed; serves {names}; split by team {{ north 55% {{ 张丽 20% }} }} }}",
                        f"source s{number} {{ read {texts}; flag: bool = {condition}; x: text optional from {texts} }}",
                        f"process p{number} on deals {{ stages {names.replace(', ', ' -> ')}; no skipping }}",
                        f"process q{number} on deals {{ stay in a at most 5wd where {condition} severity high }}",
                        f"use sales.kit({arguments}) as k{number} without {names}",
                        f"task t{number} {{ after {names.replace(',', ' + 2wd,')}; takes 5wd; task u {{ takes 2wd }} }}",
                    ]
                )
            )
        )
    return "\n".join(lines) + "\n"


@given(text=long_plans())
@settings(max_examples=tries(150), deadline=None)
def test_every_line_fits_where_every_part_of_it_is_short(text: str) -> None:
    assert parse(Source("x", text)).diagnostics == ()
    assert [line for line in formatted(text).splitlines() if width(line) > WIDEST] == []


@given(text=long_plans())
@settings(max_examples=tries(150), deadline=None)
def test_the_tree_stays_and_nothing_is_broken_twice(text: str) -> None:
    once = formatted(text)
    before, after = (read(Source("x", version)) for version in (text, once))
    assert bare(before.declarations) == bare(after.declarations)
    assert formatted(once) == once


@given(text=long_plans(), chance=st.randoms(use_true_random=False))
@settings(max_examples=tries(100), deadline=None)
def test_breaks_in_odd_places_do_no_harm(text: str, chance: random.Random) -> None:
    other = re.sub(r"(?<=,) ", lambda _: chance.choice([" ", " ", "\n "]), text)
    again = formatted(other)
    assert bare(read(Source("x", again)).declarations) == bare(read(Source("x", text)).declarations)
    assert [line for line in again.splitlines() if width(line) > WIDEST] == []
    assert formatted(again) == again


@pytest.mark.parametrize("spot", range(8))
def test_a_statement_with_a_line_too_long_breaks_as_if_nobody_had_broken_it(spot: int) -> None:
    names = [f"a_name_of_some_length_{number}" for number in range(14)]
    once = formatted(f"metric a = f({', '.join(names)}) credit owner at close\n")
    names[spot] += ",\n" + names.pop(spot + 1)
    assert formatted(f"metric a = f({', '.join(names)}) credit owner at close\n") == once


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_line_of_a_plan_in_this_project_has_to_be_too_long(path: Path) -> None:
    text = formatted(path.read_text(encoding="utf-8"))
    code = [
        line for line in text.splitlines() if not line.lstrip().startswith(("#", "|"))
    ]  # a row of a table is one line
    assert [line for line in code if width(line.split("  #")[0]) > WIDEST] == []
    assert formatted(text) == text


def test_brackets_nested_deeper_than_a_line_is_wide_come_to_an_end() -> None:
    text = "metric m = " + "f(a_name_of_some_length, " * 48 + "x" + ")" * 48 + "\n"
    once = formatted(text)
    assert bare(read(Source("x", once)).declarations) == bare(read(Source("x", text)).declarations)
    assert formatted(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "alert a { notify " + ", ".join(f"name_{number}" for number in range(2_000)) + " }\n",
        "metric m = f("
        + ", ".join(f"g(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, {number})" for number in range(500))
        + ")\n",
        "process p on d { stages " + " -> ".join(f"s{number}" for number in range(2_000)) + " }\n",
        "goal g { split by team { " + "; ".join(f"a{number} 5%" for number in range(2_000)) + " } }\n",
    ],
)
def test_very_long_statements_fit_in_the_end(text: str) -> None:
    once = formatted(text)
    assert max(map(width, once.splitlines())) <= WIDEST
    assert formatted(once) == once


# ---------------------------------------------------------------- a comment


def test_a_comment_behind_a_line_does_not_count() -> None:
    text = "metric a = one + two  # " + "and so on " * 20
    assert formatted(text + "\n") == text.rstrip() + "\n"


def test_comments_stay_behind_their_words_and_keep_the_lines_of_their_statement() -> None:
    text = "metric a =\n    one  # first\n    # " + "second " * 20 + "\n    + " + "two_and_more + " * 10 + "three\n"
    assert formatted(text) == re.sub(" +\n", "\n", text)


def test_a_comment_behind_a_block_that_gets_lines_stands_behind_it_still() -> None:
    block = "takes 5wd; after one + 2wd, two, three; not before 2026-02-01; by 2026-03-01; priority 2; owner 王敏"
    lines = formatted(f"task t {{ {block} }}  # why\n").splitlines()
    assert lines[0] == "task t {"
    assert lines[-1] == "}  # why"


LONG = "takes 5wd; after one + 2wd, two, three; not before 2026-02-01; by 2026-03-01; priority 2; owner 王敏"


@pytest.mark.parametrize(
    "text",
    [
        f"# planlang: ignore[task-without-owner] nobody yet\ntask t {{ {LONG} }}\n",
        f"task t {{ {LONG} }}  # planlang: ignore[task-without-owner]\n",
        f"task s {{\n  # 允许：task-without-owner\n  task t {{ {LONG} }}\n}}\n",
        "metric a = " + " + ".join(["a_name_of_some_length"] * 6) + "  # planlang: ignore[impossible-threshold]\n",
    ],
)
def test_a_line_that_a_comment_speaks_for_stays_one_line(text: str) -> None:
    assert formatted(text) == text


@pytest.mark.parametrize("between", ["\n\n", "\n# another\n"])
def test_a_comment_speaks_for_the_very_next_line_only(between: str) -> None:
    assert len(formatted(f"# planlang: ignore[x]{between}task t {{ {LONG} }}\n").splitlines()) > 5


# ---------------------------------------------------------------- where a person would break


def test_width_is_counted_in_cells() -> None:
    """Both have 83 characters; the Chinese ones take 131 cells."""
    latin = "metric a = " + " + ".join(["abcdefghijkl"] * 5)
    chinese = "metric a = " + " + ".join(["高端产品签约金额之合计数"] * 5)
    assert len(latin) == len(chinese) == 83
    assert formatted(latin + "\n") == latin + "\n"
    assert formatted(chinese + "\n").count("\n") == 6


def test_a_line_of_exactly_the_width_stays() -> None:
    fits = "metric a = " + "b" * (WIDEST - 15) + " + c"
    assert len(fits) == WIDEST
    assert formatted(fits + "\n") == fits + "\n"
    assert formatted(fits + "c\n").count("\n") == 2


def test_a_text_is_never_broken() -> None:
    line = 'alert a { say "' + "one, two and three or four -> " * 8 + '" }\n'
    assert '"' + "one, two and three or four -> " * 8 + '"' in formatted(line)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (  # the whole value goes below the `=` before anything in it breaks
            "metric big_open_deals | 在途大单数 "
            '"Large open deals" = count(deals where open and amount >= big) credit owner at close',
            """
            metric big_open_deals | 在途大单数 "Large open deals" =
                count(deals where open and amount >= big) credit owner at close
            """,
        ),
        (  # what binds least breaks first, what binds more stands deeper
            "alert a { until visits this week >= 12 or visits this week >= 10 and calls this week >= 20 and demos this week"
            " >= 2 and quotes this week >= 1 or holiday }",
            """
            alert a {
              until visits this week >= 12
                  or visits this week >= 10
                      and calls this week >= 20
                      and demos this week >= 2
                      and quotes this week >= 1
                  or holiday
            }
            """,
        ),
        (  # a condition inside brackets stands below what it is about
            "metric b = sum(deals.amount at closed where stage is Won and product in (one, two) and region is north) / "
            "count(deals at closed where stage is Won)",
            """
            metric b =
                sum(deals.amount at closed where stage is Won and product in (one, two) and region is north)
                / count(deals at closed where stage is Won)
            """,
        ),
        (  # arguments with a condition have a line each, and go on deeper than the next one begins
            "metric c = ratio(count(deals where stage is won and region is north and product is premium and amount > 50000 CNY), "
            "count(deals where stage in (won, lost)))",
            """
            metric c =
                ratio(
                    count(
                        deals
                        where stage is won and region is north and product is premium and amount > 50000 CNY
                    ),
                    count(deals where stage in (won, lost))
                )
            """,
        ),
        (  # names fill their lines
            'alert d { notify rep.lead, rep.manager, "Anna Lee", "Somebody Else", director, north.manager, south.manager, "Bob" }',
            """
            alert d {
              notify rep.lead, rep.manager, "Anna Lee", "Somebody Else", director, north.manager, south.manager,
                  "Bob"
            }
            """,
        ),
        (  # the head of a block breaks before what it is for, never before its brace
            'alert e | 停滞 "Deals that stand still" for each rep where rep.team is north and rep.joined < 2026-01-01 { keep 1 '
            "week }",
            """
            alert e | 停滞 "Deals that stand still"
                for each rep where rep.team is north and rep.joined < 2026-01-01 { keep 1 week }
            """,
        ),
        (  # blocks within blocks get lines from the outside in
            "goal f { split by team, buffer 5% { north 55% { 张丽 20%; 王五 35%; 赵六 45% }; south 40% { 陈七 50%; 周八 50% } } }",
            """
            goal f {
              split by team, buffer 5% {
                north 55% { 张丽 20%; 王五 35%; 赵六 45% }
                south 40% { 陈七 50%; 周八 50% }
              }
            }
            """,
        ),
    ],
)
def test_a_statement_breaks_where_a_person_would(text: str, lines: str) -> None:
    assert formatted(text + "\n") == textwrap.dedent(lines).lstrip("\n")


def test_breaks_that_fit_stay_and_a_block_that_has_lines_keeps_them() -> None:
    text = "metric a =\n    one\n    + two\n\ntask t {\n  takes 5wd\n}\n"
    assert formatted(text) == text


def test_metrics_below_each_other_stay_together_though_one_of_them_breaks() -> None:
    text = "metric a = 1\nmetric b =\n    2 + 3\nmetric c = 4\n"
    assert formatted(text) == text
