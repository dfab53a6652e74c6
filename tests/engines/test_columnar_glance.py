"""The quick look says yes to what may hold an anchor, and no to what only stands beside one."""

import pytest

from plainsight.detect.views import Variant, variants
from plainsight.engines.columnar.glance import Glance
from plainsight.engines.columnar.sound_kernels import NO, YES
from plainsight.engines.columnar.strings import encode

ORDINARY = (
    "买了一个苹果",
    "你还有一个机会",
    "call 120 now",
    "what time do you go to work",
    "只有来的",
)


def glance(*terms: str) -> Glance:
    known: list[Variant] = [variant for term in terms for variant in variants(term)]
    return Glance(known, company=())


@pytest.mark.parametrize("term", ["🧊一个", "只有🥦", "🍖来的", "❄️ 120"])
def test_a_term_with_a_picture_is_looked_for_by_its_picture(term: str) -> None:
    look = glance(term)
    assert look.look(encode([f"出 {term} 要的来"])).tolist() == [YES]
    assert YES not in look.look(encode(ORDINARY)).tolist()


def test_every_plain_term_is_seen_in_a_sentence() -> None:
    terms = ("换汇", "卡接回u", "cocaine", "bank logs", "埋包", "fentanilo")
    look = glance(*terms)
    assert look.look(encode([f"x {term} y" for term in terms])).tolist() == [YES] * len(terms)
    assert YES not in look.look(encode(ORDINARY)).tolist()


@pytest.mark.parametrize("text", ["跑fen", "pao分", "收跑 fen的", "pao★分"])
def test_letters_that_may_be_a_terms_next_syllable_are_worth_a_search(text: str) -> None:
    assert NO not in glance("跑分").look(encode([text])).tolist()


@pytest.mark.parametrize("text", ["跑ok", "苹果abc", "fen跑", "ok分", "跑f", "ao分"])
def test_letters_beside_a_character_are_mostly_other_words(text: str) -> None:
    assert glance("跑分").look(encode([text])).tolist() == [NO]
