"""What speaks against a finding: how far it is heard, and what it yields to."""

from dataclasses import replace

import pytest
from tests.detect.test_evaluate import CREW, NEWS, RATE, REACH, TYPOLOGY, judge

from plainsight.detect.evaluate import evaluate
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Facet
from plainsight.detect.sign import Sign
from plainsight.detect.signs import Signs
from plainsight.detect.typology import Against, Neighbour


def test_a_benign_context_lowers_the_score_and_is_named() -> None:
    signs = [Sign(0, 2, "launder.crew", "车队"), Sign(5, 8, "price.rate", "点位")]
    news = Sign(20, 22, "context.news", "新闻")
    assert judge(*signs, news) is None
    finding = judge(*signs, news, typology=replace(TYPOLOGY, threshold=0.05))
    assert finding is not None
    assert [doubt.says for doubt in finding.doubts] == ["reads as news"]
    assert finding.score == pytest.approx((1 - 0.4 * 0.7) * 0.1)


@pytest.mark.parametrize(("distance", "speaks"), [(0, True), (49, True), (50, False)])
def test_a_context_speaks_within_half_the_width_of_an_offer(distance: int, speaks: bool) -> None:
    offer = Sign(200, 202, "launder.crew", "车队"), Sign(205, 208, "price.rate", "点位")
    before = Sign(197 - distance, 200 - distance, "context.news", "新闻")
    after = Sign(208 + distance, 211 + distance, "context.news", "新闻")
    assert (judge(*offer, before) is None) is speaks
    assert (judge(*offer, after) is None) is speaks


def test_a_lone_context_word_counts_half_beside_a_whole_offer() -> None:
    offer = [
        Sign(0, 2, "launder.crew", "车队"),
        Sign(5, 8, "price.rate", "点位"),
        Sign(30, 34, "handle.telegram", "@abcde", is_extract=True),
    ]
    typology = replace(TYPOLOGY, threshold=0.05)
    whole = 1 - 0.4 * 0.7 * 0.8
    word = Sign(20, 22, "context.news", "新闻")
    lone = judge(*offer, word, typology=typology)
    several = judge(*offer, word, Sign(24, 26, "context.news", "报道"), typology=typology)
    assert lone is not None
    assert several is not None
    assert lone.score == pytest.approx(whole * (1 - NEWS.weight / 2))
    assert [doubt.weight for doubt in lone.doubts] == [NEWS.weight / 2]  # as the reader is told
    assert several.score == pytest.approx(whole * (1 - NEWS.weight))


def test_one_word_that_speaks_against_in_two_ways_is_still_one_word() -> None:
    warning = Against(
        against_id="w", weight=0.4, says="warns", sense_ids=frozenset({"context.warning"})
    )
    typology = replace(TYPOLOGY, threshold=0.01, against=(NEWS, warning))
    finding = judge(
        Sign(0, 2, "launder.crew", "车队"),
        Sign(5, 8, "price.rate", "点位"),
        Sign(30, 34, "handle.telegram", "@abcde", is_extract=True),
        Sign(20, 22, "context.news", "通报"),
        Sign(20, 22, "context.warning", "通报"),
        typology=typology,
    )
    assert finding is not None
    assert [doubt.weight for doubt in finding.doubts] == [0.45, 0.2]


def test_a_context_may_yield_to_a_contact_of_the_authors_own() -> None:
    typology = replace(TYPOLOGY, against=(replace(NEWS, yields_to=frozenset({Facet.CONTACT})),))
    signs = [
        Sign(0, 2, "launder.crew", "车队"),
        Sign(20, 22, "context.news", "新闻"),
        Sign(30, 34, "handle.telegram", "@abcde", is_extract=True),
    ]
    finding = judge(*signs, typology=typology)
    assert finding is not None
    assert finding.doubts == ()


def test_a_context_does_not_yield_to_a_contact_that_is_only_spoken_of() -> None:
    spoken = replace(REACH, sense_ids=frozenset({"contact.invite"}))
    yielding = replace(NEWS, yields_to=frozenset({Facet.CONTACT}))
    typology = replace(TYPOLOGY, indicators=(CREW, RATE, spoken), against=(yielding,))
    offer = (Sign(0, 2, "launder.crew", "车队"), Sign(8, 10, "price.rate", "点位"))
    news = Sign(60, 62, "context.news", "记者")
    named = Sign(20, 24, "contact.invite", "snap")
    own = Sign(20, 29, "handle.telegram", "chedui88", is_extract=True)
    assert judge(*offer, named, news, typology=typology) is None
    assert judge(*offer, own, news, typology=typology) is not None


def test_a_question_of_another_sentence_does_not_speak_against_an_offer() -> None:
    asked = replace(TYPOLOGY, against=(replace(NEWS, in_sentence=True),))
    offer = [Sign(20, 24, "launder.crew", "crew"), Sign(30, 33, "price.rate", "rate")]
    text = "x" * 40 + "\n" + "x" * 60
    beside = Sign(36, 39, "context.news", "why")
    behind = Sign(45, 48, "context.news", "why")

    def judged(sign: Sign) -> Finding | None:
        return evaluate(asked, signs=Signs(text, [*offer, sign], senses={}), policy_digest="d")

    assert judged(beside) is None
    found = judged(behind)
    assert found is not None
    assert found.doubts == ()


def test_news_of_another_sentence_does_not_speak_against_four_facets() -> None:
    """Whoever writes a warning under his advert would otherwise not be found."""
    place = replace(REACH, indicator_id="place", facet=Facet.LOGISTICS, extract_kinds=frozenset())
    place = replace(place, sense_ids=frozenset({"ship.local"}))
    wide = replace(TYPOLOGY, indicators=(CREW, RATE, REACH, place))
    offer = [
        Sign(20, 24, "launder.crew", "crew"),
        Sign(30, 33, "price.rate", "rate"),
        Sign(40, 48, "handle.telegram", "abc", is_extract=True),
    ]
    fourth = Sign(50, 54, "ship.local", "city")
    news = [Sign(80, 84, "context.news", "news"), Sign(86, 90, "context.news", "said")]
    text = "x" * 60 + "\n" + "x" * 40

    def judged(*signs: Sign) -> Finding | None:
        return evaluate(wide, signs=Signs(text, signs, senses={}), policy_digest="d")

    assert judged(*offer, *news) is None
    found = judged(*offer, fourth, *news)
    assert found is not None
    assert found.doubts == ()


def test_what_a_parcel_is_said_to_hold_is_no_context() -> None:
    """Whoever labels a press as hardware does not trade in hardware."""
    said = Neighbour(sense_ids=frozenset({"ship.conceal"}), within=2)
    asked = replace(TYPOLOGY, against=(replace(NEWS, unless=said),))
    offer = (Sign(0, 2, "launder.crew", "车队"), Sign(8, 10, "price.rate", "点位"))
    label = Sign(20, 23, "ship.conceal", "面单写")
    behind = Sign(23, 25, "context.news", "五金")
    apart = Sign(40, 42, "context.news", "五金")
    assert judge(*offer, behind, typology=asked) is None
    assert judge(*offer, label, apart, typology=asked) is None
    found = judge(*offer, label, behind, typology=asked)
    assert found is not None
    assert found.doubts == ()


def test_a_context_word_inside_the_offer_is_no_context() -> None:
    finding = judge(
        Sign(0, 4, "launder.crew", "新闻车队"),
        Sign(0, 2, "context.news", "新闻"),
        Sign(5, 8, "price.rate", "点位"),
    )
    assert finding is not None
    assert finding.doubts == ()


def test_a_context_word_of_which_the_offers_word_is_a_part_is_the_better_reading() -> None:
    offer = [Sign(2, 4, "launder.crew", "车队"), Sign(10, 12, "price.rate", "点位")]
    assert judge(*offer) is not None
    assert judge(*offer, Sign(0, 4, "context.news", "赛车车队")) is None


def test_a_context_word_that_is_a_part_of_another_word_of_the_trade_is_no_context() -> None:
    offer = [Sign(2, 4, "launder.crew", "车队"), Sign(10, 12, "price.rate", "点位")]
    assert judge(*offer, Sign(20, 22, "context.news", "日报")) is None
    longer = Sign(20, 24, "price.rate", "日报点位")
    assert judge(*offer, Sign(20, 22, "context.news", "日报"), longer) is not None
