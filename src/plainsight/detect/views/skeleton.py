"""SKELETON: Latin words with leet undone and letters that sound or look alike made one.

The classes are coarse on purpose (fentanyl, fentanil and f3nt4ny1 are one word here); what a
coarse reading finds is checked against the original by the search.
"""

import re

from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import LEET_DIGITS, LEET_SYMBOLS, latin_words
from plainsight.detect.views.view import View

TRIMMED = "@!|+€£¥¢₿฿₦₱₲₵₩₽"  # at the edge of a word these are punctuation or currency
ALIKE = {"z": "s", "v": "b", "l": "i", "y": "i", "c": "k", "q": "k"}
DIGITS = "0123456789"
HAS_LATIN = re.compile("[a-z]")
PLAIN = re.compile(f"[^{re.escape(''.join(LEET_SYMBOLS))}]+")
# A run of three digits is a number; shorter runs and symbols are letters in disguise.
LEET_RUN = re.compile(f"(?<![0-9])[0-9]{{1,2}}(?![0-9])|[{re.escape(''.join(LEET_SYMBOLS))}]")
LEET = str.maketrans(LEET_SYMBOLS | LEET_DIGITS)


def skeleton(folded: Reading) -> Reading:
    """Read a FOLD reading in the SKELETON view. Words without a Latin letter keep their digits."""
    out: list[str] = []
    kept: list[tuple[int, int]] = []  # positions in the folded text behind each output character
    for found in latin_words().finditer(folded.text):
        for word, at in _words(found.group(), found.start()):
            spelled = _respelled(word)
            if not spelled:
                continue
            if out:
                out.append(" ")
                kept.append((kept[-1][1] + 1, at + spelled[0][1] - 1))
            for letter, first, last in spelled:
                out.append(letter)
                kept.append((at + first, at + last))
    return Reading(
        view=View.SKELETON,
        text="".join(out),
        starts=[folded.starts[first] for first, _ in kept],
        ends=[folded.ends[last] for _, last in kept],
    )


def _words(chunk: str, at: int) -> list[tuple[str, int]]:
    """The words of a run of letters, digits and leet symbols, each with its position."""
    if HAS_LATIN.search(chunk):
        word = chunk.lstrip(TRIMMED)
        return [(word.rstrip(TRIMMED), at + len(chunk) - len(word))]
    return [(found.group(), at + found.start()) for found in PLAIN.finditer(chunk)]


def _respelled(word: str) -> list[tuple[str, int, int]]:
    """Letters of the skeleton, each with the first and last position in the word it stands for."""
    if not HAS_LATIN.search(word):
        return [(char, at, at) for at, char in enumerate(word)]
    plain = _unleeted(word)
    out: list[tuple[str, int, int]] = []
    at = 0
    while at < len(plain):
        letter, length = _letter(plain, at)
        if letter and out and out[-1][0] == letter and letter not in DIGITS:
            out[-1] = (letter, out[-1][1], at + length - 1)
        elif letter:
            out.append((letter, at, at + length - 1))
        at += length
    return out


def _unleeted(word: str) -> str:
    """Digits and symbols as the letters they are drawn like, runs of three digits left alone."""
    return LEET_RUN.sub(lambda run: run.group().translate(LEET), word)


def _letter(plain: str, at: int) -> tuple[str, int]:
    """The class of the letter at a position and how many characters it takes."""
    letter, following = plain[at], plain[at + 1 : at + 2]
    if letter == "h":
        return "", 1
    if letter == "c" and following == "h":
        return "x", 2
    if letter == "p" and following == "h":
        return "f", 2
    if letter == "c" and following and following in "eiy":
        return "s", 1
    if letter == "q" and following == "u" and plain[at + 2 : at + 3] in ("e", "i"):
        return "k", 2
    if letter == "g" and plain[at + 1 :].lstrip("h")[:1] in ("e", "i", "y", "l"):
        return "j", 1
    return ALIKE.get(letter, letter), 1
