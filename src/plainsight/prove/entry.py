"""An entry: a fact as canonical bytes at an index of the audit log (spec/audit-log.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.errors import BadValue, PlainsightError, UnreadableEntry
from plainsight.model.fact import Fact, JsonValue
from plainsight.model.time import format_instant, parse_instant, require_utc
from plainsight.prove.canonical import INTEGER_MAX, canonical_bytes, parse_canonical
from plainsight.prove.commit import COMMITMENT_NAME, commit

ENTRY_VERSION = 1
ENTRY_BYTES_MAX = 65_535  # what an entry bundle of C2SP tlog-tiles can carry
SUBJECT_CHARS_MAX = 256

# The vocabulary is AuditTag when writing, but open when reading: an old verifier must be able to
# check a log written by a newer release.
_TAG = re.compile(r"[a-z][a-z0-9_]{0,63}:[a-z][a-z0-9_]{0,63}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", re.ASCII)
_COMMITMENT = re.compile(r"[0-9a-f]{64}")
_KEYS = {"at", "body", "commitments", "index", "subject", "tag", "v"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. Personal data stands in it only as commitments."""

    index: int  # position in the log, from 0
    tag: str  # `subject:act`
    subject: str  # id of what it is about
    at: datetime
    body: Mapping[str, JsonValue] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)  # name -> 64 hex digits

    def __post_init__(self) -> None:
        if isinstance(self.index, bool) or not 0 <= self.index <= INTEGER_MAX:
            raise BadValue("index", self.index, "positions count from 0 to 2^53 - 1")
        if not _TAG.fullmatch(self.tag):
            raise BadValue("tag", self.tag, "write subject:act, as in hold:placed")
        if not 0 < len(self.subject) <= SUBJECT_CHARS_MAX:
            raise BadValue("subject", self.subject, f"1 to {SUBJECT_CHARS_MAX} characters")
        require_utc(at=self.at)
        for name, commitment in self.commitments.items():
            if not COMMITMENT_NAME.fullmatch(name):
                raise BadValue("commitments", name, "names are lower case, as in account_id")
            if not _COMMITMENT.fullmatch(commitment):
                raise BadValue(f"commitments.{name}", commitment, "64 lower-case hex digits")


def entry_of(fact: Fact, *, index: int, salts: Mapping[str, bytes]) -> Entry:
    """Put a fact at an index, each personal value behind a commitment under its own salt.

    `salts` maps every name in `fact.personal` to 32 fresh random bytes; the caller keeps them
    apart from the log, so that forgetting one erases the value. Raises BadValue when a salt is
    missing, left over, used twice or of another length.
    """
    if salts.keys() != fact.personal.keys():
        odd = sorted(salts.keys() ^ fact.personal.keys())
        raise BadValue("salts", odd, "give exactly one salt for each personal value")
    if len(set(salts.values())) != len(salts):
        raise BadValue("salts", sorted(salts), "two values share a salt; draw one for each")
    return Entry(
        index=index,
        tag=fact.tag.value,
        subject=fact.subject,
        at=fact.at,
        body=dict(fact.body),
        commitments={
            name: commit(value, name=name, salt=salts[name])
            for name, value in fact.personal.items()
        },
    )


def entry_bytes(entry: Entry) -> bytes:
    """The canonical line of an entry, without a newline; its leaf in the tree.

    Raises BadValue when the body holds what the log cannot (see `canonical_bytes`) or when the
    line would exceed ENTRY_BYTES_MAX.
    """
    line = canonical_bytes(
        {
            "at": format_instant(entry.at),
            "body": dict(entry.body),
            "commitments": dict(entry.commitments),
            "index": entry.index,
            "subject": entry.subject,
            "tag": entry.tag,
            "v": ENTRY_VERSION,
        },
        field="entry",
    )
    if len(line) > ENTRY_BYTES_MAX:
        raise BadValue("entry", f"{len(line)} bytes", f"split above {ENTRY_BYTES_MAX} bytes")
    return line


def parse_entry(line: bytes) -> Entry:
    """Read one line, without its newline, exactly as `entry_bytes` wrote it.

    Raises UnreadableEntry or NonCanonicalEntry; nothing that parses is ever spelled in two ways.
    """
    if len(line) > ENTRY_BYTES_MAX:
        raise UnreadableEntry(f"{len(line)} bytes, above the limit of {ENTRY_BYTES_MAX}")
    value = parse_canonical(line)
    if isinstance(value, dict):
        _require_version(value.get("v"))
    match value:
        case {
            "at": str(at),
            "body": dict(body),
            "commitments": dict(commitments),
            "index": int(index),
            "subject": str(subject),
            "tag": str(tag),
            "v": _,
            **rest,
        } if not rest:
            pass
        case _:
            raise UnreadableEntry(f"an entry has exactly the fields {', '.join(sorted(_KEYS))}")
    try:
        return Entry(
            index=index,
            tag=tag,
            subject=subject,
            at=_parse_at(at),
            body=body,
            commitments={name: _require_hex(name, text) for name, text in commitments.items()},
        )
    except PlainsightError as problem:
        raise UnreadableEntry(str(problem)) from None


def _require_version(version: JsonValue) -> None:
    # True equals 1 to Python, and would be a second spelling of the same entry.
    if isinstance(version, bool) or version != ENTRY_VERSION:
        raise UnreadableEntry(f"its version is {version!r}; this verifier reads {ENTRY_VERSION}")


def _parse_at(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise BadValue("at", text, "write UTC as 2026-01-31T08:00:00Z")
    at = parse_instant(text, field="at")
    if format_instant(at) != text:
        raise BadValue("at", text, f"spelled {format_instant(at)}")
    return at


def _require_hex(name: str, commitment: object) -> str:
    if not isinstance(commitment, str):
        raise BadValue(f"commitments.{name}", commitment, "64 lower-case hex digits")
    return commitment
