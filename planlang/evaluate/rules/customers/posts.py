"""Who holds a role, and who has left a post, as tables for rules about the owners of records.

In: the roster. Out: tables in the engine.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from planlang.evaluate.entities.roster import LAST_DAY, Post, Roster
from planlang.evaluate.stages.stage_rows import as_number
from planlang.evaluate.stages.visits import Visits
from planlang.values.periods import DAY
from planlang.values.units import Count, TextUnit, Truth

IN_ROLE, LEFT = "in_role", "left_posts"
"""Tables of a process: `person` who holds the role; `person`, the `last` day in a post after which he has another one or none, and
whether he has none (`is_gone`).
"""


def keep_role(visits: Visits, role: str, roster: Roster | None, kept: str) -> str:
    """Make a table of those who hold a role on the last day known; its name."""
    today = visits.cut - DAY
    posts = () if roster is None else roster.posts
    people = sorted({post.person for post in posts if post.role == role and post.holds(today)})
    visits.engine.upload(f"{kept}_{IN_ROLE}", {"person": (TextUnit(), people)})
    return f"{kept}_{IN_ROLE}"


def keep_left_posts(visits: Visits, roster: Roster | None, kept: str) -> str:
    """Make a table of those who have left a post by the cut; its name."""
    rows: list[tuple[str, int, bool]] = []
    for person, posts in ({} if roster is None else roster.posts_of).items():
        for post in posts:
            if post.end < min(visits.cut, LAST_DAY) and not _goes_on(post, posts):
                later = any(other.holds(post.end + DAY) for other in posts)
                rows.append((person, as_number(np.datetime64(post.end)), not later))
    visits.engine.upload(
        f"{kept}_{LEFT}",
        {
            "person": (TextUnit(), [person for person, _, _ in rows]),
            "last": (Count(), [last for _, last, _ in rows]),
            "is_gone": (Truth(), [gone for _, _, gone in rows]),
        },
    )
    return f"{kept}_{LEFT}"


def _goes_on(post: Post, posts: tuple[Post, ...]) -> bool:
    """Whether somebody has the same post on the next day."""
    following: date = post.end + DAY
    return any(other.holds(following) and (other.team, other.role) == (post.team, post.role) for other in posts)
