"""Rows of short chunks are marked wherever the definition joins them to a word of a term."""

from hypothesis import example, given
from hypothesis import strategies as st

from plainsight.detect.detector import forms_of
from plainsight.detect.lexicon import Term
from plainsight.detect.views import View
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.skeleton import respelled, skeleton_words, words_in
from plainsight.engines.columnar.batch import fold_batch
from plainsight.engines.columnar.phrases import Phrases
from plainsight.engines.columnar.strings import encode

TERMS = ("fentanyl", "ketamine", "coke dealer", "xanax")
VARIANTS = [
    variant
    for text in TERMS
    for variant in forms_of(
        Term(text=text, language="en", sense_id="drug.x", source="a", first_seen="2024")
    )
    if variant.view is View.SKELETON
]
PHRASES = Phrases(VARIANTS)
KNOWN = {
    respelled(word).letters
    for variant in VARIANTS
    for phrase in (variant.plain, variant.text)
    for word in words_in(fold_text(phrase))
}
SPELLED = (
    "fentanyl",
    "f3nt4ny1",
    "ffentanyll",
    "k3t4m1n3",
    "coke",
    "dealer",
    "x4n4x",
    "at is on in",
)
GAPS = ("-", " ", ".", "  ", "★", "·", "，", "/", "|")


@st.composite
def rows(draw: st.DrawFn) -> str:
    """A word in chunks of one or two, set apart by one thing, sometimes by another half way."""
    word = draw(st.sampled_from(SPELLED))
    size = draw(st.integers(1, 2))
    chunks = [word[at : at + size] for at in range(0, len(word), size)]
    gap, other = draw(st.sampled_from(GAPS)), draw(st.sampled_from(GAPS))
    turn = draw(st.integers(0, len(chunks)))
    return gap.join(chunks[:turn]) + other + other.join(chunks[turn:])


@example(["n.y.l", "f e n t a n y l"])  # a row takes the chunk that another would begin with
@example(["x.k", "e t a m i n e"])  # and one that is too short does not
@given(
    st.lists(st.one_of(rows(), st.sampled_from(("a b", "3", "to at no", "，", "go"))), max_size=4)
)
def test_a_row_that_spells_a_word_of_a_term_is_marked(parts: list[str]) -> None:
    text = " ".join(parts)
    folded = fold_text(text)
    joined = skeleton_words(folded) - {respelled(word).letters for word in words_in(folded)}
    _, marked = PHRASES.hits(fold_batch(encode([text])))
    assert marked[0] or joined.isdisjoint(KNOWN)


def test_short_words_in_a_row_that_spell_nothing_are_not_marked() -> None:
    _, marked = PHRASES.hits(fold_batch(encode(["at is on in", "go up at me", "k3-t4-m1-n3"])))
    assert marked.tolist() == [False, False, True]
