"""What settings may say of lint rules, and what holds where they say nothing.

A rule asks for its options by name; they stand here, and not in the rules, as settings are read where no rule is.
"""

from __future__ import annotations

from collections.abc import Mapping

Option = int | tuple[str, ...]
"""What an option of a rule may be."""
Options = Mapping[str, Mapping[str, Option]]
"""Options by the name of the rule and of the option."""

USUAL: Options = {
    "idle-days-over-holiday": {"weeks": 4},  # longer silences outlast every holiday
    "ratio-without-min-sample": {"least": 1},  # a smaller sample than that is too small
    "vague-sales-title": {"titles": ()},  # titles that are as vague as `sales`
}
