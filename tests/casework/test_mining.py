"""Candidates for the lexicon: what confirmed texts say and benign ones do not."""

import math

from hypothesis import given
from hypothesis import strategies as st

from plainsight.casework.mining import PRIOR_WEIGHT, log_odds_z, mine_phrases, phrases_of

CONFIRMED = [f"招聘跑分车队 日结佣金 加微信 wxid_abc{number} 稳定通道" for number in range(8)] + [
    f"fast cash flip crew, dm wanted {word}"
    for word in ("now", "today", "asap", "here", "soon", "tonight", "monday", "friday")
]
BENIGN = [f"今天天气很好 稳定发展 {word}" for word in ("上海", "北京", "广州", "成都")] * 4


def test_a_phrase_of_confirmed_alerts_is_found_with_its_counts() -> None:
    mined = {each.phrase: each for each in mine_phrases(CONFIRMED, BENIGN)}
    crews = [each for phrase, each in mined.items() if "跑分车队" in phrase]
    assert [(each.confirmed_count, each.benign_count) for each in crews] == [(8, 0)]
    assert "cash flip crew" in mined
    assert not any("天气" in phrase for phrase in mined)


def test_contacts_never_become_candidates() -> None:
    mined = mine_phrases([f"加微信 wxid_samehandle 详聊 {n}" for n in range(9)], BENIGN)
    assert not any("samehandle" in each.phrase for each in mined)


def test_terms_of_the_lexicon_and_what_holds_them_are_not_new() -> None:
    mined = mine_phrases(CONFIRMED, BENIGN, known=["跑分", "cash flip"])
    assert not any("跑分" in each.phrase for each in mined)
    assert not any("cash flip" in each.phrase for each in mined)


def test_what_both_sides_say_is_no_candidate() -> None:
    both = [f"稳定通道 {number}" for number in range(9)]
    assert mine_phrases(both, both) == ()


def test_collisions_with_ordinary_words_are_reported() -> None:
    mined = {each.phrase: each for each in mine_phrases(["出冰毒 现货"] * 9, BENIGN)}
    told = [each for phrase, each in mined.items() if phrase.startswith("冰毒")]
    sounds = {collision for each in told for collision in each.collisions}
    assert any("病毒" in collision for collision in sounds) or "出冰毒" in mined


def test_the_z_score_is_the_papers_equation() -> None:
    used, elsewhere = {"w": 30}, {"w": 5}
    sizes = (200, 300)
    prior = PRIOR_WEIGHT * 35.5 / 501
    odds_one = (30 + prior) / (200 + PRIOR_WEIGHT - 30 - prior)
    odds_two = (5 + prior) / (300 + PRIOR_WEIGHT - 5 - prior)
    delta = math.log(odds_one) - math.log(odds_two)
    variance = 1 / (30 + prior) + 1 / (5 + prior)
    assert math.isclose(log_odds_z("w", used, elsewhere, sizes=sizes), delta / math.sqrt(variance))


@given(st.text(max_size=60))
def test_phrases_of_any_text_are_bounded_and_repeat(text: str) -> None:
    phrases = phrases_of(text)
    assert phrases == phrases_of(text)
    assert all(len(phrase) > 1 for phrase in phrases)
    assert all(len(phrase.split()) <= 3 for phrase in phrases)


def test_nothing_confirmed_mines_nothing() -> None:
    assert mine_phrases([], BENIGN) == ()
    assert mine_phrases(CONFIRMED[:2], []) == ()
