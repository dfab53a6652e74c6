"""Forms of Latin words that writers produce by slip or by hand: typos, stars, upside down."""

import re
from collections.abc import Collection
from itertools import combinations, pairwise

FLIPPED = str.maketrans("bdnpqu", "qpudbn")
VOWELS = "aeiouy"
STARRED_MAX = 4
SHORT = 5
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
    """Slips of one step: a letter lost, swapped, or hit beside; vowels exchanged.

    A letter written twice is left to the SKELETON view.
    """
    forms: list[str] = []
    for at, char in enumerate(word):
        if not char.isalpha():
            continue
        before, after = word[:at], word[at + 1 :]
        forms.append(before + after)
        if after:
            forms.append(before + after[0] + char + after[1:])
        near = NEIGHBOURS.get(char, "") + (VOWELS if char in VOWELS else "")
        forms.extend(before + other + after for other in near)
    forms.extend(_vowels_exchanged(word))
    return [form for form in dict.fromkeys(forms) if form != word]


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
