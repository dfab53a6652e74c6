"""Wallet addresses: a permissive shape, then the checksum, which does the work."""

import re
from collections.abc import Iterator

from plainsight.detect.extract.budget import Budget
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
_SYMBOLS_MAX = 106  # an integrated Monero address
# The bounds keep long rows of letters cheap: a row that is too long fails at its first symbol.
_WHOLE = re.compile(r"(?<![0-9a-z])(?:bitcoincash:)?[0-9a-z]{25,106}(?![0-9a-z])")
# Written in pieces: "T R 7 N", "TR7N HqjE", one piece a line. The first piece must look less like
# a word or a number than like the head of an address; case is judged later.
_GAP = r"[\s\-_.·*|]{1,3}"
_SINGLES = re.compile(rf"(?<![0-9a-z])[013bltmq48](?:{_GAP}[0-9a-z]){{25,105}}(?![0-9a-z])")
_HEAD = re.compile(
    r"(?<![0-9a-z])(?=[013bltmqp48])(?=[a-z]{0,9}\d|[ltmqpb][a-z]{2,7}\b)[0-9a-z]{2,60}"
)
_TAIL = re.compile(rf"(?:{_GAP}[0-9a-z]{{3,60}}){{0,34}}{_GAP}[0-9a-z]{{1,60}}(?![0-9a-z])")
_WORDLIKE = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+|\d+")
_PIECE = re.compile(r"[0-9a-z]+")
_SIZES = frozenset({*range(26, 36), 42, 43, 62, 63, 95, 106})


def find_wallets(tracks: Tracks) -> Iterator[Draft]:
    """Every address whose checksum holds, and whole Ethereum ones that carry none."""
    plain = tracks.plain
    if not tracks.has_digit or len(plain) < 25:
        return
    for found in _WHOLE.finditer(plain):
        address = read_address(tracks.cased(*found.span()))
        if address is not None:
            yield _draft(address, *found.span(), "")
    for found in _SINGLES.finditer(plain):
        yield from _join(tracks, *found.span(), Budget(chars=0, chars_per_attempt=1))
    budget = Budget(chars=len(plain), chars_per_attempt=8)
    for head in _HEAD.finditer(plain):
        if _WORDLIKE.fullmatch(tracks.cased(*head.span())):
            continue
        tail = _TAIL.match(plain, head.end(), head.start() + 4 * _SYMBOLS_MAX)
        if tail:
            yield from _join(tracks, head.start(), tail.end(), budget)


def _join(tracks: Tracks, start: int, end: int, budget: Budget) -> Iterator[Draft]:
    """The address that starts at `start` and ends with some piece before `end`."""
    joined = ""
    for piece in _PIECE.finditer(tracks.plain, start, end):
        joined += tracks.cased(*piece.span())
        if len(joined) > _SYMBOLS_MAX:
            return
        if len(joined) not in _SIZES or piece.start() == start:
            continue
        if not budget.spend():
            return
        address = read_address(joined)
        if address is not None and address.is_checked:
            yield _draft(address, start, piece.end(), "written in pieces")
            return


def _draft(address: Address, start: int, end: int, note: str) -> Draft:
    if not address.is_checked:
        note = "one case only: no checksum to hold"
    return Draft(_KINDS[address.network], address.text, start, end, address.is_checked, note)
