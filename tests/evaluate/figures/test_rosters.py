"""Rosters: from the plan and from a source, who holds what role when, and whom a party means."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from planlang.evaluate.entities.roster import Post, make_roster
from planlang.evaluate.entities.roster_rows import listed_posts
from planlang.evaluate.entities.spine import Spine
from planlang.semantics.model import (
    EntityKind,
    SnapshotDate,
    Table,
    ToEntity,
    ToLabel,
    ToPerson,
    ToRole,
    ToTeam,
)
from planlang.values import units
from planlang.values.periods import parse_label
from tests.evaluate.figures.figure_worlds import Given, World, column

W10, W11, W12 = (parse_label(f"2026-W{n}") for n in (10, 11, 12))
TREE = World(
    teams=(("sales", None), ("north", "sales"), ("south", "sales"), ("east", "north")),
    members=(
        ("Dora", "sales", "director", None, None),
        ("Lena", "north", "lead", None, date(2026, 3, 10)),
        ("Lars", "north", "lead", date(2026, 3, 11), None),
        ("Rita", "north", "rep", None, date(2026, 3, 4)),
        ("Rita", "east", "rep", date(2026, 3, 5), None),
        ("Sven", "south", "rep", None, date(2026, 3, 12)),
    ),
)


def test_a_roster_is_gapless_where_everybody_is_always_in_a_team() -> None:
    def gapless(*members: tuple[str, str, str, date | None, date | None]) -> bool:
        return Spine(evolve(TREE, members=members).roster()).is_gapless(date(2026, 3, 16))

    dora = ("Dora", "sales", "director", None, None)
    before, after = ("Rita", "north", "rep", None, date(2026, 3, 4)), ("Rita", "east", "rep", date(2026, 3, 5), None)
    assert gapless(dora, before, after)
    assert gapless(dora, ("Rita", "north", "rep", None, date(2026, 3, 15)))
    assert not gapless(dora, ("Rita", "north", "rep", None, date(2026, 3, 14)))
    assert not gapless(dora, ("Rita", "north", "rep", date(2020, 1, 1), None))
    assert not gapless(dora, before, ("Rita", "east", "rep", date(2026, 3, 6), None))


def test_entities_stand_in_the_order_of_the_tree() -> None:
    roster = TREE.roster()
    assert roster.entities(EntityKind.TEAM).keys == ("team:sales", "team:north", "team:east", "team:south")
    assert roster.entities(EntityKind.PERSON).keys == ("rep:Dora", "rep:Lars", "rep:Lena", "rep:Rita", "rep:Sven")
    assert roster.entities(EntityKind.PERSON, "rep").keys == ("rep:Rita", "rep:Sven")
    assert roster.entities(EntityKind.PERSON, None, ("rep:Sven", "rep:nobody")).keys == ("rep:Sven",)
    for team in {post.team for post in roster.posts}:
        found = roster.entities(EntityKind.PERSON, None, (f"team:{team}",)).keys
        assert set(found) >= {f"rep:{post.person}" for post in roster.posts if post.team == team}
    assert roster.entities(EntityKind.TEAM, None, ("team:north",)).keys == ("team:north",)
    assert roster.entities(EntityKind.PLAN).keys == ("plan:",)


def test_a_party_means_whoever_holds_the_role_on_the_last_active_day() -> None:
    roster = TREE.roster()
    lead, director = ToRole("lead"), ToRole("director", anywhere=True)
    assert roster.route(lead, "rep:Rita", W10) == ("Lena",)
    assert roster.route(lead, "rep:Rita", W11) == ("Lars",)
    assert roster.route(director, "rep:Rita", W11) == ("Dora",)
    assert roster.route(ToRole("lead", "north"), "rep:Sven", W10) == ("Lena",)
    assert roster.route(lead, "team:east", W11) == ("Lars",)
    assert roster.route(ToEntity(), "rep:Rita", W11) == ("Rita",)
    assert roster.route(ToEntity(), "team:north", W11) == ("Lars",)
    assert roster.route(ToEntity(), "team:east", W11) == ("Rita",)
    assert roster.route(ToEntity(), "plan:", W11) == ("Dora",)
    assert roster.route(ToTeam("south"), "plan:", W10) == ("Sven",)
    assert roster.route(ToTeam("south"), "plan:", W12) == ("Dora",), "nobody is left in it"
    assert roster.route(ToPerson("X"), "plan:", W11) == ("X",)
    assert roster.route(ToLabel("法务"), "plan:", W11) == ("法务",)


def test_the_lead_of_another_team_is_nobodys_lead_here() -> None:
    roster = TREE.roster()
    for anywhere in (False, True):
        assert roster.route(ToRole("lead", anywhere=anywhere), "rep:Sven", W10) == ()
    assert roster.route(ToRole("lead", "south"), "rep:Rita", W10) == ()
    assert roster.route(ToRole("owner", anywhere=True), "rep:Sven", W10) == (), "nobody is no recipient"
    flat = evolve(
        TREE,
        teams=(("board", None), ("north", None)),
        members=(("Dora", "board", "director", None, None), ("Rita", "north", "rep", None, None)),
    )
    assert flat.roster().route(ToRole("director", anywhere=True), "rep:Rita", W10) == ("Dora",)
    assert flat.roster().route(ToRole("director"), "rep:Rita", W10) == (), "the director of her team, and that has none"


def test_those_above_are_told_nearest_first() -> None:
    roster = TREE.roster()
    assert roster.above("rep:Rita", date(2026, 3, 6)) == ("team:east", "team:north", "team:sales", "plan:")
    assert roster.above("rep:Rita", date(2026, 3, 4)) == ("team:north", "team:sales", "plan:")
    assert roster.above("team:south", date(2026, 3, 4)) == ("team:sales", "plan:")
    assert roster.above("rep:Sven", date(2026, 3, 20)) == ("plan:",)


def test_of_two_memberships_the_one_taken_up_last_counts() -> None:
    world = evolve(
        TREE,
        members=(("Rita", "north", "rep", None, None), ("Rita", "south", "rep", date(2026, 3, 5), date(2026, 3, 9))),
    )
    roster = world.roster()
    teams = [roster.post_on("Rita", date(2026, 3, day)) for day in (4, 5, 9, 10)]
    assert [post.team if post else None for post in teams] == ["north", "south", "south", "north"]


LISTED = (
    column("no", units.TextUnit()),
    column("姓名", units.Person()),
    column("团队", units.TextUnit()),
    column("岗位", units.TextUnit(), optional=True),
    column("from", units.DateUnit(), optional=True),
    column("until", units.InstantUnit(), optional=True),
    column("假期", units.TextUnit(), optional=True),
)


def test_a_roster_source_lists_members_roles_dates_and_leave() -> None:
    rows = [
        ("1", "张丽", "north", "rep", date(2026, 1, 5), None, "2026-05-06 至 2026-05-08、2026-06-01"),
        ("2", "王强", "south", None, None, date(2026, 3, 10), None),
        ("3", "李明", "west", "rep", None, None, None),
        ("4", "赵刚", "north", "lead", None, None, "2026-05-08 .. 2026-05-06, 2026-02-31"),
    ]
    given = Given("people", Table(("no",), None, ()), LISTED, rows, ())
    world = evolve(TREE, members=(), rosters={"north": "people", "south": "people"}, sources=(given,))
    listed = listed_posts(world.model(), world.snapshot())
    assert listed.posts == (
        Post("张丽", "north", "rep", date(2026, 1, 5), date(9999, 12, 30)),
        Post("王强", "south", "rep", date.min, date(2026, 3, 10)),
        Post("赵刚", "north", "lead", date.min, date(9999, 12, 30)),
    )
    assert listed.leaves == {
        "张丽": ((date(2026, 5, 6), date(2026, 5, 8)), (date(2026, 6, 1), date(2026, 6, 1))),
    }
    roster = make_roster(world.plan(), listed.posts, listed.leaves)
    assert roster.entities(EntityKind.PERSON).keys == ("rep:张丽", "rep:赵刚", "rep:王强")


def test_of_several_exports_of_a_roster_the_newest_row_of_a_key_counts() -> None:
    rows = [
        ("1", "张丽", "south", "rep", None, None, None),
        ("1", "张丽", "north", "rep", None, None, None),
        ("1", "张丽", "south", "rep", None, None, None),
    ]
    days = (date(2026, 1, 5), date(2026, 2, 2), date(2026, 1, 12))
    given = Given("people", Table(("no",), SnapshotDate(None), ()), LISTED, rows, (), days)
    world = evolve(TREE, members=(), rosters={"north": "people", "south": "people"}, sources=(given,))
    assert [post.team for post in listed_posts(world.model(), world.snapshot()).posts] == ["north"]
