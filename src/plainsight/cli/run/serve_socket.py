"""The sockets of `plainsight serve`, opened before it says where it is."""

import errno
import socket

from plainsight.errors import BadValue

BACKLOG = 2048
_SAYS = {
    errno.EADDRINUSE: "the port is taken by another program; choose another with --port",
    errno.EACCES: "this user may not open it; choose one from 1024 on with --port",
    errno.EADDRNOTAVAIL: "the address is none of this machine; choose another with --host",
}


def listen(host: str, port: int) -> list[socket.socket]:
    """Listen at every address of the host.

    Who calls from now on waits for the application and is not refused. Raises BadValue where
    nobody can be served there.
    """
    try:
        found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as unknown:
        raise BadValue("host", host, f"no address of this machine: {unknown}") from None
    addresses = list(dict.fromkeys((family, address) for family, _, _, _, address in found))
    opened: list[socket.socket] = []
    refused: OSError | None = None
    for family, address in addresses:
        try:
            opened.append(_open(family, address, is_one_of_several=len(addresses) > 1))
        except OSError as failed:
            # A name such as localhost may have an address of a family that is switched off here.
            if failed.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                close(opened)
                raise _named(failed, host, port) from None
            refused = failed
    if not opened:
        assert refused is not None  # noqa: S101 - getaddrinfo names an address or raises
        raise _named(refused, host, port)
    return opened


def close(sockets: list[socket.socket]) -> None:
    """Let the port go."""
    for each in sockets:
        each.close()


def _open(
    family: socket.AddressFamily, address: tuple[object, ...], *, is_one_of_several: bool
) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and is_one_of_several:
            # Else it would take the port of its IPv4 sibling, too.
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(address)
        # At once: two that have bound the port and do not listen yet do not see one another.
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _named(failed: OSError, host: str, port: int) -> BadValue:
    mend = _SAYS.get(failed.errno or 0, f"it cannot be opened: {failed.strerror}")
    if failed.errno == errno.EADDRNOTAVAIL:
        return BadValue("host", host, mend)
    return BadValue("port", port, mend)
