"""A scan by a trained model beside the typologies, on both databases."""

from tests.contract.test_rollouts import Speaks, body, policy_at, stored
from tests.strategies.casework import DAY, NOON

from plainsight.app.detect.find_in_posts import find_in_posts
from plainsight.app.detect.is_scanned import is_scanned
from plainsight.stores.records import SqlRecords


def test_a_scan_by_another_model_is_another_scan_and_the_log_names_it(records: SqlRecords) -> None:
    stored(records, 2)
    for model in ("", "5eed", "f00d"):
        assert not is_scanned(records, policy=policy_at(1), steps={}, model=model)
        find_in_posts(
            records,
            Speaks(1),
            policy=policy_at(1),
            versions=(),
            model=model,
            clock=lambda: NOON + DAY,
        )
        assert is_scanned(records, policy=policy_at(1), steps={}, model=model)
    with records.read() as view:
        logged = [body(each) for each in view.audit.entries(first=0, count_max=100)]
    scans = [each.get("model") for each in logged if "flagged" in each]
    assert scans == [None, "5eed", "f00d"]
