"""A finding needs two independent facets; a benign context speaks against it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.evaluate import evaluate
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Facet, Sense
from plainsight.detect.sign import Sign, overlap
from plainsight.detect.signs import Signs
from plainsight.detect.typology import Against, Citation, Indicator, Neighbour, Typology

TEXT = "x" * 1000
CREW = Indicator(
    indicator_id="crew",
    facet=Facet.SERVICE,
    weight=0.6,
    says="offers a crew",
    anchor=True,
    sense_ids=frozenset({"launder.crew"}),
)
RATE = Indicator(
    indicator_id="rate",
    facet=Facet.PRICE,
    weight=0.3,
    says="names a rate",
    sense_ids=frozenset({"price.rate"}),
)
REACH = Indicator(
    indicator_id="reach",
    facet=Facet.CONTACT,
    weight=0.2,
    says="can be reached",
    extract_kinds=frozenset({"handle.telegram"}),
)
NEWS = Against(
    against_id="news", weight=0.9, says="reads as news", sense_ids=frozenset({"context.news"})
)
TYPOLOGY = Typology(
    typology_id="T04",
    name="running-points",
    version=3,
    title={"en": "Running points", "zh": "跑分", "es": "puntos"},
    summary="a crew moves money through accounts it rents",
    cites=(Citation(advisory="FIN-2025-A003", flag="A3-06", quote="many transfers"),),
    indicators=(CREW, RATE, REACH),
    against=(NEWS,),
    within=100,
    threshold=0.5,
)


def judge(*signs: Sign, typology: Typology = TYPOLOGY) -> Finding | None:
    return evaluate(typology, signs=Signs(TEXT, signs, senses={}), policy_digest="d")


def test_an_anchor_and_a_second_facet_make_a_finding() -> None:
    finding = judge(Sign(0, 2, "launder.crew", "车队"), Sign(5, 8, "price.rate", "点位"))
    assert finding is not None
    assert finding.score == pytest.approx(1 - 0.4 * 0.7)
    assert finding.facets == (Facet.SERVICE, Facet.PRICE)
    assert finding.spans == ((0, 2), (5, 8))
    assert finding.flags == ("FIN-2025-A003 A3-06",)
    assert (finding.typology_version, finding.policy_digest) == (3, "d")


def test_one_red_flag_alone_is_never_enough() -> None:
    assert judge(Sign(0, 2, "launder.crew", "车队"), Sign(5, 7, "launder.crew", "车队")) is None


def test_facets_without_the_anchor_are_not_enough() -> None:
    assert judge(Sign(0, 2, "price.rate", "点位"), Sign(5, 9, "handle.telegram", "@a")) is None


def test_one_phrase_read_two_ways_is_one_red_flag() -> None:
    assert judge(Sign(0, 4, "launder.crew", "车队汇率"), Sign(2, 4, "price.rate", "汇率")) is None


def test_facets_far_apart_do_not_support_each_other() -> None:
    assert judge(Sign(0, 2, "launder.crew", "车队"), Sign(150, 152, "price.rate", "点位")) is None


def test_a_later_window_is_found_too() -> None:
    finding = judge(
        Sign(0, 2, "launder.crew", "车队"),
        Sign(500, 502, "launder.crew", "车队"),
        Sign(505, 507, "price.rate", "点位"),
    )
    assert finding is not None
    assert finding.spans == ((500, 502), (505, 507))


def test_an_offer_behind_many_doubtful_ones_is_found() -> None:
    doubtful = [
        sign
        for at in range(0, 100 * 40, 100)
        for sign in (
            Sign(at, at + 2, "launder.crew", "it"),
            Sign(at + 3, at + 5, "handle.telegram", "it", is_extract=True),
            Sign(at + 6, at + 8, "context.news", "it"),
        )
    ]
    offer = [Sign(5_000, 5_002, "launder.crew", "it"), Sign(5_003, 5_005, "price.rate", "it")]
    narrow = replace(TYPOLOGY, within=10)
    text = "x" * 6_000
    found = [
        evaluate(narrow, signs=Signs(text, signs, senses={}), policy_digest="d")
        for signs in (doubtful, [*doubtful, *offer])
    ]
    assert found[0] is None
    assert found[1] is not None
    assert found[1].spans == ((5_000, 5_002), (5_003, 5_005))


def test_company_silences_a_word_that_is_a_part_of_it() -> None:
    news = Neighbour(sense_ids=frozenset({"context.news"}), within=5)
    silenced = replace(TYPOLOGY, indicators=(replace(CREW, unless=news), RATE), against=())
    offer = [Sign(2, 4, "launder.crew", "车队"), Sign(30, 32, "price.rate", "点位")]
    assert judge(*offer, Sign(3, 5, "context.news", "队长"), typology=silenced) is not None
    assert judge(*offer, Sign(1, 5, "context.news", "大车队长"), typology=silenced) is None


def test_an_offer_that_is_only_heard_is_none() -> None:
    crew = Sign(0, 2, "launder.crew", "车队", is_heard=True)
    rate = Sign(8, 10, "price.rate", "点位", is_heard=True)
    assert judge(crew, rate) is None
    assert judge(crew, rate._replace(is_heard=False)) is not None
    assert judge(crew._replace(is_heard=False), rate) is not None


def test_what_is_written_is_preferred_to_what_would_leave_an_offer_only_heard() -> None:
    weak = replace(CREW, indicator_id="weak", weight=0.4, sense_ids=frozenset({"launder.weak"}))
    typology = replace(TYPOLOGY, indicators=(CREW, weak, RATE))
    heard = (
        Sign(0, 2, "launder.crew", "车队", is_heard=True),
        Sign(8, 10, "price.rate", "点位", is_heard=True),
    )
    finding = judge(*heard, Sign(20, 22, "launder.weak", "车手"), typology=typology)
    assert finding is not None
    assert [reason.indicator_id for reason in finding.reasons] == ["weak", "rate"]


def test_the_same_word_again_is_no_company() -> None:
    pair = replace(CREW, near=Neighbour(sense_ids=CREW.sense_ids, within=10))
    typology = replace(TYPOLOGY, indicators=(pair, RATE))
    rate = Sign(30, 32, "price.rate", "点位")
    twice = (Sign(0, 5, "launder.crew", "speed"), Sign(8, 13, "launder.crew", "speed"))
    other = (Sign(0, 5, "launder.crew", "speed"), Sign(8, 12, "launder.crew", "snow"))
    assert judge(*twice, rate, typology=typology) is None
    assert judge(*other, rate, typology=typology) is not None


def test_an_indicator_can_ask_for_company() -> None:
    shy = replace(CREW, near=Neighbour(sense_ids=frozenset({"price.rate"}), within=5))
    typology = replace(TYPOLOGY, indicators=(shy, RATE))
    far = (Sign(0, 2, "launder.crew", "车队"), Sign(8, 10, "price.rate", "点位"))
    close = (Sign(0, 2, "launder.crew", "车队"), Sign(7, 9, "price.rate", "点位"))
    assert judge(*far, typology=typology) is None
    assert judge(*close, typology=typology) is not None


def test_an_indicator_can_ask_for_a_list_of_different_words() -> None:
    near = Neighbour(sense_ids=CREW.sense_ids, within=20, count=2)
    typology = replace(TYPOLOGY, indicators=(replace(CREW, near=near), RATE))
    rate = Sign(40, 42, "price.rate", "点位")
    speed, snow = Sign(0, 5, "launder.crew", "speed"), Sign(8, 12, "launder.crew", "snow")
    third = Sign(15, 20, "launder.crew", "molly")
    again = Sign(15, 19, "launder.crew", "snow")
    twofold = Sign(9, 12, "launder.crew", "now")
    assert judge(speed, snow, rate, typology=typology) is None
    assert judge(speed, snow, again, rate, typology=typology) is None
    assert judge(speed, snow, twofold, rate, typology=typology) is None
    assert judge(speed, snow, third, rate, typology=typology) is not None


def test_an_indicator_can_be_silenced_by_company() -> None:
    shy = replace(CREW, unless=Neighbour(sense_ids=frozenset({"context.sport"}), within=5))
    typology = replace(TYPOLOGY, indicators=(shy, RATE))
    offer = (Sign(0, 2, "launder.crew", "车队"), Sign(8, 10, "price.rate", "点位"))
    assert judge(*offer, typology=typology) is not None
    assert judge(*offer, Sign(3, 5, "context.sport", "骑行"), typology=typology) is None


def test_an_extract_can_be_limited_to_listed_values() -> None:
    cas = Indicator(
        indicator_id="cas",
        facet=Facet.GOODS,
        weight=0.6,
        says="a listed precursor",
        anchor=True,
        extract_kinds=frozenset({"cas"}),
        values=frozenset({"79099-07-3"}),
    )
    typology = replace(TYPOLOGY, indicators=(cas, RATE))
    rate = Sign(20, 22, "price.rate", "点位")
    assert judge(Sign(0, 10, "cas", "79099-07-3", is_extract=True), rate, typology=typology)
    assert judge(Sign(0, 10, "cas", "7732-18-5", is_extract=True), rate, typology=typology) is None


signs = st.lists(
    st.builds(
        lambda start, length, sense: Sign(start, start + length, sense, sense),
        st.integers(0, 400),
        st.integers(1, 6),
        st.sampled_from(
            ["launder.crew", "price.rate", "handle.telegram", "context.news", "other.thing"]
        ),
    ),
    max_size=12,
)


@given(signs)
def test_every_finding_keeps_its_promises(seen: list[Sign]) -> None:
    finding = judge(*seen)
    if finding is None:
        return
    assert 0.5 <= finding.score <= 1
    assert len(finding.facets) >= 2
    leads = [reason.evidence[0] for reason in finding.reasons]
    assert max(e.end for e in leads) - min(e.start for e in leads) <= TYPOLOGY.within
    spans = [Sign(e.start, e.end, e.sense, e.plain) for e in leads]
    assert not any(overlap(a, b) for i, a in enumerate(spans) for b in spans[i + 1 :])


@given(signs, signs)
def test_more_offers_never_lower_a_score_unless_they_are_context(
    some: list[Sign], more: list[Sign]
) -> None:
    offers = [sign for sign in more if sign.sense != "context.news"]
    alone, together = judge(*some), judge(*some, *offers)
    if alone is not None and not alone.doubts and not _has_context([*some]):
        assert together is not None
        assert together.score >= alone.score - 1e-12


@given(signs)
def test_the_order_of_signs_does_not_matter(seen: list[Sign]) -> None:
    one, other = judge(*seen), judge(*reversed(seen))
    assert (one and one.score) == (other and other.score)


def _has_context(seen: list[Sign]) -> bool:
    return any(sign.sense == "context.news" for sign in seen)


def test_an_indicator_of_unlike_senses_tells_what_the_word_found_means() -> None:
    washes = replace(
        CREW,
        says="cleans it, forges papers or opens accounts",
        sense_ids=frozenset({"launder.crew", "docs.fake"}),
        tells_sense=True,
    )
    senses = {
        "launder.crew": Sense(
            sense_id="launder.crew", facet=Facet.SERVICE, gloss={"en": "a laundering crew"}
        ),
        "docs.fake": Sense(
            sense_id="docs.fake", facet=Facet.SERVICE, gloss={"en": "forged papers"}
        ),
    }
    found = (
        Sign(0, 2, "docs.fake", "假证"),
        Sign(5, 9, "launder.crew", "洗钱车队"),
        Sign(12, 15, "price.rate", "点位"),
    )
    typology = replace(TYPOLOGY, indicators=(washes, RATE, REACH))
    finding = evaluate(typology, signs=Signs(TEXT, found, senses=senses), policy_digest="d")
    assert finding is not None
    (reason,) = (each for each in finding.reasons if each.indicator_id == "crew")
    assert [each.gloss for each in reason.evidence] == [reason.says]  # and nothing of the others
