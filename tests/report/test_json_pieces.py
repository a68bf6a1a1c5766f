"""A document written as it comes has the bytes of one that is written as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.formats.json import json_pieces, to_json
from planlang.report.plain.indented import AT_ONCE, Kept, Written, pieces
from planlang.report.plain.plain_evaluation import evaluation as plain_evaluation
from tests.report import evaluated

WORDS = st.text(max_size=5)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=20,
)


def unwritten(value: Any) -> Any:
    """A value in which what is written already is read again."""
    if isinstance(value, Written):
        return json.loads(value)
    return [unwritten(one) for one in value] if isinstance(value, list) else value


def whole(document: dict[str, Any]) -> str:
    """The document as the library of Python writes it."""
    listed = {
        name: unwritten(list(value) if isinstance(value, Iterator) else value) for name, value in document.items()
    }
    text = json.dumps(listed, ensure_ascii=False, indent=2, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


@given(st.dictionaries(WORDS, VALUES, min_size=1, max_size=4))
def test_any_document_reads_as_the_library_writes_it(document: dict[str, Any]) -> None:
    assert "".join(pieces(document)) == whole(document)


@given(st.dictionaries(WORDS, VALUES, max_size=3), st.integers(0, 3))
def test_what_is_kept_and_what_comes_late_reads_as_if_it_were_there(members: dict[str, Any], count: int) -> None:
    kept = Kept(members)

    def document() -> dict[str, Any]:
        return {"a": kept, "b": [kept, {"c": kept}], "d": (part for part in [kept] * count), "e": iter([members])}

    assert "".join(pieces(document())) == whole(document())


@pytest.mark.parametrize("count", [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
def test_a_list_comes_in_pieces_of_so_many_items(count: int) -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(count):
            made.append(number)
            yield number

    told = []
    for piece in pieces({"items": items()}):
        told.append(piece)
        assert len(made) <= AT_ONCE * (len(told) - 1), "an item is made before it is written"
    assert "".join(told) == whole({"items": iter(range(count))})


def test_what_is_no_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        list(pieces({"share": float("nan")}))


@pytest.mark.parametrize("evaluation", [evaluated.evaluation(), evaluated.evaluation(False)])
def test_an_evaluation_has_the_bytes_of_one_written_as_a_whole(evaluation: Evaluation) -> None:
    document = {"schema": "planlang.evaluation/1", **plain_evaluation(evaluation)}
    assert "".join(json_pieces(evaluation)) == to_json(evaluation) == whole(document)
