"""What lint rules ask of tasks: whether they are in force, and what they are paid from."""

from __future__ import annotations

from collections.abc import Mapping

from planlang.semantics.model import Model, Task


def on_standby(name: str | None, tasks: Mapping[str, Task]) -> Task | None:
    """The task on stand-by that a task is, or stands in, if it has not begun."""
    while name is not None and name in tasks:
        task = tasks[name]
        if task.standby and task.progress.started is None and task.progress.finished is None:
            return task
        name = task.parent
    return None


def charged_accounts(model: Model) -> set[str]:
    """The accounts that tasks are charged to."""
    charges = (charge for task in model.tasks.values() for charge in task.costs)
    return {charge.account for charge in charges if charge.account is not None and charge.account in model.accounts}
