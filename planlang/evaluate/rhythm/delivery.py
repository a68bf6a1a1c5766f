"""When a channel sends what it is given: held over quiet hours and days off, gathered into digests, summed up above its maximum.

In: a channel, the days of the plan, what is known since when. Out: local times, messages. To whom is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from planlang.evaluate.results.beside import Form, Notice, Told
from planlang.frozen import define, field, frozen
from planlang.plan.sending import sent_at
from planlang.semantics.model import Channel
from planlang.values.calendars import Calendar
from planlang.values.periods import Grid
from planlang.values.severities import SEVERITY_LADDER


@frozen
class _Sent:
    """One thing with the time at which it goes out, and whether in a digest."""

    at: datetime | None
    in_digest: bool
    told: Told


@define
class Delivery:
    """One channel."""

    channel: Channel
    calendar: Calendar
    grid: Grid
    _found: dict[tuple[datetime, bool, bool], datetime | None] = field(factory=dict)

    def at(self, known: datetime, severity: str | None) -> datetime | None:
        """When it sends what is known since some time; None where it never does again."""
        gathered = self.gathers(severity)
        waits = self.channel.quiet is not None and not _is_exempt(severity, self.channel.quiet_exempt)
        key = (known, gathered, waits)
        if key not in self._found:
            self._found[key] = sent_at(self.channel, known, self.calendar, self.grid, gathered=gathered, waits=waits)
        return self._found[key]

    def gathers(self, severity: str | None) -> bool:
        """Whether what is so bad waits for a digest."""
        return self.channel.digest is not None and not _is_exempt(severity, self.channel.digest_exempt)

    def messages(self, to: str, told: Iterable[Told]) -> Iterator[Notice]:
        """The messages to one person, by time."""
        sent = sorted(
            (_Sent(self.at(one.known, one.severity), self.gathers(one.severity), one) for one in told), key=_place
        )
        never = [one for one in sent if one.at is None]
        for _, day in groupby((one for one in sent if one.at is not None), key=lambda one: one.at and one.at.date()):
            yield from self._day(to, list(_made(day)))
        if never:
            yield self._notice(to, Form.SUMMARY if len(never) > 1 else Form.SINGLE, never)

    def _day(self, to: str, messages: list[tuple[Form, list[_Sent]]]) -> Iterator[Notice]:
        """The messages of one day: where they are too many, the last ones in one."""
        most = self.channel.most
        if most is not None and len(messages) > most:
            rest = [one for _, sent in messages[most - 1 :] for one in sent]
            messages = [*messages[: most - 1], (Form.SUMMARY, rest)]
        for form, sent in messages:
            yield self._notice(to, form, sent)

    def _notice(self, to: str, form: Form, sent: Sequence[_Sent]) -> Notice:
        return Notice(self.channel.ident.name, to, sent[-1].at, form, tuple(one.told for one in sent))


def _is_exempt(severity: str | None, level: str | None) -> bool:
    """Whether something is as bad as what waits for nothing, or worse."""
    return severity is not None and level is not None and _rank(severity) >= _rank(level)


def _rank(severity: str | None) -> int:
    return -1 if severity is None else SEVERITY_LADDER.index(severity)


def _place(one: _Sent) -> tuple[datetime, bool, int, datetime]:
    """By time, what goes out alone first, then the worst first, then as it became known."""
    return one.at or datetime.max, one.in_digest, -_rank(one.told.severity), one.told.known


def _made(sent: Iterable[_Sent]) -> Iterator[tuple[Form, list[_Sent]]]:
    """What goes out together: each alone, or all of one digest."""
    for (_, in_digest), group in groupby(sent, key=lambda one: (one.at, one.in_digest)):
        if in_digest:
            yield Form.DIGEST, list(group)
        else:
            yield from ((Form.SINGLE, [one]) for one in group)
