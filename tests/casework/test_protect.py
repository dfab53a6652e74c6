"""What a reviewer is shown: contacts masked, every character in its place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.casework import TEXT

from plainsight.casework.protect import MASK, contact_places, mask_contacts, mask_finding
from plainsight.model.fact import JsonValue


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("加微信 wxid_abc123", "wxid_abc123"),
        ("call +1 415 555 2671 now", "415"),
        ("mail me: joe.broker@example.com", "joe.broker"),
        ("telegram @cash_king_88", "cash_king_88"),
        ("send to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t please", "TR7NHqjeKQ"),
        ("see https://t.me/cashking", "cashking"),
    ],
)
def test_nobody_can_be_reached_from_a_masked_text(text: str, secret: str) -> None:
    masked = mask_contacts(text)
    if not masked.masks:
        pytest.fail(f"nothing masked in {text!r}")
    assert secret not in masked.text
    assert len(masked.text) == len(text)


@given(st.text(max_size=80) | st.sampled_from([TEXT, f"{TEXT}\n{TEXT}"]))
def test_masking_keeps_every_place_and_every_space(text: str) -> None:
    masked = mask_contacts(text)
    assert len(masked.text) == len(text)
    covered = {place for mask in masked.masks for place in range(mask.start, mask.end)}
    for place, (before, after) in enumerate(zip(text, masked.text, strict=True)):
        assert after == (MASK if place in covered and not before.isspace() else before)
    ends = [(mask.start, mask.end) for mask in masked.masks]
    assert ends == sorted(ends)
    assert all(one[1] <= two[0] for one, two in pairwise(ends))


def test_a_finding_is_masked_where_the_text_is_and_keeps_its_other_words() -> None:
    start = TEXT.index("wxid_abc123")
    finding: dict[str, JsonValue] = {
        "contacts": ["handle.wechat:wxid_abc123", "odd"],
        "post_count": 3,
        "strongest": {
            "title": "Currency broker",
            "reasons": [
                {
                    "says": "names a contact",
                    "evidence": [
                        {"start": start, "end": start + 11, "excerpt": "wxid_abc123",
                         "plain": "wxid_abc123", "sense": "handle.wechat"},
                        {"start": 2, "end": 4, "excerpt": "换汇", "plain": "换汇",
                         "sense": "launder.swap"},
                    ],
                }
            ],
        },
    }  # fmt: skip
    assert contact_places(finding) == ((start, start + 11, "handle.wechat"),)
    shown = mask_finding(finding, mask_contacts(TEXT, known=contact_places(finding)))
    assert "wxid_abc123" not in str(shown)
    assert "换汇" in str(shown)
    assert shown["contacts"] == [f"handle.wechat:{MASK * 3}", MASK * 3]
    assert shown["post_count"] == 3
    assert "wxid_abc123" in str(finding), "the stored finding itself is not touched"
    apart = mask_finding(finding, None)
    assert "wxid_abc123" not in str(apart), "also where no text is kept that it points into"
    assert "换汇" in str(apart)


def test_what_a_finding_knows_is_masked_even_where_the_text_alone_shows_nothing() -> None:
    masked = mask_contacts("加 V abc", known=((4, 7, "handle.wechat"),))
    assert masked.text == f"加 V {MASK * 3}"
