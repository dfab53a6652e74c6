"""What must be true of records at any moment, after whatever happened to them."""

from plainsight.app.ports import Reading
from plainsight.prove.commit import is_opened
from plainsight.prove.entry import parse_entry
from plainsight.prove.tree import leaf_hash, root_of


def assert_intact(view: Reading) -> None:
    """The log is whole, and tells of exactly the posts and alerts that are there."""
    lines = [entry.canonical for entry in view.audit.entries()]
    entries = [parse_entry(line) for line in lines]
    assert [entry.index for entry in entries] == list(range(len(lines)))
    assert view.audit.root() == root_of(leaf_hash(line) for line in lines)

    ingested = [entry for entry in entries if entry.tag == "posts:ingested"]
    assert view.posts.count_revisions() == sum(_number(e.body["ingested"]) for e in ingested)
    assert view.posts.count() == sum(
        _number(e.body["ingested"]) - _number(e.body["revised"]) for e in ingested
    )
    for entry in ingested:
        (opening,) = view.audit.openings(entry.index)
        assert opening.value == view.posts.batch_digest(entry.subject)
        assert is_opened(
            entry.commitments["digest"], value=opening.value, name="digest", salt=opening.salt
        )

    raised = [entry.subject for entry in entries if entry.tag == "alert:raised"]
    assert len(set(raised)) == len(raised) == view.alerts.count()
    changed = [e.subject for e in entries if e.tag in ("alert:raised", "alert:revised")]
    for alert_id in raised:
        assert len(view.alerts.versions(alert_id)) == changed.count(alert_id)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
