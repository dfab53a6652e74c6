"""`extract`: every extractor over one text, the stronger reading first."""

from collections.abc import Callable, Iterator, Set

from plainsight.detect.extract.amount import find_amounts
from plainsight.detect.extract.cas import find_cas
from plainsight.detect.extract.email import find_emails
from plainsight.detect.extract.handle import find_handles
from plainsight.detect.extract.kind import Draft, Extract, ExtractKind, Role
from plainsight.detect.extract.link import find_links
from plainsight.detect.extract.mention import find_mentions
from plainsight.detect.extract.phone import find_phones
from plainsight.detect.extract.piece_price import find_piece_prices
from plainsight.detect.extract.plain import plain_text
from plainsight.detect.extract.rate import find_currencies, find_percents, find_rates
from plainsight.detect.extract.role import read_role
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vague_amount import find_vague_amounts
from plainsight.detect.extract.wallet import find_wallets
from plainsight.detect.extract.worth import is_worth_reading
from plainsight.detect.views.reading import Reading

_KINDS = frozenset(ExtractKind)
_WALLETS = frozenset(kind for kind in ExtractKind if kind.startswith("wallet."))
_HANDLES = frozenset(kind for kind in ExtractKind if kind.startswith("handle."))
# In order of strength: a digit that is part of a wallet is not part of a phone. Each with the
# kinds of value that it finds.
_EXTRACTORS: tuple[tuple[Callable[[Tracks], Iterator[Draft]], Set[str]], ...] = (
    (find_wallets, _WALLETS),
    (find_emails, {ExtractKind.EMAIL}),
    (find_links, {ExtractKind.LINK, ExtractKind.PHONE, *_HANDLES}),
    (find_cas, {ExtractKind.CAS}),
    (find_handles, {ExtractKind.PHONE, *_HANDLES}),
    (find_phones, {ExtractKind.PHONE}),
    (find_mentions, _HANDLES),
    (find_rates, {ExtractKind.RATE}),
    (find_percents, {ExtractKind.PERCENT}),
    (find_amounts, {ExtractKind.AMOUNT}),
    (find_vague_amounts, {ExtractKind.AMOUNT}),
    (find_piece_prices, {ExtractKind.AMOUNT}),
    (find_currencies, {ExtractKind.CURRENCY}),
)
# What the text says against a value outweighs the form in which it stands.
_OVERRULING = frozenset({Role.VICTIM, Role.WARNING, Role.EXAMPLE})


def extract(text: str, *, folded: Reading | None = None, kinds: Set[str] = _KINDS) -> list[Extract]:
    """Every value that stands in the text, in order of appearance. Total on any string.

    Ranges do not overlap, except that a number which is both a handle and a phone is given twice.
    A caller may know the text in the FOLD view, and all kinds of value that it can hold.
    """
    plain = plain_text(text)
    return _extract(Tracks(text, plain, folded), kinds) if is_worth_reading(plain) else []


def _extract(tracks: Tracks, kinds: Set[str]) -> list[Extract]:
    taken = bytearray(len(tracks.plain))
    extracts: list[Extract] = []
    phones_of_handles: set[tuple[int, int]] = set()
    for find, own in _EXTRACTORS:
        for draft in () if own.isdisjoint(kinds) else find(tracks):
            span = (draft.start, draft.end)
            is_twin = draft.kind is ExtractKind.PHONE and span in phones_of_handles
            if not is_twin and 1 in taken[slice(*span)]:
                continue
            taken[slice(*span)] = b"\1" * (draft.end - draft.start)
            if is_twin:
                phones_of_handles.remove(span)
            elif draft.kind.startswith("handle."):
                phones_of_handles.add(span)
            extracts.append(_finish(tracks, draft))
    return sorted(extracts, key=lambda extract: (extract.start, extract.end, extract.kind))


def _finish(tracks: Tracks, draft: Draft) -> Extract:
    start, end = tracks.original_range(draft.start, draft.end)
    role = draft.role
    if role is not Role.THIRD_PARTY:
        read = read_role(tracks, draft)
        role = read if role is Role.UNKNOWN or read in _OVERRULING else role
    return Extract(
        kind=draft.kind,
        value=draft.value,
        start=start,
        end=end,
        role=role,
        validated=draft.validated,
        note=draft.note,
    )
