"""Checked expressions: every name resolved, every unit known.

Two families. A *row* expression is about one row of a source (inside an aggregate, a requirement, a `where` of a
process rule) and compiles to SQL. A *figure* expression is about an entity in a period and is computed on
entity × period matrices. Three values throughout: an unknown operand makes the result unknown (Kleene for and/or/not).
"""

from __future__ import annotations

from planlang.semantics.expr.assumed import *
from planlang.semantics.expr.figures import *
from planlang.semantics.expr.measures import *
from planlang.semantics.expr.moments import *
from planlang.semantics.expr.operators import *
from planlang.semantics.expr.rows import *
from planlang.semantics.expr.windows import *
