"""What a sign is explained by: the term that stands there, not a spelling that would have done."""

import pytest

from plainsight.detect.detector import Detector
from plainsight.detect.lexicon import Facet, Lexicon, Sense, Term
from plainsight.detect.policy import make_policy


def detector_of(*texts: str) -> Detector:
    """A detector that knows these spellings of one thing."""
    sense = Sense(sense_id="it", facet=Facet.GOODS, gloss={"en": "it"})
    terms = tuple(
        Term(text=text, language="zh", sense_id="it", source="ours", first_seen="2026")
        for text in texts
    )
    return Detector(make_policy(Lexicon(terms=terms, senses={"it": sense}), ()))


@pytest.mark.parametrize("texts", [("1道2道", "一道二道"), ("一道二道", "1道2道")])
@pytest.mark.parametrize("written", ["1道2道", "一道二道"])
def test_a_sign_is_named_by_the_term_that_stands_there(
    texts: tuple[str, ...], written: str
) -> None:
    signs = detector_of(*texts).signs(f"料 {written} 都可以")
    assert [sign.plain for sign in signs if sign.sense == "it"] == [written]


def test_of_spellings_that_are_not_there_one_is_named_whatever_their_order() -> None:
    one = detector_of("1道2道", "一道2道").signs("料 １道二道 都可以")
    other = detector_of("一道2道", "1道2道").signs("料 １道二道 都可以")
    assert one == other
    assert len([sign for sign in one if sign.sense == "it"]) == 1
