"""Single marks as SVG elements: bars, diamonds, arrows, flags, rings, the signs of a legend.

In: placed marks of a scene. Out: elements as text; colours are classes, every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planlang.report.picture.legend import FLAG_KINDS
from planlang.report.picture.measure import MOST_FLAGS, flag_width
from planlang.report.picture.scene import (
    Arrow,
    Bar,
    BarLook,
    Box,
    Diamond,
    Due,
    Flag,
    LegendKind,
    Point,
    Side,
    Standing,
    Swatch,
    Tail,
    Tone,
    Words,
)
from planlang.report.picture.theme import PILL
from planlang.values.severities import Level

HEAD = 7.0
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_ANCHORS = {Side.START: "", Side.MIDDLE: " middle", Side.END: " e"}
_HALOED = {"end", "late", "lag", "goal"}
_LEVELS = {kind: level for level, kind in FLAG_KINDS.items()}


def escaped(text: str) -> str:
    """Text as it may stand in an element or an attribute."""
    return text.translate(_ESCAPES)


def px(value: float) -> str:
    """A number of px with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def draw_rect(box: Box, kind: str, radius: float = 0) -> str:
    """A rectangle of a class."""
    corner = f' rx="{px(radius)}"' if radius else ""
    place = f'x="{px(box.x)}" y="{px(box.y)}" width="{px(box.width)}" height="{px(box.height)}"'
    return f'<rect class="{kind}" {place}{corner}/>'


def draw_text(words: Words) -> str:
    """A line of text."""
    kind = words.style.name + _ANCHORS[words.side] + ("" if words.tone is Tone.PLAIN else f" {words.tone.value}")
    if words.style.name in _HALOED:
        kind += " halo"
    return f'<text class="{kind}" x="{px(words.x)}" y="{px(words.y)}">{escaped(words.text)}</text>'


def draw_tip(tip: str | None) -> str:
    """What a pointer over the element tells."""
    return f"<title>{escaped(tip)}</title>" if tip else ""


def draw_path(points: Iterable[Point]) -> str:
    """A line through points, level and upright stretches as such."""
    parts: list[str] = []
    last: Point | None = None
    for x, y in points:
        if last is None:
            parts.append(f"M{px(x)} {px(y)}")
        elif y == last[1]:
            parts.append(f"H{px(x)}")
        elif x == last[0]:
            parts.append(f"V{px(y)}")
        else:
            parts.append(f"L{px(x)} {px(y)}")
        last = (x, y)
    return "".join(parts)


def draw_bar(bar: Bar) -> Iterator[str]:
    """A task or summary with the part done, and chevrons where it goes on beyond the drawn days."""
    box = bar.box
    if bar.look is BarLook.SUMMARY:
        cap = min(5.0, box.width / 2)
        left = (
            f"V{px(box.bottom)}"
            if bar.open_left
            else f"L{px(box.x + cap)} {px(box.bottom)}L{px(box.x)} {px(box.bottom + 5)}"
        )
        right = (
            f"V{px(box.bottom)}" if bar.open_right else f"V{px(box.bottom + 5)}L{px(box.right - cap)} {px(box.bottom)}"
        )
        shape = f"M{px(box.x)} {px(box.y)}H{px(box.right)}{right}"
        closing = f"H{px(box.x)}Z" if bar.open_left else f"{left}Z"
        yield f'<path class="summary mark" d="{shape}{closing}"/>'
    else:
        yield draw_rect(box, f"{bar.look.value} mark", 3)
        if bar.done:
            done = Box(box.x, box.y + (box.height - 6) / 2, bar.done, 6)
            yield draw_rect(done, ("critical-done" if bar.look is BarLook.CRITICAL else "done") + " mark", 2)
        if bar.look is BarLook.CRITICAL:
            yield draw_rect(box, "striped mark", 3)
    middle = box.y + box.height / 2
    if bar.open_left:
        yield f'<path class="open mark" d="M{px(box.x - 4)} {px(middle - 4)}l-4 4l4 4"/>'
    if bar.open_right:
        yield f'<path class="open mark" d="M{px(box.right + 3)} {px(middle - 4)}l4 4l-4 4"/>'


def draw_diamond(diamond: Diamond, kind: str) -> str:
    """A milestone."""
    r = diamond.radius
    path = f"M{px(diamond.x)} {px(diamond.y - r)}l{px(r)} {px(r)}l{px(-r)} {px(r)}l{px(-r)} {px(-r)}Z"
    return f'<path class="{kind}" d="{path}"/>'


def draw_tail(tail: Tail) -> Iterator[str]:
    """Float with a small end."""
    yield f'<path class="tail mark" d="M{px(tail.left)} {px(tail.y)}H{px(tail.right)}"/>'
    yield f'<path class="tail-end mark" d="M{px(tail.right)} {px(tail.y - 3)}v6"/>'


def draw_due(due: Due) -> str:
    """A deadline: a line with a wedge that points at it, clear of what is behind."""
    path = f"M{px(due.x - 4)} {px(due.y)}h8l-4 5ZM{px(due.x)} {px(due.y + 5)}v{px(due.height - 5)}"
    kind = "missed" if due.missed else "due"
    return f'<path class="due-ground mark" d="{path}"/><path class="{kind} mark" d="{path}"/>'


def draw_arrow(arrow: Arrow) -> str:
    """A dependency: a line that ends in the foot of its head."""
    (x, y), (before, _) = arrow.points[-1], arrow.points[-2]
    back = HEAD if before < x else -HEAD
    corners: list[Point] = [*arrow.points[:-1], (x - back + (1 if back > 0 else -1), y)]
    path = draw_path(corners)
    head = f"M{px(x)} {px(y)}l{px(-back)} -3.5v7Z"
    kind = "-critical" if arrow.critical else ""
    faint = ' class="faint"' if arrow.faint else ""
    return (
        f'<g{faint}>{draw_tip(arrow.tip)}<path class="link{kind}" d="{path}"/><path class="head{kind}" d="{head}"/></g>'
    )


def draw_flag(flag: Flag) -> str:
    """A flag with its sign, and how many it stands for."""
    width = flag_width(flag.count)
    left, top = flag.middle - width / 2, flag.y - 17
    tip = min(max(flag.x, left), left + width)
    kind = f"{'pending' if flag.hollow else 'flag'}-{flag.level.value}"
    shape = f"M{px(left)} {px(top)}h{px(width)}v11.5L{px(tip)} {px(flag.y)}L{px(left)} {px(flag.y - 5.5)}Z"
    ink = f"flag-{flag.level.value}" if flag.hollow else f"sign-{flag.level.value}"
    sign = draw_sign(flag.middle if flag.count == 1 else left + 7, top + 6.5, flag.level, ink)
    count = ""
    if flag.count > 1:
        tone = "count" if flag.hollow else ink
        x, number = px(left + (width + 11) / 2), "99+" if flag.count > MOST_FLAGS else flag.count
        count = f'<text class="{PILL.name} {tone} middle" x="{x}" y="{px(top + 10.5)}">{number}</text>'
    return f'<g>{draw_tip(flag.tip)}<path class="{kind}" d="{shape}"/>{sign}{count}</g>'


def draw_ring(x: float, y: float, standing: Standing) -> str:
    """A ring with a sign."""
    ring = f'<circle class="ring-{standing.value}" cx="{px(x)}" cy="{px(y)}" r="6.5"/>'
    kind = f"glyph-{standing.value}"
    match standing:
        case Standing.GOOD:
            return ring + f'<path class="{kind} mark" d="M{px(x - 3)} {px(y)}l2 2.5l4 -4.5"/>'
        case Standing.RISK:
            return ring + draw_sign(x, y, Level.HIGH, kind)
        case Standing.BAD:
            return ring + draw_sign(x, y, Level.CRITICAL, kind)
        case Standing.UNKNOWN:
            return ring + draw_sign(x, y, Level.WARNING, kind)


def draw_sign(x: float, y: float, level: Level, kind: str) -> str:
    """The sign of a level, about 6 px high, around a point."""
    match level:
        case Level.CRITICAL:
            path = f"M{px(x - 1)} {px(y - 4)}h2v5h-2ZM{px(x - 1)} {px(y + 2)}h2v2h-2Z"
        case Level.HIGH:
            path = f"M{px(x)} {px(y - 3.5)}l3.5 6h-7Z"
        case Level.WARNING:
            path = f"M{px(x - 2.25)} {px(y)}a2.25 2.25 0 1 0 4.5 0a2.25 2.25 0 1 0 -4.5 0Z"
        case Level.INFO:
            path = f"M{px(x - 2.5)} {px(y - 1)}h5v2h-5Z"
    return f'<path class="{kind} mark" d="{path}"/>'


def draw_swatch(swatch: Swatch) -> Iterator[str]:
    """A sign of the legend and its name."""
    box = swatch.box
    middle, centre = box.y + 7, box.x + box.width / 2
    bar = Box(box.x, box.y + 2, box.width, 10)
    match swatch.kind:
        case LegendKind.TASK | LegendKind.TENTATIVE:
            yield draw_rect(bar, swatch.kind.value, 3)
        case LegendKind.CRITICAL:
            yield draw_rect(bar, "critical", 3)
            yield draw_rect(bar, "striped", 3)
        case LegendKind.DONE:
            yield draw_rect(Box(box.x, middle - 3, box.width, 6), "done", 2)
        case LegendKind.SUMMARY:
            yield from draw_bar(Bar(Box(box.x, middle - 4, box.width, 6), BarLook.SUMMARY, None, False, False))
        case LegendKind.MILESTONE:
            yield draw_diamond(Diamond(centre, middle, 6.5, critical=False), "done")
        case LegendKind.PLANNED:
            yield draw_rect(Box(box.x, middle - 1.5, box.width, 3), "ghost", 1.5)
        case LegendKind.FLOAT:
            yield from draw_tail(Tail(box.x, box.right, middle))
        case LegendKind.DEADLINE | LegendKind.MISSED:
            yield draw_due(Due(centre, box.y, 14, swatch.kind is LegendKind.MISSED))
        case LegendKind.HOLIDAY:
            yield draw_rect(bar, "hatched")
        case LegendKind.GOAL:
            yield draw_ring(centre, middle, Standing.UNKNOWN)
        case LegendKind.MEETING:
            yield f'<circle class="dot" cx="{px(centre)}" cy="{px(middle)}" r="2.5"/>'
        case LegendKind.UPCOMING:
            yield draw_flag(Flag(centre, box.bottom + 1, centre, 0, Level.WARNING, True, 1, ""))
        case _:
            yield draw_flag(Flag(centre, box.bottom + 1, centre, 0, _LEVELS[swatch.kind], False, 1, ""))
    yield draw_text(swatch.words)
