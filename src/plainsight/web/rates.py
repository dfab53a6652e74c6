"""Rate limits, in the memory of each process: with n workers a caller may get n times as much."""

from collections import deque
from datetime import datetime, timedelta
from http import HTTPMethod

from limits import RateLimitItem, parse
from starlette.requests import Request

from plainsight.app.identity.issue_token import token_digest
from plainsight.app.ports import Clock
from plainsight.errors import BadValue, TooOften
from plainsight.web.given import WebSettings
from plainsight.web.identity.bearer import secret_of
from plainsight.web.identity.matrix import Row

_READS = frozenset({HTTPMethod.GET, HTTPMethod.HEAD})
_SWEPT_EVERY = 1_000  # calls let through, between two looks for callers who are gone


def read_rate(asked: str) -> str:
    """A rate as an operator writes it, such as 1200/minute. Raises BadValue."""
    try:
        parse(asked)
    except ValueError:
        raise BadValue("rate", asked, "calls and time, as 1200/minute or 20/second") from None
    return asked


class Rates:
    """Counts calls by token or address.

    What is shown as a token counts against its address until a token was found behind it, or each
    invented one would have a share of its own, and a look-up in the records.
    """

    def __init__(self, settings: WebSettings, clock: Clock) -> None:
        self._window = MovingWindow()
        self._known: set[str] = set()  # digests of the tokens that were met
        self._clock = clock
        self._sign_in = parse(settings.sign_in_rate)
        self._page = parse(settings.page_rate)
        self._api = parse(settings.api_rate)
        self._scanned = parse(settings.scan_bytes_rate)

    def require_room(self, request: Request, row: Row) -> None:
        """Count this call. Raises TooOften when the caller has had its share."""
        self._count(*self._share_of(request, row))

    def meet(self, request: Request) -> None:
        """A token stands behind this call: from here it has its own share. Raises TooOften."""
        digest = _digest_of(request)
        if digest not in self._known:
            self._known.add(digest)
            self._count(self._api, f"api {digest}")

    def require_bytes(self, caller: str, count: int) -> None:
        """Count what a caller sends to be judged. Raises TooOften beyond its share of bytes."""
        length = timedelta(seconds=self._scanned.get_expiry())
        now, most = self._clock(), self._scanned.amount
        if not self._window.lets_through(
            f"bytes {caller}", calls_max=most, length=length, now=now, counts=count
        ):
            raise TooOften(f"{most:,} bytes in {length.seconds} s", length.seconds)

    def _count(self, limit: RateLimitItem, caller: str) -> None:
        length = timedelta(seconds=limit.get_expiry())
        if not self._window.lets_through(
            caller, calls_max=limit.amount, length=length, now=self._clock()
        ):
            raise TooOften(str(limit), limit.get_expiry())

    def _share_of(self, request: Request, row: Row) -> tuple[RateLimitItem, str]:
        address = request.client.host if request.client is not None else ""
        if row.scope:
            digest = _digest_of(request)
            return self._api, f"api {digest if digest in self._known else address}"
        if row.who is None and request.method not in _READS:
            return self._sign_in, f"sign-in {address}"
        return self._page, f"page {address}"


def _digest_of(request: Request) -> str:
    return token_digest(secret_of(request) or "")


class MovingWindow:
    """The instants of each caller's calls, as far back as the limit looks, and what each counts.

    Called from the event loop alone. The library's own window in memory starts a thread to clear
    up after nearly every call, and the loop waits until it has started: with four threads at work
    that was measured at 50 ms.
    """

    def __init__(self) -> None:
        self._calls: dict[str, deque[tuple[datetime, int]]] = {}
        self._sums: dict[str, int] = {}
        self._ends: dict[str, datetime] = {}  # when a caller's last call is forgotten
        self._count = 0

    def lets_through(
        self, caller: str, *, calls_max: int, length: timedelta, now: datetime, counts: int = 1
    ) -> bool:
        """Count a call, unless with it more than `calls_max` were let through within `length`.

        One that `counts` more than one, such as by its bytes, takes as much of that room.
        """
        calls = self._calls.setdefault(caller, deque())
        if calls and calls[-1][0] > now:  # the clock was set back: nobody waits until it comes by
            calls = deque((min(at, now), count) for at, count in calls)
            self._calls[caller], self._ends[caller] = calls, now + length
        taken = self._sums.get(caller, 0)
        while calls and calls[0][0] <= now - length:
            taken -= calls.popleft()[1]
        self._sums[caller] = taken
        if taken + counts > calls_max:
            return False
        calls.append((now, counts))
        self._sums[caller] = taken + counts
        self._ends[caller] = now + length
        self._count += 1
        if self._count % _SWEPT_EVERY == 0:
            self._sweep(now)
        return True

    def __len__(self) -> int:
        """How many callers are remembered."""
        return len(self._calls)

    def _sweep(self, now: datetime) -> None:
        for caller in [each for each, end in self._ends.items() if end <= now]:
            del self._calls[caller], self._sums[caller], self._ends[caller]
