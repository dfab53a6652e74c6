"""A new term is told which ordinary words it would be mistaken for."""

import pytest

from plainsight.detect.collisions import CollisionKind, collisions, is_silent
from plainsight.detect.tables.load import ordinary_words


def words(term: str, kind: CollisionKind) -> set[str]:
    return {c.word for c in collisions(term) if c.kind is kind}


def test_the_sound_of_methamphetamine_is_also_a_virus() -> None:
    silent = is_silent("冰毒")
    assert silent is not None
    assert silent.kind is CollisionKind.SAME_SOUND
    assert "病毒" in words("冰毒", CollisionKind.SAME_SOUND)


def test_what_is_silent_is_the_first_collision_of_the_same_sound() -> None:
    for term in (*sorted(ordinary_words())[::400], "冰毒", "卡接回u", "换汇", "货", "fentanyl", ""):
        same = [c for c in collisions(term) if c.kind is CollisionKind.SAME_SOUND]
        assert is_silent(term) == (same[0] if same else None)


def test_words_that_contain_the_sound_are_reported_but_not_silent() -> None:
    assert "联欢会" in words("换汇", CollisionKind.INSIDE_SOUND)


def test_an_ordinary_word_is_told_that_it_is_one() -> None:
    assert words("叶子", CollisionKind.SAME_WORD) == {"叶子"}


def test_a_long_phrase_of_the_trade_collides_with_nothing() -> None:
    assert collisions("卡接回u") == []


@pytest.mark.parametrize("term", ["", "fentanyl", "m30", "❄️"])
def test_terms_without_chinese_have_no_chinese_collisions(term: str) -> None:
    assert collisions(term) == []


def test_the_worst_collisions_come_first() -> None:
    kinds = [c.kind for c in collisions("冰毒")]
    assert kinds == sorted(kinds, key=list(CollisionKind).index)
