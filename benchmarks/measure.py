"""Times whole processes by the operating system's own accounting, and prints ratios beside a named baseline.

Every figure is the median of several runs in turn (A B A B ...), so that a slow moment of the machine hits both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one run took: CPU seconds (user + system), wall seconds, peak resident MiB."""

    cpu: float
    wall: float
    peak: float


def once(command: Sequence[str], expected: Sequence[int] = (0,)) -> Cost:
    """Run a command to its end, its output thrown away.

    Raises:
        RuntimeError: it ended with a status that is not expected.
    """
    import time

    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    wall = time.perf_counter() - started
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * scale / 1048576)


def in_turn(commands: dict[str, Sequence[str]], runs: int = 5, expected: Sequence[int] = (0, 1)) -> dict[str, Cost]:
    """The median cost of each command, run in turn after one warm-up each."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            cost = once(command, expected)
            if turn:
                costs[name].append(cost)
    return {
        name: Cost(
            *(statistics.median(values) for values in zip(*((c.cpu, c.wall, c.peak) for c in found), strict=True))
        )
        for name, found in costs.items()
    }


def table(costs: dict[str, Cost], baseline: str) -> str:
    """A line each: CPU, wall, memory, and both ratios and differences against the baseline."""
    base = costs[baseline]
    lines = [
        f"{'':34} {'cpu s':>8} {'wall s':>8} {'peak MiB':>9} {'cpu ratio':>10} {'wall ratio':>11} {'wall more':>10}"
    ]
    for name, cost in costs.items():
        lines.append(
            f"{name:34} {cost.cpu:8.3f} {cost.wall:8.3f} {cost.peak:9.0f} {cost.cpu / base.cpu:10.2f} "
            f"{cost.wall / base.wall:11.2f} {cost.wall - base.wall:+10.3f}"
        )
    return "\n".join(lines)
