"""Where the checks put what they find; a name that nobody declares is told once, with its other places.

In: diagnostics in any order. Out: all of them in order of file and place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import evolve

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Related, Severity, in_order
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, field, frozen
from planlang.semantics.names.following import once_a_template, without_following
from planlang.semantics.names.index import Target, Written
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.mistakes.with_period import figure_and_period

USES = Text("unknown-name.uses", "used in {count} places")
SIMILAR = Text("unknown-name.similar", "the closest known names are {names}")
KNOWN = Text("unknown-name.known", "known are {names}")
USED_HERE = Text("use.here", "the module is used here")
PERIOD_BEHIND = Text("unknown-name.period", "a period stands behind its figure: `{example}`")
REPLACE = Text("unknown-name.replace", "write `{name}`")

PERIODS_ALONE = {
    **{word: f"visits this {word}" for word in ("week", "month", "quarter", "year")},
    **{"周": "拜访量 本周", "月": "拜访量 本月", "季度": "拜访量 本季度", "年": "拜访量 本年"},
}
SUGGESTED_AT_MOST = 25
"""Names for which near ones are looked up; each lookup costs time in the number of known names."""
LISTED_AT_MOST = 6
"""Known names that are listed where none is near; of more nobody finds the right one in a line."""


def check_name(message: Message) -> str:
    """The name of the check that says this: the key of its text up to the first dot."""
    return message.text.key.split(".", 1)[0]


@frozen
class _Unknown:
    """A name nobody declares: what to say, what is known instead, where it is used."""

    message: Message
    severity: Severity
    known: Callable[[], Iterable[str]]
    word: str
    help: Message | None
    only_near: bool
    among: object
    related: tuple[Related, ...] = ()
    listed: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What uses of one unknown name have in common."""
        among = self.among if isinstance(self.among, str) else id(self.among)
        return (self.message.text.key, self.word, among)


@frozen
class Noted:
    """Some findings: diagnostics, and uses of names that nobody declares."""

    found: tuple[Diagnostic, ...] = ()
    unknown: tuple[tuple[_Unknown, Span], ...] = ()
    uses: tuple[Written, ...] = ()


@define(eq=False)
class Findings:
    """Everything found so far; each cause is told once."""

    _found: list[Diagnostic] = field(factory=list)
    _taken: list[Diagnostic] = field(factory=list)
    """The mistakes of writing of used files."""
    _unknown: list[tuple[_Unknown, Span]] = field(factory=list)
    uses: list[Written] = field(factory=list)
    """What names mean, where they are written."""
    sites: dict[str, Span] = field(factory=dict)
    """Where a module is used first, by the path of its file: what is wrong in it may be wrong there."""

    def error(
        self,
        span: Span,
        message: Message,
        *,
        note: Message | None = None,
        help: Message | None = None,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        """Report something that leaves no usable plan."""
        self._found.append(Diagnostic(check_name(message), Severity.ERROR, span, message, note, help, related, fixes))

    def warning(
        self,
        span: Span,
        message: Message,
        *,
        note: Message | None = None,
        help: Message | None = None,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        """Report something that can hardly be meant."""
        self._found.append(Diagnostic(check_name(message), Severity.WARNING, span, message, note, help, related, fixes))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over the mistakes of writing of a used file."""
        self._taken.extend(diagnostics)

    def unknown(
        self,
        span: Span,
        message: Message,
        word: str,
        known: Callable[[], Iterable[str]],
        *,
        among: object,
        severity: Severity = Severity.ERROR,
        help: Message | None = None,
        related: tuple[Related, ...] = (),
        listed: bool = False,
    ) -> None:
        """Report a name that nobody declares.

        Args:
            span: the name.
            message: what is wrong; said at the first use only.
            word: the name as written.
            known: gives the names that would have been right; called at most once.
            among: what tells equal words apart: the scope, the source, the process they were looked up in.
            severity: error unless said otherwise.
            help: the next step where no known name is near.
            related: further places; those of the first report are shown.
            listed: whether all known names are told where none is near and they are few.
        """
        self._gather(_Unknown(message, severity, known, word, help, False, among, related, listed), span)

    def slip(
        self, span: Span, message: Message, word: str, known: Callable[[], Iterable[str]], *, among: object
    ) -> None:
        """Warn of a name that need not be declared, but only if it is nearly one that is."""
        self._gather(_Unknown(message, Severity.WARNING, known, word, None, True, among), span)

    def _gather(self, entry: _Unknown, span: Span) -> None:
        self._unknown.append((entry, span))

    def use(self, span: Span, target: Target, *, implied: bool = False) -> None:
        """Note what a name means."""
        self.uses.append((span, target, implied))

    @property
    def count(self) -> tuple[int, int, int]:
        """How many there are so far: diagnostics, unknown names, uses."""
        return len(self._found), len(self._unknown), len(self.uses)

    def since(self, count: tuple[int, int, int]) -> Noted:
        """Those found since there were so many."""
        found, unknown, uses = count
        return Noted(tuple(self._found[found:]), tuple(self._unknown[unknown:]), tuple(self.uses[uses:]))

    def note(self, noted: Noted) -> None:
        """Take over what was found before."""
        self._found.extend(noted.found)
        self._unknown.extend(noted.unknown)
        self.uses.extend(noted.uses)

    def finish(self, modules: Iterable[nodes.Module] = ()) -> tuple[Diagnostic, ...]:
        """Every diagnostic that is news beside the mistakes of writing of these files, in order."""
        uses: dict[tuple[object, ...], tuple[_Unknown, list[Span]]] = {}
        for entry, span in self._unknown:
            uses.setdefault(entry.key, (entry, []))[1].append(span)
        unknown = sorted(uses.values(), key=lambda use: min(map(_place, use[1])))
        told = (_tell(*use, suggest=rank < SUGGESTED_AT_MOST) for rank, use in enumerate(unknown))
        found = [*self._found, *(diagnostic for diagnostic in told if diagnostic is not None)]
        news = once_a_template(without_following(tuple(found), modules), modules)
        return in_order(self._with_site(diagnostic) for diagnostic in [*news, *self._taken])

    def _with_site(self, diagnostic: Diagnostic) -> Diagnostic:
        """A finding inside a module, with the place that uses the module."""
        site = self.sites.get(diagnostic.span.source.path)
        if site is None:
            return diagnostic
        return evolve(diagnostic, related=(*diagnostic.related, Related(site, USED_HERE())))


def _place(span: Span) -> tuple[str, int]:
    return (span.source.path, span.start)


def _as_written(name: str, span: Span) -> str:
    """A name as it replaces the one at a place: in quotes where that one is, or where it has to be."""
    quoted = span.text[:1] in ('"', "“")
    return f'"{name}"' if quoted or not all(part.isidentifier() for part in name.split(".")) else name


def _all_known(entry: _Unknown, known: tuple[str, ...]) -> Message | None:
    """The names that would have been right, where they are few."""
    names = tuple(dict.fromkeys(known))
    return KNOWN(names=_listed(names)) if entry.listed and 0 < len(names) <= LISTED_AT_MOST else None


def _a_period(word: str) -> Message | None:
    """What to say of `周` in `拜访量 < 10次/周`."""
    example = PERIODS_ALONE.get(word)
    return PERIOD_BEHIND(example=example) if example is not None else None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _tell(entry: _Unknown, spans: list[Span], *, suggest: bool) -> Diagnostic | None:
    """The one diagnostic for all uses of an unknown name; None for a name that may be anything and is near nothing."""
    first, *again = sorted(set(spans), key=_place)
    uses = 1 + len(again)
    known = tuple(entry.known()) if suggest else ()
    apart = figure_and_period(entry.word, known)
    near = nearest(entry.word, known, 4) if apart is None else ()
    if entry.only_near and not near:
        return None
    if apart is not None:
        fixes = (
            ()
            if "…" in apart
            else (Fix(REPLACE(name=apart), tuple(Edit(one, apart) for one in dict.fromkeys(spans)), safe=False),)
        )
        note = USES(count=uses) if uses > 1 else None
        return Diagnostic(
            check_name(entry.message),
            entry.severity,
            first,
            entry.message,
            note,
            REPLACE(name=apart),
            entry.related,
            fixes,
            tuple(again),
        )
    return Diagnostic(
        check_name(entry.message),
        entry.severity,
        first,
        entry.message,
        USES(count=uses) if uses > 1 else None,
        SIMILAR(names=_listed(near)) if near else entry.help or _a_period(entry.word) or _all_known(entry, known),
        entry.related,
        tuple(
            Fix(
                REPLACE(name=name),
                tuple(Edit(span, _as_written(name, span)) for span in dict.fromkeys(spans)),
                safe=False,
            )
            for name in near[:1]
        ),
        tuple(again),
    )
