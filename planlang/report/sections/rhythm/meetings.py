"""The next meetings: when, who comes, the figures on the agenda, what was decided the last time and became of it.

In: the meetings of an evaluation. Out: a section; one-to-ones stand together under their review.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.results.beside import Meeting
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import Entry, Listing, Paragraph, Section, Tone, headed
from planlang.report.words.agenda.agenda import Agenda, action_words
from planlang.report.words.dates import short_day
from planlang.report.words.names import COMMA, NOBODY, entity_name, owner_name
from planlang.semantics.model import EntityKind, Review

MEETINGS = Text("report.meetings.meetings", "Next meetings")
WHEN = Text("report.meetings.when", "{weekday} {day} {time}")
DAY_ALONE = Text("report.meetings.day", "{weekday} {day}")
HEAD = Text("report.meetings.head", "{when}  {title} ({names})")
MOVED = Text("report.meetings.moved", "{when} (not {regular}: off work)")
LASTS = Text("report.meetings.lasts", "{head}, {length}")
MINUTES = Text("report.meetings.minutes", "{count} min")
HOURS = Text("report.meetings.hours", "{count} h")
FROM = Text("report.meetings.from", "from {when}")
PEOPLE = Text("report.meetings.people", "{count:person|people}")
TEAMS = Text("report.meetings.teams", "{count:team|teams}")
EACH = Text("report.meetings.each", "{when}  {names}")
EACH_SAID = Text("report.meetings.each-said", "{each}: {words}")
ITEM = Text("report.meetings.item", "{title}: {message}")
BETWEEN = Text("report.meetings.between", "; ")
LAST_TIME = Text("report.meetings.last-time", "Decided on {day}: {words}")
TO_DO = Text("report.meetings.to-do", "To do: {words}")
TO_PRODUCE = Text("report.meetings.to-produce", "Comes out of it: {words}")
MORE_EACH = Text("report.meetings.more-each", "… and {count} more (--all)")
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
MOST_EACH = 5
"""How many meetings of one review are told that is held with each."""
MOST_OF_KIND = 12
"""How many of a kind are told where all are on the agenda."""


def meetings_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Each meeting with its agenda below it; nothing where none is held."""
    if not evaluation.meetings:
        return None
    agenda = Agenda(evaluation)
    together: dict[str, list[Meeting]] = {}
    for number, meeting in enumerate(evaluation.meetings):
        key = f"{number}" if meeting.entity == WHOLE else f"each {meeting.review}"
        together.setdefault(key, []).append(meeting)
    entries = tuple(
        _each(meetings, agenda, language, whole=whole)
        if key.startswith("each")
        else _alone(meetings[0], agenda, language, whole=whole)
        for key, meetings in together.items()
    )
    return Section(headed(MEETINGS, len(evaluation.meetings), language), (Listing(entries),))


def _alone(meeting: Meeting, agenda: Agenda, language: Language, *, whole: bool) -> Entry:
    """A meeting of all, with what is on its agenda."""
    review = agenda.evaluation.plan.model.reviews[meeting.review]
    names = _people(meeting.attendants, language, len(meeting.attendants) if whole else MOST_NAMES)
    head = HEAD(when=_when(meeting, language), title=review.ident.title, names=names)
    items = _listed(_items(agenda, meeting, whole=whole), language)
    said = [*([items] if items else []), *_before(meeting, agenda.evaluation, language), *_to_come(review, language)]
    return Entry(_with_length(head, review, language), Tone.STRONG, below=tuple(Paragraph(text) for text in said))


def _each(meetings: list[Meeting], agenda: Agenda, language: Language, *, whole: bool) -> Entry:
    """The meetings of a review that is held with each, one below the other."""
    evaluation = agenda.evaluation
    review = evaluation.plan.model.reviews[meetings[0].review]
    counted = (PEOPLE if review.kind is EntityKind.PERSON else TEAMS)(count=len(meetings))
    first = FROM(when=when_words(meetings[0].at, language))
    head = HEAD(when=first, title=review.ident.title, names=counted)
    below: list[Paragraph] = []
    shown = meetings if whole else meetings[:MOST_EACH]
    for meeting in shown:
        own = entity_name(meeting.entity, evaluation.plan, language)
        names = _people((own, *(name for name in meeting.attendants if name != own)), language, MOST_NAMES)
        each: Message = EACH(when=_when(meeting, language), names=names)
        items = _listed(_items(agenda, meeting, whole=whole), language)
        below.append(Paragraph((EACH_SAID(each=each, words=items) if items else each).render(language)))
        below += (Paragraph(text, depth=1) for text in _before(meeting, evaluation, language))
    if len(meetings) > len(shown):
        below.append(Paragraph(MORE_EACH(count=len(meetings) - len(shown)).render(language), Tone.MUTED))
    below += (Paragraph(text) for text in _to_come(review, language))
    return Entry(_with_length(head, review, language), Tone.STRONG, below=tuple(below))


def _when(meeting: Meeting, language: Language) -> str:
    """When a meeting is, and when it would have been."""
    when = when_words(meeting.at, language)
    if meeting.regular == meeting.at.date():
        return when
    return MOVED(when=when, regular=short_day(meeting.regular, language)).render(language)


def _with_length(head: Message, review: Review, language: Language) -> str:
    """The head of an entry, with how long a meeting takes where that is said."""
    if review.minutes is None:
        return head.render(language)
    hours, rest = divmod(review.minutes, 60)
    length = MINUTES(count=review.minutes) if rest else HOURS(count=hours)
    return LASTS(head=head, length=length).render(language)


def _before(meeting: Meeting, evaluation: Evaluation, language: Language) -> Iterator[str]:
    """What was decided the last time, and what is to be done since earlier ones."""
    if meeting.since is not None and meeting.decided:
        words = BETWEEN().render(language).join(meeting.decided)
        yield LAST_TIME(day=short_day(meeting.since, language), words=words).render(language)
    day, plan = evaluation.as_of.week.last_day, evaluation.plan
    actions = [
        action_words(action, evaluation, owner_name(plan.nodes[action.task], plan.model, day, language))
        for action in meeting.actions
    ]
    if actions:
        yield TO_DO(words=_listed(actions, language)).render(language)


def _to_come(review: Review, language: Language) -> Iterator[str]:
    """What is to come out of it."""
    if review.produces:
        yield TO_PRODUCE(words=COMMA().render(language).join(review.produces)).render(language)


def _items(agenda: Agenda, meeting: Meeting, *, whole: bool) -> list[Message]:
    """What is on an agenda: of all of a kind the first, and how many more there are."""
    review = agenda.evaluation.plan.model.reviews[meeting.review]
    names = {topic for topic in review.covers if isinstance(topic, str)}
    counts = Counter[str]()
    said: list[Message] = []
    for item in agenda.of(meeting):
        counts[item.kind] += 1
        if whole or item.name in names or counts[item.kind] <= MOST_OF_KIND:
            said.append(ITEM(title=item.title, message=item.message) if item.title else item.message)
    left = counts.total() - len(said)
    return [*said, MORE_EACH(count=left)] if left else said


def _listed(messages: list[Message], language: Language) -> str:
    return BETWEEN().render(language).join(message.render(language) for message in messages)


def _people(names: tuple[str, ...], language: Language, most: int) -> str:
    """The first of some people, and how many more there are."""
    text = COMMA().render(language).join(names[:most]) or NOBODY().render(language)
    return text if len(names) <= most else AND_MORE(names=text, count=len(names) - most).render(language)


def when_words(at: datetime, language: Language) -> str:
    """A day and a time, where there is one: `Mon 18 May 09:30`, `5/18 周一 09:30`."""
    weekday = WEEKDAYS[at.weekday()]()
    if at.time() == time():
        return DAY_ALONE(weekday=weekday, day=short_day(at.date(), language)).render(language)
    return WHEN(weekday=weekday, day=short_day(at.date(), language), time=f"{at:%H:%M}").render(language)
