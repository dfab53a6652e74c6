"""What SQLite and PostgreSQL must do alike: one suite over both."""

import secrets
from datetime import timedelta

import pytest
from tests.strategies.posts import NOON, post

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.stored import PolicyVersion, StoredCheckpoint
from plainsight.errors import (
    BadValue,
    MissingNode,
    PolicyRewritten,
    RecordsUnavailable,
    WrongCheckpoint,
)
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.commit import is_opened
from plainsight.prove.entry import parse_entry
from plainsight.prove.proof import (
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)
from plainsight.prove.tree import leaf_hash, root_of
from plainsight.stores.records import SqlRecords, open_records


def fact(subject: str = "s", **personal: str) -> Fact:
    return Fact(tag=AuditTag.POSTS_INGESTED, subject=subject, at=NOON, personal=personal)


def test_a_change_and_its_entry_are_kept_together(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.posts.keep([post(1)], batch_id="ba_1", source="f", at=NOON)
        unit.record(fact("ba_1"))
    with records.read() as view:
        assert view.posts.count() == 1
        assert [entry.subject for entry in view.audit.entries()] == ["ba_1"]


def test_a_unit_that_fails_leaves_neither_change_nor_entry(records: SqlRecords) -> None:
    def fail_half_way() -> None:
        with records.begin() as unit:
            unit.posts.keep([post(1)], batch_id="ba_1", source="f", at=NOON)
            unit.record(fact("ba_1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with records.read() as view:
        assert view.posts.count() == 0
        assert view.audit.size() == 0


def test_what_the_log_cannot_hold_is_refused_where_it_is_said(records: SqlRecords) -> None:
    with records.begin() as unit:
        with pytest.raises(BadValue, match="subject"):
            unit.record(fact(""))
        unit.record(fact("said well"))
    assert [entry.subject for entry in unit.entries] == ["said well"]


def test_the_entries_of_a_unit_are_known_once_it_has_committed(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact("first"))
        unit.record(fact("second"))
        before = unit.entries
    assert before == ()
    assert [(entry.index, entry.subject) for entry in unit.entries] == [(0, "first"), (1, "second")]


def test_the_stored_tree_is_the_tree_of_the_stored_lines(records: SqlRecords) -> None:
    for number in range(21):
        with records.begin() as unit:
            for part in range(number % 4):
                unit.record(fact(f"{number}.{part}"))
    with records.read() as view:
        lines = [entry.canonical for entry in view.audit.entries()]
        leaves = [leaf_hash(line) for line in lines]
        assert [parse_entry(line).index for line in lines] == list(range(len(lines)))
        for size in range(len(lines) + 1):
            assert view.audit.root(size=size) == root_of(leaves[:size])


def test_any_entry_can_be_proved_from_stored_nodes(records: SqlRecords) -> None:
    with records.begin() as unit:
        for number in range(13):
            unit.record(fact(str(number)))
    with records.read() as view:
        root = view.audit.root()
        for entry in unit.entries:
            proof = prove_inclusion(index=entry.index, size=13, node=view.audit.node)
            verify_inclusion(
                leaf_hash(entry.canonical), proof, index=entry.index, size=13, root=root
            )
        grown = prove_consistency(old_size=5, size=13, node=view.audit.node)
        verify_consistency(grown, old_size=5, old_root=view.audit.root(size=5), size=13, root=root)


def test_a_node_beyond_the_log_is_missing_not_made_up(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact())
    with records.read() as view:
        with pytest.raises(MissingNode):
            view.audit.node(1, 0)
        with pytest.raises(MissingNode):
            view.audit.root(size=2)


def test_entries_stream_in_order_from_any_index(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plainsight.stores.prove.audit_log._PAGE", 2)
    with records.begin() as unit:
        for number in range(7):
            unit.record(fact(str(number)))
    with records.read() as view:
        assert [e.index for e in view.audit.entries(first=2, count_max=3)] == [2, 3, 4]
        assert [e.index for e in view.audit.entries(first=5)] == [5, 6]
        assert list(view.audit.entries(first=7)) == []


def test_entries_about_a_subject_are_found_by_tag(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact("al_1"))
        unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject="al_1", at=NOON))
        unit.record(fact("al_2"))
    with records.read() as view:
        assert [e.index for e in view.audit.about("al_1")] == [0, 1]
        assert [e.index for e in view.audit.about("al_1", tag="alert:raised")] == [1]


def test_personal_values_reach_the_log_as_commitments_only(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact("al_1", account_1="wxid_marta"))
    (entry,) = unit.entries
    assert b"wxid_marta" not in entry.canonical
    with records.read() as view:
        (opening,) = view.audit.opened_by("wxid_marta")
    commitment = parse_entry(entry.canonical).commitments["account_1"]
    assert is_opened(commitment, value="wxid_marta", name="account_1", salt=opening.salt)


def test_erasing_a_person_leaves_every_entry_as_it_was(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact("al_1", account_1="marta", account_2="luis"))
        unit.record(fact("al_2", account_1="marta"))
    before = [entry.canonical for entry in unit.entries]
    with records.read() as view:
        root = view.audit.root()
    with records.begin() as erasing:
        assert erasing.audit.erase_openings("marta") == 2
    with records.read() as view:
        assert [entry.canonical for entry in view.audit.entries()] == before
        assert view.audit.root() == root
        assert view.audit.opened_by("marta") == ()
        assert [opening.value for opening in view.audit.openings(0)] == ["luis"]


def test_forgetting_one_subject_leaves_the_same_person_under_another(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact("al_1", account_1="marta", actor_id="ana"))
        unit.record(fact("al_2", account_1="marta"))
    with records.begin() as erasing:
        assert erasing.audit.erase_openings_about(["al_1"], kept=["actor_id"]) == 1
    with records.read() as view:
        assert [opening.index for opening in view.audit.opened_by("marta")] == [1]
        assert [opening.value for opening in view.audit.openings(0)] == ["ana"]


def test_two_facts_about_one_person_cannot_be_linked_in_the_log(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact("al_1", account="marta"))
        unit.record(fact("al_2", account="marta"))
    first, second = (parse_entry(entry.canonical).commitments for entry in unit.entries)
    assert first["account"] != second["account"]


def test_a_view_refuses_every_change(records: SqlRecords) -> None:
    # The databases report it differently; what matters is that nothing is there afterwards.
    with pytest.raises(Exception, match=r"(?i)read.?only"), records.read() as view:
        view.posts.keep([post(1)], batch_id="ba_1", source="f", at=NOON)
    with records.read() as view:
        assert view.posts.count() == 0
    with records.begin() as unit:
        assert unit.posts.keep([post(1)], batch_id="ba_1", source="f", at=NOON).ingested == 1


def test_a_view_does_not_see_what_is_committed_while_it_is_open(records: SqlRecords) -> None:
    with records.read() as view:
        assert view.audit.size() == 0
        with records.begin() as unit:
            unit.record(fact())
        assert view.audit.size() == 0
    with records.read() as view:
        assert view.audit.size() == 1


def test_records_survive_being_closed_and_opened(records: SqlRecords, records_url: str) -> None:
    with records.begin() as unit:
        unit.posts.keep([post(1)], batch_id="ba_1", source="f", at=NOON)
        unit.record(fact("ba_1"))
    records.close()
    again = open_records(records_url, salts=secrets.token_bytes)
    with again.begin() as unit:
        unit.record(fact("later"))
    assert unit.entries[0].index == 1
    with again.read() as view:
        assert view.posts.count() == 1
    again.close()


def test_a_checkpoint_is_kept_only_when_it_agrees_with_the_log(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.record(fact())
    with records.begin() as unit:
        root = unit.audit.root()
        unit.checkpoints.add(StoredCheckpoint(size=1, root=root, note="signed", at=NOON))
        for size, wrong in ((1, b"\x00" * 32), (2, root)):
            with pytest.raises(WrongCheckpoint):
                unit.checkpoints.add(StoredCheckpoint(size=size, root=wrong, note="", at=NOON))
    with records.read() as view:
        latest = view.checkpoints.latest()
        assert latest is not None
        assert (latest.size, latest.root, latest.note) == (1, root, "signed")
        assert view.checkpoints.all() == (latest,)


def test_a_policy_version_is_never_rewritten(records: SqlRecords) -> None:
    first = PolicyVersion(policy_id="T01", version="1", digest="aa", text="one")
    other = PolicyVersion(policy_id="T01", version="1", digest="bb", text="other")
    second = PolicyVersion(policy_id="T01", version="2", digest="bb", text="other")
    with records.begin() as unit:
        assert unit.policies.keep(first, at=NOON)
        assert not unit.policies.keep(first, at=NOON + timedelta(days=1))
        with pytest.raises(PolicyRewritten, match="new version"):
            unit.policies.keep(other, at=NOON)
        assert unit.policies.keep(second, at=NOON)
    with records.read() as view:
        assert view.policies.get(policy_id="T01", version="1") == first
        assert view.policies.get(policy_id="T02", version="1") is None
        assert view.policies.versions("T01") == (first, second)


def test_a_broken_record_is_quarantined_once_however_often_it_is_read(records: SqlRecords) -> None:
    broken = QuarantinedRecord(record="line 3", field="posted_at", mend="add Z", raw=b"{\xff}")
    hidden = QuarantinedRecord(record="line 4", field="json", mend="byte\x00 7 \ud800")
    with records.begin() as unit:
        assert unit.quarantine.keep([broken, hidden, broken], source="f", at=NOON) == 2
    with records.begin() as unit:
        assert unit.quarantine.keep([broken, hidden], source="f", at=NOON) == 0
        assert unit.quarantine.keep([broken], source="other file", at=NOON) == 1
        assert unit.quarantine.keep([], source="f", at=NOON) == 0
    with records.read() as view:
        newest, _, oldest = view.quarantine.newest()
        assert view.quarantine.count() == 3
    assert (newest.source, oldest.source) == ("other file", "f")
    assert oldest.record == broken


def test_records_that_cannot_be_reached_say_so(records: SqlRecords, records_url: str) -> None:
    gone = records_url.replace("records.db", "no/folder/records.db").replace("records_", "gone_")
    with pytest.raises(RecordsUnavailable, match="run it again once they answer"):
        open_records(gone, salts=secrets.token_bytes)


def test_ids_are_fresh_and_say_what_they_name(records: SqlRecords) -> None:
    with records.begin() as unit:
        ids = {unit.new_id("al") for _ in range(100)}
    assert len(ids) == 100
    assert all(len(given) == 35 and given.startswith("al_") for given in ids)
