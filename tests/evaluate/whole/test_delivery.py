"""When channels send: held against walking through time a quarter of an hour at a step, and laws of what is made of a day."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.beside import Told, Topic
from planlang.values.calendars import Calendar
from tests.laws import tries
from tests.spec.checks.channels import delivery

QUARTER = timedelta(minutes=15)
SLOW = settings(max_examples=tries(60), deadline=None)

times = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
instants = st.integers(0, 96 * 40).map(lambda quarters: datetime(2026, 1, 30) + quarters * QUARTER)
severities = st.sampled_from([None, "info", "warning", "high", "critical"])


def walked(known: datetime, quiet: tuple[time, time], digest: time | None, calendar: Calendar) -> datetime:
    """The first time at which something may be sent: by trying each quarter of an hour."""
    at = known
    while digest is not None and not (at.time() == digest and calendar.is_working(at.date())):
        at += QUARTER
    start, end = quiet
    asleep = {start}
    minute = datetime.combine(known.date(), start)
    while minute.time() != end:
        asleep.add(minute.time())
        minute += QUARTER
    while at.time() in asleep or not calendar.is_working(at.date()):
        at += QUARTER
    return at


@SLOW
@given(instants, times, times, st.none() | times)
def test_a_channel_sends_at_the_first_time_that_is_neither_quiet_nor_off(
    known: datetime, start: time, end: time, digest: time | None
) -> None:
    if start == end:
        return
    clauses = f"quiet {start:%H:%M} .. {end:%H:%M}" + (f"; digest every workday {digest:%H:%M}" if digest else "")
    found = delivery(clauses)
    assert found.at(known, "high") == walked(known, (start, end), digest, found.calendar)


@SLOW
@given(st.lists(st.tuples(instants, severities), max_size=40), st.integers(1, 5), st.booleans(), st.booleans())
def test_everything_is_told_once_and_nobody_gets_more_than_the_maximum(
    what: list[tuple[datetime, str | None]], most: int, quiet: bool, digest: bool
) -> None:
    clauses = [f"every day at most {most}"]
    clauses += ["quiet 20:00 .. 08:30, except critical"] if quiet else []
    clauses += ["digest every workday 09:00, except high"] if digest else []
    found = delivery("; ".join(clauses))
    told = [Told(Topic.RULE, f"{n}", "r", "plan:", "R", severity, known) for n, (known, severity) in enumerate(what)]
    messages = list(found.messages("Ann", told))
    assert sorted(one.finding for message in messages for one in message.told) == sorted(one.finding for one in told)
    days = Counter(message.at.date() for message in messages if message.at is not None)
    assert all(count <= most for count in days.values())
    for message in messages:
        sent = [found.at(one.known, one.severity) for one in message.told]
        assert message.at == max(at for at in sent if at is not None)
        assert {at.date() for at in sent if at is not None} == {message.at.date()}
