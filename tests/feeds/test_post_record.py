"""The boundary: the label is judged first, and a refused item is not looked at further."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.app.detect.feed_item import QuarantinedRecord, RefusedItem, RefusedLabel
from plainsight.errors import BadValue, NotUtc
from plainsight.feeds.posts.declaration import FeedDeclaration, FieldNames, Times
from plainsight.feeds.posts.record import ID_CHARS_MAX, RAW_BYTES_MAX, to_item
from plainsight.model.post import Post, Visibility

GOOD: dict[str, object] = {
    "post_id": "p1",
    "account_id": "acc",
    "surface": "g",
    "visibility": "public",
    "posted_at": "2026-03-01T12:00:00+08:00",
    "text": "换汇",
    "language": "zh",
}


class Record:
    """A record that remembers what was asked of it."""

    name = "line 1"

    def __init__(self, fields: dict[str, object], raw: bytes = b"raw") -> None:
        self._fields = fields
        self._raw = raw
        self.asked: list[str] = []

    def has(self, field: str) -> bool:
        return field in self._fields

    def read(self, field: str) -> object:
        self.asked.append(field)
        value = self._fields.get(field)
        if isinstance(value, Exception):
            raise value
        return value

    def raw(self) -> bytes:
        self.asked.append("raw")
        return self._raw


def item(declaration: FeedDeclaration | None = None, /, **fields: object) -> object:
    return to_item(Record(GOOD | fields), declaration or FeedDeclaration())


def broken(declaration: FeedDeclaration | None = None, /, **fields: object) -> QuarantinedRecord:
    found = item(declaration, **fields)
    assert isinstance(found, QuarantinedRecord)
    return found


def test_a_labelled_record_becomes_a_post_in_utc() -> None:
    assert item() == Post(
        post_id="p1",
        account_id="acc",
        surface="g",
        visibility=Visibility.PUBLIC,
        posted_at=datetime(2026, 3, 1, 4, tzinfo=UTC),
        text="换汇",
        language="zh",
    )


labels = (
    st.text()
    | st.none()
    | st.integers()
    | st.booleans()
    | st.sampled_from(["private", "PUBLIC", "public ", "Public", "semi-public", "friends", ""])
)


@given(label=labels.filter(lambda label: label not in ("public", "semi_public")))
def test_of_an_item_under_any_other_label_nothing_but_the_label_is_asked_for(label: object) -> None:
    record = Record(GOOD | {"visibility": label})
    refused = to_item(record, FeedDeclaration())
    assert isinstance(refused, RefusedItem)
    assert record.asked == ["visibility"]


def test_of_an_unlabelled_item_nothing_at_all_is_asked_for() -> None:
    unlabelled = {name: value for name, value in GOOD.items() if name != "visibility"}
    record = Record(unlabelled)
    assert to_item(record, FeedDeclaration()) == RefusedItem(
        record="line 1", label=RefusedLabel.UNLABELLED
    )
    assert record.asked == []


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("private", RefusedLabel.PRIVATE),
        (None, RefusedLabel.UNLABELLED),
        ("", RefusedLabel.UNLABELLED),
        ("friends of friends", RefusedLabel.OTHER),
        (1, RefusedLabel.OTHER),
    ],
)
def test_a_refusal_is_counted_by_kind_and_never_repeats_the_label(
    label: object, kind: RefusedLabel
) -> None:
    assert item(visibility=label) == RefusedItem(record="line 1", label=kind)


def test_a_label_that_cannot_be_decoded_leaves_no_copy_of_the_record() -> None:
    record = Record(GOOD | {"visibility": BadValue("visibility", "bytes", "write UTF-8")})
    found = to_item(record, FeedDeclaration())
    assert found == QuarantinedRecord(record="line 1", field="visibility", mend="write UTF-8")
    assert record.asked == ["visibility"]


def test_an_assumed_visibility_speaks_for_items_without_the_field() -> None:
    unlabelled = {name: value for name, value in GOOD.items() if name != "visibility"}
    assumed = FeedDeclaration(assume_visibility=Visibility.SEMI_PUBLIC)
    found = to_item(Record(unlabelled), assumed)
    assert isinstance(found, Post)
    assert found.visibility is Visibility.SEMI_PUBLIC


@pytest.mark.parametrize("label", ["private", None, "", "friends"])
def test_an_assumed_visibility_never_overrules_an_items_own_label(label: str | None) -> None:
    assumed = FeedDeclaration(assume_visibility=Visibility.PUBLIC)
    assert isinstance(item(assumed, visibility=label), RefusedItem)


def test_the_platforms_own_words_count_once_they_are_declared() -> None:
    declared = FeedDeclaration(visibility_labels={"channel": Visibility.SEMI_PUBLIC})
    found = item(declared, visibility="channel")
    assert isinstance(found, Post)
    assert found.visibility is Visibility.SEMI_PUBLIC
    assert isinstance(item(visibility="channel"), RefusedItem)


def test_fields_are_found_under_the_names_declared() -> None:
    names = FieldNames(
        post_id="id",
        account_id="author",
        surface="group",
        visibility="audience",
        posted_at="time",
        text="body",
        language="lang",
    )
    fields = {getattr(names, name): value for name, value in GOOD.items()}
    assert to_item(Record(fields), FeedDeclaration(fields=names)) == item()


@pytest.mark.parametrize("missing", ["account_id", "surface", "posted_at"])
@pytest.mark.parametrize("empty", [None, ""])
def test_what_a_post_cannot_do_without_is_asked_for_by_name(missing: str, empty: object) -> None:
    found = broken(**{missing: empty})
    assert found.field == missing
    assert "declare one value for the whole feed" in found.mend
    assert found.raw == b"raw"


def test_what_is_declared_for_the_whole_feed_fills_what_is_missing() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    declared = FeedDeclaration(
        assume_surface="board",
        assume_account_id="unknown",
        assume_posted_at=noon,
        assume_language="es",
    )
    found = item(declared, surface=None, account_id="", posted_at=None, language="")
    assert isinstance(found, Post)
    assert (found.surface, found.account_id) == ("board", "unknown")
    assert (found.posted_at, found.language) == (noon, "es")
    assert item(declared) == item()


def test_what_was_assumed_is_told_without_naming_anyone() -> None:
    declared = FeedDeclaration(
        visibility_labels={"channel": Visibility.SEMI_PUBLIC},
        assume_visibility=Visibility.PUBLIC,
        assume_surface="a private person's page",
        assume_account_id="marta",
        assume_posted_at=datetime(2026, 3, 1, tzinfo=UTC),
        assume_language="es",
    )
    assert declared.assumed == {
        "visibility_labels": {"channel": "semi_public"},
        "visibility": "public",
        "posted_at": "2026-03-01T00:00:00Z",
        "language": "es",
        "surface": True,
        "account_id": True,
    }
    assert FeedDeclaration().assumed == {}


def test_an_assumed_time_must_be_in_utc() -> None:
    with pytest.raises(NotUtc, match="assume_posted_at"):
        FeedDeclaration(assume_posted_at=datetime(2026, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize("empty", [None, ""])
def test_a_missing_id_is_made_from_the_content_and_says_so(empty: object) -> None:
    first, again = item(post_id=empty), item(post_id=empty)
    assert isinstance(first, Post)
    assert first.post_id.startswith("derived:")
    assert first == again
    for change in ({"text": "别的"}, {"account_id": "b"}, {"surface": "h"}):
        other = item(post_id=empty, **change)
        assert isinstance(other, Post)
        assert other.post_id != first.post_id


def test_a_time_that_the_record_says_is_part_of_a_derived_id() -> None:
    noon, later = item(post_id=None), item(post_id=None, posted_at="2026-03-01T13:00:00+08:00")
    assert isinstance(noon, Post)
    assert isinstance(later, Post)
    assert noon.post_id != later.post_id


def test_an_assumed_time_does_not_change_a_derived_id() -> None:
    ids = set()
    for day in (1, 2):
        declared = FeedDeclaration(assume_posted_at=datetime(2026, 3, day, tzinfo=UTC))
        found = item(declared, post_id=None, posted_at=None)
        assert isinstance(found, Post)
        ids.add(found.post_id)
    assert len(ids) == 1


def test_a_feed_cannot_pass_its_ids_off_as_derived() -> None:
    assert "marks ids we derive" in broken(post_id="derived:abc").mend


@pytest.mark.parametrize("field", ["post_id", "account_id", "surface"])
def test_ids_may_be_whole_numbers(field: str) -> None:
    found = item(**{field: 7})
    assert isinstance(found, Post)
    assert getattr(found, field) == "7"


@pytest.mark.parametrize("field", ["post_id", "account_id", "surface", "language"])
@pytest.mark.parametrize("value", [True, 1.5, ["a"], "a\x00b", "\ud800", "x" * (ID_CHARS_MAX + 1)])
def test_an_id_that_is_none_goes_to_quarantine(field: str, value: object) -> None:
    assert broken(**{field: value}).field == field


@pytest.mark.parametrize("text", [None, 7, True, ["text"]])
def test_a_post_without_text_goes_to_quarantine(text: object) -> None:
    assert broken(text=text).field == "text"


def test_an_empty_text_is_a_text() -> None:
    found = item(text="")
    assert isinstance(found, Post)
    assert found.text == ""


def test_a_text_beyond_the_limit_goes_to_quarantine() -> None:
    assert "split above" in broken(text="x" * 1_000_001).mend


def test_a_large_broken_record_is_named_but_not_copied() -> None:
    record = Record(GOOD | {"posted_at": "never"}, raw=b"x" * (RAW_BYTES_MAX + 1))
    found = to_item(record, FeedDeclaration())
    assert isinstance(found, QuarantinedRecord)
    assert found.raw is None


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAIVE = datetime(2026, 3, 1, 12)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("times", "value", "instant"),
    [
        (Times.RFC3339, "2026-03-01T12:00:00.5Z", datetime(2026, 3, 1, 12, 0, 0, 500_000, UTC)),
        (Times.RFC3339, NAIVE.replace(tzinfo=UTC), NAIVE.replace(tzinfo=UTC)),
        (Times.UTC, "2026-03-01 12:00:00", NAIVE.replace(tzinfo=UTC)),
        (Times.UTC, "2026-03-01T12:00:00+01:00", datetime(2026, 3, 1, 11, tzinfo=UTC)),
        (Times.UTC, NAIVE, NAIVE.replace(tzinfo=UTC)),
        (Times.EPOCH_SECONDS, 0, EPOCH),
        (Times.EPOCH_SECONDS, "86400", datetime(1970, 1, 2, tzinfo=UTC)),
        (Times.EPOCH_SECONDS, -1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (Times.EPOCH_MILLISECONDS, 1500, datetime(1970, 1, 1, 0, 0, 1, 500_000, UTC)),
    ],
)
def test_times_are_read_as_the_feed_declares_them(
    times: Times, value: object, instant: datetime
) -> None:
    found = item(FeedDeclaration(times=times), posted_at=value)
    assert isinstance(found, Post)
    assert found.posted_at == instant


@pytest.mark.parametrize(
    ("times", "value"),
    [
        (Times.RFC3339, "2026-03-01T12:00:00"),
        (Times.RFC3339, NAIVE),
        (Times.RFC3339, 1_700_000_000),
        (Times.RFC3339, "yesterday"),
        (Times.RFC3339, "0001-01-01T00:00:00+14:00"),
        (Times.UTC, "yesterday"),
        (Times.EPOCH_SECONDS, "2026-03-01T12:00:00Z"),
        (Times.EPOCH_SECONDS, 1.5),
        (Times.EPOCH_SECONDS, True),
        (Times.EPOCH_SECONDS, 1_700_000_000_000),
        (Times.EPOCH_SECONDS, "9" * 30),
        (Times.EPOCH_MILLISECONDS, 10**30),
    ],
)
def test_a_time_written_otherwise_is_not_guessed(times: Times, value: object) -> None:
    assert broken(FeedDeclaration(times=times), posted_at=value).field == "posted_at"


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()


@given(
    fields=st.dictionaries(st.sampled_from(sorted(GOOD)), anything), times=st.sampled_from(Times)
)
def test_no_record_whatever_it_holds_breaks_the_reading(
    fields: dict[str, object], times: Times
) -> None:
    found = item(FeedDeclaration(times=times), **fields)
    assert isinstance(found, Post | RefusedItem | QuarantinedRecord)
