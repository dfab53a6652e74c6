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
_SIZES = frozenset({*range(26, 36), 42, 62, 95, 106})
_HEADS = frozenset("013bltmqp48")
# The bounds keep long rows of letters cheap: a row that is too long fails at its first symbol.
_WHOLE = re.compile(r"[0-9a-z](?<![0-9a-z].)[0-9a-z]{24,105}(?![0-9a-z])", re.DOTALL)
_CASH_PREFIX = "bitcoincash:"
# Written in pieces: "TR7N HqjE ...", a line break in the middle, "T R 7 N".
_GAP = r"[\s\-_.·*|]{1,3}"
_MIXED = re.compile(r"[0-9][a-z]|[a-z][0-9]")
_SINGLE = re.compile(
    rf"[013bltmqp48](?<![0-9a-z].){_GAP}[0-9a-z]{_GAP}[0-9a-z]{_GAP}[0-9a-z](?![0-9a-z])",
    re.DOTALL,
)
_NEXT_PIECE = re.compile(rf"{_GAP}([0-9a-z]{{1,60}})(?![0-9a-z])")
_PIECE_CHARS_MAX = 60


def find_wallets(tracks: Tracks) -> Iterator[Draft]:
    """Every address whose checksum holds, and whole Ethereum ones that carry none."""
    plain = tracks.plain
    if len(plain) < 26 or not tracks.has_digit:
        return
    for found in _WHOLE.finditer(plain):
        start, end = found.span()
        if plain.startswith(_CASH_PREFIX, max(0, start - len(_CASH_PREFIX))):
            start = max(0, start - len(_CASH_PREFIX))
        address = read_address(tracks.cased(start, end))
        if address is not None:
            note = "" if address.is_checked else "one case only: no checksum to hold"
            yield _draft(address, start, end, note)
    yield from _in_pieces(tracks)


def _in_pieces(tracks: Tracks) -> Iterator[Draft]:
    plain = tracks.plain
    budget = Budget(chars=len(plain), chars_per_attempt=4)
    end = 0
    for found in _MIXED.finditer(plain):
        if found.start() < end:
            continue
        start, end = _token(plain, found.start())
        if plain[start] in _HEADS and end - start <= _PIECE_CHARS_MAX:
            yield from _join(tracks, start, end, budget)
    for found in _SINGLE.finditer(plain):
        yield from _join(tracks, found.start(), found.start() + 1, budget)


def _token(plain: str, at: int) -> tuple[int, int]:
    """The row of letters and digits around `at`; not walked further than an address is long."""
    start = end = at
    while start > 0 and at - start < _SYMBOLS_MAX and _is_symbol(plain[start - 1]):
        start -= 1
    while end < len(plain) and end - at < _SYMBOLS_MAX and _is_symbol(plain[end]):
        end += 1
    return start, end


def _is_symbol(symbol: str) -> bool:
    return "a" <= symbol <= "z" or "0" <= symbol <= "9"


def _join(tracks: Tracks, start: int, end: int, budget: Budget) -> Iterator[Draft]:
    """The address whose first piece is `start:end`, cut in at most three or in equal pieces."""
    pieces = [(start, end)]
    size, width = end - start, end - start
    while size <= _SYMBOLS_MAX and budget.spend():
        if len(pieces) > 1 and size in _SIZES:
            address = read_address("".join(tracks.cased(*piece) for piece in pieces))
            if address is not None and address.is_checked:
                yield _draft(address, start, pieces[-1][1], "written in pieces")
                return
        if len(pieces) >= 3 and any(last - first != width for first, last in pieces[-2:]):
            return
        following = _NEXT_PIECE.match(tracks.plain, pieces[-1][1])
        if not following:
            return
        pieces.append(following.span(1))
        size += following.end(1) - following.start(1)


def _draft(address: Address, start: int, end: int, note: str) -> Draft:
    return Draft(_KINDS[address.network], address.text, start, end, address.is_checked, note)
