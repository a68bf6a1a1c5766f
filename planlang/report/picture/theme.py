"""How pictures look: colours, type sizes and distances, the same for every painter.

In: nothing. Out: constants. Colours were chosen so that text has a contrast of at least 4.5:1, shapes 3:1, and no two
states differ by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.frozen import frozen
from planlang.values.severities import Level

FONTS = (
    "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Helvetica Neue', Arial, "
    "sans-serif"
)


@frozen
class TextStyle:
    """A kind of text: its class name, size in px, and whether it is semi-bold."""

    name: str
    size: float
    bold: bool = False


TITLE = TextStyle("title", 24, True)
SUBTITLE = TextStyle("subtitle", 14)
NAME = TextStyle("name", 13)
GROUP = TextStyle("group", 13, True)
CELL = TextStyle("cell", 12)
COLUMN = TextStyle("column", 11)
QUARTER = TextStyle("quarter", 12)
MONTH = TextStyle("month", 13, True)
WEEK = TextStyle("week", 11)
END = TextStyle("end", 11)
LATE = TextStyle("late", 11, True)
LAG = TextStyle("lag", 11)
PILL = TextStyle("pill", 11, True)
GOAL = TextStyle("goal", 11, True)
LEGEND = TextStyle("legend", 12)
FIGURE = TextStyle("figure", 16, True)
STYLES = (
    TITLE, SUBTITLE, NAME, GROUP, CELL, COLUMN, QUARTER, MONTH, WEEK, END, LATE, LAG, PILL, GOAL, LEGEND, FIGURE,
)  # fmt: skip


@frozen
class Theme:
    """The colours of one theme, as `#RRGGBB`."""

    name: str
    page: str
    surface: str
    border: str
    ink: str
    muted: str
    axis: str
    row_line: str
    week_line: str
    month_line: str
    weekend: str
    holiday: str
    task: str
    done: str
    critical: str
    critical_done: str
    stripe: str
    summary: str
    baseline: str
    today: str
    today_ink: str
    slack: str
    link: str
    late: str
    good: str
    levels: Mapping[Level, str]
    level_inks: Mapping[Level, str]


LIGHT = Theme(
    name="light",
    page="#F6F8FB",
    surface="#FFFFFF",
    border="#E2E8F0",
    ink="#0F172A",
    muted="#475569",
    axis="#64748B",
    row_line="#EEF1F6",
    week_line="#E5E9F0",
    month_line="#CBD5E1",
    weekend="#F4F6F9",
    holiday="#D5DBE5",
    task="#4A90D9",
    done="#1F5A99",
    critical="#D9480F",
    critical_done="#8F2D06",
    stripe="#FFFFFF",
    summary="#334155",
    baseline="#8A94A6",
    today="#0F766E",
    today_ink="#FFFFFF",
    slack="#64748B",
    link="#8A94A6",
    late="#9A3412",
    good="#0B6B53",
    levels={Level.CRITICAL: "#9B1C1C", Level.HIGH: "#D9480F", Level.WARNING: "#E3A008", Level.INFO: "#3B76C4"},
    level_inks={Level.CRITICAL: "#FFFFFF", Level.HIGH: "#FFFFFF", Level.WARNING: "#0F172A", Level.INFO: "#FFFFFF"},
)
DARK = Theme(
    name="dark",
    page="#0F172A",
    surface="#111C33",
    border="#24324F",
    ink="#E5E7EB",
    muted="#A8B3C5",
    axis="#94A3B8",
    row_line="#1B2842",
    week_line="#22304C",
    month_line="#3A4A69",
    weekend="#16223C",
    holiday="#33435F",
    task="#5AA9F0",
    done="#B7DBFF",
    critical="#FF8A4C",
    critical_done="#FFD9C2",
    stripe="#111C33",
    summary="#CBD5E1",
    baseline="#7C889C",
    today="#2DD4BF",
    today_ink="#0F172A",
    slack="#94A3B8",
    link="#7C889C",
    late="#FF9F43",
    good="#4CD4A8",
    levels={Level.CRITICAL: "#FF6B6B", Level.HIGH: "#FF9F43", Level.WARNING: "#FFE08A", Level.INFO: "#8FB3FF"},
    level_inks=dict.fromkeys(Level, "#0F172A"),
)
