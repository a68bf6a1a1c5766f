"""Who gets what by which channel, and when; and what `explain` tells of one channel. Nothing is sent.

In: the messages of an evaluation. Out: a section, an explanation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.beside import Form, Notice, Told, Topic, Unsent
from planlang.evaluate.results.evaluation import Evaluation
from planlang.plan.recurring import occurrences
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Subject, Table, Tone, headed, more
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.sections.rhythm.meetings import when_words
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.names import COMMA, entity_name, party_name, title
from planlang.report.words.rules import rule_words, wrong_words
from planlang.semantics.clauses.severities import SEVERITY_WORDS
from planlang.semantics.model import Adjustment, Alert, Channel, OffWork, Party, Process, Review, Sending, Via
from planlang.semantics.model import Topic as Sent
from planlang.values.periods import DAY
from planlang.values.severities import Level

NOTICES = Text("report.notices.notices", "Who gets what")
WHEN = Text("report.notices.when", "when")
TO = Text("report.notices.to", "to")
BY = Text("report.notices.by", "by")
WHAT = Text("report.notices.what", "what")
KNOWN = Text("report.notices.known", "known since")
NEVER = Text("report.notices.never", "never")
NOTHING_SENT = Text("report.notices.nothing-sent", "Nothing is sent: this is what would be.")
SINGLE = Text("report.notices.single", "{channel}")
DIGEST = Text("report.notices.digest", "{channel}, digest")
SUMMARY = Text("report.notices.summary", "{channel}, in one")
FORMS = {Form.SINGLE: SINGLE, Form.DIGEST: DIGEST, Form.SUMMARY: SUMMARY}
ABOUT = Text("report.notices.about", "{title}: {entity}")
SOON = Text("report.notices.soon", "soon due, {title}: {entity}")
PROPOSED = Text("report.notices.proposed", "proposed, {title}: {entity}")
AGENDA = Text("report.notices.agenda", "agenda of {title}")
SEVERAL = Text("report.notices.several", "{count}: {names}")
AND_MORE = Text("report.notices.and-more", "{names} and {count} more")
UNSENT = Text("report.notices.unsent", "By no channel: {words}")
UNSENT_ONE = Text("report.notices.unsent-one", "{to}, {count} of {title}")
BETWEEN = Text("report.notices.between", "; ")

WAY = Text("report.channel.way", "goes by")
VARIABLE = Text("report.channel.variable", "address in the variable")
SENDS = Text("report.channel.sends", "sends")
SENDS_TO = Text("report.channel.sends-to", "{topics} to {names}")
SENDS_ALL = Text("report.channel.sends-all", "{topics} to whoever is told of it")
TOLD_BY = Text("report.channel.told-by", "{rule} to {names}")
GATHERS = Text("report.channel.digest", "digest")
NEXT = Text("report.channel.next", "the next one {when}")
QUIET = Text("report.channel.quiet", "quiet")
HOURS = Text("report.channel.hours", "{start} to {end} and on days off")
EXCEPT = Text("report.channel.except", "{words}, except what is {level} or worse")
MOST = Text("report.channel.most", "at most")
A_DAY = Text("report.channel.a-day", "{count:message|messages} a day for each")
WEEK = Text("report.channel.week", "this week")
COUNTED = Text("report.channel.counted", "{count:message|messages} to {people:person|people}")
UNSAID = Text("report.channel.unsaid", "not said")
WAYS = {
    "wecom": Text("report.way.wecom", "WeCom"),
    "dingtalk": Text("report.way.dingtalk", "DingTalk"),
    "feishu": Text("report.way.feishu", "Feishu"),
    "slack": Text("report.way.slack", "Slack"),
    "teams": Text("report.way.teams", "Teams"),
    "mail": Text("report.way.mail", "mail"),
    "sms": Text("report.way.sms", "text message"),
}
MOST_SHOWN = 12
MOST_NAMED = 3
AHEAD = 800 * DAY


def notices_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Each message with its time; nothing where the plan has no channel."""
    if not evaluation.plan.model.channels:
        return None
    found = evaluation.notices
    columns = (
        Column(WHEN().render(language)),
        Column(TO().render(language), elastic=True),
        Column(BY().render(language), elastic=True, least=14),
        Column(WHAT().render(language), elastic=True, least=24),
        Column(KNOWN().render(language), rank=1),
    )
    shown = found.messages if whole else found.messages[:MOST_SHOWN]
    rows = tuple(_row(one, evaluation, language, whole=whole) for one in shown)
    unsent = (Paragraph(_unsent(found.unsent, language), Tone.RISK),) if found.unsent else ()
    table = (Table(columns, rows, whole=whole),) if rows else ()
    said = Paragraph(NOTHING_SENT().render(language), Tone.MUTED)
    left = more(len(found.messages) - len(shown), language)
    return Section(headed(NOTICES, len(found.messages), language), (*table, *left, *unsent, said))


def _row(one: Notice, evaluation: Evaluation, language: Language, *, whole: bool) -> Row:
    """One message."""
    channel = evaluation.plan.model.channels[one.channel]
    first = min(told.known for told in one.told)
    held = one.at != first
    return Row(
        (
            when_words(one.at, language) if one.at is not None else Cell(NEVER().render(language), Tone.RISK),
            Cell(one.to, Tone.STRONG),
            Cell(FORMS[one.form](channel=channel.ident.title).render(language), value=Subject(one.channel)),
            _what(one.told, evaluation, language, len(one.told) if whole else MOST_NAMED),
            Cell(when_words(first, language) if held else "", Tone.MUTED),
        )
    )


def _what(told: tuple[Told, ...], evaluation: Evaluation, language: Language, most: int) -> str:
    """The first of what somebody is told of, and how many more there are."""
    names: str | Message = BETWEEN().render(language).join(_one(one, evaluation, language) for one in told[:most])
    if len(told) > most:
        names = AND_MORE(names=names, count=len(told) - most)
    if len(told) == 1:
        return str(names)
    return SEVERAL(count=len(told), names=names).render(language)


def _one(told: Told, evaluation: Evaluation, language: Language) -> str:
    """What somebody is told of: a rule and whom it is about, an agenda."""
    if told.about is Topic.MEETING:
        return AGENDA(title=told.title).render(language)
    if told.about is Topic.TASK:
        return told.title
    text = {Topic.REMINDER: SOON, Topic.PROPOSAL: PROPOSED}.get(told.about, ABOUT)
    called: str | Message = told.title
    if told.about in (Topic.RULE, Topic.REMINDER):
        called = (wrong_words if told.about is Topic.RULE else rule_words)(told.rule, evaluation.plan)
    return text(title=called, entity=entity_name(told.entity, evaluation.plan, language)).render(language)


def _unsent(found: tuple[Unsent, ...], language: Language) -> str:
    """Who ought to hear of something and does by no channel."""
    said = [UNSENT_ONE(to=one.to, count=one.count, title=one.title).render(language) for one in found[:MOST_SHOWN]]
    names: str | Message = BETWEEN().render(language).join(said)
    if len(found) > MOST_SHOWN:
        names = AND_MORE(names=names, count=len(found) - MOST_SHOWN)
    return UNSENT(words=names).render(language)


# ---------------------------------------------------------------- one channel


def explained_channel(name: str, evaluation: Evaluation, language: Language) -> Section:
    """A channel: what it sends to whom, when it is quiet, what it would send this week."""
    channel, plan = evaluation.plan.model.channels[name], evaluation.plan
    own = [one for one in evaluation.notices.messages if one.channel == name]
    unsaid = UNSAID().render(language)
    facts: list[tuple[Text, Cell | str]] = [
        (WAY, unsaid if channel.way is None else WAYS[channel.way]().render(language)),
        (VARIABLE, channel.variable or unsaid),
        *((SENDS, _sending(one, evaluation, language)) for one in channel.sends),
        *((SENDS, words) for words in _told_by(name, evaluation, language)),
    ]
    if channel.digest is not None:
        facts.append((GATHERS, _excepted(_next(channel, evaluation, language), channel.digest_exempt, language)))
    if channel.quiet is not None:
        start, end = channel.quiet
        hours = HOURS(start=f"{start:%H:%M}", end=f"{end:%H:%M}")
        facts.append((QUIET, _excepted(hours, channel.quiet_exempt, language)))
    if channel.most is not None:
        facts.append((MOST, A_DAY(count=channel.most).render(language)))
    facts.append((WEEK, COUNTED(count=len(own), people=len({one.to for one in own})).render(language)))
    facts.append((STANDS, channel.ident.span.place()))
    doc = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in (channel.ident.doc or "").split("\n") if part)
    notes = note_paragraphs(plan.model, channel.ident, language)
    return Section(channel.ident.title, (*doc, *notes, facts_of(facts, language)))


def _sending(one: Sending, evaluation: Evaluation, language: Language) -> str:
    """What is sent, and to whom."""
    topics = COMMA().render(language).join(_topic(topic, evaluation) for topic in one.topics)
    if not one.to:
        return SENDS_ALL(topics=topics).render(language)
    return SENDS_TO(topics=topics, names=_names(one.to, evaluation, language)).render(language)


def _topic(topic: Sent, evaluation: Evaluation) -> str:
    """What a channel sends, by title."""
    model = evaluation.plan.model
    named: dict[str, Mapping[str, Alert | Process | Adjustment | Review]] = {
        "alert": model.alerts,
        "process": model.processes,
        "adjust": model.adjustments,
        "review": model.reviews,
    }
    declared = named.get(topic.kind, {}).get(topic.name)
    return title(evaluation.plan, topic.name) if declared is None else declared.ident.title


def _told_by(name: str, evaluation: Evaluation, language: Language) -> Iterator[str]:
    """The rules that name a channel themselves."""
    model = evaluation.plan.model
    ways: list[tuple[str, tuple[Via, ...]]] = [(alert.ident.title, alert.via) for alert in model.watched]
    for process in model.processes.values():
        ways.append((process.ident.title, process.via))
        ways += (
            (rule_words(rule.ident.name, evaluation.plan).render(language), rule.ident.handling.via)
            for rule in process.rules
        )
    for called, vias in ways:
        whos = tuple(via.who for via in vias if name in via.channels)
        if whos:
            yield TOLD_BY(rule=called, names=_names(whos, evaluation, language)).render(language)


def _names(parties: tuple[Party, ...], evaluation: Evaluation, language: Language) -> str:
    day, model = evaluation.as_of.week.last_day, evaluation.plan.model
    return COMMA().render(language).join(party_name(party, model, day, language) for party in parties)


def _next(channel: Channel, evaluation: Evaluation, language: Language) -> Message:
    """When the next digest goes out."""
    assert channel.digest is not None, "a channel with a digest"
    plan, cut = evaluation.plan, evaluation.as_of.cut
    calendar = plan.calendars[channel.calendar]
    times = occurrences(channel.digest, cut.date(), cut.date() + AHEAD, calendar, plan.grid, OffWork.NEXT)
    at = next((one.at for one in times if one.at >= cut), None)
    return NEVER() if at is None else NEXT(when=when_words(at, language))


def _excepted(words: Message, level: str | None, language: Language) -> str:
    """What holds, and what it does not hold for."""
    if level is None:
        return words.render(language)
    return EXCEPT(words=words, level=SEVERITY_WORDS[Level(level)]()).render(language)
