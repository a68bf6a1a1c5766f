"""What building a plan has to say."""

from __future__ import annotations

from planlang.diagnostics.text import Text

CYCLE = Text("dependency-cycle", "these wait for each other: {names}")
SELF = Text("dependency-cycle.self", "`{name}` waits for itself")
WAITS = Text("dependency-cycle.waits", "`{after}` waits for `{before}`")
PART = Text("dependency-cycle.part", "`{child}` is a part of `{parent}`")
BREAK = Text("dependency-cycle.break", "take away one of these links; the plan goes on without all of them")
ARROW = " -> "
