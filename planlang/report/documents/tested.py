"""Words for tests: what is expected, what there is."""

from __future__ import annotations

from fractions import Fraction

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import GoalStatus, Verdict
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import shown
from planlang.evaluate.testing.states import ABSENT, OFF, UNKNOWN, VERDICT_WORDS, Stood
from planlang.report.words.verdicts import PHASES, STATUS, VERDICTS
from planlang.semantics.model import Expected
from planlang.values.figure import Known

THERE_IS_NONE = Text("report.test.absent", "not there")
NOT_KNOWN = Text("report.test.unknown", "unknown")
NOT_JUDGED = Text("report.test.off", "not judged")
WITH = Text("report.test.with", "{word} ({also})")
OF_GOAL = {
    "attainment": Text("report.test.attainment", "attainment {value}"),
    "progress": Text("report.test.progress", "progress {value}"),
    "target": Text("report.test.target", "target {value}"),
    "gap": Text("report.test.gap", "gap {value}"),
}
TITLES = {
    **{phase.value: PHASES[phase] for phase in AlertPhase},
    **{VERDICT_WORDS[verdict]: VERDICTS[verdict] for verdict in Verdict if verdict is not Verdict.PENDING},
    **{status.value: STATUS[status] for status in GoalStatus},
    ABSENT: THERE_IS_NONE,
    UNKNOWN: NOT_KNOWN,
    OFF: NOT_JUDGED,
}


def word_of(word: str, language: Language, *, of_process: bool = False) -> str:
    """A word of a test in the reader's language; levels of alerts stay as they are."""
    text = VERDICTS[Verdict.PENDING] if of_process and word == "pending" else TITLES.get(word)
    return word if text is None else text().render(language)


def _wanted(one: Expected) -> Reading | None:
    """The figure that is expected."""
    if one.value is None or one.unit is None:
        return None
    return Reading(Known(Fraction(one.value)), one.unit)


def expected_words(one: Expected, stood: Stood, language: Language, *, of_process: bool) -> str:
    """What is expected; of a figure so many digits that it is told from the one there is."""
    found = stood.values.get(one.measure or "actual")
    wanted = _wanted(one)
    if wanted is None:
        said = word_of(one.word, language, of_process=of_process)
    else:
        said = shown(wanted, found).render(language)
    text = OF_GOAL.get(one.measure)
    return said if text is None else text(value=said).render(language)


def found_words(stood: Stood, one: Expected, language: Language, *, of_process: bool) -> str:
    """What there is, beside what is expected."""
    reading = stood.values.get(one.measure or "actual")
    if reading is not None and (one.value is not None or one.measure):
        said = (
            shown(reading, _wanted(one)).render(language)
            if isinstance(reading.figure, Known)
            else NOT_KNOWN().render(language)
        )
        text = OF_GOAL.get(one.measure)
        return said if text is None else text(value=said).render(language)
    said = word_of(stood.word, language, of_process=of_process)
    told = [word for word in sorted(stood.also - {stood.word}) if word in TITLES or one.word not in TITLES]
    if not told:
        return said
    also = ", ".join(word_of(word, language) for word in told)
    return WITH(word=said, also=also).render(language)
