"""Where a post names a platform, however it spells the name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainsight.detect.extract.platform import PLATFORMS, Platform
from plainsight.detect.extract.tracks import Tracks
from plainsight.detect.extract.vocabulary import Sense, Word

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
    (name, re.compile("(?<![a-z])" + _GAP.join(spelling) + r"(?:(?<![a-z])|(?![a-z]))"))
    for name, spellings in _OFTEN_BROKEN.items()
    for spelling in spellings
]
_BROKEN_GATE = re.compile(rf"(?<![a-z])[微薇威扣企飞纸电vwqts]{_GAP}[信x鹅机扣飞报eqgih]")
_LETTER = re.compile(r"[vq](?<![a-z0-9@_#/.].)(?![a-z])", re.DOTALL)
# 加vabc123, and after a Han word or clause also v123abc: there v is WeChat, not part of the name.
_LETTER_NAMED = re.compile(
    r"[vq](?:(?<=[加伽佳家夹+].)(?=[a-z])|(?<=[\u4e00-\u9fff，。、].)(?=[a-z]{1,12}[0-9_]))"
)
_BY_NAME = {platform.name: platform for platform in PLATFORMS}


@dataclass(frozen=True, slots=True)
class Alias:
    """A platform's name at `start:end` of the folded text."""

    platform: Platform
    start: int
    end: int
    is_strong: bool
    is_word: bool  # an English word too: line, bat, snap


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
        if word.start < end or _is_inside_name(tracks.plain, word, is_strong=is_strong):
            continue
        end = word.end
        is_word = word.end - word.start > 1 and tracks.plain[word.start].isascii()
        yield Alias(_BY_NAME[word.key], word.start, word.end, is_strong, is_word)


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


def _is_inside_name(plain: str, word: Word, *, is_strong: bool) -> bool:
    """`@vive_usa` does not name WeChat, nor does `t.me/v12345`."""
    if not "a" <= plain[word.start] <= "z":
        return False
    before = plain[max(0, word.start - 2) : word.start]
    if before[-1:] == ".":
        before = before[:-1]
    if before[-1:] == "/" and is_strong:
        return False  # Signal/WhatsApp
    return before[-1:].isascii() and (before[-1:].isalnum() or before[-1:] in tuple("@_#/"))
