"""What a plan file says, as written: one class per construct, positions kept, nothing looked up.

In: nothing. Out: the tree that `parse` makes, the formatter prints and `semantics` reads. Names are not resolved and
units are not checked here. Every node has a `span`; alternatives are unions.
"""

from __future__ import annotations

from planlang.syntax.nodes.alerts import *
from planlang.syntax.nodes.data import *
from planlang.syntax.nodes.declarations import *
from planlang.syntax.nodes.expressions import *
from planlang.syntax.nodes.goals import *
from planlang.syntax.nodes.literals import *
from planlang.syntax.nodes.management.changes import *
from planlang.syntax.nodes.management.incentives import *
from planlang.syntax.nodes.management.people import *
from planlang.syntax.nodes.management.resources import *
from planlang.syntax.nodes.management.strategies import *
from planlang.syntax.nodes.management.testing import *
from planlang.syntax.nodes.market import *
from planlang.syntax.nodes.money import *
from planlang.syntax.nodes.organisation import *
from planlang.syntax.nodes.plan import *
from planlang.syntax.nodes.processes import *
from planlang.syntax.nodes.rhythm import *
from planlang.syntax.nodes.segments import *
from planlang.syntax.nodes.shared import *
from planlang.syntax.nodes.tasks import *
