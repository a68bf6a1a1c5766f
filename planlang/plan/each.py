"""Tasks that each does for himself: one task for each team, person or value, inside the one that is written.

In: a model. Out: the model with a task for each of them, called `training.north`, and what is said of somebody who has none. What is
written of the task holds for each of them; what waits for the task waits for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve, field

from planlang.diagnostics.diagnostic import Diagnostic, Outcome, Severity
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define
from planlang.semantics.model import (
    DateLimits,
    EntityKind,
    Membership,
    Milestone,
    Model,
    PartProgress,
    Party,
    Progress,
    SetBy,
    Task,
    TaskEach,
    TaskLink,
    ToEntity,
    ToPerson,
    ToRole,
    ToTeam,
)
from planlang.source import Span

NOBODY = Text("task-for-each.nobody", "`{name}` is for each of those who are named in the plan, and there is none")
NOBODY_HELP = Text("task-for-each.nobody-help", "name people in a team, or take off the condition")
ROSTER = Text(
    "task-for-each.roster",
    "who is in `{team}` is read from `{source}`: only people who are named in the plan have a part of `{name}`",
)
NO_PART = Text("task-for-each.no-part", "`{name}` has no part for `{whom}`")
NO_PART_HELP = Text("task-for-each.no-part-help", "it is done by {those}")
NO_OWN = Text("task-for-each.no-own", "`{name}` has no part for `{whom}`, so that waits for nothing here")

NO_LIMITS = DateLimits()
NO_PROGRESS = Progress()


def with_parts(model: Model) -> Outcome[Model]:
    """The model with the task of each; itself where no task is for each."""
    if all(task.each is None for task in model.tasks.values()):
        return Outcome(model, ())
    return _Parts(model).made()


@define(eq=False)
class _Parts:
    """The parts of the tasks of one model."""

    model: Model
    found: list[Diagnostic] = field(factory=list)
    of: dict[str, dict[str, str]] = field(init=False)
    """by task the names of its parts, by key"""

    @of.default
    def _name(self) -> dict[str, dict[str, str]]:
        return {
            name: {
                key: f"{name}.{key.partition(':')[2] if _is_somebody(task.each) else key}" for key in self._keys(task)
            }
            for name, task in self.model.tasks.items()
            if task.each is not None
        }

    def made(self) -> Outcome[Model]:
        tasks: dict[str, Task] = {}
        for name, task in self.model.tasks.items():
            if task.each is None:
                tasks[name] = evolve(task, links=self._links(task.links))
                continue
            keys = self.of[name]
            if not keys and task.each.where != ():  # names of nobody are told where they are written
                self._warn(task.ident.span, NOBODY(name=name), NOBODY_HELP())
            if task.each.entity is EntityKind.PERSON:
                self._tell_of_rosters(task, task.each.where)
            told = {one.key: one for one in task.each.told}
            for one in task.each.told:
                if one.key not in keys:
                    self._no_part(name, one.span.text, one.span)
            tasks[name] = self._whole(task)
            for key, part in keys.items():
                tasks[part] = self._part(task, task.each, key, part, told.get(key))
        stones: dict[str, Milestone] = {
            name: evolve(stone, links=self._links(stone.links)) for name, stone in self.model.milestones.items()
        }
        return Outcome(evolve(self.model, tasks=tasks, milestones=stones), tuple(self.found))

    # who

    def _keys(self, task: Task) -> tuple[str, ...]:
        """Who does a task: in order of declaration."""
        each = task.each
        assert each is not None
        match each.entity:
            case EntityKind.TEAM:
                teams = (f"team:{name}" for name in self.model.teams)
                return tuple(key for key in teams if each.where is None or key in each.where)
            case EntityKind.PERSON:
                posts = (post for team in self.model.teams.values() for post in team.members)
                return tuple(dict.fromkeys(f"rep:{post.person}" for post in posts if self._is_meant(post, task, each)))
            case _:
                return each.where or ()

    def _is_meant(self, post: Membership, task: Task, each: TaskEach) -> bool:
        """Whether somebody does it by what he is in a team while the plan lasts; whoever has left before it is due does not, unless
        it is said how far he is.
        """
        plan = self.model.plan
        if each.role is not None and post.role != each.role:
            return False
        if post.start is not None and post.start > plan.end:
            return False
        if _has_left(post, plan.start) or (_has_left(post, self._day(task)) and not _is_told(post.person, each)):
            return False
        places = (f"rep:{post.person}", *(f"team:{team}" for team in self.model.lineage(post.team)))
        return each.where is None or any(place in each.where for place in places)

    def _day(self, task: Task) -> date:
        """The day by which people are asked whether they are still there: the first that is written, else that of the plan."""
        limits = task.limits
        return limits.starts_on or limits.not_before or limits.ends_on or limits.by or self.model.plan.start

    def _post(self, person: str, role: str | None, task: Task) -> Membership | None:
        """The post of somebody when a task is due, or his next one after that."""
        posts = [post for team in self.model.teams.values() for post in team.members if post.person == person]
        meant = [post for post in posts if role in (None, post.role) and not _has_left(post, self._day(task))]
        return min(meant or posts, key=lambda post: post.start or self.model.plan.start, default=None)

    # tasks

    def _whole(self, task: Task) -> Task:
        """The task around the parts."""
        return evolve(
            task,
            length=None,
            costs=(),
            limits=NO_LIMITS,
            late=False,
            progress=NO_PROGRESS,
            owner=None if _is_relative(task.owner) else task.owner,
            assigned=(),
            some=(),
            resources=(),
            starts_when=None,
            repeats=None,
            links=self._links(link for link in task.links if not link.own and not link.holds_finish),
            each=None,
        )

    def _part(self, task: Task, each: TaskEach, key: str, name: str, told: PartProgress | None) -> Task:
        """The task of one of them."""
        whom = key.partition(":")[2] if _is_somebody(each) else key
        team = self.model.teams.get(whom) if each.entity is EntityKind.TEAM else None
        post = self._post(whom, each.role, task) if each.entity is EntityKind.PERSON else None
        limits = task.limits
        joined = None if post is None or limits.starts_on is not None else post.start
        if joined is not None and (limits.not_before is None or joined > limits.not_before):
            limits = evolve(limits, not_before=joined, set_by=SetBy.JOINED)
        repeats = task.repeats
        if repeats is not None and told is not None and told.finished:
            repeats = evolve(repeats, finished=told.finished)
        title = team.ident.title if team is not None else whom
        return evolve(
            task,
            ident=evolve(
                task.ident,
                name=name,
                alias=f"{task.ident.alias or task.ident.name}.{self._called(key, alias=True)}",
                title=f"{task.ident.title} · {title}",
                doc=None,
            ),
            parent=task.ident.name,
            limits=limits,
            progress=task.progress if told is None or task.repeats is not None else told.progress,
            owner=None if task.owner is None else self._meant(task.owner, each, whom, post),
            assigned=tuple(dict.fromkeys(self._meant(who, each, whom, post) for who in task.assigned)),
            some=tuple(evolve(one, of=self._chosen_from(one.of, each, whom, post)) for one in task.some),
            repeats=repeats,
            links=self._own_links(task, key, whom),
            standby=False,
            decided=None,
            each=None,
            of=key,
        )

    def _meant(self, who: Party, each: TaskEach, whom: str, post: Membership | None) -> Party:
        """Whom a party means in the part of somebody; a team is its head."""
        if not _is_relative(who) or not _is_somebody(each):
            return who
        team = whom if each.entity is EntityKind.TEAM else None if post is None else post.team
        if isinstance(who, ToEntity):
            return ToPerson(whom) if each.entity is EntityKind.PERSON else self._head(whom)
        assert isinstance(who, ToRole)
        holding = (
            one
            for one in self.model.lineage(team)
            if any(post.role == who.role for post in self.model.teams[one].members)
        )
        return evolve(who, team=next(holding, team))

    def _chosen_from(self, who: Party, each: TaskEach, whom: str, post: Membership | None) -> Party:
        """Of whom some do the part of somebody: of a team all that are in it."""
        if isinstance(who, ToEntity):
            return ToTeam(whom if each.entity is EntityKind.TEAM or post is None else post.team)
        return self._meant(who, each, whom, post)

    def _head(self, team: str) -> Party:
        """Who is highest in a team: the role of those who are named in it, or the team where nobody is."""
        held = dict.fromkeys(post.role for post in self.model.teams[team].members)
        return ToRole(min(held, key=self.model.height), team) if held else ToTeam(team)

    # links

    def _links(self, links: Iterable[TaskLink]) -> tuple[TaskLink, ...]:
        """Links with those to one part meaning that part."""
        return tuple(found for link in links if (found := self._link(link)) is not None)

    def _link(self, link: TaskLink) -> TaskLink | None:
        """A link; None after reporting that there is no such part."""
        if link.part is None:
            return link
        parts = self.of.get(link.on, {})
        part = next((name for key, name in parts.items() if link.part in (key, key.partition(":")[2])), None)
        if part is None:
            written = link.span.text.partition("+")[0].partition("-")[0].strip()
            self._no_part(link.on, written.rpartition(".")[2], link.span)
            return None
        return evolve(link, on=part, part=None)

    def _own_links(self, task: Task, key: str, whom: str) -> tuple[TaskLink, ...]:
        """What the part of somebody waits for by itself: his part of other tasks, and what it has to end with."""
        own: list[TaskLink] = []
        for link in task.links:
            if not link.own:
                own += self._links((link,)) if link.holds_finish else ()
                continue
            parts = self.of.get(link.on, {})
            post = self._post(whom, None, task) if key.startswith("rep:") else None
            near = (key, *(f"team:{team}" for team in self.model.lineage(None if post is None else post.team)))
            part = next((parts[one] for one in near if one in parts), None)
            if part is None:
                self._warn(link.span, NO_OWN(name=link.on, whom=whom), None)
            else:
                own.append(evolve(link, on=part, own=False))
        return tuple(own)

    # what is wrong

    def _no_part(self, name: str, whom: str, span: Span) -> None:
        called = (self._called(key, alias=not whom.isascii()) for key in self.of.get(name, {}))
        those = ", ".join(f"`{one}`" for one in called)
        help_ = NO_PART_HELP(those=those) if those else None
        self.found.append(
            Diagnostic("task-for-each", Severity.ERROR, span, NO_PART(name=name, whom=whom), None, help_, (), ())
        )

    def _called(self, key: str, *, alias: bool) -> str:
        """What somebody is called behind the name of a task."""
        whom = key.partition(":")[2] or key
        team = self.model.teams.get(whom) if key.startswith("team:") else None
        return team.ident.alias if alias and team is not None and team.ident.alias else whom

    def _tell_of_rosters(self, task: Task, where: tuple[str, ...] | None) -> None:
        """Tells that people who are known from a file alone have no part."""
        read = [one for one in self.model.teams.values() if one.roster is not None]
        meant = (
            one
            for one in read
            if where is None or any(f"team:{above}" in where for above in self.model.lineage(one.ident.name))
        )
        team = next(meant, None)
        if team is not None and team.roster is not None:
            about = {"team": team.ident.name, "source": team.roster, "name": task.ident.name}
            self._warn(task.ident.span, ROSTER(**about), None)

    def _warn(self, span: Span, message: Message, help_: Message | None) -> None:
        self.found.append(Diagnostic("task-for-each", Severity.WARNING, span, message, None, help_, (), ()))


def _is_somebody(each: TaskEach | None) -> bool:
    """Whether a task is for people or teams, not for values of a column."""
    return each is not None and each.entity is not EntityKind.VALUE


def _has_left(post: Membership, day: date) -> bool:
    """Whether a post is over before a day."""
    return post.end is not None and post.end < day


def _is_told(person: str, each: TaskEach) -> bool:
    """Whether it is said how far somebody is with his part."""
    return any(one.key == f"rep:{person}" for one in each.told)


def _is_relative(party: Party | None) -> bool:
    """Whether a party is other for each."""
    return isinstance(party, ToEntity) or (isinstance(party, ToRole) and party.team is None and not party.anywhere)
