"""The demo's doorkeeper: anybody is let in as anybody, on this machine alone."""

from plainsight.errors import NotLocal

LOCAL = "127.0.0.1"
BANNER = "DEMO: no sign-in, invented data, this machine only"


def require_local(address: str) -> None:
    """Raise NotLocal for any address but this machine's own."""
    if address != LOCAL:
        raise NotLocal(address)
