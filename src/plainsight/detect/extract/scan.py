"""`extract`: every extractor over one text, the stronger reading first."""

import re
from collections.abc import Callable, Iterator

from plainsight.detect.extract.cas import find_cas
from plainsight.detect.extract.folding import read_tracks
from plainsight.detect.extract.handle import find_handles
from plainsight.detect.extract.kind import Draft, Extract, ExtractKind, Role
from plainsight.detect.extract.link import find_emails, find_links, find_mentions
from plainsight.detect.extract.money import (
    find_amounts,
    find_currencies,
    find_percents,
    find_rates,
)
from plainsight.detect.extract.phone import find_phones
from plainsight.detect.extract.role import read_role
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.wallet import find_wallets

# In order of strength: a digit that is part of a wallet is not part of a phone.
_EXTRACTORS: tuple[Callable[[Tracks], Iterator[Draft]], ...] = (
    find_wallets,
    find_emails,
    find_links,
    find_cas,
    find_handles,
    find_phones,
    find_mentions,
    find_rates,
    find_percents,
    find_amounts,
    find_currencies,
)
# One look decides whether a text deserves more: digits and numerals, @, links, aliases.
_WORTH_READING = re.compile(
    r"[\d@+$€£¥%.:\u2460-\u24ff\u2776-\u2793\uff10-\uff5a\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff]"
    r"|[一二三四五六七八九十壹两微薇威葳溦徽蔚喂扣抠蔻企鹅球口电飞灰纸v绿蝙U油币刀元块金]|[✈🛩🛰🐧📲]"
    r"|(?i:telegr|whats|wechat|weixin|wasap|wickr|signal|threema|potato|dollar|d[oó]lar|peso|yuan|usdt|rmb|monero|bitcoin)"
)


def extract(text: str) -> list[Extract]:
    """Every value that stands in the text, in order of appearance; total on any string."""
    if not _WORTH_READING.search(text):
        return []
    tracks = read_tracks(text)
    taken = bytearray(len(tracks.plain))
    extracts = []
    for find in _EXTRACTORS:
        for draft in list(find(tracks)):
            if 1 in taken[draft.start : draft.end]:
                continue
            taken[draft.start : draft.end] = b"\1" * (draft.end - draft.start)
            extracts.append(_finish(tracks, draft))
    return sorted(extracts, key=lambda extract: (extract.start, extract.end, extract.kind))


def _finish(tracks: Tracks, draft: Draft) -> Extract:
    start, end = tracks.original_range(draft.start, draft.end)
    role = draft.role
    read = read_role(tracks.plain, draft.kind, draft.start, draft.end)
    if role is Role.UNKNOWN or read in (Role.VICTIM, Role.WARNING, Role.EXAMPLE):
        role = read
    return Extract(
        kind=ExtractKind(draft.kind),
        value=draft.value,
        start=start,
        end=end,
        role=role,
        validated=draft.validated,
        note=draft.note,
    )
