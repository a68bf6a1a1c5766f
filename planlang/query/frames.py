"""What a query of rows offers to those that count them."""

from __future__ import annotations

from enum import Enum

from sqlglot import exp

from planlang.frozen import frozen
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.scope import Scope
from planlang.semantics.model import Process


class Frame(Enum):
    """What rows are put into: bins of days, or the ranges asked for (each range one slot)."""

    BINS = "bins"
    RANGES = "ranges"


@frozen(eq=False)
class Relation:
    """Rows ready to be folded.

    Attributes:
        query: FROM, JOIN and WHERE; no output columns.
        scope: for conditions and values.
        slot: bin or range (for snapshots by bin: the date of the snapshot).
        who: the person credited, or None for rows that are nobody's.
        on: the day whose membership counts; None: decided later, by period.
        sign: 1 for a row that comes, -1 for one that goes, or None where each row counts once.
        row_id: the row of the source.
        process: the process whose visits date the rows, or None.
    """

    query: exp.Select
    scope: Scope
    slot: Node
    who: Node | None
    on: Node | None
    sign: Node | None
    row_id: Node
    process: Process | None

    def enters(self, stage: str) -> Node:
        """Whether the row is an entry into that stage."""
        return tree.equal(tree.column("stage", "v"), tree.text(stage))
