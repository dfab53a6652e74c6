"""The steps of a roll-out come in order: nothing twice, nothing late, nobody speaks unheard."""

from functools import partial

import pytest
from tests.contract.test_rollouts import Speaks, agreed, file_of, policy_at, scan, stored
from tests.strategies.casework import DAY, NOON, QUI, QUO

from plainsight.app.casework.roll_out import (
    approve_rollout,
    propose_rollout,
    propose_step,
    view_rollout,
)
from plainsight.app.detect.obey_rollouts import steps_in_force
from plainsight.app.list_awaiting import list_awaiting
from plainsight.casework.rollout import Stage
from plainsight.errors import OutOfTurn
from plainsight.stores.records import SqlRecords


def test_a_step_that_was_overtaken_can_only_be_refused(records: SqlRecords) -> None:
    older = propose_rollout(records, "T01", 2, Stage.FULL, actor=QUI, now=NOON)
    agreed(records, Stage.SHADOW)
    agreed(records, Stage.STOPPED)
    with pytest.raises(OutOfTurn, match="a later step was agreed on since"):
        approve_rollout(records, older.rollout_id, is_approved=True, actor=QUO, now=NOON + DAY)
    assert steps_in_force(records, policy_at(1)) == {}
    approve_rollout(records, older.rollout_id, is_approved=False, actor=QUO, now=NOON + DAY)


def test_a_step_that_was_overtaken_waits_for_nobody(records: SqlRecords) -> None:
    older = propose_rollout(records, "T01", 2, Stage.FULL, actor=QUI, now=NOON)
    agreed(records, Stage.SHADOW)
    newer = propose_rollout(records, "T01", 2, Stage.FULL, actor=QUI, now=NOON)
    assert [each.ref for each in list_awaiting(records, actor=QUO)] == [newer.rollout_id]
    assert view_rollout(records, older.rollout_id, actor=QUI).stand == "overtaken"
    assert view_rollout(records, newer.rollout_id, actor=QUI).stand == "proposed"


def test_no_version_speaks_for_all_that_judged_nothing_before(records: SqlRecords) -> None:
    stored(records, 3)
    offers = {"T01": file_of(2)}
    full = partial(propose_step, records, "T01", Stage.FULL, offers=offers, actor=QUI, now=NOON)
    with pytest.raises(OutOfTurn, match="in shadow or for a share first"):
        full()
    agreed(records, Stage.SHADOW)
    with pytest.raises(OutOfTurn, match="no scan has judged"):
        full()
    scan(records, Speaks(1), Speaks(2))
    assert full().stage is Stage.FULL


@pytest.mark.parametrize("is_approved", [False, True])
def test_what_waits_or_is_in_force_is_not_proposed_again(
    records: SqlRecords, is_approved: bool
) -> None:
    share = partial(propose_rollout, records, "T01", 2, Stage.SHARE, actor=QUI, now=NOON)
    step = share(permille=100)
    if is_approved:
        approve_rollout(records, step.rollout_id, is_approved=True, actor=QUO, now=NOON)
    with pytest.raises(OutOfTurn, match=step.rollout_id):
        share(permille=100)
    assert share(permille=200).permille == 200
