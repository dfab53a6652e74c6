"""Policy files in force are kept word for word, and each new version is told to the log once."""

import hashlib

import pytest
from tests.strategies.posts import NOON

from plainsight.app.detect.change_policy import change_policy
from plainsight.app.stored import PolicyVersion
from plainsight.errors import PolicyRewritten
from plainsight.prove.entry import parse_entry
from plainsight.stores.records import SqlRecords


def version(policy_id: str, number: str, text: str) -> PolicyVersion:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PolicyVersion(policy_id=policy_id, version=number, digest=digest, text=text)


def change(records: SqlRecords, *versions: PolicyVersion) -> tuple[PolicyVersion, ...]:
    with records.begin() as unit:
        return change_policy(unit, versions, now=NOON)


def logged(records: SqlRecords) -> list[tuple[str, object]]:
    with records.read() as view:
        entries = [parse_entry(entry.canonical) for entry in view.audit.entries()]
    assert {entry.tag for entry in entries} <= {"policy:changed"}
    return [(entry.subject, entry.body["version"]) for entry in entries]


def test_only_what_is_new_is_stored_and_told(records: SqlRecords) -> None:
    first, second = version("T01", "1", "one"), version("T02", "1", "two")
    assert change(records, first) == (first,)
    assert change(records, first, second) == (second,)
    assert change(records, first, second) == ()
    changed = version("T01", "2", "one, sharper")
    assert change(records, changed, second) == (changed,)
    assert logged(records) == [("T01", "1"), ("T02", "1"), ("T01", "2")]


def test_the_entry_names_the_digest_of_the_text(records: SqlRecords) -> None:
    change(records, version("T01", "1", "one"))
    with records.read() as view:
        (entry,) = view.audit.about("T01")
        kept = view.policies.get(policy_id="T01", version="1")
    assert kept is not None
    assert parse_entry(entry.canonical).body["digest"] == kept.digest
    assert kept.digest == hashlib.sha256(kept.text.encode()).hexdigest()


def test_a_file_changed_under_its_old_version_stops_everything(records: SqlRecords) -> None:
    change(records, version("T01", "1", "one"))
    with pytest.raises(PolicyRewritten, match="T01 version 1"):
        change(records, version("T02", "1", "two"), version("T01", "1", "one, quietly changed"))
    assert logged(records) == [("T01", "1")]
    with records.read() as view:
        assert view.policies.versions("T02") == ()
