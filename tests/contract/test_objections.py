"""An agency that objects in writing in the grace period keeps its hold; both databases."""

from datetime import timedelta

import pytest
from tests.contract.test_cited_holds import holding, prepare, release
from tests.contract.test_respond_preservation import preserved, renewal
from tests.strategies.respond import NOON, instruments

from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.end_hold import propose_hold_end, standing_proposal
from plainsight.app.respond.extend_hold import ask_reviews
from plainsight.app.respond.object_to_release import object_to_release
from plainsight.app.respond.release_hold import Grounds
from plainsight.app.respond.stored import Actor
from plainsight.demo.desk import DemoDesk
from plainsight.demo.staff import COUNSEL, CUSTODIAN
from plainsight.errors import GuardUnmet, IllegalMove, WrongRole
from plainsight.respond.states import Holding

DAY = timedelta(days=1)
OBJECTION = b"The release of 8 March was sent by mistake. We object: keep the records."


def objected(
    desk: DemoDesk, kept: str, day: int, *, by: Actor = CUSTODIAN, words: bytes = OBJECTION
) -> AttachedDocument:
    letter = renewal(words)
    object_to_release(
        desk.records, kept, letter=letter, instruments=instruments(), actor=by, now=NOON + day * DAY
    )
    return letter


def test_an_objection_in_writing_takes_a_hold_out_of_its_grace_period(desk: DemoDesk) -> None:
    kept = preserved(desk)
    with pytest.raises(IllegalMove):
        objected(desk, kept, 1)
    prepare(desk, kept, 1, is_written=True)
    with pytest.raises(WrongRole):
        objected(desk, kept, 2, by=COUNSEL)
    letter = objected(desk, kept, 3)
    assert holding(desk, kept) is Holding.EXTENDED
    with pytest.raises(IllegalMove):
        release(desk, kept, 32)
    with desk.records.read() as view:
        (hold,) = view.desk.holds.of_request(kept)
        *_, move = view.desk.requests.moves(kept)
    # As it was: its date is no later, and the one renewal that its law allows is not spent.
    assert (hold.floor_at, hold.extension_count) == (NOON + 90 * DAY, 0)
    assert (move.number, move.object_digest) == ("T29b", letter.digest)


def test_one_letter_objects_once_and_a_second_release_has_a_grace_period_of_its_own(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    prepare(desk, kept, 1, is_written=True)
    objected(desk, kept, 3)
    prepare(desk, kept, 10, is_written=True)
    with pytest.raises(GuardUnmet, match="came before"):
        objected(desk, kept, 11)
    with pytest.raises(GuardUnmet, match="not before"):
        release(desk, kept, 32)
    assert release(desk, kept, 40) is Holding.RELEASED


def test_an_end_that_was_proposed_before_the_objection_is_agreed_to_by_nobody(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    prepare(desk, kept, 1, is_written=True)
    propose_hold_end(
        desk.records, kept, "the month is over", grounds=Grounds(), instruments=instruments(),
        actor=CUSTODIAN, now=NOON + 31 * DAY,
    )  # fmt: skip
    objected(desk, kept, 32)
    with desk.records.read() as view:
        assert standing_proposal(view, view.desk.requests.get(kept)) is None


def test_after_an_objection_the_agency_has_to_be_asked_from_the_first_attempt_on(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    prepare(desk, kept, 1, is_written=True)
    objected(desk, kept, 3)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)
    assert holding(desk, kept) is Holding.REVIEW_DUE
    with pytest.raises(GuardUnmet, match="never silently: asked 1 of 6"):
        prepare(desk, kept, 300)


def test_no_objection_keeps_what_the_regulation_lets_end(desk: DemoDesk) -> None:
    kept = preserved(desk, "eu-epoc-pr")
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)
    prepare(desk, kept, 61)
    with pytest.raises(GuardUnmet, match="the period has ended"):
        objected(desk, kept, 61)
    assert release(desk, kept, 61) is Holding.RELEASED
