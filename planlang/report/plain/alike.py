"""What there is many of, as JSON: the text of one with holes, filled for each that is like it.

In: violations by examples, states of alerts in columns. Out: items of a list of a document: texts, or objects of those
that are like no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from planlang.diagnostics.text import Language
from planlang.evaluate.alerts.histories import PHASES, History
from planlang.evaluate.results.alert_states import AlertState, Compared
from planlang.evaluate.results.evaluation import Violation
from planlang.evaluate.results.violations import Example, Like
from planlang.report.plain.indented import HOLE, ITEM, STEP, Around, Written, form, quoted, written
from planlang.report.plain.plain import MOST_KEPT, Object, period


def violation_items(found: Iterable[Violation | Like], plain: Callable[[Violation], Object]) -> Iterator[Any]:
    """The items of a list of violations; `plain` tells one as an object."""
    forms: dict[Example, str] = {}
    names: dict[str | None, str] = {}
    lists: dict[tuple[str, ...], str] = {}

    def named(name: str | None) -> str:
        text = names.get(name)
        return text or names.setdefault(name, written(name, ""))

    def listed(told: tuple[str, ...]) -> str:
        text = lists.get(told)
        return text or lists.setdefault(told, written(told, ITEM + STEP))

    for one in found:
        if isinstance(one, Violation):
            yield plain(one)
            continue
        text = forms.get(one.example)
        if text is None:
            text = forms[one.example] = _form(one.example, plain)
        entity, words, place = quoted(one.entity), quoted(one.words)[1:-1], one.place
        shown = () if place is None else (quoted(one.entity.partition(":")[2]), named(place.file), place.line)
        people = (one.to, one.responsible, *([one.passed_on] if one.passed_on else []))
        yield Written(text % (quoted(one.id), entity, named(one.owner), words, words, *map(listed, people), *shown))


def _form(example: Example, plain: Callable[[Violation], Object]) -> str:
    """The text of an example with holes for what is own to each of its kind."""
    whole, message = plain(example.violation), example.violation.message
    whole |= dict.fromkeys(("id", "entity", "owner", "to", "responsible"), HOLE)
    if "passed_on" in whole:
        whole["passed_on"] = HOLE
    for language in (Language.EN, Language.ZH):
        whole[f"message_{language.value}"] = Around(*message.around(example.own, language))
    for row in whole["evidence"]["rows"]:
        row["key"] = HOLE
        row["place"] |= {"file": HOLE, "line": HOLE}
    return form(whole, ITEM)


def state_items(history: History, plain: Callable[[AlertState], Object]) -> Iterator[Any]:
    """The items of a list of states; `plain` tells one as an object."""
    forms: dict[Compared, str] = {}
    phases = {rank: quoted(phase.value) for rank, phase in PHASES.items()}
    truth = {False: "false", True: "true"}
    for columns in history.columns():
        judged = columns.judged
        name, when = quoted(judged.alert.ident.name), written(period(judged.periods[columns.period]), ITEM + STEP)
        severities = [quoted(rung.severity) for rung in judged.alert.rungs]
        labels = [*(quoted(one.label) for one in judged.periods), "null"]  # -1, for none, is the last of them
        if len(forms) > MOST_KEPT:
            forms.clear()
        for at, (entity, compared) in enumerate(zip(columns.entities, columns.compared, strict=True)):
            text = forms.get(compared)
            if text is None:
                text = forms[compared] = _state_form(columns.state(at), plain)
            yield Written(
                text
                % (
                    name,
                    quoted(judged.entities[entity]),
                    when,
                    phases[columns.phases[at]],
                    severities[columns.rungs[at]],
                    columns.streaks[at],
                    columns.ages[at],
                    labels[columns.fired[at]],
                    truth[columns.no_data[at]],
                    truth[columns.skipped[at]],
                )
            )


def _state_form(state: AlertState, plain: Callable[[AlertState], Object]) -> str:
    """The text of a state with holes for all but what is compared."""
    whole = plain(state)
    compared = ("value", "limit", "scaled", "until")
    return form({name: value if name in compared else HOLE for name, value in whole.items()}, ITEM)
