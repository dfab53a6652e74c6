"""Posts to webhooks, and to nothing inside: the address is judged, then connected to, once.

One deadline is over the whole exchange. A timeout of each read is none: a receiver that sends a
byte now and then stays within it for ever, and holds up every other.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable

import certifi
import httpx

from plainsight.app.deliver_webhooks import SIGNATURE
from plainsight.errors import BadValue

SENDING_SECONDS_MAX = 10.0  # from the connection to the head of the answer
HTTPS_PORT = 443
PORT_MAX = 65_535

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

Resolve = Callable[[str, int], list[str]]


def trusted() -> ssl.SSLContext:
    """Whom the machine trusts, an operator's own authority among them, and the public ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def resolve(host: str, port: int) -> list[str]:
    """The addresses behind a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


class WebhookSender:
    """Implements `plainsight.app.deliver_webhooks.Sender`."""

    def __init__(
        self,
        *,
        resolve: Resolve = resolve,
        open_client: Callable[[], httpx.AsyncClient] | None = None,
        inside_allowed: bool = False,  # for a receiver that the operator named, no user
        seconds_max: float = SENDING_SECONDS_MAX,
    ) -> None:
        self._resolve = resolve
        self._inside_allowed = inside_allowed
        self._seconds_max = seconds_max
        self._open = open_client or (
            lambda: httpx.AsyncClient(
                timeout=seconds_max, follow_redirects=False, trust_env=False, verify=trusted()
            )
        )

    def check_form(self, url: str) -> None:
        """Raise BadValue for what is no URL of ours, without asking where it leads."""
        self._parsed(url)

    def check(self, url: str) -> None:
        """Raise BadValue for a URL that leads inside, or is none."""
        self._target(url)

    def send(self, url: str, body: bytes, *, signature: str) -> str:
        """Post; returns what went wrong, or nothing."""
        parsed, address = self._target(url)
        headers = {
            "host": parsed.netloc.decode(),
            "content-type": "application/json",
            SIGNATURE: signature,
        }
        # Connected to the very address that was judged: a name may answer otherwise next time.
        pinned = parsed.copy_with(host=address)
        sending = self._post(pinned, parsed.host, body, headers)
        try:
            status, is_success = asyncio.run(asyncio.wait_for(sending, self._seconds_max))
        except TimeoutError:
            return f"no whole answer within {self._seconds_max:g} seconds"
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as failed:
            return f"{type(failed).__name__}: {failed}"
        # A redirect could lead inside, so it counts as a failure.
        return "" if is_success else f"answered {status}"

    async def _post(
        self, pinned: httpx.URL, host: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bool]:
        # The body of the answer is never read: it says nothing to us, and may have no end.
        async with (
            self._open() as client,
            client.stream(
                "POST", pinned, content=body, headers=headers, extensions={"sni_hostname": host}
            ) as answer,
        ):
            return answer.status_code, answer.is_success

    def _parsed(self, url: str) -> httpx.URL:
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, UnicodeError):
            raise BadValue("url", url, "write a URL such as https://hooks.example/in") from None
        if parsed.scheme != "https" and not self._inside_allowed:
            raise BadValue("url", url, "https only: the signature does not hide what is said")
        if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
            raise BadValue("url", url, "a scheme, a host and a path; no user or password")
        if parsed.port is not None and not 0 < parsed.port <= PORT_MAX:
            raise BadValue("url", url, f"a port between 1 and {PORT_MAX}")
        return parsed

    def _target(self, url: str) -> tuple[httpx.URL, str]:
        parsed = self._parsed(url)
        try:
            addresses = self._resolve(parsed.host, parsed.port or HTTPS_PORT)
        except (OSError, UnicodeError):
            raise BadValue("url", url, "the host has no address") from None
        if not addresses or not all(self._is_outside(address) for address in addresses):
            raise BadValue("url", url, "the host is inside this network; use a public one")
        return parsed, addresses[0]

    def _is_outside(self, address: str) -> bool:
        if self._inside_allowed:
            return True
        parsed = ipaddress.ip_address(address.partition("%")[0])
        return all(
            judged.is_global and not judged.is_multicast and not judged.is_reserved
            for judged in _reached(parsed)
        )


def _reached(address: Address) -> list[Address]:
    """The address, and the IPv4 ones that it carries: a gateway sends on to those."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    carried = [address.sixtofour, *(address.teredo or ())]
    return [address, *(each for each in carried if each is not None)]
