"""Posts to webhooks, and to nothing inside: the address is judged, then connected to, once."""

import ipaddress
import socket
from collections.abc import Callable

import httpx

from plainsight.app.deliver_webhooks import SIGNATURE
from plainsight.errors import BadValue

TIMEOUT_SECONDS = 10
HTTPS_PORT = 443
PORT_MAX = 65_535

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

Resolve = Callable[[str, int], list[str]]


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
        open_client: Callable[[], httpx.Client] | None = None,
        inside_allowed: bool = False,  # for receivers in the operator's own network
    ) -> None:
        self._resolve = resolve
        self._inside_allowed = inside_allowed
        self._open = open_client or (
            lambda: httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False)
        )

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
        try:
            # The body of the answer is never read: it says nothing to us, and may have no end.
            with (
                self._open() as client,
                client.stream(
                    "POST",
                    pinned,
                    content=body,
                    headers=headers,
                    extensions={"sni_hostname": parsed.host},
                ) as answer,
            ):
                status, is_success = answer.status_code, answer.is_success
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            return f"{type(failed).__name__}: {failed}"
        # A redirect could lead inside, so it counts as a failure.
        return "" if is_success else f"answered {status}"

    def _target(self, url: str) -> tuple[httpx.URL, str]:
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
