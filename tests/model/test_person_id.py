"""One spelling for one person, whoever typed the id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadValue
from plainsight.model.person_id import folded, person_id, seen


@pytest.mark.parametrize(
    "typed", ["ada", "Ada", " ada ", "ADA\n", "a\u200bda", "\uff21da", "ad\u00ada"]
)
def test_every_way_of_typing_an_id_is_one_person(typed: str) -> None:
    assert person_id(typed, field="--by") == "ada"


@pytest.mark.parametrize(
    "typed", ["", "  ", "\u200b", "\u2060\ufeff", "\t\n", "\u3164\u2800", "\ufe0f"]
)
def test_an_id_that_nobody_sees_names_nobody(typed: str) -> None:
    with pytest.raises(BadValue, match="--by"):
        person_id(typed, field="--by")
    assert seen(typed) == ""


@given(st.text())
def test_the_one_spelling_is_its_own_spelling(typed: str) -> None:
    assert folded(folded(typed)) == folded(typed)
