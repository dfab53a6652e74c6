"""A scope token outlives the key that signed it, and not the theft of that key."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.contract.test_respond_invariants import HOUR, scoped
from tests.strategies.respond import NOON

from plainsight.app.prove.rotate_key import rotate_key
from plainsight.app.respond.approve_scope import approve_scope
from plainsight.app.respond.collect_records import collect_records
from plainsight.demo.desk import DemoDesk
from plainsight.demo.staff import APPROVER, COLLECTOR
from plainsight.errors import ScopeExpired
from plainsight.keys.file import FileKey, create_key
from plainsight.prove.rotation import RotationReason


def rotate(
    desk: DemoDesk, folder: Path, *, reason: RotationReason, after: timedelta = 2 * HOUR
) -> FileKey:
    new = create_key(folder / "new.key", name=desk.seals.signer.key.name)
    rotate_key(
        desk.records, old=desk.seals.signer, new=new, reason=reason, actor="ada", second="ben",
        now=NOON + after,
    )  # fmt: skip
    return new


def granted(desk: DemoDesk) -> str:
    request_id = scoped(desk)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + HOUR)
    return request_id


def collect(desk: DemoDesk, request_id: str, key: FileKey) -> str:
    done = collect_records(
        desk.records, request_id, key=key.key, actor=COLLECTOR, now=NOON + 3 * HOUR
    )
    return done.state.production.value


def test_records_are_collected_on_a_token_from_before_the_rotation(
    desk: DemoDesk, tmp_path: Path
) -> None:
    request_id = granted(desk)
    new = rotate(desk, tmp_path, reason=RotationReason.SCHEDULED)
    assert collect(desk, request_id, new) == "collected"


def test_a_token_by_a_key_that_may_be_stolen_is_void(desk: DemoDesk, tmp_path: Path) -> None:
    request_id = granted(desk)
    new = rotate(desk, tmp_path, reason=RotationReason.SUSPECTED_THEFT)
    with pytest.raises(ScopeExpired, match="may have been stolen"):
        collect(desk, request_id, new)


def test_a_token_that_the_old_key_signed_after_it_gave_way_is_void(
    desk: DemoDesk, tmp_path: Path
) -> None:
    request_id = granted(desk)
    new = rotate(desk, tmp_path, reason=RotationReason.SCHEDULED, after=timedelta(0) - HOUR)
    with pytest.raises(ScopeExpired, match="a key that had given way"):
        collect(desk, request_id, new)
