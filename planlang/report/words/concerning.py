"""An evaluation as it concerns one person, team, record or task.

In: an evaluation, a name. Out: the key of whom it means, and the evaluation with what is about it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from planlang.diagnostics.text import Language
from planlang.evaluate.results.beside import Notices
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.goals import RecurringValue
from planlang.evaluate.results.violations import listed
from planlang.plan.plan import Node
from planlang.report.words.extent import EVERYTHING
from planlang.report.words.names import party_name
from planlang.semantics.model import Ident, Milestone, Model, Task, ToRole, ToTeam
from planlang.values.figure import summed


def entity_called(evaluation: Evaluation, name: str, written: Model) -> str | None:
    """The key of a person, a team, a task or a record that a reader calls so; None where there is none.

    Args:
        evaluation: where to look.
        name: a key (`team:north`), a name, an alias, a title, or the key of a record with findings.
        written: the model whose aliases count, where the plan's titles are those of another language.
    """
    known = dict(_spellings(evaluation, written))
    return name if name in known.values() else known.get(name)


def names_known(evaluation: Evaluation, written: Model) -> tuple[str, ...]:
    """All that may have been meant."""
    return tuple(dict(_spellings(evaluation, written)))


def _spellings(evaluation: Evaluation, written: Model) -> Iterator[tuple[str, str]]:
    """Spellings with what they mean, the later ones first."""
    records = [*listed(evaluation.violations).entities()] + [one.entity for one in evaluation.upcoming]
    for record in records:
        kind, _, key = record.partition(":")
        if kind == "deal":
            yield key, record
    for model in (evaluation.plan.model, written):
        for group, kind in ((model.tasks, "task"), (model.milestones, "task"), (model.teams, "team")):
            for name, declared in group.items():
                for spelling in _all_of(declared.ident):
                    yield spelling, f"{kind}:{name}"
    for entity in evaluation.above:
        kind, _, key = entity.partition(":")
        if kind == "rep":
            yield key, entity


def _all_of(ident: Ident) -> tuple[str, ...]:
    """Title, alias and name of a declaration."""
    return (ident.title, *((ident.alias,) if ident.alias else ()), ident.name)


def concerning(evaluation: Evaluation, entity: str) -> Evaluation:
    """What is about an entity, or about those who stand under it, or is to be told to them."""
    if entity == EVERYTHING:
        return evaluation
    about = {entity, *(below for below, above in evaluation.above.items() if entity in above)}
    people = {key.partition(":")[2] for key in about if key.startswith("rep:")}
    about |= {
        f"task:{name}" for name, node in evaluation.plan.nodes.items() if _answers(node, about, people, evaluation)
    }

    def concerns(found: str, owner: str | None, told: tuple[str, ...] = ()) -> bool:
        return found in about or owner in people or not people.isdisjoint(told)

    slots = {name: slot for name, slot in evaluation.schedule.slots.items() if f"task:{name}" in about}
    return evolve(
        evaluation,
        schedule=evolve(evaluation.schedule, slots=slots),
        goals=tuple(value for value in evaluation.goals if value.entity in about),
        recurring=tuple(_again(evaluation.recurring, about)),
        metrics=tuple(value for value in evaluation.metrics if value.entity in about),
        stages=(),
        violations=tuple(one for one in evaluation.violations if concerns(one.entity, one.owner, one.to)),
        adjustments=tuple(
            evolve(state, proposals=tuple(one for one in state.proposals if concerns(one.entity, None, one.to)))
            for state in evaluation.adjustments
        ),
        alerts=tuple(one for one in evaluation.alerts if concerns(one.state.entity, None, one.to)),
        upcoming=tuple(one for one in evaluation.upcoming if concerns(one.entity, one.owner, one.to)),
        scorecards=tuple(
            evolve(value, cards=cards, exempt=tuple(one for one in value.exempt if one in about))
            for value in evaluation.scorecards
            if (cards := tuple(card for card in value.cards if concerns(card.entity, card.owner)))
        ),
        promotions=tuple(
            evolve(value, candidates=some)
            for value in evaluation.promotions
            if (some := tuple(one for one in value.candidates if one.entity in about))
        ),
        incentives=tuple(
            evolve(
                value,
                payees=payees,
                exempt=tuple(one for one in value.exempt if one in about),
                total=summed([payee.payout for payee in payees]),
            )
            for value in evaluation.incentives
            if (payees := tuple(payee for payee in value.payees if payee.entity in about))
        ),
        notices=Notices(
            tuple(one for one in evaluation.notices.messages if one.to in people),
            tuple(one for one in evaluation.notices.unsent if one.to in people),
        ),
        meetings=tuple(one for one in evaluation.meetings if not people.isdisjoint(one.attendants)),
    )


def _again(recurring: Iterable[RecurringValue], about: set[str]) -> Iterator[RecurringValue]:
    """The goals that come again which some of them have, with theirs alone."""
    for value in recurring:
        own = tuple(one for one in value.of if one.entity in about)
        if own:
            yield evolve(value, of=own)


def _answers(node: Node, about: set[str], people: set[str], evaluation: Evaluation) -> bool:
    """Whether a task or milestone is one of those, or theirs."""
    if not isinstance(node, Task | Milestone):
        return False
    day, model = evaluation.as_of.week.last_day, evaluation.plan.model
    parties = (*((node.owner,) if node.owner else ()), *(node.assigned if isinstance(node, Task) else ()))
    chosen = (one.of for one in node.some) if isinstance(node, Task) else ()
    if any(isinstance(party, ToTeam | ToRole) and f"team:{party.team}" in about for party in chosen):
        return True
    return f"task:{node.ident.name}" in about or any(
        (isinstance(party, ToTeam) and f"team:{party.team}" in about)
        or party_name(party, model, day, Language.EN) in people
        for party in parties
    )
