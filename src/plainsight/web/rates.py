"""Rate limits, in the memory of each process: with n workers a caller may get n times as much."""

import hashlib
from http import HTTPMethod

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from plainsight.errors import TooOften
from plainsight.web.given import WebSettings
from plainsight.web.identity.matrix import Row

_READS = frozenset({HTTPMethod.GET, HTTPMethod.HEAD})


class Rates:
    """Counts calls by token or address."""

    def __init__(self, settings: WebSettings) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._sign_in = parse(settings.sign_in_rate)
        self._page = parse(settings.page_rate)
        self._api = parse(settings.api_rate)

    def require_room(self, request: Request, row: Row) -> None:
        """Count this call. Raises TooOften when the caller has had its share."""
        limit, caller = self._share_of(request, row)
        if not self._window.hit(limit, caller):
            raise TooOften(str(limit), limit.get_expiry())

    def _share_of(self, request: Request, row: Row) -> tuple[RateLimitItem, str]:
        address = request.client.host if request.client is not None else ""
        if row.scope:
            shown = request.headers.get("authorization", "") or address
            return self._api, f"api {hashlib.sha256(shown.encode()).hexdigest()}"
        if row.who is None and request.method not in _READS:
            return self._sign_in, f"sign-in {address}"
        return self._page, f"page {address}"
