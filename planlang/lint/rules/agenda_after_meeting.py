"""Agendas that go out once the meeting is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.plan.build import calendars_of
from planlang.plan.recurring import occurrences
from planlang.plan.sending import sent_at
from planlang.semantics.model import Channel, Model, Review
from planlang.values.periods import Grain, Grid, period_of
from planlang.values.zoned import midnight

MESSAGE = Text(
    "agenda-after-meeting",
    "by `{name}` the agenda of `{review}` goes out after the meeting, {late} of {count:time|times}: on {sent} for that of {meeting}",
)
HELP = Text(
    "agenda-after-meeting.help",
    "the agenda is there once the week before is over: let `{name}` send between then and the meeting, or meet later",
)
SUMMARY = Text("agenda-after-meeting.summary", "an agenda that goes out after the meeting")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every review that a channel sends which gathers or is quiet until after the first meeting of a week."""
    model = subject.model
    for name, channel in model.channels.items():
        if (channel.digest is None and channel.quiet is None) or not own(channel.ident):
            continue
        topics = dict.fromkeys(topic for sending in channel.sends for topic in sending.topics)
        for topic in topics:
            review = model.reviews.get(topic.name) if topic.kind == "review" else None
            if review is None:
                continue
            times = list(_times(model, channel, review))
            late = [(sent, at) for sent, at in times if sent > at]
            if late:
                sent, at = (f"{time:%Y-%m-%d %H:%M}" for time in late[0])
                told = MESSAGE(name=name, review=topic.name, late=len(late), count=len(times), sent=sent, meeting=at)
                yield finding(RULE.severity, channel.ident.span, told, HELP(name=name))


def _times(model: Model, channel: Channel, review: Review) -> Iterator[tuple[datetime, datetime]]:
    """When the agenda of the first meeting of each week goes out, and when that meeting is."""
    plan = model.plan
    grid = Grid(plan.week_start, plan.fiscal)
    calendars = calendars_of(model)
    by, off = calendars[plan.calendar], calendars[channel.calendar]
    gathered, waits = channel.digest is not None, channel.quiet is not None
    known = None
    for meeting in occurrences(review.every, plan.start, plan.end, by, grid, review.off):
        week = midnight(period_of(meeting.at.date(), Grain.WEEK, grid).start)
        sent = sent_at(channel, week, off, grid, gathered=gathered, waits=waits) if week != known else None
        known = week
        if sent is not None:
            yield sent, meeting.at


RULE = Rule("agenda-after-meeting", SUMMARY, "contradictions", Severity.WARNING, check)
