"""`python benchmarks/start_up.py`: what `--help`, `lint` and `evaluate` of the example take beside a bare interpreter."""

from __future__ import annotations

import sys
from pathlib import Path

from measure import in_turn, table

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "premium_line" / "premium_line.plan"


def main() -> None:
    planlang = [sys.executable, "-m", "planlang"]
    costs = in_turn(
        {
            "bare interpreter": [sys.executable, "-c", "pass"],
            "planlang --help": [*planlang, "--help"],
            "planlang lint EXAMPLE": [*planlang, "lint", str(EXAMPLE)],
            "planlang evaluate EXAMPLE": [*planlang, "evaluate", str(EXAMPLE), "--as-of", "2026-W20"],
        },
        runs=9,
    )
    print(table(costs, "bare interpreter"))


if __name__ == "__main__":
    main()
