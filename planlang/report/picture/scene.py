"""A picture before it is painted: everything placed, in px, with its text finished.

In: nothing (data classes). Out: what a layout makes and a painter of any format walks through in order. y grows
downward. Texts are clean (one line, no control characters) but not escaped.
"""

from __future__ import annotations

from enum import Enum

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.report.picture.theme import TextStyle, Theme
from planlang.values.severities import Level

Point = tuple[float, float]


@frozen
class Box:
    """A rectangle by its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


class Side(Enum):
    """Which end of a text stands at its x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Tone(Enum):
    """What colour a text has beside its style's own."""

    PLAIN = "plain"
    LATE = "late"
    GOOD = "good"
    MUTED = "muted"


@frozen
class Words:
    """A placed line of text; `y` is its baseline, `width` what it takes at most; `full` what it was cut from."""

    text: str
    x: float
    y: float
    style: TextStyle
    width: float
    side: Side = Side.START
    tone: Tone = Tone.PLAIN
    full: str | None = None

    @property
    def box(self) -> Box:
        """The rectangle it covers, from the top of the capitals to the foot of the descenders."""
        left = {Side.START: self.x, Side.MIDDLE: self.x - self.width / 2, Side.END: self.x - self.width}[self.side]
        return Box(left, self.y - 0.8 * self.style.size, self.width, self.style.size)


# ---------------------------------------------------------------- the time axis


@frozen
class Rule:
    """A vertical line of the grid; `strong` for months and longer."""

    x: float
    top: float
    bottom: float
    strong: bool


@frozen
class Shade:
    """Days off behind the rows; hatched for holidays and leave, plain for weekends."""

    box: Box
    hatched: bool
    tip: str | None


# ---------------------------------------------------------------- rows


class BarLook(Enum):
    """How a bar is drawn; hatching says critical, a dashed outline says tentative."""

    TASK = "task"
    CRITICAL = "critical"
    TENTATIVE = "tentative"
    SUMMARY = "summary"


@frozen
class Bar:
    """A task or a summary.

    Attributes:
        done: width in px of the part done, or None where nothing is known.
        open_left, open_right: whether it goes on beyond the drawn days.
    """

    box: Box
    look: BarLook
    done: float | None
    open_left: bool
    open_right: bool


@frozen
class Diamond:
    """A milestone by its middle and half its width; `hollow` for where it was planned."""

    x: float
    y: float
    radius: float
    critical: bool
    finished: bool = False
    hollow: bool = False

    @property
    def box(self) -> Box:
        """The square around it."""
        return Box(self.x - self.radius, self.y - self.radius, 2 * self.radius, 2 * self.radius)


@frozen
class Tail:
    """Float: from the finish to the latest finish."""

    left: float
    right: float
    y: float


@frozen
class Due:
    """A deadline by its x; `missed` where the finish lies after it."""

    x: float
    y: float
    height: float
    missed: bool


@frozen
class Row:
    """One line of the picture: cells of the table, and what stands on the axis.

    Attributes:
        key: qualified name of the task or milestone.
        triangle: where the mark of a group stands, or None.
        warning: level of the worst violation about it, or None.
        ghost: where it was planned, drawn under or behind.
        tip: what a pointer over it tells, lines separated by newlines.
    """

    key: str
    box: Box
    cells: tuple[Words, ...]
    triangle: Point | None
    warning: tuple[Point, Level] | None
    mark: Bar | Diamond | None
    ghost: Box | Diamond | None
    tail: Tail | None
    due: Due | None
    label: Words | None
    leave: tuple[Shade, ...]
    tip: str


@frozen
class Arrow:
    """A dependency as a line with right angles; its head points at the last point.

    Attributes:
        faint: one of so many that they are drawn lightly.
        lag: how long it waits, or None.
    """

    before: str
    after: str
    points: tuple[Point, ...]
    critical: bool
    faint: bool
    lag: Words | None
    tip: str


# ---------------------------------------------------------------- markers


@frozen
class Flag:
    """Something that was broken (or will be: hollow), on the lane of alerts.

    Attributes:
        x, y: the tip of the flag, at its foot.
        middle: x of the middle of its cloth, beside the tip where the line of the cut is near.
        bottom: where its dotted line ends.
        count: how many it stands for.
    """

    x: float
    y: float
    middle: float
    bottom: float
    level: Level
    hollow: bool
    count: int
    tip: str


class Standing(Enum):
    """How a goal stands, with a sign each."""

    GOOD = "good"
    RISK = "risk"
    BAD = "bad"
    UNKNOWN = "unknown"


@frozen
class GoalMark:
    """The last day of a goal: a ring on the lane of marks, and a line down to `bottom`."""

    x: float
    y: float
    bottom: float
    standing: Standing
    words: Words | None
    tip: str


@frozen
class Dot:
    """When something is held, or several things."""

    x: float
    y: float
    tip: str


@frozen
class CutLine:
    """Up to where facts are known: a pill with a date and a line from `top` to `bottom`."""

    x: float
    top: float
    bottom: float
    pill: Box
    words: Words


# ---------------------------------------------------------------- panels and legend


@frozen
class BurnUp:
    """A goal on the same axis: target to date (dashed) and actual (solid) through the points that are known.

    Attributes:
        ticks: level lines with their values.
        words: title, figures and status in the table's columns.
    """

    box: Box
    target: tuple[Point, ...]
    actual: tuple[Point, ...]
    ticks: tuple[tuple[float, Words], ...]
    words: tuple[Words, ...]
    tip: str


class LegendKind(Enum):
    """What a swatch of the legend shows."""

    TASK = "task"
    CRITICAL = "critical"
    TENTATIVE = "tentative"
    DONE = "done"
    SUMMARY = "summary"
    MILESTONE = "milestone"
    PLANNED = "planned"
    FLOAT = "float"
    DEADLINE = "deadline"
    MISSED = "missed"
    HOLIDAY = "holiday"
    GOAL = "goal"
    MEETING = "meeting"
    FLAG_CRITICAL = "flag-critical"
    FLAG_HIGH = "flag-high"
    FLAG_WARNING = "flag-warning"
    FLAG_INFO = "flag-info"
    UPCOMING = "upcoming"


@frozen
class Swatch:
    """One entry of the legend; the sign stands left of the words, in `box`."""

    kind: LegendKind
    box: Box
    words: Words


@frozen
class Scene:
    """A whole timeline.

    Attributes:
        title, description: what it is called and what it says, for those who cannot see it.
        card: the panel that holds the table, the chart and the legend.
        table: the columns on the left, headers to last row.
        chart: the rows' part of the time axis.
    """

    width: float
    height: float
    theme: Theme
    language: Language
    title: str
    description: str
    card: Box
    table: Box
    chart: Box
    words: tuple[Words, ...]
    shades: tuple[Shade, ...]
    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    arrows: tuple[Arrow, ...]
    flags: tuple[Flag, ...]
    goals: tuple[GoalMark, ...]
    dots: tuple[Dot, ...]
    cut: CutLine | None
    panels: tuple[BurnUp, ...]
    legend: tuple[Swatch, ...]
