"""The next meetings as plain values: who comes, what is on the agenda, what was decided and is to be done.

In: an evaluation. Out: the `meetings` of `evaluation.schema.json`.
"""

from __future__ import annotations

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.results.beside import Action, Meeting
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.plain.plain import Object, said
from planlang.report.words.agenda.agenda import Agenda


def meetings(whole: Evaluation) -> list[Object]:
    """The next meeting of each review, with its agenda."""
    agenda = Agenda(whole)
    return [_meeting(meeting, whole, agenda) for meeting in whole.meetings]


def _meeting(value: Meeting, whole: Evaluation, agenda: Agenda) -> Object:
    """A meeting; of what there is none, no key."""
    review = whole.plan.model.reviews[value.review]
    return {
        "review": value.review,
        "title": review.ident.title,
        **({} if value.entity == WHOLE else {"with": value.entity}),
        "at": value.at.isoformat(),
        **({} if value.regular == value.at.date() else {"instead_of": value.regular.isoformat()}),
        **({} if review.minutes is None else {"minutes": review.minutes}),
        "attendants": list(value.attendants),
        "agenda": [
            {"kind": item.kind, "name": item.name, "title": item.title, **said(item.message)}
            for item in agenda.of(value)
        ],
        **({"produces": list(review.produces)} if review.produces else {}),
        **({} if value.since is None else {"last": {"day": value.since.isoformat(), "decided": list(value.decided)}}),
        **({"actions": [_action(action) for action in value.actions]} if value.actions else {}),
    }


def _action(value: Action) -> Object:
    """What is to be done since a meeting."""
    return {
        "task": value.task,
        "decided": value.decided.isoformat(),
        "due": value.due.isoformat() if value.due else None,
        "finished": value.finished.isoformat() if value.finished else None,
        "open_at": value.open_at,
        "overdue": value.overdue,
    }
