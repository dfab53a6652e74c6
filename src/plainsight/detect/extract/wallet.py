"""Wallet addresses: a permissive shape, then the checksum, which does the work."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.kind import Draft, ExtractKind
from plainsight.detect.extract.tracks import Tracks
from plainsight.model.address import Address, Network, read_address

_KINDS = {
    Network.BITCOIN: ExtractKind.WALLET_BITCOIN,
    Network.ETHEREUM: ExtractKind.WALLET_ETHEREUM,
    Network.TRON: ExtractKind.WALLET_TRON,
    Network.LITECOIN: ExtractKind.WALLET_LITECOIN,
    Network.MONERO: ExtractKind.WALLET_MONERO,
    Network.BITCOIN_CASH: ExtractKind.WALLET_BITCOIN_CASH,
}
# The upper bound keeps long runs of letters cheap; 106 is an integrated Monero address.
_WHOLE = re.compile(
    r"(?<![0-9A-Za-z])(?:bitcoincash:|BITCOINCASH:)?[0-9A-Za-z]{25,106}(?![0-9A-Za-z])"
)
# An address written in pieces: "T R 7 N", "TR7N HqjeKQ", one piece per line. The pieces are cut at
# the same kind of gap throughout, at most three symbols wide.
_PIECES = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Za-z]{1,60}(?:[\s\-_.·*|]{1,3}[0-9A-Za-z]{1,60}){1,120}"
)
_PIECE = re.compile(r"[0-9A-Za-z]+")
_HEADS = ("1", "3", "T", "0x", "0X", "bc1", "BC1", "ltc1", "LTC1", "L", "M", "4", "8", "q", "p")
_SIZES = frozenset({*range(26, 36), 42, 43, 62, 63, 95, 106})
_PIECES_SHARE = 4  # at least this many symbols per join that is tried, so that work stays linear


def find_wallets(tracks: Tracks) -> Iterator[Draft]:
    """Every address whose checksum holds, and Ethereum ones that carry none."""
    cased = tracks.cased
    for found in _WHOLE.finditer(cased):
        address = read_address(found.group())
        if address is not None:
            yield _draft(address, found.start(), found.end())
    for found in _PIECES.finditer(cased):
        yield from _join_pieces(cased, found.start(), found.end())


def _join_pieces(cased: str, start: int, end: int) -> Iterator[Draft]:
    pieces = [found.span() for found in _PIECE.finditer(cased, start, end)]
    tries = (end - start) // _PIECES_SHARE
    first = 0
    while first < len(pieces) - 1:
        joined = cased[slice(*pieces[first])]
        after = first + 1
        if joined.startswith(_HEADS) or len(joined) < 4:
            for last in range(first + 1, len(pieces)):
                joined += cased[slice(*pieces[last])]
                if len(joined) > 106 or tries <= 0:
                    break
                if len(joined) not in _SIZES or not joined.startswith(_HEADS):
                    continue
                tries -= 1
                address = read_address(joined)
                if address is not None and address.is_checked:
                    yield _draft(address, pieces[first][0], pieces[last][1], "written in pieces")
                    after = last + 1
                    break
        first = after


def _draft(address: Address, start: int, end: int, note: str = "") -> Draft:
    if not address.is_checked:
        note = "one case only: no checksum to hold"
    return Draft(_KINDS[address.network], address.text, start, end, address.is_checked, note)
