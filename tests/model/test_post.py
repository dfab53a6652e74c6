"""A post is open to all or is none: its label is told truly, and nothing else is looked at."""

from datetime import UTC, date, datetime

import pytest

from plainsight.errors import BadValue, NotPublic
from plainsight.model.post import Post, Visibility


def _post(visibility: object) -> Post:
    return Post(
        post_id="p1",
        account_id="a1",
        surface="s",
        visibility=visibility,  # type: ignore[arg-type]
        posted_at=datetime(2026, 1, 5, tzinfo=UTC),
        text="好天气",
    )


@pytest.mark.parametrize("label", list(Visibility))
def test_a_label_as_a_feed_writes_it_is_that_label(label: Visibility) -> None:
    assert _post(label.value).visibility is label
    assert _post(label.value) == _post(label)


@pytest.mark.parametrize("label", ["private", "Public", "", None, True, 1])
def test_every_other_label_is_refused_by_what_it_is(label: object) -> None:
    with pytest.raises(NotPublic) as refused:
        _post(label)
    assert str(refused.value).startswith(f"visibility {label!r} is neither")


@pytest.mark.parametrize("given", ["2026-01-01T00:00:00Z", date(2026, 1, 1), 1767225600])
def test_a_time_that_is_no_instant_is_named_with_its_mend(given: object) -> None:
    with pytest.raises(BadValue, match=r"^posted_at is .*astimezone\(UTC\)"):
        Post(
            post_id="p1",
            account_id="a1",
            surface="s",
            visibility=Visibility.PUBLIC,
            posted_at=given,  # type: ignore[arg-type]
            text="好天气",
        )
