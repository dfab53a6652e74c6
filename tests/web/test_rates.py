"""A caller gets so many calls in any stretch of time, and is then told when to come back."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.web.browsing import browser
from tests.web.conftest import MakeApp, MovedClock
from tests.web.tokens import stored_token

from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords
from plainsight.web.rates import MovingWindow

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@given(
    steps=st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(["ana", "ben"])), min_size=1, max_size=60
    ),
    calls_max=st.integers(1, 5),
)
def test_no_stretch_of_time_holds_more_calls_than_allowed_and_none_is_refused_without_need(
    steps: list[tuple[int, str]], calls_max: int
) -> None:
    window, now = MovingWindow(), NOON
    let_in: dict[str, list[datetime]] = {"ana": [], "ben": []}
    for seconds, caller in steps:
        now += timedelta(seconds=seconds)
        recent = [at for at in let_in[caller] if at > now - MINUTE]
        answer = window.lets_through(caller, calls_max=calls_max, length=MINUTE, now=now)
        assert answer is (len(recent) < calls_max)
        if answer:
            let_in[caller].append(now)


def test_what_counts_more_takes_more_room_and_gives_it_back() -> None:
    window = MovingWindow()

    def hit(counts: int, minutes: float = 0) -> bool:
        now = NOON + minutes * MINUTE
        return window.lets_through("ana", calls_max=10, length=MINUTE, now=now, counts=counts)

    assert [hit(6), hit(5), hit(4), hit(1)] == [True, False, True, False]
    assert [hit(6, 1), hit(5, 1), hit(4, 1)] == [True, False, True]
    assert not hit(11, 9)
    assert hit(10, 9)


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_period() -> None:
    window, ahead = MovingWindow(), NOON + timedelta(days=365)

    def asks(now: datetime) -> bool:
        return window.lets_through("ana", calls_max=2, length=MINUTE, now=now)

    assert [asks(ahead), asks(ahead + MINUTE / 2), asks(ahead + MINUTE / 2)] == [True, True, False]
    assert not asks(NOON)  # nor does it give anybody a second share
    assert [asks(NOON + MINUTE) for _ in range(3)] == [True, True, False]


def test_callers_who_are_gone_are_forgotten() -> None:
    window = MovingWindow()
    for number in range(5_000):
        now = NOON + number * timedelta(seconds=1)
        assert window.lets_through(f"caller-{number}", calls_max=9, length=MINUTE, now=now)
    assert len(window) < 1_100


def test_who_calls_too_often_is_told_to_wait_and_may_come_back(
    make_app: MakeApp, clock: MovedClock
) -> None:
    client = browser(make_app(page_rate="3/minute"))
    assert [client.get("/healthz").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/healthz")
    assert refused.headers["retry-after"] == "60"
    clock.wait(MINUTE)
    assert client.get("/healthz").status_code == 200


def test_sign_in_has_a_limit_of_its_own(make_app: MakeApp) -> None:
    app: FastAPI = make_app(sign_in_rate="2/minute")
    client = browser(app)
    tried = [client.post("/sign-in/passkey/options").status_code for _ in range(3)]
    assert tried[-1] == 429
    assert 429 not in tried[:2]
    assert client.get("/sign-in").status_code == 200


def test_a_token_has_one_share_however_its_header_is_written(
    make_app: MakeApp, web_records: SqlRecords, clock: MovedClock
) -> None:
    app = make_app(api_rate="3/minute")
    first, second = (stored_token(web_records, Role.AUDITOR, now=clock()) for _ in range(2))
    written = [f"Bearer {first}", f"bearer {first}", f"BEARER   {first}", f"bEaReR {first} "]
    assert [_asks(app, header) for header in written] == [200, 200, 200, 429]
    assert [_asks(app, f"Bearer {second}") for _ in range(4)] == [200, 200, 200, 429]


def test_what_no_token_stands_behind_is_counted_by_its_address(
    make_app: MakeApp, web_records: SqlRecords, clock: MovedClock
) -> None:
    app = make_app(api_rate="3/minute")
    known = f"Bearer {stored_token(web_records, Role.AUDITOR, now=clock())}"
    assert _asks(app, known) == 200
    clock.wait(MINUTE)
    invented = [_asks(app, f"Bearer ps_{number}") for number in range(5)]
    assert invented == [401, 401, 401, 429, 429]
    assert _asks(app, known) == 200  # a token that was met before does not pay for them


def _asks(app: FastAPI, header: str) -> int:
    return browser(app, authorization=header).get("/api/v1/log/entries").status_code
