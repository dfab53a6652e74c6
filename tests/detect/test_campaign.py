"""One campaign, however its copies are decorated and whoever posts them."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from plainsight.detect.campaign import Campaign, Campaigns, shingle, similar
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


@given(st.text(min_size=10, max_size=80), st.text(max_size=10), st.text(max_size=10))
def test_decoration_never_makes_a_template_unlike_itself(
    template: str, before: str, after: str
) -> None:
    assume(len(shingle(template)) >= 4)
    assert similar(shingle(template), shingle(before + template + after))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("vwxyz")), max_size=25))
def test_no_post_is_lost_whatever_is_tied_to_whatever(ties: list[tuple[str, str]]) -> None:
    campaigns = Campaigns()
    for number, (contact, letter) in enumerate(ties):
        add(campaigns, number, letter * 12, contacts=(f"phone:{contact}",))
    assert sum(c.post_count for c in campaigns) == len(ties)
    contacts = [contact for c in campaigns for contact in c.contacts]
    assert len(contacts) == len(set(contacts)), "one contact belongs to one campaign"
