"""The SVG of a timeline: well formed, safe, the same every time, and readable by everybody."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date

import pytest

from planlang.diagnostics.text import Language
from planlang.report.formats.svg import timeline_svg
from planlang.report.picture.picture import picture
from planlang.report.picture.theme import DARK, LIGHT, Theme
from planlang.report.timeline.timeline import TimelineOptions, timeline
from planlang.values.severities import Level
from tests.report import evaluated, made

SPACE = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert('x')</script> & \"quoted\" ]]> \x00\x08\x1b[31m \u202eevil\ufffe\n次行"


def drawn(language: Language = Language.EN, **options: object) -> str:
    evaluation = evaluated.evaluation(language is Language.ZH)
    return timeline_svg(evaluation.plan, evaluation.schedule, evaluation, language, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_well_formed_and_says_what_it_is(language: Language, theme: str) -> None:
    root = ET.fromstring(drawn(language, theme=theme))
    assert root.tag == f"{SPACE}svg"
    assert root.get("role") == "img"
    title, description = root.get("aria-labelledby", "").split()
    texts = {element.get("id"): element.text for element in root if element.get("id")}
    assert texts[title]
    assert re.search("首轮拜访|First visits", texts[description] or "")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", Language)
def test_the_picture_is_the_one_that_a_person_has_looked_at(
    golden: Callable[[str, str], None], language: Language
) -> None:
    plan, rows = made.quarter(language is Language.ZH)
    theme = "light" if language is Language.ZH else "dark"
    golden(f"timeline.{language.value}.svg", drawn(language, theme=theme, baseline=made.schedule(plan, rows)))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert drawn(Language.ZH) == drawn(Language.ZH)


def test_every_class_has_a_style_and_no_colour_stands_in_an_attribute() -> None:
    text = drawn()
    style, _, body = text.partition("</style>")
    styled = set(re.findall(r"\.([a-z][a-z-]*)", style))
    used = {name for names in re.findall(r'class="([^"]*)"', body) for name in names.split()}
    assert used - styled == set()
    assert not re.search(r"#[0-9A-Fa-f]{6}|fill=|stroke=|style=", body)


def test_names_from_plans_cannot_break_out_of_the_picture() -> None:
    rows = [made.Row("a", NASTY, 3, (), None, NASTY), made.Row("b", NASTY, 0, ("a",))]
    plan = made.plan(NASTY, rows, date(2026, 1, 1), date(2026, 3, 31))
    text = timeline_svg(plan, made.schedule(plan, rows), title=NASTY)
    root = ET.fromstring(text)
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= {
        *("svg", "title", "desc", "style", "defs", "pattern", "rect", "path", "text", "g", "circle")
    }
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ufffe]", text)
    shown = [element.text or "" for element in root.iter(f"{SPACE}text")]
    assert any(words.startswith("<script>alert('x')</script> &") for words in shown)


def test_each_row_tells_what_it_is_when_pointed_at() -> None:
    tips = [element.text or "" for element in ET.fromstring(drawn()).iter(f"{SPACE}title")]
    visits = next(tip for tip in tips if tip.startswith("First visits\n"))
    assert visits.split("\n") == [
        "First visits",
        "2026-04-20 – 2026-05-25 · 24 working days",
        "under way · 75% done",
        "on the critical path: every day late moves the end",
        "due 2026-05-15, 6 working days late",
        "why then: has started: actual date",
        "a delay moves: Proposal & quote <draft>",
        "owner: Lin Zhao",
    ]
    assert "Target list → First visits\nend to start" in tips


def test_two_pictures_in_one_page_share_no_id_and_no_rule() -> None:
    plan, rows = made.quarter()
    schedule = made.schedule(plan, rows)
    one = picture(timeline(plan, schedule), "one")
    two = picture(timeline(plan, schedule, options=TimelineOptions(theme=DARK)), "two")
    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', two))
    for name, text in (("one", one), ("two", two)):
        rules = text[text.index("<style>") + 8 : text.index("</style>")].strip().split("\n")
        assert all(rule.startswith((f".{name}{{", f".{name} ")) for rule in rules)
        assert set(re.findall(r"url\(#([a-z]+)-", text)) == {name}


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_texts_and_shapes_stand_out_from_their_ground(theme: Theme) -> None:
    for text in (theme.ink, theme.muted, theme.axis, theme.late, theme.good):
        assert contrast(text, theme.surface) >= 4.5
    for text in (theme.ink, theme.muted):
        assert contrast(text, theme.page) >= 4.5
    assert contrast(theme.today_ink, theme.today) >= 4.5
    for shape in (theme.task, theme.done, theme.critical, theme.summary, theme.baseline, theme.today, theme.slack):
        assert contrast(shape, theme.surface) >= 3
    for level in Level:
        assert contrast(theme.level_inks[level], theme.levels[level]) >= 4.25  # the tip repeats it
