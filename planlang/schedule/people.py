"""Who works on a task, for how much of their days, and when they are away.

In: a task and the model it stands in. Out: names and shares. What that does to its dates is worked out in `network`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from planlang.semantics.model import Leave, Model, Party, Resource, Task, ToPerson, ToRole, ToTeam


def parties_of(task: Task) -> tuple[Party, ...]:
    """Those who do a task, as far as they are named: whom it is assigned to, else its owner."""
    return task.assigned or ((task.owner,) if task.owner is not None and not task.some else ())


def people_of(party: Party, model: Model) -> tuple[str, ...]:
    """The people that a party is: somebody named, or everybody who holds a role in a team, as declared.

    Nobody for a whole team, which goes on without one of its members.
    """
    match party:
        case ToPerson(name):
            return (name,)
        case ToRole(role, str(team)) if team in model.teams:
            members = model.teams[team].members
            return tuple(dict.fromkeys(member.person for member in members if member.role == role))
        case _:
            return ()


def workers(task: Task, model: Model) -> tuple[str, ...]:
    """Those who share the effort of a task: one entry each, empty for somebody whose name is not known."""
    people: list[str] = []
    for party in parties_of(task):
        people.extend(named_in(party, model) or ("",))
    people.extend("" for one in task.some for _ in range(one.count))
    return tuple(person for i, person in enumerate(people) if not person or person not in people[:i]) or ("",)


def needed(task: Task, model: Model) -> tuple[str, ...]:
    """Those without whom a task stands still."""
    return tuple(dict.fromkeys(person for party in parties_of(task) for person in people_of(party, model)))


def unnamed(task: Task) -> int:
    """How many do a task who are not fixed."""
    return sum(one.count for one in task.some)


def share_of(resource: Resource, usual: int) -> Fraction:
    """The share of a usual day of so many minutes that there is of each of a resource."""
    share = Fraction(resource.available)
    return share if resource.hours is None else min(share, Fraction(resource.hours) * 60 / usual)


def named_in(party: Party, model: Model) -> tuple[str, ...]:
    """The people that a party of a resource is, by name; everybody who is declared as a member of a whole team."""
    return _members(party.team, model) if isinstance(party, ToTeam) else people_of(party, model)


def members_of(resource: Resource, model: Model) -> tuple[str, ...]:
    """The people of a resource: one entry each, empty for somebody whose name is not known; nobody for a thing."""
    people = [person for who in resource.people for person in named_in(who, model) or ("",)]
    return tuple(person for i, person in enumerate(people) if not person or person not in people[:i])


def shares(task: Task, model: Model, usual: int) -> Mapping[str, Fraction]:
    """How much of a day those work who are at a task as a resource, where that is not all of it; the least of several."""
    found: dict[str, Fraction] = {}
    for name in task.resources:
        resource = model.resources[name]
        share = share_of(resource, usual)
        for person in members_of(resource, model) if share < 1 else ():
            found[person] = min(share, found.get(person, share))
    return found


def leaves_of(people: Sequence[str], model: Model) -> list[Leave]:
    """The leave of some people, by date."""
    leaves = (leave for team in model.teams.values() for leave in team.leaves if leave.person in people)
    return sorted(leaves, key=lambda leave: (leave.start, leave.person))


def _members(team: str, model: Model) -> tuple[str, ...]:
    """Everybody who is declared as a member of a team, in that order."""
    if team not in model.teams:
        return ()
    return tuple(dict.fromkeys(member.person for member in model.teams[team].members))
