"""Forms of Latin words that writers produce by slip or by hand: typos, stars, upside down."""

import re
from collections.abc import Collection
from itertools import combinations, pairwise

from plainsight.detect.views.wording import is_ordinary_latin

FLIPPED = str.maketrans("bdnpqu", "qpudbn")

VOWELS = "aeiouy"
STARRED_MAX = 4
SHORT = 5
CLIPPED_CHARS_MIN = 8
INFLECTED = "sdrlaon"
READABLE = re.compile(r"[^aeiouy]?[aeiouy]|[bcdfgkpst][lr][aeiouy]|s[chkmnptw][aeiouy]|[cstw]h")
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb",
    "h": "gjyn", "j": "hkum", "k": "jli", "l": "ko", "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf",
    "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip


def flipped(word: str) -> str:
    """The folded form of the word turned by half a circle: ʇuǝɟ is read as `tuef`."""
    return word[::-1].translate(FLIPPED)


def is_readable(word: str) -> bool:
    """Whether a short word could be one of its own, as plug is gulp backwards."""
    return len(word) <= SHORT and READABLE.match(word) is not None


def masked(word: str) -> list[str]:
    """The word with one or two of its vowels starred, or all of them."""
    vowels = [at for at, char in enumerate(word) if char in VOWELS]
    inner = [at for at in vowels if 0 < at < len(word) - 1][:STARRED_MAX]
    places = [*combinations(inner, 1), *combinations(inner, 2), tuple(inner), tuple(vowels)]
    return [_starred(word, chosen) for chosen in dict.fromkeys(places) if chosen]


def typos(word: str) -> list[str]:
    """Slips inside a word: a letter lost, swapped, hit beside or added, vowels exchanged.

    The first and last letter stay, for there grammar changes words (entrego, entrega), except
    where two are swapped; a letter written twice is left to the SKELETON view. Words that the
    slip turns into ordinary ones are nobody's typo.
    """
    forms: list[str] = []
    for at in range(len(word) - 1):
        before, char, after = word[:at], word[at], word[at + 1 :]
        if not (char + after[0]).isalpha():
            continue
        near = NEIGHBOURS.get(char, "")
        forms.append(before + after[0] + char + after[1:])
        forms.extend(before + char + other + after for other in near)
        if at:
            forms.append(before + after)
            forms.extend(before + other + after for other in near + VOWELS * (char in VOWELS))
    if len(word) >= CLIPPED_CHARS_MIN and word[-1] not in INFLECTED:
        forms.append(word[:-1])
    forms.extend(_vowels_exchanged(word))
    return [form for form in dict.fromkeys(forms) if form != word and not is_ordinary_latin(form)]


def _starred(word: str, places: Collection[int]) -> str:
    return "".join("*" if at in places else char for at, char in enumerate(word))


def _vowels_exchanged(word: str) -> list[str]:
    places = [at for at, char in enumerate(word) if char in VOWELS]
    forms = []
    for first, second in pairwise(places):
        letters = list(word)
        letters[first], letters[second] = letters[second], letters[first]
        forms.append("".join(letters))
    return forms
