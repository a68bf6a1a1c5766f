"""The next meetings: when, who comes, and the figures on the agenda.

In: the meetings of an evaluation. Out: a section.
"""

from __future__ import annotations

from datetime import datetime

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import Entry, Listing, Paragraph, Section, Tone, headed
from planlang.report.words.agenda import agenda
from planlang.report.words.dates import short_day
from planlang.report.words.names import COMMA, NOBODY

MEETINGS = Text("report.meetings.meetings", "Next meetings")
WHEN = Text("report.meetings.when", "{weekday} {day} {time}")
HEAD = Text("report.meetings.head", "{when}  {title} ({names})")
MOVED = Text("report.meetings.moved", "{when} (not {regular}: off work)")
ITEM = Text("report.meetings.item", "{title}: {message}")
BETWEEN = Text("report.meetings.between", "; ")
AND_MORE = Text("report.meetings.and-more", "{names} and {count} more")
WEEKDAYS = (
    Text("report.weekday.monday", "Mon"),
    Text("report.weekday.tuesday", "Tue"),
    Text("report.weekday.wednesday", "Wed"),
    Text("report.weekday.thursday", "Thu"),
    Text("report.weekday.friday", "Fri"),
    Text("report.weekday.saturday", "Sat"),
    Text("report.weekday.sunday", "Sun"),
)
MOST_NAMES = 6


def meetings_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Each meeting with its agenda below it; nothing where none is held."""
    if not evaluation.meetings:
        return None
    entries: list[Entry] = []
    for meeting in evaluation.meetings:
        review = evaluation.plan.model.reviews[meeting.review]
        names = _people(meeting.attendants, language, len(meeting.attendants) if whole else MOST_NAMES)
        when = when_words(meeting.at, language)
        if meeting.regular != meeting.at.date():
            when = MOVED(when=when, regular=short_day(meeting.regular, language)).render(language)
        head = HEAD(when=when, title=review.ident.title, names=names).render(language)
        items = [ITEM(title=item.title, message=item.message).render(language) for item in agenda(review, evaluation)]
        below = (Paragraph(BETWEEN().render(language).join(items)),) if items else ()
        entries.append(Entry(head, Tone.STRONG, below=below))
    return Section(headed(MEETINGS, len(evaluation.meetings), language), (Listing(tuple(entries)),))


def _people(names: tuple[str, ...], language: Language, most: int) -> str:
    """The first of some people, and how many more there are."""
    text = COMMA().render(language).join(names[:most]) or NOBODY().render(language)
    return text if len(names) <= most else AND_MORE(names=text, count=len(names) - most).render(language)


def when_words(at: datetime, language: Language) -> str:
    """A day and a time: `Mon 18 May 09:30`, `5/18 周一 09:30`."""
    weekday = WEEKDAYS[at.weekday()]()
    return WHEN(weekday=weekday, day=short_day(at.date(), language), time=f"{at:%H:%M}").render(language)
