"""What in a record needs approval, and which column says who gave it, and when.

In: `approval` clauses. Out: the columns, checked; and who is responsible for a record, who is not the one who approves.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import each
from planlang.semantics.expressions.units import NUMERIC, unit_words
from planlang.semantics.kinds.sources import column_named
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.values.units import DateUnit, InstantUnit, Person

NO_FIGURE = Text("unit-mismatch.approval", "`{column}` is {found}; what is approved up to a limit is a figure")
NO_PERSON = Text("unit-mismatch.approver", "`{column}` is {found}, not a person")
NO_DAY = Text("unit-mismatch.approval-day", "`{column}` is {found}, not a date")
NOBODY_MAY = Text("approval-without-authority", "no role may approve `{column}`")
NOBODY_MAY_HELP = Text(
    "approval-without-authority.help", "add `may approve {column} at most LIMIT` to the roles that may"
)
OTHER_UNIT = Text("unit-mismatch.approval-limit", "`{column}` is {found}, and a role may approve it up to {other}")


@frozen
class Approved:
    """The columns of an approval; `names` are all that the first one is called."""

    column: str
    names: tuple[str, ...]
    approver: str
    on: str | None


def approved(bench: Bench, source: Symbol, clause: nodes.Approval) -> Approved | None:
    """The columns that are meant; None after reporting that they are none of their kind."""
    columns = bench.columns[source.name]
    column, approver = column_named(bench, source, clause.column), column_named(bench, source, clause.approver)
    on = column_named(bench, source, clause.on) if clause.on is not None else None
    if column is None or approver is None or (clause.on is not None and on is None):
        return None
    checks: list[tuple[nodes.Name, str, tuple[type, ...], Text]] = [
        (clause.column, column, NUMERIC, NO_FIGURE),
        (clause.approver, approver, (Person,), NO_PERSON),
    ]
    if clause.on is not None and on is not None:
        checks.append((clause.on, on, (DateUnit, InstantUnit), NO_DAY))
    sound = True
    for name, meant, kinds, text in checks:
        unit = columns[meant]
        if unit is None:
            sound = False
        elif not isinstance(unit, kinds):
            bench.findings.error(name.span, text(column=name.text, found=unit_words(unit)))
            sound = False
    if not sound:
        return None
    aliases = (alias for alias, name in bench.aliases[source.name].items() if name == column)
    names = (column, *aliases)
    _check_authority(bench, clause, column, names, source)
    return Approved(column, names, approver, on)


def _check_authority(bench: Bench, clause: nodes.Approval, column: str, names: tuple[str, ...], source: Symbol) -> None:
    """Reports what no role may approve, or only in another unit."""
    unit = bench.columns[source.name][column]
    units = [one for name in names for one in bench.authority.get(name, ())]
    if not units:
        help_ = NOBODY_MAY_HELP(column=clause.column.text)
        bench.findings.error(clause.column.span, NOBODY_MAY(column=clause.column.text), help=help_)
    elif unit is not None and unit not in units:
        words = OTHER_UNIT(column=clause.column.text, found=unit_words(unit), other=unit_words(units[0]))
        bench.findings.error(clause.column.span, words)


def owner_column(bench: Bench, node: nodes.ProcessDecl, source: Symbol) -> str | None:
    """The one column of people that is nobody's who approves; None where there is none, or are several."""
    aliases = bench.aliases[source.name]
    approvers = {
        aliases.get(clause.approver.text, clause.approver.text) for clause in each(node.clauses, nodes.Approval)
    }
    people = [name for name, unit in bench.columns[source.name].items() if isinstance(unit, Person)]
    owners = [name for name in people if name not in approvers]
    return owners[0] if len(owners) == 1 else None
