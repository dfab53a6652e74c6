"""One campaign, however its copies are decorated and whoever posts them."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect import campaign as campaign_module
from plainsight.detect.campaign import Campaign, Campaigns
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.model.post import Post, Visibility

ADVERT = "实力车队长期接料卡接回u一道二道常规混料都可以点位十五可担保可直押"
START = datetime(2026, 1, 1, tzinfo=UTC)


def finding(score: float = 0.7, typology: str = "T04") -> Finding:
    return Finding(
        typology_id=typology,
        typology_version=1,
        typology_title="t",
        policy_digest="d",
        score=score,
        threshold=0.5,
        flags=(),
        reasons=(),
    )


def post(number: int, *, account: str = "a") -> Post:
    return Post(
        post_id=f"p{number}",
        account_id=account,
        surface="s",
        visibility=Visibility.PUBLIC,
        posted_at=START + timedelta(hours=number),
        text="text",
    )


def add(
    campaigns: Campaigns,
    number: int,
    template: str,
    *,
    contacts: tuple[str, ...] = (),
    account: str = "a",
    score: float = 0.7,
) -> Campaign:
    examined = Examined(findings=(finding(score),), contacts=frozenset(contacts), template=template)
    return campaigns.add(post(number, account=account), examined)


def revise(
    campaigns: Campaigns,
    number: int,
    revision: int,
    template: str = ADVERT,
    *,
    contacts: tuple[str, ...] = (),
    score: float = 0.7,
) -> Campaign:
    examined = Examined(findings=(finding(score),), contacts=frozenset(contacts), template=template)
    return campaigns.add(replace(post(number), revision=revision), examined)


def test_edits_of_a_post_are_one_post_which_its_latest_wording_stands_for() -> None:
    campaigns = Campaigns()
    once = add(Campaigns(), 1, ADVERT)
    for revision in (1, 2, 3, 5):
        revise(campaigns, 1, revision)
    (campaign,) = campaigns
    assert (campaign.post_count, campaign.post_ids) == (1, ["p1"])
    assert campaign.posts == {("s", "p1"): 5}
    assert campaign.rank == once.rank
    assert campaign.typologies == {"T04": 1}
    assert campaign.lead is not None
    assert campaign.lead.revision == 5, "of wordings as strong the latest"


def test_a_weaker_wording_does_not_take_the_lead_from_a_stronger_one() -> None:
    campaigns = Campaigns()
    revise(campaigns, 1, 1, score=0.9)
    campaign = revise(campaigns, 1, 2, score=0.6)
    assert campaign.lead is not None
    assert campaign.strongest is not None
    assert (campaign.lead.revision, campaign.strongest.score) == (1, 0.9)
    assert campaign.posts == {("s", "p1"): 2}


def test_a_post_that_stood_in_two_campaigns_counts_once_when_they_become_one() -> None:
    campaigns = Campaigns()
    revise(campaigns, 1, 1, "高价收盾卡公户普卡三包", contacts=("handle.telegram:one",))
    add(campaigns, 2, "高价收盾卡公户普卡三包", contacts=("handle.telegram:one",))
    revise(campaigns, 1, 2, "长期出美金人民币当面交易", contacts=("handle.telegram:two",))
    assert sorted(each.post_count for each in campaigns) == [1, 2], "each has a wording of it"
    ties = ("handle.telegram:one", "handle.telegram:two")
    joined = add(campaigns, 3, "承接各种资金稳定高效", contacts=ties)
    assert len(campaigns) == 1
    assert joined.post_count == 3
    assert joined.posts == {("s", "p1"): 2, ("s", "p2"): 1, ("s", "p3"): 1}


@given(st.permutations([(n, r) for n in range(3) for r in (1, 2, 3)]), st.integers(0, 9))
def test_however_edits_come_in_between_a_campaign_counts_posts(
    order: list[tuple[int, int]], left_out: int
) -> None:
    campaigns = Campaigns()
    told = order[left_out:]
    for number, revision in told:
        revise(campaigns, number, revision)
    assert [each.post_count for each in campaigns] == [len({n for n, _ in told})] * bool(told)


def test_past_the_bound_an_edit_is_taken_for_one_of_a_post_that_was_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(campaign_module, "POSTS_MAX", 2)
    campaigns = Campaigns()
    for number in range(4):
        add(campaigns, number, ADVERT)
    for number in range(4):
        campaign = revise(campaigns, number, 2)
    assert campaign.post_count == 4
    assert campaign.edits_beyond == 2, "of the two that were forgotten"


def test_decorated_copies_of_one_advert_are_one_campaign() -> None:
    draw = random.Random(7)
    campaigns = Campaigns()
    for number in range(200):
        noise = "".join(draw.choices("abcdefghjkmnp23456789", k=12))
        add(campaigns, number, noise[:6] + ADVERT + noise[6:], account=f"u{number % 9}")
    (campaign,) = campaigns
    assert campaign.post_count == 200
    assert len(campaign.account_ids) == 9


def test_different_texts_with_one_contact_are_one_campaign() -> None:
    campaigns = Campaigns()
    add(campaigns, 1, "高价收盾卡公户普卡三包", contacts=("handle.telegram:boss88",))
    add(campaigns, 2, "招聘车手日结包吃住路费", contacts=("handle.telegram:boss88",))
    assert len(campaigns) == 1


def test_different_texts_without_a_tie_stay_apart() -> None:
    campaigns = Campaigns()
    add(campaigns, 1, "高价收盾卡公户普卡三包路费司法包赔")
    add(campaigns, 2, "cash pick up any city minimum fifty count and go")
    assert len(campaigns) == 2


def test_a_post_that_ties_two_campaigns_makes_them_one() -> None:
    campaigns = Campaigns()
    add(campaigns, 1, "高价收盾卡公户普卡三包", contacts=("handle.telegram:one",), score=0.6)
    add(campaigns, 2, "长期出美金人民币当面交易", contacts=("handle.telegram:two",), score=0.9)
    joined = add(
        campaigns,
        3,
        "承接各种资金稳定高效",
        contacts=("handle.telegram:one", "handle.telegram:two"),
    )
    assert len(campaigns) == 1
    assert joined.post_count == 3
    assert joined.post_ids == ["p1", "p2", "p3"] or set(joined.post_ids) == {"p1", "p2", "p3"}
    assert joined.strongest is not None
    assert joined.strongest.score == 0.9
    assert joined.lead is not None
    assert joined.lead.post_id == "p2"
    assert (joined.first_at, joined.last_at) == (
        START + timedelta(hours=1),
        START + timedelta(hours=3),
    )


def test_memory_is_bounded_and_the_oldest_campaign_leaves_first() -> None:
    campaigns = Campaigns(campaigns_max=3)
    for number in range(5):
        add(campaigns, number, f"{number}" * 30, contacts=(f"phone:{number}",))
    assert len(campaigns) == 3
    assert {contact for c in campaigns for contact in c.contacts} == {
        "phone:2",
        "phone:3",
        "phone:4",
    }
    add(campaigns, 9, "9" * 30, contacts=("phone:0",))
    assert len(campaigns) == 3


def test_reach_raises_the_rank_of_a_campaign() -> None:
    campaigns = Campaigns()
    for number in range(30):
        add(campaigns, number, "w" * 20, contacts=("phone:wide",), account=f"u{number}", score=0.6)
    add(campaigns, 99, "n" * 20, contacts=("phone:narrow",), score=0.7)
    assert [sorted(c.contacts) for c in campaigns.ranked()] == [["phone:wide"], ["phone:narrow"]]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("vwxyz")), max_size=25))
def test_no_post_is_lost_whatever_is_tied_to_whatever(ties: list[tuple[str, str]]) -> None:
    campaigns = Campaigns()
    for number, (contact, letter) in enumerate(ties):
        add(campaigns, number, letter * 12, contacts=(f"phone:{contact}",))
    assert sum(c.post_count for c in campaigns) == len(ties)
    contacts = [contact for c in campaigns for contact in c.contacts]
    assert len(contacts) == len(set(contacts)), "one contact belongs to one campaign"


def test_what_leaves_is_handed_over_whole_and_counted() -> None:
    left: list[Campaign] = []
    campaigns = Campaigns(campaigns_max=2, on_leave=left.append)
    for number in range(5):
        add(campaigns, number, f"{number}" * 30, contacts=(f"phone:{number}",))
    assert [sorted(campaign.contacts) for campaign in left] == [
        ["phone:0"], ["phone:1"], ["phone:2"],
    ]  # fmt: skip
    assert [campaign.post_ids for campaign in left] == [["p0"], ["p1"], ["p2"]]
    assert (campaigns.left_count, campaigns.found_count, len(campaigns)) == (3, 5, 2)


def test_a_campaign_that_comes_back_after_it_left_has_a_key_of_its_own() -> None:
    def keys() -> list[str]:
        left: list[Campaign] = []
        campaigns = Campaigns(campaigns_max=1, on_leave=left.append)
        for number, contact in enumerate(["a", "b", "a", "b", "a"]):
            add(campaigns, number, contact * 30, contacts=(f"phone:{contact}",))
        return [campaign.key for campaign in (*left, *campaigns)]

    assert len(set(keys())) == 5
    assert keys() == keys(), "the same posts give the same keys"


def test_what_is_joined_to_another_is_handed_over_and_says_to_which() -> None:
    left: list[Campaign] = []
    campaigns = Campaigns(on_leave=left.append)
    add(campaigns, 1, "高价收盾卡公户普卡三包", contacts=("phone:1",))
    add(campaigns, 2, "长期出美金人民币当面交易", contacts=("phone:2",))
    assert left == []
    both = add(campaigns, 3, "承接各种资金稳定高效", contacts=("phone:1", "phone:2"))
    (other,) = left
    assert other.merged_into is both
    assert (other.key != both.key, campaigns.left_count) == (True, 0)


def test_accounts_and_contacts_past_their_bounds_are_counted_and_not_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(campaign_module, "ACCOUNTS_MAX", 3)
    monkeypatch.setattr(campaign_module, "CONTACTS_MAX", 2)
    campaigns = Campaigns()
    for number in range(6):
        add(campaigns, number, ADVERT, contacts=(f"phone:{number}",), account=f"u{number}")
    again = add(campaigns, 6, ADVERT, contacts=("phone:0",), account="u0")
    assert (sorted(again.account_ids), again.accounts_beyond) == (["u0", "u1", "u2"], 3)
    assert (sorted(again.contacts), again.contacts_beyond) == (["phone:0", "phone:1"], 4)
    assert again.post_count == 7


def test_campaigns_that_become_one_keep_to_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = {"ACCOUNTS_MAX": 3, "CONTACTS_MAX": 3, "TIES_MAX": 12, "MERGED_TIES_MAX": 12}
    for name, bound in bounds.items():
        monkeypatch.setattr(campaign_module, name, bound)
    campaigns = Campaigns()
    for side, number in [(side, number) for side in "ab" for number in range(3)]:
        advert = ("高价收盾卡公户普卡三包" if side == "a" else "长期出美金人民币当面交易") * 2
        add(
            campaigns,
            number,
            advert,
            contacts=(f"phone:{side}{number}",),
            account=f"{side}{number}",
        )
    both = add(campaigns, 9, "承接各种资金稳定", contacts=("phone:a0", "phone:b0"), account="a0")
    assert len(campaigns) == 1
    assert (sorted(both.account_ids), both.accounts_beyond) == (["a0", "a1", "a2"], 3)
    assert (len(both.contacts), both.contacts_beyond, len(both.ties)) == (3, 4, 12)
    add(campaigns, 10, "长期出美金人民币当面交易" * 2, contacts=("phone:b2",))  # no loose tie
