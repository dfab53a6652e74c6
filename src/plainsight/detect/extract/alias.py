"""Where a post names a platform, however it spells the name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainsight.detect.extract.platform import PLATFORMS, Platform
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense, Word

# Words of adding, homophones included, as they stand before a platform's name.
ADDER = r"(?:添加|联系|jia|add|[加伽➕+家佳夹珈珂嘉茄甲咖])"
_ADDED = re.compile(rf"{ADDER}(?:我|下|一下|我的|个|下我的|on|me on|my)?[^\w\n]{{0,3}}$")
_ADDED_CHARS = 12
_GAP = r"[^\w\n，。；、,;!?:@#/]{1,3}"
# The names that are worth breaking up: 微.信, q-q, w e c h a t.
_OFTEN_BROKEN = {
    "WeChat": ("微信", "薇信", "威信", "vx", "wx", "wechat", "weixin"),
    "QQ": ("扣扣", "企鹅", "qq"),
    "Telegram": ("飞机", "纸飞机", "电报", "tg", "telegram"),
    "WhatsApp": ("whatsapp",),
    "Wickr": ("wickr",),
    "Signal": ("signal",),
}
_BROKEN = [
    (name, re.compile("(?<![a-z])" + _GAP.join(spelling) + "(?![a-z])"))
    for name, spellings in _OFTEN_BROKEN.items()
    for spelling in spellings
]
_BROKEN_GATE = re.compile(rf"(?<![a-z])[微薇威扣企飞纸电vwqts]{_GAP}[信x鹅机扣飞报eqgih]")
_LETTER = re.compile(r"[vq](?<![a-z0-9@_#/.].)(?![a-z])", re.DOTALL)
_LETTER_NAMED = re.compile(r"[vq](?<=[加伽佳家夹].)(?=[a-z])", re.DOTALL)  # 加vabc123
_BY_NAME = {platform.name: platform for platform in PLATFORMS}


@dataclass(frozen=True, slots=True)
class Alias:
    """A platform's name at `start:end` of the folded text."""

    platform: Platform
    start: int
    end: int
    is_strong: bool
    is_added: bool  # a word of adding stands before it: 加薇


def find_aliases(tracks: Tracks) -> Iterator[Alias]:
    """Names in order of appearance; of two that overlap, the longer."""
    strong = tracks.words(Sense.ALIAS)
    if _BROKEN_GATE.search(tracks.plain):
        strong = strong + _broken(tracks.plain)
    weak = tracks.words(Sense.WEAK_ALIAS) + _letters(tracks.plain)
    words = [(word, True) for word in strong] + [(word, False) for word in weak]
    words.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    end = 0
    for word, is_strong in words:
        if word.start < end or _is_inside_name(tracks.plain, word):
            continue
        end = word.end
        before = tracks.plain[max(0, word.start - _ADDED_CHARS) : word.start]
        is_added = _ADDED.search(before) is not None
        yield Alias(_BY_NAME[word.key], word.start, word.end, is_strong, is_added)


def _broken(plain: str) -> list[Word]:
    return [
        Word(*found.span(), name) for name, pattern in _BROKEN for found in pattern.finditer(plain)
    ]


def _letters(plain: str) -> list[Word]:
    """A lone V or Q; too common a letter for the vocabulary."""
    return [
        Word(*found.span(), "QQ" if found.group() == "q" else "WeChat")
        for pattern in (_LETTER, _LETTER_NAMED)
        for found in pattern.finditer(plain)
    ]


def _is_inside_name(plain: str, word: Word) -> bool:
    """`@vive_usa` does not name WeChat, nor does `t.me/v12345`."""
    if not "a" <= plain[word.start] <= "z":
        return False
    before = plain[word.start - 1] if word.start else " "
    return before.isascii() and (before.isalnum() or before in "@_#/.")
