"""The meaning of a plan: every declaration of every module, resolved, typed and checked.

In: nothing of syntax survives here but spans. Out: what plan/, query/, data/ and evaluate/ work from. A model from a
plan with errors holds what could be understood. Qualified names are unique per kind: `signed`, or `act.visits` for
what came in by `use ... as act`.
"""

from __future__ import annotations

from planlang.semantics.expr.lengths import *
from planlang.semantics.model.alerts import *
from planlang.semantics.model.data import *
from planlang.semantics.model.goals import *
from planlang.semantics.model.ident import *
from planlang.semantics.model.management.changes import *
from planlang.semantics.model.management.channels import *
from planlang.semantics.model.management.incentives import *
from planlang.semantics.model.management.money import *
from planlang.semantics.model.management.notes import *
from planlang.semantics.model.management.people import *
from planlang.semantics.model.management.resources import *
from planlang.semantics.model.management.risks import *
from planlang.semantics.model.management.tests import *
from planlang.semantics.model.market.assumptions import *
from planlang.semantics.model.market.strategies import *
from planlang.semantics.model.processes import *
from planlang.semantics.model.recurrences import *
from planlang.semantics.model.reviews import *
from planlang.semantics.model.segments import *
from planlang.semantics.model.tasks import *
from planlang.semantics.model.who import *
from planlang.semantics.model.whole import *
