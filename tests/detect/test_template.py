"""What copies of one text share, and which rows of a set are copies."""

from hypothesis import assume, given
from hypothesis import strategies as st

from plainsight.detect.template import shingle, similar, with_copies

ADVERTS = ("低价出货 诚信合作 在线接单 长期有效", "same plug as last time, discreet shipping, hmu")
LIFE = "今天下午和孩子去公园放风筝，风很大"


@given(st.text(min_size=10, max_size=80), st.text(max_size=10), st.text(max_size=10))
def test_decoration_never_makes_a_template_unlike_itself(
    template: str, before: str, after: str
) -> None:
    assume(len(shingle(template)) >= 4)
    assert similar(shingle(template), shingle(before + template + after))


def test_copies_without_a_name_are_one_cluster_and_other_texts_are_not() -> None:
    texts = [f"{draw} {text} {draw}" for draw in ("7fk", "q9z", "🔥🔥") for text in ADVERTS]
    names = with_copies([*texts, LIFE], [""] * 7)
    assert names[0::2] == [names[0]] * 3 + [names[6]]
    assert names[1::2] == [names[1]] * 3
    assert len(set(names)) == 3


def test_copies_hidden_from_a_plain_eye_are_copies() -> None:
    names = with_copies([ADVERTS[0], ADVERTS[0].replace("出货", "出\u200b貨")], ["", ""])
    assert names[0] == names[1]


def test_a_row_without_a_name_joins_the_named_text_that_it_is_a_copy_of() -> None:
    texts = [f"{ADVERTS[0]} 1", ADVERTS[0], LIFE]
    assert with_copies(texts, ["", "ours", ""]) == ["ours", "ours", "row 2"]


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    names = with_copies(["谢谢", "好的", "谢谢", ""], [""] * 4)
    assert names[0] == names[2]
    assert len(set(names)) == 3


@given(st.lists(st.tuples(st.sampled_from([*ADVERTS, LIFE, "", "谢谢"]), st.sampled_from("ab "))))
def test_no_named_row_is_renamed_and_every_row_is_in_a_cluster(rows: list[tuple[str, str]]) -> None:
    texts, given_names = [text for text, _ in rows], [name.strip() for _, name in rows]
    names = with_copies(texts, given_names)
    assert len(names) == len(rows)
    assert all(names)
    kept = [new for new, old in zip(names, given_names, strict=True) if old]
    assert kept == [old for old in given_names if old]
