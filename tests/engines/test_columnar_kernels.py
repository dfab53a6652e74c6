"""The kernels read whole batches; on every string they must agree with the plain definition."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.strategies.text import texts

from plainsight.detect.tables.load import fold_table, sound_table
from plainsight.detect.views import View, read
from plainsight.engines.columnar.batch import Bytes, decode, fold_batch, sound_batch, tight_batch
from plainsight.engines.columnar.kernels import CHINESE, GAP, HEAD, STRETCHED
from plainsight.engines.columnar.strings import Strings, encode

batches = st.lists(texts.map(lambda text: text.replace("\0", "")), max_size=6)


def in_view(posts: list[str], view: View) -> list[str]:
    folded = fold_batch(encode(posts))
    match view:
        case View.TIGHT:
            return decode(tight_batch(folded))
        case View.SOUND:
            return decode(sound_batch(folded))
        case _:
            return decode(folded)


@pytest.mark.parametrize("view", [View.FOLD, View.TIGHT, View.SOUND])
@settings(deadline=None)  # the first call compiles
@given(posts=batches)
@example(posts=["", "aaab", "oooo o", "é́\u0301", "\ud800", "\U000e0041换★汇"])
def test_a_batch_reads_as_each_of_its_posts_does(view: View, posts: list[str]) -> None:
    assert in_view(posts, view) == [read(post, view).text for post in posts]


@pytest.mark.parametrize("view", [View.FOLD, View.TIGHT, View.SOUND])
def test_every_code_point_is_read_as_the_definition_reads_it(view: View) -> None:
    # NUL ends a post in a batch; it is read as the separator that it is.
    posts = ["".join(map(chr, range(low, low + 64))) for low in range(1, 0x110000 - 63, 64)]
    assert in_view(posts, view) == [read(post, view).text for post in posts]


def test_a_nul_inside_a_post_neither_ends_it_nor_hides_what_follows() -> None:
    folded = fold_batch(encode(["换\0汇", "b"]))
    assert len(folded.offsets) == 3
    assert decode(folded)[1] == "b"
    assert "汇" in decode(folded)[0]


def test_no_table_grows_a_text_beyond_the_room_made_for_it() -> None:
    longest = [max((chr(p) for p in fold_table()), key=lambda c: len(fold_table()[ord(c)])) * 999]
    assert decode(fold_batch(encode(longest))) == [read(longest[0], View.FOLD).text]
    widest = max(sound_table(), key=lambda p: sum(map(len, sound_table()[p])))
    assert in_view([chr(widest) * 999], View.SOUND) == [read(chr(widest) * 999, View.SOUND).text]


def test_a_slice_of_an_arrow_column_is_read_like_any_other_batch() -> None:
    whole = encode(["before", "换汇", "", "f.e.n.t"])
    part = Strings(whole.data, whole.offsets[1:])
    assert decode(fold_batch(part)) == ["换汇", "", "f.e.n.t"]


@settings(deadline=None)  # the first call compiles
@given(posts=batches)
def test_gaps_are_flagged_where_a_separator_was_dropped(posts: list[str]) -> None:
    folded = fold_batch(encode(posts))
    tight = tight_batch(folded)
    for number, post in enumerate(decode(folded)):
        flags = flags_of(tight, number)
        reading = read(post, View.TIGHT)
        places = byte_places(reading.text)
        for k in range(1, len(reading.text)):
            if reading.starts[k] > reading.ends[k - 1]:
                assert flags[places[k]] & GAP
        assert not any(flag & CHINESE for flag in flags)


def test_stretched_letters_and_the_heads_of_syllables_are_flagged() -> None:
    tight = tight_batch(fold_batch(encode(["coooool"])))
    assert [bool(flag & STRETCHED) for flag in tight.flags] == [False, True, False, False]
    sound = sound_batch(fold_batch(encode(["洗a钱"])))
    heads = "".join("H" if flag & HEAD else "-" for flag in sound.flags)
    assert decode(sound) == ["xiaqian"]
    assert heads == "H-HH---H"
    assert [bool(flag & CHINESE) for flag in sound.flags] == [True] * 2 + [False] + [True] * 4 + [
        False
    ]


def flags_of(batch: Bytes, number: int) -> list[int]:
    return batch.flags[batch.offsets[number] : batch.offsets[number + 1]].tolist()


def byte_places(text: str) -> list[int]:
    sizes = [len(char.encode("utf-8", "surrogatepass")) for char in text]
    return [0, *np.cumsum(sizes).tolist()]
