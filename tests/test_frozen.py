"""Classes of `planlang.frozen` behave as those that attrs makes: each is asked the same questions."""

from __future__ import annotations

import copy
import pickle
from typing import ClassVar, Generic, TypeVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang import frozen as ours
from tests.laws import tries

T = TypeVar("T")
NAMES = ("a", "_b", "c", "d_e")
BASE = """
@{kind}
class Base:
    x: int
    y: tuple = ()
    kinds: ClassVar[tuple] = (1,)

    def told(self):
        return f"base {{self.x}}"

    @property
    def twice(self):
        return self.x * 2
"""
MADE = """
@{kind}
class Made(Base):
{fields}
    def told(self):
        return "made " + super().told()

    @classmethod
    def of(cls, x):
        return super().__new__(cls), x
"""


@st.composite
def a_field(draw, name):
    """A line that declares an attribute, with a default or one of the options of `field`."""
    how = draw(st.sampled_from(["= 3", "= field(factory=list)", "= field(default=4, repr=False)"]))
    options = [
        "kw_only=True",
        "kw_only=True, default=None",
        "init=False, default=7",
        "default=5, eq=False",
        "init=False, eq=False",
    ]
    how = draw(st.sampled_from([how, *(f"= field({option})" for option in options)]))
    return f"    {name}: object {how}\n"


@st.composite
def classes(draw):
    """The text of two classes, the second with random attributes, which may take the place of inherited ones."""
    names = draw(st.lists(st.sampled_from([*NAMES, "y"]), unique=True))
    fields = "".join(draw(a_field(name)) for name in names)
    post = draw(
        st.sampled_from(["", "    def __attrs_post_init__(self):\n        object.__setattr__(self, 'x', self.x + 1)\n"])
    )
    options = draw(st.sampled_from(["", "(eq=False)"]))
    return BASE, MADE.replace("{fields}", fields + post), options


def made_with(text, kind, module):
    """The classes of a text, made by attrs or by us."""
    inside = {
        "frozen": module.frozen,
        "define": module.define,
        "field": module.field,
        "ClassVar": ClassVar,
        "__name__": __name__,
    }
    for part in text[:2]:
        exec("from __future__ import annotations\n" + part.format(kind=kind + text[2], fields=""), inside)
    return inside["Made"]


def told(work):
    """What comes of a piece of work: its value, or the class of what was raised."""
    try:
        return work()
    except (TypeError, AttributeError, ValueError) as error:
        return type(error)


CALLS = [
    ((1,), {}),
    ((1, (2,)), {}),
    ((), {"x": 1}),
    ((), {}),
    ((1,), {"b": 2, "a": 9}),
    ((1,), {"c": 2, "d_e": 0}),
    ((1, 2, 3), {}),
]


@settings(max_examples=tries(2000))
@given(classes(), st.sampled_from(["frozen", "define"]), st.sampled_from(CALLS), st.sampled_from(CALLS))
def test_asked_the_same_they_answer_the_same(text, kind, call, other):
    answers = []
    for module in (attrs, ours):
        made = told(lambda module=module: made_with(text, kind, module))
        if made in (TypeError, ValueError):  # as for what is required after what is not
            return
        one = told(lambda made=made: made(*call[0], **call[1]))
        two = told(lambda made=made: made(*other[0], **other[1]))
        fields = [
            (f.name, f.alias, f.type, f.eq, f.repr, f.default is attrs.NOTHING, f.init, f.kw_only)
            for f in attrs.fields(made)
        ]
        answer = [fields, made.__match_args__, made.kinds, attrs.has(made)]
        if isinstance(one, made):
            answer += [
                told(lambda one=one: repr(one)),
                one.told(),
                one.twice,
                told(lambda one=one: setattr(one, "x", 5)),
                told(lambda one=one: setattr(one, "elsewhere", 5)),
                told(lambda one=one, two=two: one == two),
                told(lambda one=one, two=two: one != two),
                told(lambda one=one, two=two: (hash(one) == hash(two)) if one == two else True),
                told(lambda one=one: repr(attrs.evolve(one, x=11))),
                told(lambda one=one: repr(copy.copy(one))),
            ]
        else:
            answer.append(one)
        answers.append(answer)
    assert answers[0] == answers[1]


@ours.frozen
class Kept(Generic[T]):
    """Something to be written and read again."""

    value: T
    more: dict[str, int] = ours.field(factory=dict)


def test_values_are_written_and_read_again():
    kept = Kept(3, {"a": 1})
    assert pickle.loads(pickle.dumps(kept)) == kept
    assert copy.deepcopy(kept) == kept
    assert attrs.asdict(kept) == {"value": 3, "more": {"a": 1}}
    assert Kept(3).more is not Kept(3).more


def test_what_does_not_change_cannot_be_changed_or_forgotten():
    kept = Kept(3)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        kept.value = 4
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del kept.value


def test_a_pattern_takes_the_fields_in_order():
    match Kept(3):
        case Kept(value, more):
            assert (value, more) == (3, {})


def test_a_missing_argument_is_told_by_its_name():
    with pytest.raises(TypeError, match=r"Kept.*missing 1 required positional argument: 'value'"):
        Kept()
