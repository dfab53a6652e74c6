"""Several stretches are searched at once, and each gets back what was found in it."""

from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from plainsight.app.post_columns import STRETCH_ITEMS, PostColumns
from plainsight.detect.examined import NOTHING
from plainsight.engines.columnar import grouped
from plainsight.engines.columnar.grouped import Group, in_groups
from plainsight.model.post import Post, Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def stretch(*texts: str, is_arrow: bool = False) -> PostColumns:
    column = [text.encode() for text in texts]
    posts = [
        Post(
            post_id=f"p{row}",
            account_id="a",
            surface="s",
            visibility=Visibility.PUBLIC,
            posted_at=NOON,
            text=text,
        )
        for row, text in enumerate(texts)
    ]
    return PostColumns(
        texts=pa.array(column, pa.large_binary()) if is_arrow else list(texts),
        post=posts.__getitem__,
        refused=[],
        quarantined=[],
    )


def sizes(*stretches: PostColumns) -> list[int]:
    return [len(group.texts) for group in in_groups(stretches)]


@given(
    lengths=st.lists(st.integers(0, 4), min_size=1, max_size=5),
    is_arrow=st.booleans(),
    data=st.data(),
)
def test_what_is_found_in_a_group_goes_to_the_stretch_it_stands_in(
    lengths: list[int], is_arrow: bool, data: st.DataObject
) -> None:
    some = [
        stretch(*(f"{k} {row}" for row in range(length)), is_arrow=is_arrow)
        for k, length in enumerate(lengths)
    ]
    whole = [(k, row) for k, length in enumerate(lengths) for row in range(length)]
    places = sorted(data.draw(st.sets(st.sampled_from(range(len(whole)))))) if whole else []
    group = Group(some)
    assert len(group.texts) == len(whole)
    apart = list(group.apart([(place, NOTHING) for place in places]))
    assert [each for each, _ in apart] == some
    told = [(k, row) for k, (_, found) in enumerate(apart) for row, _ in found]
    assert told == [whole[place] for place in places]


def test_large_stretches_wait_for_one_another() -> None:
    large = stretch(*["x"] * STRETCH_ITEMS)
    assert sizes(*[large] * 9) == [8 * STRETCH_ITEMS, STRETCH_ITEMS]


def test_a_small_stretch_keeps_nobody_waiting() -> None:
    large, small = stretch(*["x"] * STRETCH_ITEMS), stretch("live")
    assert sizes(small, small, large, small, large) == [1, 1, STRETCH_ITEMS + 1, STRETCH_ITEMS]


def test_long_texts_wait_for_fewer() -> None:
    large = stretch(*["x" * (grouped.GROUP_BYTES // STRETCH_ITEMS + 1)] * STRETCH_ITEMS)
    assert sizes(large, large) == [STRETCH_ITEMS, STRETCH_ITEMS]


def test_texts_of_two_kinds_are_not_mixed() -> None:
    lists = stretch(*["x"] * STRETCH_ITEMS)
    arrow = stretch(*["x"] * STRETCH_ITEMS, is_arrow=True)
    assert sizes(lists, arrow, arrow) == [STRETCH_ITEMS, 2 * STRETCH_ITEMS]
