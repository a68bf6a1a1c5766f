from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language, Text
from planlang.diagnostics.width import display_width, fit, pad, printable
from planlang.source import Source, Span

NO_PERSON = Text("test.no-person", 'no person is called "{name}"')


def finding(text: str, marked: str, **more: object) -> Diagnostic:
    source = Source("team.plan", text)
    start = text.index(marked)
    span = Span(source, start, start + len(marked))
    return Diagnostic("unknown-name", Severity.ERROR, span, NO_PERSON(name=marked), **more)  # type: ignore[arg-type]


def test_the_caret_stands_under_chinese_text() -> None:
    shown = render(finding("team north {\n  rep 张丽, 王名\n}\n", "王名")).split("\n")
    line, caret = shown[2], shown[3]
    assert display_width(line[: line.index("王名")]) == display_width(caret[: caret.index("^")])
    assert caret.count("^") == 4
    assert shown[1].endswith("team.plan:2:11")


def test_tabs_count_four_cells() -> None:
    shown = render(finding("\trep nobody\n", "nobody")).split("\n")
    assert shown[2].index("nobody") == shown[3].index("^")


def test_a_related_place_is_shown_with_its_words() -> None:
    other = Source("people.plan", "team south {}\n")
    note = Text("test.declared", "declared here")
    diagnostic = finding("rep x\n", "x", related=(Related(Span(other, 5, 10), note()),))
    shown = render(diagnostic)
    assert "people.plan:1:6" in shown
    assert "----- declared here" in shown


def test_a_very_long_line_is_cut_around_the_mark() -> None:
    shown = render(finding("x" * 100_000 + " wrong " + "y" * 100_000, "wrong"), width=80)
    assert all(display_width(line) <= 90 for line in shown.split("\n"))
    assert "wrong" in shown.split("\n")[2]
    line, caret = shown.split("\n")[2:4]
    assert display_width(line[: line.index("wrong")]) == caret.index("^")


def test_the_severity_word_is_translated() -> None:
    assert render(finding("rep x\n", "x"), Language.ZH).startswith("错误[unknown-name]")


def test_colour_only_adds_escape_codes() -> None:
    diagnostic = finding("rep x\n", "x")
    coloured = render(diagnostic, colour=True)
    for code in ("\x1b[1;31m", "\x1b[1m", "\x1b[34m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == render(diagnostic)


def test_direction_changing_characters_are_made_visible() -> None:
    assert printable("a\u202eb\x1bc") == "a<U+202E>b<U+001B>c"


def test_fitting_and_padding_count_cells() -> None:
    assert fit("签约额统计", 7) == "签约额…"
    assert display_width(pad("签约", 8)) == 8
    assert pad("签约", 6, right=True) == "  签约"
