"""What people call themselves is no offer: words inside a handle, an address or a link."""

import pytest
from tests.strategies.policies import detector_of

from plainsight import wiring
from plainsight.detect.detector import Detector
from plainsight.detect.extract import ExtractKind


@pytest.fixture(scope="module")
def detector() -> Detector:
    return detector_of(wiring.load_policy())


@pytest.mark.parametrize(
    "text",
    [
        "Selling my bike, 80 euros, DM @molly88",
        "Concert tickets for sale, telegram @snow_white, same day delivery",
        "Handmade soap, worldwide shipping, DM @white_girl_shop",
        "Selling concert tickets, escrow ok, telegram @xyz_123",
        "Piano lessons, 30 euros an hour, mail to coke.lean@example.com",
        "Vendo bici, entrega a domicilio, Instagram @perico_m",
        "Vendo bici, info en https://t.me/perico_ventas, entrego en casa",
        "二手书转让，加微信 bingdu_2020 面交",
    ],
)
def test_a_nickname_is_no_offer(detector: Detector, text: str) -> None:
    assert detector.examine(text).findings == ()
    kinds = {sign.sense.partition(".")[0] for sign in detector.signs(text) if sign.is_extract}
    assert kinds & {"handle", "email", "link"}


def test_the_same_word_beside_the_name_is_one(detector: Detector) -> None:
    (finding, *_) = detector.examine("Molly in stock, 80 euros, DM @molly88").findings
    goods = [reason for reason in finding.reasons if reason.facet == "goods"]
    assert [(e.excerpt, e.start) for reason in goods for e in reason.evidence] == [("Molly", 0)]


def test_an_address_that_is_a_term_is_seen(detector: Detector) -> None:
    signs = detector.signs("USDT on gate.io")
    assert {"gate.io"} <= {sign.plain for sign in signs if not sign.is_extract}
    assert ExtractKind.LINK in {sign.sense for sign in signs}
