"""Readings, ordinary words and the pieces of characters."""

import math
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from baking import shapes
from baking.sources import rows

# Occurrences in jieba's corpus below which a word is not "ordinary", by its length.
WORD_COUNT_MIN = {1: 1, 2: 3, 3: 20, 4: 20}
READ_COUNT_MIN = 20  # rarer words teach little about readings
READING_SHARE_MIN = 0.03  # of a character's occurrences, below which a reading is not searched
SOUND_NOTE = ",\n# pypinyin (MIT) and jieba's dictionary (MIT)"
DIGITS = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")


def sound_tables(folded: dict[str, str], sources: Path) -> dict[str, str]:
    """The commonest toneless reading of each character, and apart from it the others in use."""
    readings = _readings_in_words(folded)
    return {
        "sound.tsv": _sound_tsv(folded, readings, sources),
        "readings.tsv": _others_tsv(readings),
    }


def _sound_tsv(folded: dict[str, str], readings: dict[str, list[str]], sources: Path) -> str:
    """Rows `syllables TAB characters`."""
    from pypinyin import lazy_pinyin

    chars: dict[str, list[str]] = {}
    for char in shapes.every_character():
        if char in folded or not shapes.is_unspaced(char):
            continue
        (reading, *_) = readings.get(char) or _spelled(char) or [""]
        if reading:
            chars.setdefault(reading, []).append(char)
    for digit, reading in enumerate(DIGITS):
        chars[reading].append(str(digit))
    for word, emoji in rows(sources / "emoji_words.tsv"):
        chars.setdefault(" ".join(lazy_pinyin(word, v_to_u=False)), []).extend(emoji)
    return shapes.header(extra=SOUND_NOTE) + _by_key(chars)


def _others_tsv(readings: dict[str, list[str]]) -> str:
    """Rows `syllable TAB characters`, for the dictionary side."""
    others: dict[str, list[str]] = {}
    for char, (_, *further) in sorted(readings.items()):
        for reading in further:
            others.setdefault(reading, []).append(char)
    return shapes.header(extra=SOUND_NOTE) + _by_key(others)


def words_tsv(folded: dict[str, str]) -> str:
    """Rows `weight head TAB tails` of ordinary Chinese words, folded; a single has no tail.

    The weight is the binary logarithm of the word's count in jieba's corpus, rounded.
    """
    counts: Counter[str] = Counter()
    for word, count in _dictionary():
        plain = "".join(folded.get(char, char) for char in word)
        if count >= WORD_COUNT_MIN.get(len(plain), sys.maxsize) and len(plain) == len(word):
            counts[plain] += count
    tails: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for plain, count in counts.items():
        tails[plain[0], round(math.log2(count))].append(plain[1:])
    body = "".join(
        f"{weight} {head}\t{' '.join(sorted(tails[head, weight]))}\n"
        for head, weight in sorted(tails)
    )
    return shapes.header(extra=" and jieba's dictionary (MIT)") + body


@cache
def _dictionary() -> list[tuple[str, int]]:
    """Words of jieba's dictionary with their counts."""
    import jieba

    text = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    return [(word, int(count)) for word, count, _ in rows]


def _readings_in_words(folded: dict[str, str]) -> dict[str, list[str]]:
    """The readings that each character has in words, commonest first."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, count in _dictionary():
        readings = _spelled(word) if len(word) > 1 and count >= READ_COUNT_MIN else []
        if len(readings) == len(word):
            for char, reading in zip(word, readings, strict=True):
                seen[folded.get(char, char)][reading] += count
    common = {char: _common(counts) for char, counts in seen.items() if len(char) == 1}
    return {char: found for char, found in common.items() if found and not char.isascii()}


def _common(counts: Counter[str]) -> list[str]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    least = READING_SHARE_MIN * counts.total()
    return [reading for reading, count in ranked if reading and count >= least]


def _spelled(text: str) -> list[str]:
    """Toneless syllables in ASCII; an empty one for what has no reading."""
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors=lambda t: [""] * len(t))
    return [reading if reading.isascii() and reading.isalpha() else "" for reading in found]


def _by_key(chars: dict[str, list[str]]) -> str:
    return "".join(f"{reading}\t{''.join(found)}\n" for reading, found in sorted(chars.items()))
