"""A laid-out timeline as one SVG element, for a file of its own or within a page.

In: a scene. Out: text, the same bytes for the same scene. The picture has a title and a description; each row says on
pointing at it what it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.report.picture.drawing import (
    draw_arrow,
    draw_bar,
    draw_diamond,
    draw_due,
    draw_flag,
    draw_path,
    draw_rect,
    draw_ring,
    draw_sign,
    draw_swatch,
    draw_tail,
    draw_text,
    draw_tip,
    escaped,
    px,
)
from planlang.report.picture.scene import Bar, Box, BurnUp, CutLine, Diamond, Dot, GoalMark, Row, Scene, Shade
from planlang.report.picture.stylesheet import stylesheet


def picture(scene: Scene, identity: str = "timeline") -> str:
    """The picture as an SVG document; `identity` begins its ids, and differs between pictures of one page."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{px(scene.width)}" height="{px(scene.height)}" '
        f'viewBox="0 0 {px(scene.width)} {px(scene.height)}" class="{identity}" lang="{scene.language.value}" '
        f'role="img" aria-labelledby="{identity}-title {identity}-desc">',
        f'<title id="{identity}-title">{escaped(scene.title)}</title>',
        f'<desc id="{identity}-desc">{escaped(scene.description)}</desc>',
        f"<style>\n{stylesheet(scene.theme, identity, f'{identity}-hatch', f'{identity}-stripes')}\n</style>",
        f'<defs><pattern id="{identity}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
        '<path class="hatch-line" d="M0 0V6"/></pattern>'
        f'<pattern id="{identity}-stripes" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="stripe" d="M0 0V5"/></pattern></defs>',
        draw_rect(Box(0, 0, scene.width, scene.height), "page"),
        draw_rect(scene.card, "card", 8),
        *_ground(scene),
        *(_hit(row) for row in scene.rows),
        *(draw_arrow(arrow) for arrow in scene.arrows if not arrow.critical),
        *(mark for row in scene.rows for mark in _marks(row)),
        *(draw_arrow(arrow) for arrow in scene.arrows if arrow.critical),
        *(_goal_line(goal) for goal in scene.goals),
        *(f'<path class="drop-{f.level.value} mark" d="M{px(f.x)} {px(f.y)}V{px(f.bottom)}"/>' for f in scene.flags),
        *(part for panel in scene.panels for part in _panel(panel)),
        *(_cut(scene.cut) if scene.cut else ()),
        *(draw_text(words) for words in scene.words),
        *(text for row in scene.rows for text in _texts(row)),
        *(draw_text(arrow.lag) for arrow in scene.arrows if arrow.lag),
        *(draw_flag(flag) for flag in scene.flags),
        *(part for goal in scene.goals for part in _goal(goal)),
        *(_dot(dot) for dot in scene.dots),
        *(part for swatch in scene.legend for part in draw_swatch(swatch)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _ground(scene: Scene) -> Iterator[str]:
    """Days off, the lines of the grid, and the edge of the table."""
    leave = (shade for row in scene.rows for shade in row.leave)
    yield from (_shade(shade) for shade in (*scene.shades, *leave))
    left, right = scene.table.x, scene.chart.right
    feet = dict.fromkeys([scene.table.y, *(row.box.bottom for row in scene.rows)])
    yield f'<path class="line" d="{"".join(f"M{px(left)} {px(y)}H{px(right)}" for y in feet)}"/>'
    for strong, kind in ((False, "fine"), (True, "strong")):
        path = "".join(f"M{px(r.x)} {px(r.top)}V{px(r.bottom)}" for r in scene.rules if r.strong is strong)
        if path:
            yield f'<path class="{kind}" d="{path}"/>'
    yield f'<path class="strong" d="M{px(scene.chart.x)} {px(scene.table.y)}V{px(scene.chart.bottom)}"/>'


def _shade(shade: Shade) -> str:
    """A stretch of days off."""
    kind = "hatched" if shade.hatched else "off"
    rect = draw_rect(shade.box, kind)
    return f"<g>{draw_tip(shade.tip)}{rect}</g>" if shade.tip else rect


def _hit(row: Row) -> str:
    """The invisible ground of a row, which tells what the row is, and to programs by its name."""
    return f'<g data-key="{escaped(row.key)}">{draw_tip(row.tip)}{draw_rect(row.box, "hit")}</g>'


def _marks(row: Row) -> Iterator[str]:
    """What stands in a row of the chart, from the back to the front."""
    if row.tail is not None:
        yield from draw_tail(row.tail)
    match row.ghost:
        case Box() as box:
            yield draw_rect(box, "ghost mark", 1.5)
        case Diamond() as diamond:
            yield draw_diamond(diamond, "hollow mark")
        case None:
            pass
    match row.mark:
        case Bar() as bar:
            yield from draw_bar(bar)
        case Diamond() as diamond:
            kind = "done" if diamond.finished else "critical" if diamond.critical else "done"
            yield draw_diamond(diamond, f"{kind} mark")
            if diamond.finished:
                yield f'<path class="tick mark" d="M{px(diamond.x - 3.5)} {px(diamond.y)}l2.5 2.5l4.5 -5"/>'
        case None:
            pass
    if row.due is not None:
        yield draw_due(row.due)


def _texts(row: Row) -> Iterator[str]:
    """The table's cells, the mark of a group, the sign of a violation, the label behind the mark."""
    if row.triangle is not None:
        x, y = row.triangle
        yield f'<path class="triangle mark" d="M{px(x - 4)} {px(y - 2.5)}h8l-4 6Z"/>'
    if row.warning is not None:
        (x, y), level = row.warning
        yield f'<circle class="flag-{level.value} mark" cx="{px(x)}" cy="{px(y)}" r="5.5"/>'
        yield draw_sign(x, y, level, f"sign-{level.value}")
    yield from (draw_text(words) for words in row.cells)
    if row.label is not None:
        yield draw_text(row.label)


def _goal_line(goal: GoalMark) -> str:
    """The line down from the last day of a goal."""
    return f'<path class="goal-line mark" d="M{px(goal.x)} {px(goal.y + 7)}V{px(goal.bottom)}"/>'


def _goal(goal: GoalMark) -> Iterator[str]:
    """The ring of a goal with the sign of how it stands, and its name."""
    yield f"<g>{draw_tip(goal.tip)}{draw_ring(goal.x, goal.y, goal.standing)}</g>"
    if goal.words is not None:
        yield draw_text(goal.words)


def _dot(dot: Dot) -> str:
    """A dot that says what is held then."""
    return f'<g>{draw_tip(dot.tip)}<circle class="dot" cx="{px(dot.x)}" cy="{px(dot.y)}" r="2"/></g>'


def _cut(cut: CutLine) -> Iterator[str]:
    """The line at the cut with its pill."""
    yield f'<path class="cut mark" d="M{px(cut.x)} {px(cut.top)}V{px(cut.bottom)}"/>'
    yield draw_rect(cut.pill, "pill-ground", 9)
    yield draw_text(cut.words)


def _panel(panel: BurnUp) -> Iterator[str]:
    """A goal's curves on the axis, and its figures beside."""
    for y, words in panel.ticks:
        yield f'<path class="fine" d="M{px(panel.box.x)} {px(y)}H{px(panel.box.right)}"/>'
        yield draw_text(words)
    yield from (draw_text(words) for words in panel.words)
    yield f'<g>{draw_tip(panel.tip)}<path class="target" d="{draw_path(panel.target)}"/>'
    if panel.actual:
        yield f'<path class="actual" d="{draw_path(panel.actual)}"/>'
        x, y = panel.actual[-1]
        yield f'<circle class="dot" cx="{px(x)}" cy="{px(y)}" r="3.5"/>'
    yield "</g>"
