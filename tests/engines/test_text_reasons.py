"""Why a model raises a text: what weighed most for it, to the character."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from tests.engines.test_text_model import NOW, rows, trained
from tests.strategies.policies import detector_of
from tests.strategies.text import texts

from plainsight import wiring
from plainsight.detect.finding import Reason
from plainsight.detect.lexicon import Facet
from plainsight.detect.seen_text import SeenText
from plainsight.detect.sign import Sign
from plainsight.detect.signs import Signs
from plainsight.detect.views import View, read
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.engines.text_features import ngram_shares, vectorise
from plainsight.engines.text_model import TextModel, train
from plainsight.engines.text_reasons import READ_CHARS_MAX, SAYS, reasons_of

CREW, HANDLE = "launder.crew", "handle.telegram"


@cache
def of_senses() -> TextModel:
    """Trained on rows whose adverts are told by a sense and a kind of value, too."""
    texts, labels, clusters = rows(80, 240)
    told = frozenset({CREW, HANDLE})
    seen = [
        SeenText(row.text, told if is_advert else frozenset({"context.food"}), 0.0)
        for row, is_advert in zip(texts, labels, strict=True)
    ]
    return train(seen, labels, clusters, positive_labels=("ml",), now=NOW).model


def reasons(text: str, *signs: Sign, model: TextModel | None = None) -> list[Reason]:
    senses = wiring.load_policy().lexicon.senses
    return list(reasons_of(model or of_senses(), text, Signs(text, signs, senses=senses)))


@given(texts)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_each_character_adds_comes_to_what_the_letters_of_a_text_are_worth(text: str) -> None:
    model = trained().model
    shares = ngram_shares(read(text, View.FOLD).text, model.weights)
    whole = vectorise([SeenText(text, frozenset(), 0.0)], model.senses) @ model.weights
    assert shares.sum() == pytest.approx(whole[0], abs=1e-9)


@given(texts)
def test_every_reason_quotes_what_stands_there_and_weighs_a_share_of_the_whole(text: str) -> None:
    told = reasons(text, Sign(0, 1, CREW, "车队")) if text else reasons(text)
    assert sum(reason.weight for reason in told) <= 1 + 1e-9
    assert [r.weight for r in told] == sorted((r.weight for r in told), reverse=True)
    for evidence in (each for reason in told for each in reason.evidence):
        assert text[evidence.start : evidence.end] == evidence.excerpt != ""


def test_a_word_that_it_learnt_from_adverts_is_told_and_one_of_daily_life_is_not() -> None:
    (wording,) = reasons("火锅 接料", model=trained().model)
    assert (wording.facet, wording.says, wording.weight) == (Facet.WORDING, SAYS, 1.0)
    assert [each.excerpt for each in wording.evidence] == ["接料"]


def test_a_sense_that_weighs_is_told_in_its_own_words_at_its_place() -> None:
    told = reasons("找 車隊 @boss", Sign(2, 4, CREW, "车队"), Sign(5, 10, HANDLE, "boss", True))
    of = {reason.indicator_id: reason for reason in told}
    crew, handle = of[f"sense.{CREW}"], of[f"sense.{HANDLE}"]
    assert (crew.facet, handle.facet) == (Facet.SERVICE, Facet.CONTACT)
    assert crew.says == wiring.load_policy().lexicon.senses[CREW].gloss["en"]
    assert [(e.start, e.end, e.excerpt, e.plain) for e in crew.evidence] == [(2, 4, "車隊", "车队")]
    assert crew.evidence[0].undone != ()


def test_what_speaks_against_is_no_reason() -> None:
    told = reasons("火锅", Sign(0, 2, "context.food", "火锅"))
    assert told == []


def test_a_sense_that_the_model_never_saw_is_passed_over() -> None:
    told = reasons("接料", Sign(0, 2, "launder.later", "接料"))
    assert [reason.facet for reason in told] == [Facet.WORDING]


def test_of_a_very_long_text_only_senses_are_told() -> None:
    text = "接料" * READ_CHARS_MAX
    told = reasons(text, Sign(0, 2, CREW, "接料"))
    assert [reason.indicator_id for reason in told] == [f"sense.{CREW}"]


def test_an_empty_text_has_no_reasons() -> None:
    assert reasons("") == []
    assert np.array_equal(ngram_shares("", of_senses().weights), np.zeros(0))


def test_the_columns_tell_where_each_sense_stands() -> None:
    detector = detector_of(wiring.load_policy())
    text = "USDT 兑换人民币 @boss88"
    signs = ColumnarScanner(detector, kept_in=wiring.cache_folder()).signs(text)
    assert signs.names == {sign.sense for sign in detector.signs(text)}
    assert [text[s.start : s.end] for s in signs.any_of({HANDLE})] == ["@boss88"]
