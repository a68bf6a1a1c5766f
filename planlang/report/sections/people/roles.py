"""Roles: what each is for, and up to how much it may approve of what.

In: the roles of a plan. Out: a section for all, and the facts of one. Nothing where no role says anything.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.plan.plan import Plan
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Table, Tone
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.dates import percent
from planlang.report.words.names import COMMA, clean
from planlang.semantics.model import Authority, Model, Role
from planlang.values.figure import Known

ROLES = Text("report.roles.head", "Roles")
ROLE = Text("report.roles.role", "role")
UNDER = Text("report.roles.under", "under")
DUTIES = Text("report.roles.duties", "duties")
APPROVES = Text("report.roles.approves", "may approve")
UP_TO = Text("report.roles.up-to", "{what} up to {limit}")
RAMP = Text("report.roles.ramp", "target at first")
DUTY = Text("report.roles.duty", "duty")
HELD_BY = Text("report.roles.held-by", "held by")
WRITTEN = Text("report.roles.written", "{words} ({place})")
BETWEEN = Text("report.roles.between", "; ")


def roles_section(plan: Plan, language: Language) -> Section | None:
    """A table of the roles in declared order, with their words; nothing where no role has any."""
    model = plan.model
    if not any(role.duties or role.authority or role.ramp for role in model.roles.values()):
        return None
    ramped = any(role.ramp for role in model.roles.values())
    columns = (
        Column(ROLE().render(language)),
        Column(UNDER().render(language), rank=1),
        Column(DUTIES().render(language), elastic=True),
        Column(APPROVES().render(language), elastic=True),
        *((Column(RAMP().render(language), elastic=True),) if ramped else ()),
    )
    rows = tuple(
        Row(
            (
                Cell(role.ident.title, Tone.STRONG),
                _above(role, model),
                duty_words(role, language),
                authority_words(role, language),
                *((ramp_words(role, language),) if ramped else ()),
            )
        )
        for role in model.roles.values()
    )
    return Section(ROLES().render(language), (Table(columns, rows, whole=True),))


def _above(role: Role, model: Model) -> str:
    """What the role above is called; nothing for the highest."""
    return model.roles[role.under].ident.title if role.under is not None and role.under in model.roles else ""


def duty_words(role: Role, language: Language) -> str:
    """The duties of a role on one line."""
    return BETWEEN().render(language).join(clean(duty) for duty in role.duties)


def authority_words(role: Role, language: Language) -> str:
    """What a role may approve."""
    return BETWEEN().render(language).join(limit_words(one, language) for one in role.authority)


def ramp_words(role: Role, language: Language) -> str:
    """The shares of the first months."""
    return COMMA().render(language).join(percent(Fraction(share)) for share in role.ramp)


def limit_words(authority: Authority, language: Language) -> str:
    """`discount up to 10%`."""
    limit = show(Known(Fraction(authority.limit)), authority.unit, language, short=True).replace(".0%", "%")
    return UP_TO(what=authority.what, limit=limit).render(language)


def role_explanation(name: str, plan: Plan, day: date, language: Language) -> Section:
    """A role: what it is for, what it may approve and where that is written, who holds it on a day."""
    model = plan.model
    role = model.roles[name]
    facts: list[tuple[Text, str | Message]] = [
        (UNDER, _above(role, model)),
        (HELD_BY, COMMA().render(language).join(_holders(name, model, day))),
        *((DUTY, clean(duty)) for duty in role.duties),
        *((APPROVES, WRITTEN(words=limit_words(one, language), place=one.span.place())) for one in role.authority),
        *(((RAMP, ramp_words(role, language)),) if role.ramp else ()),
        (STANDS, role.ident.span.place()),
    ]
    told = [(text, words.render(language) if isinstance(words, Message) else words) for text, words in facts]
    doc = tuple(Paragraph(line, Tone.MUTED, depth=1) for line in (role.ident.doc or "").split("\n") if line)
    notes = note_paragraphs(model, role.ident, language)
    return Section(
        role.ident.title, (*doc, *notes, facts_of([(text, words) for text, words in told if words], language))
    )


def _holders(role: str, model: Model, day: date) -> tuple[str, ...]:
    """Who holds a role on a day, as far as the plan itself names people."""
    return tuple(
        dict.fromkeys(
            member.person
            for team in model.teams.values()
            for member in team.members
            if member.role == role
            and (member.start is None or member.start <= day)
            and (member.end is None or day <= member.end)
        )
    )
