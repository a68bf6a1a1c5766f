"""On which format the files of a source agree.

In: what the cells of a column prove, file by file, and what the plan declares. Out: the format of the column, the files
that prove another, and what only the plan's author can settle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from planlang.data.engines.duckdb.evidence import Written
from planlang.data.loaded.formats import Reading
from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.text import Message, Text
from planlang.frozen import field, frozen
from planlang.values.notation import DateOrder, NumberStyle

Style = TypeVar("Style", NumberStyle, DateOrder)

DECLARED = Text("format.declared", "declared in the plan")
BY_CELLS = Text("format.by-cells", '{count:cell|cells} such as "{example}" prove it')
BY_OTHER_FILE = Text("format.by-other-file", 'proved by "{example}" in {file}')
BY_THEMSELVES = Text("format.by-themselves", "what can be read can be read in one way only")
UNDECIDED = Text("format.undecided", "nothing tells")
CONTRADICTED = Text("format.contradicted", "its own cells prove another format")
CHOICE_OF_NUMBERS = Text("data.choice-numbers", '`numbers "{sample}"`')
CHOICE_OF_DATES = Text("data.choice-dates", "`dates {sample}`")
CHOICES = Text("data.choices", "{one} or {other}")
TWO_FORMATS = Text(
    "data.two-formats",
    '{column}: "{one}" in {one_file} and "{other}" in {other_file} are written in two ways; say which one counts:'
    " {choices} in `source {source}`",
)
OTHER_FORMAT = Text(
    "data.other-format",
    '{column}: "{cell}" proves {found}, all else is read as {taken}; the rows of this file are set aside; export it'
    " again in the format of the others",
)

SAMPLES = {
    NumberStyle.POINT: "1,234.56",
    NumberStyle.COMMA: "1.234,56",
    DateOrder.DAY_FIRST: "18/05/2026",
    DateOrder.MONTH_FIRST: "05/18/2026",
    DateOrder.YEAR_FIRST: "26-05-18",
}
LOPSIDED = 10
"""How many cells have to prove one format for one cell of the same file that proves another to be an error."""


@frozen
class FileFacts:
    """What is known of a file before its cells are: its name, the headers of the wanted columns (None where it lacks
    one), the days `[from, to)` that its rows lie in where its name says so, the units that lines next to the header say the
    columns have.
    """

    name: str
    headers: Sequence[str | None]
    days: tuple[date, date] | None
    units: Sequence[str]


@frozen
class Problem:
    """Something about a column that only the plan's author can settle; `file` where it concerns that file alone."""

    fault: Fault
    column: int
    message: Message
    file: int | None = None


@frozen
class Decision:
    """What a column is taken for, why, and what is wrong with that."""

    reading: Reading
    why: Message
    problems: tuple[Problem, ...] = ()
    why_in: Mapping[int, Message] = field(factory=dict)


@frozen
class Proof:
    """What the cells of one file prove: how many cells each style, and an example."""

    counts: Mapping[NumberStyle | DateOrder, int]
    examples: Mapping[NumberStyle | DateOrder, str]


def with_cells(proof: Proof | None, style: NumberStyle | DateOrder, cells: Written) -> Proof:
    """A proof with some more cells."""
    known = proof or Proof({}, {})
    counts, examples = dict(known.counts), dict(known.examples)
    counts[style] = counts.get(style, 0) + cells.count
    examples.setdefault(style, cells.example)
    return Proof(counts, examples)


def _verdict(proof: Proof) -> NumberStyle | DateOrder | None:
    """What a file proves; None where its cells contradict each other."""
    (style, count), *rest = Counter(proof.counts).most_common()
    return style if count >= LOPSIDED * sum(number for _, number in rest) else None


def agreed(
    source: str,
    index: int,
    label: str,
    files: Mapping[int, FileFacts],
    proofs: Mapping[int, Proof],
    declared: Style | None,
    kind: str,
) -> tuple[Style | None, Message, tuple[Problem, ...], frozenset[int], Mapping[int, Message]]:
    """The style of a column: as declared, else what most of the files that prove one agree on.

    Files that prove another are outsiders. Where two styles have as many files, or the only file contradicts itself, the
    style stays open and that is a problem.
    """
    verdicts = {number: _verdict(proof) for number, proof in proofs.items()}
    votes = Counter(verdict for verdict in verdicts.values() if verdict is not None)
    ranked = votes.most_common()
    taken: NumberStyle | DateOrder | None = declared
    if taken is None and ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        taken = ranked[0][0]
    if taken is None:
        problems = _two_formats(source, index, label, files, proofs, kind)
        return None, UNDECIDED() if problems or proofs else BY_THEMSELVES(), problems, frozenset(), {}
    outsiders = frozenset(number for number, verdict in verdicts.items() if verdict not in (None, taken))
    problems = tuple(
        Problem(
            Fault.OTHER_FORMAT,
            index,
            OTHER_FORMAT(
                column=label,
                cell=proofs[number].examples[verdict],
                found=SAMPLES[verdict],
                taken=SAMPLES[taken],
            ),
            number,
        )
        for number, verdict in sorted(verdicts.items())
        if verdict is not None and number in outsiders
    )
    proving = {number: proof for number, proof in proofs.items() if verdicts[number] == taken}
    why, why_in = DECLARED(), {}
    if declared is None:
        first = min(proving)
        why = BY_OTHER_FILE(example=proving[first].examples[taken], file=files[first].name)
        why_in = {
            number: BY_CELLS(count=proof.counts[taken], example=proof.examples[taken])
            for number, proof in proving.items()
        }
    why_in |= {number: CONTRADICTED() for number in outsiders}
    return taken, why, problems, outsiders, why_in  # type: ignore[return-value]


def _two_formats(
    source: str, index: int, label: str, files: Mapping[int, FileFacts], proofs: Mapping[int, Proof], kind: str
) -> tuple[Problem, ...]:
    """That a column is written in two ways."""
    seen: dict[NumberStyle | DateOrder, tuple[str, str]] = {}
    for number, proof in sorted(proofs.items()):
        for style, example in proof.examples.items():
            seen.setdefault(style, (example, files[number].name))
    if len(seen) < 2:
        return ()
    (one, one_file), (other, other_file) = list(seen.values())[:2]
    message = TWO_FORMATS(
        column=label, one=one, one_file=one_file, other=other, other_file=other_file,
        choices=choices(kind, list(seen)), source=source,
    )  # fmt: skip
    return (Problem(Fault.UNCLEAR_FORMAT, index, message),)


def choices(kind: str, styles: Sequence[NumberStyle | DateOrder]) -> Message:
    """The clauses that settle a question."""
    text = CHOICE_OF_NUMBERS if kind == "numbers" else CHOICE_OF_DATES
    listed, *rest = (text(sample=style.value) for style in styles)
    for other in rest:
        listed = CHOICES(one=listed, other=other)
    return listed
