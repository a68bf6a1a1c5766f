"""Channels: by which way people hear of what, and when they are left in peace."""

from __future__ import annotations

from datetime import time

from planlang.frozen import frozen
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.recurrences import Recurrence
from planlang.semantics.model.who import Party


@frozen
class Topic:
    """What is sent: `alert`, `process`, `adjust`, `task`, `milestone` or `review`, by qualified name."""

    kind: str
    name: str


@frozen
class Sending:
    """What a channel sends to whom; to whoever is told of it where it names nobody."""

    topics: tuple[Topic, ...]
    to: tuple[Party, ...]


@frozen
class Channel:
    """A way to people.

    Attributes:
        way: by what it goes: `slack`; None where that is not said.
        variable: the name of the environment variable with its address, which is never read here; None where it is not said.
        sends: in written order.
        digest: when it sends all that has come up since the last time; None: each by itself.
        digest_exempt: what is so bad, or worse, waits for no digest; None: all does.
        quiet: from when to when it sends nothing, nor on days off; None: it always may.
        quiet_exempt: what is so bad, or worse, is sent then as well; None: nothing is.
        most: how many messages somebody gets a day at most; None: any number.
        calendar: by which days are off (qualified name).
    """

    ident: Ident
    way: str | None
    variable: str | None
    sends: tuple[Sending, ...]
    digest: Recurrence | None
    digest_exempt: str | None
    quiet: tuple[time, time] | None
    quiet_exempt: str | None
    most: int | None
    calendar: str
