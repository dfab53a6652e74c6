"""Whatever wordings of a post arrive, what is marked in it is what the finding quotes."""

from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from plainsight.app.detect.judged_wording import KnownBy, pick_wording, quotes_of
from plainsight.app.stored import StoredPost
from plainsight.casework.protect import contact_places, mask_contacts, mask_finding
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post, Visibility
from plainsight.web.parts.marks import mark_post, shown

AT = datetime(2026, 1, 1, tzinfo=UTC)
ADVERT = "we sell dollars, telegram @boss_of_cash"
TEXTS = st.sampled_from(
    [ADVERT, ADVERT[1:], f" {ADVERT}", "", "已删", "a walk in the park", "sell dollars", ADVERT * 2]
) | st.text("sel dor@boscha_f,wtgm ", max_size=60)


def kept(*texts: str) -> list[StoredPost]:
    return [
        StoredPost(
            number=number,
            batch_id="b",
            post=Post(
                post_id="p",
                account_id="a",
                surface="s",
                visibility=Visibility.PUBLIC,
                posted_at=AT,
                text=text,
                revision=number,
            ),
        )
        for number, text in enumerate(texts, start=1)
    ]


def finding_on(text: str, places: list[tuple[int, int]]) -> dict[str, JsonValue]:
    evidence: list[JsonValue] = [
        {
            "start": start,
            "end": end,
            "excerpt": text[start:end],
            "plain": text[start:end],
            "sense": "handle.telegram" if "@" in text[start:end] else "sale",
            "undone": [],
        }
        for start, end in places
    ]
    reason: JsonValue = {
        "facet": "service", "says": "sells", "weight_permille": 500, "evidence": evidence,
    }  # fmt: skip
    return {"strongest": {"reasons": [reason], "doubts": []}}


@st.composite
def findings(draw: st.DrawFn) -> tuple[dict[str, JsonValue], str]:
    """A finding, and the text that it was made of."""
    text = draw(TEXTS.filter(bool))
    start = st.integers(0, len(text) - 1)
    places = draw(
        st.lists(
            start.flatmap(lambda s: st.tuples(st.just(s), st.integers(s + 1, len(text)))),
            max_size=3,
        )
    )
    return finding_on(text, places), text


@given(
    findings(),
    st.lists(TEXTS, min_size=1, max_size=4, unique=True),
    st.none() | st.integers(0, 5),
    st.booleans(),
)
@example((finding_on(ADVERT, [(3, 15), (26, 39)]), ADVERT), ["已删"], None, True)
@example((finding_on(ADVERT, [(3, 15), (26, 39)]), ADVERT), ["已删", ADVERT], 1, False)
def test_what_is_marked_is_what_is_quoted_whatever_wordings_arrive(
    found: tuple[dict[str, JsonValue], str], texts: list[str], revision: int | None, is_masked: bool
) -> None:
    finding, _ = found
    quotes = tuple(quotes_of(finding))
    lead = pick_wording(kept(*texts), revision=revision, quotes=quotes)
    text, strongest = lead.post.text, finding["strongest"]
    if is_masked:
        masked = mask_contacts(text, known=contact_places(finding) if lead.is_quoted else ())
        shown_finding = mask_finding(finding, masked if lead.is_quoted else None)
        text, strongest = masked.text, shown_finding["strongest"]
    assert isinstance(strongest, dict)
    marked = mark_post(text, strongest)
    assert "".join(piece.text for piece in marked.pieces) == shown(text), "no character is lost"
    excerpts = {e.number: e.text for reason in marked.reasons for e in reason.excerpts}
    for piece in marked.pieces:
        assert not piece.facet or piece.text == excerpts[piece.number] != ""
    if lead.is_quoted and quotes:
        assert any(piece.facet for piece in marked.pieces)


@given(findings(), st.lists(TEXTS, max_size=4, unique=True), st.integers(0, 4))
def test_the_wording_judged_is_found_again_among_all_others(
    found: tuple[dict[str, JsonValue], str], others: list[str], place: int
) -> None:
    finding, text = found
    texts = [each for each in others if each != text]
    texts.insert(place, text)
    quotes = tuple(quotes_of(finding))
    named = pick_wording(kept(*texts), revision=texts.index(text) + 1, quotes=quotes)
    assert (named.post.text, named.known_by, named.is_quoted) == (text, KnownBy.RECORDED, True)
    assert named.now_reads == (None if texts[-1] == text else texts[-1])
    old = pick_wording(kept(*texts), revision=None, quotes=quotes)
    if quotes:
        assert (old.known_by, old.is_quoted) == (KnownBy.QUOTED, True)
    else:
        assert (old.known_by, old.post.text) == (KnownBy.NEWEST, texts[-1])
