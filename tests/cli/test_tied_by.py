"""What ties a campaign is told apart from what stands in it."""

from plainsight.cli.detect.tied_by import SHOWN_MAX, tied_by, tied_lines


def test_a_contact_of_several_accounts_ties_them() -> None:
    tied = tied_by([("@bob", 1), ("@amy", 3)], account_count=3)
    assert tied_lines(tied) == ["same contact: @amy (3 accounts)", "contact: @bob"]


def test_contacts_of_one_account_each_tie_nobody() -> None:
    tied = tied_by([("@amy", 1), ("@bob", 1)], account_count=2)
    assert tied_lines(tied) == [
        "tied by like wording; no contact stands in posts of two accounts",
        "contacts: @amy, @bob",
    ]


def test_one_account_needs_no_tie() -> None:
    assert tied_lines(tied_by([], account_count=1)) == []
    assert tied_lines(tied_by([("@amy", 1)], account_count=1)) == ["contact: @amy"]


def test_more_contacts_than_are_shown_are_counted() -> None:
    many = [(f"@n{place:03}", 1) for place in range(SHOWN_MAX + 5)]
    assert tied_lines(tied_by(many, account_count=20))[-1] == "and 5 more contacts"
