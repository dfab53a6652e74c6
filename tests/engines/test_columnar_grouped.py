"""Several stretches are searched at once, and each gets back what was found in it."""

import pickle
from collections.abc import Iterator
from itertools import chain

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.posts import post

from plainsight.app.detect.post_columns import COLUMN_ITEMS, PostColumns
from plainsight.detect.examined import NOTHING
from plainsight.engines.columnar import grouped
from plainsight.engines.columnar.grouped import ALONE_ITEMS, Group, in_groups
from plainsight.errors import UnreadableFeed


def stretch(*texts: str, is_arrow: bool = False) -> PostColumns:
    column = [text.encode() for text in texts]
    posts = [post(row, text=text) for row, text in enumerate(texts)]
    return PostColumns(
        texts=pa.array(column, pa.large_binary()) if is_arrow else list(texts),
        post=posts.__getitem__,
        refused=[],
        quarantined=[],
    )


def sizes(*stretches: PostColumns) -> list[int]:
    return [len(group.texts) for group in in_groups(stretches)]


@given(lengths=st.lists(st.integers(0, 4), min_size=1, max_size=5), data=st.data())
def test_what_is_found_in_a_group_goes_to_the_stretch_it_stands_in(
    lengths: list[int], data: st.DataObject
) -> None:
    some = [
        stretch(*(f"{k} {row}" for row in range(length)), is_arrow=True)
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


def test_columns_wait_for_one_another() -> None:
    large = stretch(*["x"] * ALONE_ITEMS, is_arrow=True)
    count = COLUMN_ITEMS // ALONE_ITEMS
    assert sizes(*[large] * (count + 1)) == [COLUMN_ITEMS, ALONE_ITEMS]


def test_a_small_stretch_keeps_nobody_waiting() -> None:
    large = stretch(*["x"] * ALONE_ITEMS, is_arrow=True)
    small = stretch("live", is_arrow=True)
    assert sizes(small, small, large, small, large) == [1, 1, ALONE_ITEMS, 1, ALONE_ITEMS]


def test_long_texts_wait_for_fewer() -> None:
    text = "x" * (grouped.GROUP_BYTES // ALONE_ITEMS)
    long = stretch(*[text] * ALONE_ITEMS, is_arrow=True)
    assert sizes(long, long) == [ALONE_ITEMS, ALONE_ITEMS]


def test_posts_that_are_made_already_do_not_wait() -> None:
    made = stretch(*["x"] * ALONE_ITEMS)
    assert sizes(made, made) == [ALONE_ITEMS, ALONE_ITEMS]


def test_what_waits_when_a_feed_breaks_off_is_not_lost() -> None:
    large = stretch(*["x"] * ALONE_ITEMS, is_arrow=True)

    def breaks_off() -> Iterator[PostColumns]:
        yield large
        yield large
        raise UnreadableFeed("f", "bad sector")

    groups = in_groups(breaks_off())
    assert len(next(groups).texts) == 2 * ALONE_ITEMS
    with pytest.raises(UnreadableFeed, match="bad sector"):
        next(groups)


def test_a_group_is_dealt_out_in_parts_that_miss_nothing() -> None:
    group = Group([stretch(*map(str, range(k)), is_arrow=True) for k in (3, 0, 4)])
    parts = [part.to_pylist() for part in group.parts(3)]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert [*chain(*parts)] == group.texts.to_pylist()


def test_a_part_that_goes_to_another_process_takes_only_its_own_bytes() -> None:
    group = Group([stretch(*["x" * 100] * 1_000, is_arrow=True)])
    sizes = [len(pickle.dumps(part)) for part in group.parts(10)]
    assert max(sizes) < 2 * 100 * 10
