"""Logs about legal requests, and statements over them, for the tests of oversight."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from tests.strategies.prove import LOG, ORIGIN

from plainsight.model.fact import JsonValue
from plainsight.oversight.measure import Figure
from plainsight.oversight.signing import sign_statement
from plainsight.oversight.statement import Statement, make_statement, statement_bytes
from plainsight.oversight.verify import StatementFiles
from plainsight.prove.checkpoint import Checkpoint, sign_checkpoint
from plainsight.prove.entry import Entry, entry_bytes
from plainsight.prove.tree import CompactRange, leaf_hash

BEGIN = datetime(2026, 7, 1, 8, tzinfo=UTC)
HOUR = 3600

Said = tuple[str, str, dict[str, JsonValue]]  # tag, subject, body


def received(request: str, *, country: str = "US", **body: JsonValue) -> Said:
    told: dict[str, JsonValue] = {
        "country": country,
        "instrument": "us-2702-emergency",
        "is_duplicate": False,
        "identifier_count": 1,
    }
    return ("request:received", request, {**told, **body})


def answered(request: str, hours: int, *, allowed: int = 48, kind: str = "response") -> Said:
    standing = "met" if hours <= allowed else "missed"
    body: dict[str, JsonValue] = {
        "kind": kind,
        "standing": standing,
        "took_seconds": hours * HOUR,
        "allowed_seconds": allowed * HOUR,
    }
    return ("clock:answered", request, body)


def entries_of(told: Sequence[Said], *, first: int = 0) -> list[Entry]:
    return [
        Entry(index=index, tag=tag, subject=subject, at=BEGIN + timedelta(minutes=index), body=body)
        for index, (tag, subject, body) in enumerate(told, start=first)
    ]


def state(
    told: Sequence[Said],
    *,
    period: str = "2026-07",
    held: CompactRange | None = None,
    before: Statement | None = None,
    figures: tuple[Figure, ...] | None = None,
) -> tuple[Statement, StatementFiles, CompactRange]:
    """A statement over these entries, its bundle, and the log at its end.

    With `figures` it tells these, well signed, whatever the entries say.
    """
    held = held or CompactRange()
    entries = entries_of(told, first=held.size)
    lines = tuple(entry_bytes(entry) for entry in entries)
    grown = held.extend(leaf_hash(line) for line in lines)
    statement = make_statement(
        entries,
        log=ORIGIN,
        period=period,
        made_on=date(2026, 9, 1),
        held=held,
        end=grown.size,
        before=before,
    )
    if figures is not None:
        statement = replace(statement, figures=figures)
    content = statement_bytes(statement)
    checkpoint = Checkpoint(origin=ORIGIN, size=grown.size, root=grown.root())
    files = StatementFiles(
        statement=content,
        signature=bytes(sign_statement(content, log=ORIGIN, period=period, signer=LOG)),
        checkpoint=bytes(sign_checkpoint(checkpoint, signer=LOG).note),
        lines=lines,
    )
    return statement, files, grown


hours = st.integers(0, 100)
requests = st.integers(0, 30).map("re_{}".format)
tellings = st.lists(
    st.one_of(
        st.builds(received, requests, country=st.sampled_from(["US", "SG"])),
        st.builds(answered, requests, hours, kind=st.sampled_from(["response", "pick_up"])),
        st.builds(
            lambda request, lines: (
                "package:released",
                request,
                {"lines": lines, "has_investigation_reference": True},
            ),
            requests,
            st.integers(0, 2),
        ),
        st.builds(lambda count: ("posts:refused", "ba_1", {"count": count}), st.integers(0, 9)),
    ),
    max_size=40,
)
