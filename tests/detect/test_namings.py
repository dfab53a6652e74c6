"""Who wrote a contact is remembered up to bounds, and the same ones in every run."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect import namings as namings_module
from plainsight.detect.namings import Namings
from plainsight.model.post import Post, Visibility

START = datetime(2026, 1, 1, tzinfo=UTC)


def post(number: int, account: str) -> Post:
    return Post(
        post_id=f"p{number}", account_id=account, surface="g", visibility=Visibility.PUBLIC,
        posted_at=START + timedelta(hours=number), text="",
    )  # fmt: skip


def test_of_each_account_the_earliest_post_is_remembered() -> None:
    namings = Namings()
    for number, account in ((5, "a"), (3, "a"), (4, "b"), (9, "a")):
        namings.note(post(number, account), ["x"])
    assert [(each.account_id, each.post_id) for each in namings.of("x")] == [
        ("a", "p3"),
        ("b", "p4"),
    ]
    assert namings.of("y") == ()


def test_both_bounds_hold_also_where_campaigns_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namings_module, "NAMERS_MAX", 2)
    monkeypatch.setattr(namings_module, "NAMINGS_MAX", 3)
    one, other = Namings(), Namings()
    for number in range(4):
        one.note(post(number, f"a{number}"), ["x"])
        other.note(post(number, f"b{number}"), ["x", "y"])
    one.join(other)
    assert [each.account_id for each in one.of("x")] == ["a0", "a1"]
    assert [each.account_id for each in one.of("y")] == ["b0"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sets(st.sampled_from("xyz")))))
def test_nobody_is_said_to_have_written_what_they_did_not(
    wrote: list[tuple[str, set[str]]],
) -> None:
    namings = Namings()
    for number, (account, contacts) in enumerate(wrote):
        namings.note(post(number, account), contacts)
    for contact in "xyz":
        told = {each.account_id for each in namings.of(contact)}
        assert told == {account for account, contacts in wrote if contact in contacts}
