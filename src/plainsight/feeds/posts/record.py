"""The boundary: one raw record of a feed becomes a post, a refusal, or goes to quarantine.

The order is the promise. The label is read first; when it is not public or semi-public nothing
else of the record is asked for. The text is read last.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Protocol

from plainsight.app.detect.feed_item import (
    DERIVED_PREFIX,
    FeedItem,
    QuarantinedRecord,
    RefusedItem,
    RefusedLabel,
)
from plainsight.errors import BadValue, NotPublic
from plainsight.feeds.posts.declaration import FeedDeclaration, Times
from plainsight.model.post import Post, Visibility, require_visibility
from plainsight.model.time import parse_instant
from plainsight.prove.canonical import canonical_bytes

ID_CHARS_MAX = 512
RAW_BYTES_MAX = 256 * 1024  # a larger broken record is named in quarantine but not copied there
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LABELS = {member.value: member for member in Visibility}


class RawRecord(Protocol):
    """One record of a feed, its fields not yet looked at."""

    @property
    def name(self) -> str:
        """Where it stands, for a person: "line 17"."""

    def has(self, field: str) -> bool:
        """Tell whether the record carries the field at all, without reading it."""

    def read(self, field: str) -> object:
        """Decode one field; None when it is absent or null. Raises BadValue."""

    def raw(self) -> bytes:
        """Return the whole record as it came, for quarantine."""


def to_item(record: RawRecord, declaration: FeedDeclaration) -> FeedItem:
    """Judge the label, and only then read the rest."""
    judged = judge(record, declaration)
    return judged if not isinstance(judged, Visibility) else finish(record, declaration, judged)


def judge(
    record: RawRecord, declaration: FeedDeclaration
) -> Visibility | RefusedItem | QuarantinedRecord:
    """Read the label and nothing else.

    A record whose label cannot even be decoded goes to quarantine without a copy: it has not
    shown that it is public.
    """
    try:
        return _establish(record, declaration)
    except NotPublic as refusal:
        return RefusedItem(record=record.name, label=_kind(refusal.visibility))
    except BadValue as wrong:
        return QuarantinedRecord(record=record.name, field=wrong.field, mend=wrong.mend)


def finish(
    record: RawRecord, declaration: FeedDeclaration, visibility: Visibility
) -> Post | QuarantinedRecord:
    """Read the rest of a record that was judged public or semi-public."""
    try:
        return _read_post(record, declaration, visibility)
    except BadValue as wrong:
        raw = record.raw()
        return QuarantinedRecord(
            record=record.name,
            field=wrong.field,
            mend=wrong.mend,
            raw=raw if len(raw) <= RAW_BYTES_MAX else None,
        )


def _establish(record: RawRecord, declaration: FeedDeclaration) -> Visibility:
    name = declaration.fields.visibility
    if not record.has(name):
        return require_visibility(declaration.assume_visibility)
    label = record.read(name)
    if isinstance(label, str):
        declared = declaration.visibility_labels.get(label) or _LABELS.get(label)
        if declared is not None:
            return declared
    return require_visibility(label)


def _kind(label: object) -> RefusedLabel:
    if label is None or label == "":
        return RefusedLabel.UNLABELLED
    return RefusedLabel.PRIVATE if label == "private" else RefusedLabel.OTHER


def _read_post(record: RawRecord, declaration: FeedDeclaration, visibility: Visibility) -> Post:
    fields = declaration.fields
    surface = _identifier(record, fields.surface, declaration.assume_surface)
    account_id = _identifier(record, fields.account_id, declaration.assume_account_id)
    posted_at, said = _instant(record, declaration)
    language = record.read(fields.language)
    if language is None or language == "":
        language = declaration.assume_language
    if language is not None:
        language = _as_identifier(language, fields.language)
    text = record.read(fields.text)
    if not isinstance(text, str):
        raise BadValue(fields.text, type(text).__name__, "the text must be there, as text")
    post_id = record.read(fields.post_id)
    if post_id is None or post_id == "":
        post_id = _derive_id(surface, account_id, None if said is None else str(said), text)
    else:
        post_id = _as_identifier(post_id, fields.post_id)
        if post_id.startswith(DERIVED_PREFIX):
            raise BadValue(fields.post_id, post_id, f"{DERIVED_PREFIX!r} marks ids we derive")
    return Post(
        post_id=post_id,
        account_id=account_id,
        surface=surface,
        visibility=visibility,
        posted_at=posted_at,
        text=text,
        language=language,
    )


def _identifier(record: RawRecord, field: str, assumed: str | None) -> str:
    value = record.read(field)
    if value is None or value == "":
        value = assumed
    if value is None:
        raise BadValue(field, None, "give the field, or declare one value for the whole feed")
    return _as_identifier(value, field)


def _as_identifier(value: object, field: str) -> str:
    # Platforms write ids as numbers too; 7 and "7" are one id. True is not 1.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value or len(value) > ID_CHARS_MAX:
        raise BadValue(field, type(value).__name__, f"a text of 1 to {ID_CHARS_MAX} characters")
    # PostgreSQL cannot hold NUL, and half a surrogate pair has no bytes: not an id anywhere.
    if "\x00" in value or not _is_encodable(value):
        raise BadValue(field, value, "no NUL character and no half surrogate pair in an id")
    return value


def _is_encodable(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _instant(record: RawRecord, declaration: FeedDeclaration) -> tuple[datetime, object]:
    """The instant in UTC, and how the record itself said it (None when assumed)."""
    field = declaration.fields.posted_at
    value = record.read(field)
    if value is None or value == "":
        if declaration.assume_posted_at is None:
            raise BadValue(field, None, "give the field, or declare one value for the whole feed")
        return declaration.assume_posted_at, None
    return _to_instant(value, field, declaration.times), value


def _to_instant(value: object, field: str, times: Times) -> datetime:
    if times in (Times.EPOCH_SECONDS, Times.EPOCH_MILLISECONDS):
        return _from_epoch(value, field, times)
    try:
        if isinstance(value, str):
            return _from_text(value, field, times)
        if isinstance(value, datetime):
            return _from_timestamp(value, field, times)
    except OverflowError:
        # 0001-01-01T00:00+14:00 lies before the first year there is.
        raise BadValue(field, value, "outside the years 1 to 9999 in UTC") from None
    raise BadValue(field, value, "write an RFC 3339 time, or declare how the feed writes times")


def _from_text(value: str, field: str, times: Times) -> datetime:
    try:
        return parse_instant(value, field=field)
    except BadValue:
        if times is not Times.UTC:
            raise
    return parse_instant(value + "Z", field=field)


def _from_timestamp(value: datetime, field: str, times: Times) -> datetime:
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    if times is Times.UTC:
        return value.replace(tzinfo=UTC)
    raise BadValue(field, value, "no time zone; declare times=utc if the feed is in UTC")


def _from_epoch(value: object, field: str, times: Times) -> datetime:
    # CSV has no numbers, only their digits.
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 20:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadValue(field, value, f"declared as {times.value}: write a whole number")
    try:
        if times is Times.EPOCH_SECONDS:
            return _EPOCH + timedelta(seconds=value)
        return _EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        raise BadValue(
            field, value, "outside the years 1 to 9999; seconds or milliseconds?"
        ) from None


def _derive_id(surface: str, account_id: str, said_at: str | None, text: str) -> str:
    whole = canonical_bytes(
        {"surface": surface, "account_id": account_id, "posted_at": said_at}
    ) + text.encode("utf-8", "surrogatepass")
    return DERIVED_PREFIX + hashlib.sha256(whole).hexdigest()[:32]
