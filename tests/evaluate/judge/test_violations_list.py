"""A list of violations that are made when they are asked for is the list of those that were made at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.text import Text
from planlang.evaluate.results.evaluation import Evidence, Kind, Verdict, Violation
from planlang.evaluate.results.violations import AT_ONCE, Group, Sort, grouped, listed, made_groups

NOTHING = Text("test.nothing", "")()


def made(kind: Kind, rule: str, severity: str, number: int, verdict: Verdict) -> Violation:
    return Violation(
        id=f"{kind.value}{rule}{number}",
        kind=kind,
        rule=rule,
        title=rule,
        entity=f"deal:{number}",
        severity=severity,
        owner=None,
        period=None,
        value=None,
        limit=None,
        limit_words=None,
        message=NOTHING,
        since=None,
        due=None,
        weeks=1,
        verdict=verdict,
        to=(),
        inhibited_by=None,
        evidence=Evidence("", "", None),
    )


LISTS = st.lists(
    st.builds(
        made,
        st.sampled_from([Kind.ALERT, Kind.RULE, Kind.SCHEDULE]),
        st.sampled_from("abc"),
        st.sampled_from(["warning", "critical"]),
        st.integers(0, 9),
        st.sampled_from([Verdict.VIOLATED, Verdict.POSSIBLE]),
    ),
    max_size=30,
)


@given(LISTS, st.data())
def test_it_reads_like_a_tuple(violations: list[Violation], data: st.DataObject) -> None:
    found = listed(violations)
    assert (len(found), list(found), found) == (len(violations), violations, violations)
    assert list(found.entities()) == [one.entity for one in violations]
    start, stop = data.draw(st.integers(-3, 31)), data.draw(st.integers(-3, 31))
    assert found[start:stop] == tuple(violations[start:stop])
    if violations:
        at = data.draw(st.integers(-len(violations), len(violations) - 1))
        assert found[at] == violations[at]


@given(LISTS, st.sets(st.sampled_from("abc")))
def test_it_is_counted_and_chosen_as_if_all_were_made(violations: list[Violation], rules: set[str]) -> None:
    chosen = [one for one in violations if one.rule in rules and one.kind is not Kind.SCHEDULE]
    found = listed(violations).where(lambda kind, rule: rule in rules and kind is not Kind.SCHEDULE)
    assert found == chosen
    assert found.counts() == Counter(Sort(one.kind, one.rule, one.severity, one.verdict) for one in chosen)


@given(LISTS)
def test_equal_ranks_stay_as_they_are(violations: list[Violation]) -> None:
    found = listed(violations).ordered(lambda group: lambda entity: (len(group.severity), 0, 0, 0, entity))
    assert list(found) == sorted(violations, key=lambda one: (len(one.severity), one.entity))


def test_only_what_is_asked_for_is_made() -> None:
    asked: list[int] = []
    all_of_them = [made(Kind.RULE, "a", "warning", number, Verdict.VIOLATED) for number in range(3 * AT_ONCE)]

    def make(numbers: Sequence[int]) -> Sequence[Violation]:
        asked.extend(numbers)
        return [all_of_them[number] for number in numbers]

    entities = [one.entity for one in all_of_them]
    late = Group(Kind.RULE, "a", "warning", entities, {Verdict.VIOLATED: len(entities)}, make, make)
    first = made(Kind.ALERT, "b", "critical", 1, Verdict.VIOLATED)
    found = grouped((late, *made_groups([first])))
    found = found.ordered(lambda group: lambda _: (group.kind is not Kind.ALERT, 0, 0, 0, ""))
    assert found.counts().total() == len(list(found.entities())) == 3 * AT_ONCE + 1
    assert len(found.where(lambda kind, _: kind is Kind.RULE)) == 3 * AT_ONCE
    assert asked == []
    assert found[:3] == (first, *all_of_them[:2])
    assert asked == [0, 1]
    assert list(found) == [first, *all_of_them]
    assert asked == [0, 1, *range(3 * AT_ONCE)]
