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
_SYMBOLS_MAX = 106  # an integrated Monero address
# Lengths of the addresses that start with that symbol, in any case.
_SIZES = {
    "0": (42,), "1": (31, 32, 33, 34, 35), "3": (31, 32, 33, 34, 35), "t": (34,), "b": (42, 62),
    "l": (33, 34, 43, 63), "m": (33, 34), "q": (42,), "p": (42,), "4": (95, 106), "8": (95,),
}  # fmt: skip
# The bounds keep long rows of letters cheap: a row that is too long fails at its first symbol.
_WHOLE = re.compile(r"[0-9a-z](?<![0-9a-z].)[0-9a-z]{24,105}(?![0-9a-z])", re.DOTALL)
_CASH_PREFIX = "bitcoincash:"
# Written in pieces: "TR7N HqjE ...", a line break in the middle, "T R 7 N".
_GAP = r"[\s\-_.·*|]{1,3}"
_GAP_SYMBOLS = re.compile(r"[\s\-_.·*|]")
_MIXED = re.compile(r"[0-9][a-z]|[a-z][0-9]")
_SINGLE = re.compile(
    rf"[013bltmqp48](?<![0-9a-z].)(?={_GAP}[0-9a-z]{_GAP}[0-9a-z]{_GAP}[0-9a-z](?![0-9a-z]))",
    re.DOTALL,
)
_NEXT_PIECE = re.compile(rf"{_GAP}([0-9a-z]{{1,60}})(?![0-9a-z])")
_PIECE_CHARS_MAX = 60
_TRIES_MAX = 2


def find_wallets(tracks: Tracks) -> Iterator[Draft]:
    """Every address whose checksum holds, and whole Ethereum ones that carry none."""
    plain = tracks.plain
    if len(plain) < 25:
        return
    for found in _WHOLE.finditer(plain):
        start, end = found.span()
        if plain.startswith(_CASH_PREFIX, max(0, start - len(_CASH_PREFIX))):
            start = max(0, start - len(_CASH_PREFIX))
        address = read_address(tracks.cased(start, end))
        if address is not None:
            note = "" if address.is_checked else "one case only: no checksum to hold"
            yield _draft(address, start, end, note)
    if tracks.has_digit:
        yield from _in_pieces(tracks)


def _in_pieces(tracks: Tracks) -> Iterator[Draft]:
    plain = tracks.plain
    heads = _mixed_tokens(plain)
    heads += [(found.start(), found.start() + 1) for found in _SINGLE.finditer(plain)]
    end = row_end = tries = 0
    for start, head_end in sorted(heads):
        if plain[start] not in _SIZES or head_end - start > _PIECE_CHARS_MAX or start < end:
            continue
        # A row of equal pieces is walked twice at most: from its head, and past a stray symbol.
        tries = tries + 1 if start < row_end else 0
        if tries >= _TRIES_MAX:
            continue
        draft, walked = _join(tracks, start, head_end)
        row_end = max(row_end, walked)
        if draft is not None:
            end = draft.end
            yield draft


def _mixed_tokens(plain: str) -> list[tuple[int, int]]:
    """Rows of letters and digits that hold both: what the head of an address looks like."""
    tokens: list[tuple[int, int]] = []
    for found in _MIXED.finditer(plain):
        if not tokens or found.start() >= tokens[-1][1]:
            tokens.append(_token(plain, found.start()))
    return tokens


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


def _join(tracks: Tracks, start: int, end: int) -> tuple[Draft | None, int]:
    """The address whose first piece is `start:end`, and how far the pieces were followed.

    Pieces are three at most, or equal but for the last.
    """
    sizes = _SIZES[tracks.plain[start]]
    size = width = end - start
    pieces = [(start, end)]
    while size <= max(sizes):
        first, last = pieces[-1]
        if size in sizes and len(pieces) > 1:
            address = read_address(_GAP_SYMBOLS.sub("", tracks.cased(start, last)))
            if address is not None and address.is_checked:
                return _draft(address, start, last, "written in pieces"), last
        if len(pieces) >= 3 and not last - first == pieces[-2][1] - pieces[-2][0] == width:
            break
        following = _NEXT_PIECE.match(tracks.plain, last)
        if not following:
            break
        pieces.append(following.span(1))
        size += following.end(1) - following.start(1)
    return None, pieces[-1][1]


def _draft(address: Address, start: int, end: int, note: str) -> Draft:
    return Draft(_KINDS[address.network], address.text, start, end, address.is_checked, note)
