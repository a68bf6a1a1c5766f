"""The style sheet of a drawn timeline: every colour of a theme as a class, none as an attribute.

In: a theme. Out: CSS that browsers and plain SVG renderers read alike (no variables, no nesting). Every selector begins
with the scope, so that several pictures can stand in one page.
"""

from __future__ import annotations

from planlang.report.picture.theme import FONTS, STYLES, Theme
from planlang.values.severities import Level

_MUTED = ("subtitle", "cell", "column", "quarter", "end", "lag", "legend")


def stylesheet(theme: Theme, scope: str, hatch: str, stripes: str) -> str:
    """The CSS for elements within `.scope`; `hatch` and `stripes` are the ids of the two patterns."""
    rules = [
        ("", f"font-family:{FONTS};font-variant-numeric:tabular-nums"),
        ("text", f"fill:{theme.ink};pointer-events:none"),
        *(
            (f".{style.name}", f"font-size:{style.size:g}px" + (";font-weight:600" if style.bold else ""))
            for style in STYLES
        ),
        *((f".{name}", f"fill:{theme.muted}") for name in _MUTED),
        (".week", f"fill:{theme.axis}"),
        (".muted", f"fill:{theme.muted}"),
        (".late", f"fill:{theme.late}"),
        (".good", f"fill:{theme.good}"),
        (".halo", f"stroke:{theme.surface};stroke-width:3px;stroke-linejoin:round;paint-order:stroke"),
        (".middle", "text-anchor:middle"),
        (".e", "text-anchor:end"),
        (".page", f"fill:{theme.page}"),
        (".card", f"fill:{theme.surface};stroke:{theme.border}"),
        (".off", f"fill:{theme.weekend}"),
        (".hatched", f"fill:url(#{hatch})"),
        (".hatch-ground", f"fill:{theme.weekend}"),
        (".hatch-line", f"stroke:{theme.holiday};stroke-width:2"),
        (".stripe", f"stroke:{theme.stripe};stroke-opacity:.35;stroke-width:2"),
        (".line", f"stroke:{theme.row_line};fill:none"),
        (".fine", f"stroke:{theme.week_line};fill:none"),
        (".strong", f"stroke:{theme.month_line};fill:none"),
        (".hit", "fill:none;pointer-events:all"),
        (".hit:hover", f"fill:{theme.ink};fill-opacity:.05"),
        (".mark", "pointer-events:none"),
        (".task", f"fill:{theme.task}"),
        (".critical", f"fill:{theme.critical}"),
        (".striped", f"fill:url(#{stripes})"),
        (".tentative", f"fill:{theme.surface};stroke:{theme.task};stroke-width:1.5;stroke-dasharray:4 2"),
        (".done", f"fill:{theme.done}"),
        (".critical-done", f"fill:{theme.critical_done}"),
        (".summary", f"fill:{theme.summary}"),
        (".ghost", f"fill:{theme.baseline}"),
        (".hollow", f"fill:{theme.surface};stroke:{theme.baseline};stroke-width:1.5"),
        (".tick", f"fill:none;stroke:{theme.surface};stroke-width:1.75"),
        (".tail", f"fill:none;stroke:{theme.slack};stroke-dasharray:2 2"),
        (".tail-end", f"fill:none;stroke:{theme.slack}"),
        (".open", f"fill:none;stroke:{theme.muted};stroke-width:1.5"),
        (".due-ground", f"fill:none;stroke:{theme.surface};stroke-width:4;stroke-linejoin:round"),
        (".due", f"fill:{theme.surface};stroke:{theme.muted};stroke-width:1.25"),
        (".missed", f"fill:{theme.late};stroke:{theme.late};stroke-width:1.25"),
        (".link", f"fill:none;stroke:{theme.link};stroke-width:1.25"),
        (".head", f"fill:{theme.link}"),
        (".link-critical", f"fill:none;stroke:{theme.critical};stroke-width:1.75"),
        (".head-critical", f"fill:{theme.critical}"),
        (".faint", "opacity:.45"),
        (".cut", f"stroke:{theme.today};stroke-width:2"),
        (".pill-ground", f"fill:{theme.today}"),
        (".pill", f"fill:{theme.today_ink}"),
        (".count", f"fill:{theme.ink}"),
        (".triangle", f"fill:{theme.ink}"),
        (".ring-good", f"fill:{theme.surface};stroke:{theme.good};stroke-width:2"),
        (".ring-risk", f"fill:{theme.surface};stroke:{theme.late};stroke-width:2"),
        (".ring-bad", f"fill:{theme.surface};stroke:{theme.levels[Level.CRITICAL]};stroke-width:2"),
        (".ring-unknown", f"fill:{theme.surface};stroke:{theme.slack};stroke-width:2"),
        (".glyph-good", f"fill:none;stroke:{theme.good};stroke-width:1.75"),
        (".glyph-risk", f"fill:{theme.late}"),
        (".glyph-bad", f"fill:{theme.levels[Level.CRITICAL]}"),
        (".glyph-unknown", f"fill:{theme.slack}"),
        (".goal-line", f"fill:none;stroke:{theme.slack};stroke-dasharray:6 3"),
        (".target", f"fill:none;stroke:{theme.ink};stroke-width:1.5;stroke-dasharray:5 3"),
        (".actual", f"fill:none;stroke:{theme.done};stroke-width:2"),
        (".dot", f"fill:{theme.done}"),
    ]
    for level in Level:
        rules += [
            (f".flag-{level.value}", f"fill:{theme.levels[level]}"),
            (f".sign-{level.value}", f"fill:{theme.level_inks[level]}"),
            (f".drop-{level.value}", f"fill:none;stroke:{theme.levels[level]};stroke-dasharray:1.5 2.5"),
            (f".pending-{level.value}", f"fill:{theme.surface};stroke:{theme.levels[level]};stroke-width:1.5"),
        ]
    return "\n".join(f".{scope} {name}{{{body}}}" if name else f".{scope}{{{body}}}" for name, body in rules)
