"""SKELETON: Latin words with leet undone and letters that sound or look alike made one.

The classes are coarse on purpose (fentanyl, fentanil and f3nt4ny1 are one word here); what a
coarse reading finds is compared again, finely, by `spelling.spelled_by`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import LEET, LEET_SYMBOLS, latin_words_in, unspaced_letter
from plainsight.detect.views.view import View

# Two characters, so that words already read are never taken for letters set apart by one.
BETWEEN_WORDS = "  "
TRIMMED = "!|+€£¥¢₿฿₦₱₲₵₩₽"  # at the edge of a word these are punctuation or currency
TRIMMED_END = TRIMMED + "@"
ALIKE = {"z": "s", "v": "b", "l": "i", "y": "i", "c": "k", "q": "k"}
DIGITS = "0123456789"
WORDS_KEPT = 1 << 14
SHORT_CHARS_MAX = 32
CHUNK_CHARS_MAX = 2  # "K3-T4-M1-N3" is one word in chunks of two
CHUNKS_MIN = 3
SPACED_CHUNKS_MIN = 4  # "up in la" and "at 10 am" are three short words
HAS_LATIN = re.compile("[a-z]")
PLAIN = re.compile(f"[^{re.escape(''.join(LEET_SYMBOLS))}]+")
# A run of three digits is a number, unless it is one digit stretched; shorter runs are letters.
LEET_RUN = re.compile(
    rf"(?<![0-9])(?:[0-9]{{1,2}}|([0-9])\1+)(?![0-9])|[{re.escape(''.join(LEET_SYMBOLS))}]"
)

SOFT_G = re.compile("gh*[eiyl]")

Word = tuple[str, Sequence[int]]  # characters, and where each stands in the folded text


class Spelled(NamedTuple):
    """A word in the SKELETON view; places are of the word, first and last for each letter."""

    letters: str
    firsts: Sequence[int]
    lasts: Sequence[int]


def skeleton(folded: Reading) -> Reading:
    """Read a FOLD reading in the SKELETON view. Words without a Latin letter keep their digits."""
    out: list[str] = []
    firsts: list[int] = []  # places in the folded text that each output character stands for
    lasts: list[int] = []
    for word, places in _joined(folded.text, list(_words(folded.text))):
        spelled = respelled(word)
        if not spelled.letters:
            continue
        if out:
            out.append(BETWEEN_WORDS)
            firsts += [lasts[-1] + 1] * len(BETWEEN_WORDS)
            lasts += [places[spelled.firsts[0]] - 1] * len(BETWEEN_WORDS)
        out.append(spelled.letters)
        if isinstance(places, range):
            at = places.start
            firsts += [at + first for first in spelled.firsts]
            lasts += [at + last for last in spelled.lasts]
        else:
            firsts += [places[first] for first in spelled.firsts]
            lasts += [places[last] for last in spelled.lasts]
    text = "".join(out)
    if isinstance(folded.starts, range):
        ends = [last + 1 for last in lasts]
        return Reading(view=View.SKELETON, text=text, starts=firsts, ends=ends)
    return Reading(
        view=View.SKELETON,
        text=text,
        starts=[folded.starts[first] for first in firsts],
        ends=[folded.ends[last] for last in lasts],
    )


def skeleton_words(folded: str) -> set[str]:
    """The words of the SKELETON view of a folded text, for a quick look."""
    return {respelled(word).letters for word, _ in _joined(folded, list(_words(folded)))}


def words_in(folded: str) -> list[str]:
    """The words of a folded text as they are written, rows of chunks apart."""
    return [word for word, _ in _words(folded)]


def respelled(word: str) -> Spelled:
    """A word as the SKELETON view spells it. Without a Latin letter it stays as it is."""
    return _short_respelled(word) if len(word) <= SHORT_CHARS_MAX else _respelled(word)


@lru_cache(maxsize=WORDS_KEPT)
def _short_respelled(word: str) -> Spelled:
    return _respelled(word)


def _respelled(word: str) -> Spelled:
    if not HAS_LATIN.search(word):
        return Spelled(word, range(len(word)), range(len(word)))
    plain = LEET_RUN.sub(lambda run: run.group().translate(LEET), word)
    letters: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []
    at = silent = 0  # `silent` counts letters without a sound just before
    while at < len(plain):
        letter, length = _letter(plain, at)
        last = at + length - 1
        if not letter:
            silent += length
            if letters:
                lasts[-1] = last
        elif letters and letters[-1] == letter and letter not in DIGITS:
            lasts[-1] = last
        else:
            firsts.append(at if letters else at - silent)
            letters.append(letter)
            lasts.append(last)
        at += length
    return Spelled("".join(letters), firsts, lasts)


def _words(text: str) -> Iterator[Word]:
    """Words of letters, digits and leet symbols."""
    for found in latin_words_in(text).finditer(text):
        chunk, at = found.group(), found.start()
        if HAS_LATIN.search(chunk):
            word = chunk.lstrip(TRIMMED)
            at += len(chunk) - len(word)
            word = word.rstrip(TRIMMED_END)
            yield word, range(at, at + len(word))
        else:
            for plain in PLAIN.finditer(chunk):
                yield plain.group(), range(at + plain.start(), at + plain.end())


def _joined(text: str, words: list[Word]) -> Iterator[Word]:
    """The words, with rows of chunks that one and the same character sets apart made one word."""
    k = 0
    while k < len(words):
        if len(words[k][0]) > CHUNK_CHARS_MAX:
            yield words[k]
            k += 1
            continue
        row, between = _row(text, words, k)
        is_spaced = between == " " and len(words[k][0]) > 1
        length = row if row >= (SPACED_CHUNKS_MIN if is_spaced else CHUNKS_MIN) else 1
        yield (
            "".join(word for word, _ in words[k : k + length]),
            [place for _, places in words[k : k + length] for place in places],
        )
        k += length


def _row(text: str, words: list[Word], k: int) -> tuple[int, str]:
    """How many chunks of one length stand in a row, and what sets them apart."""
    length, between = 1, ""
    while k + length < len(words):
        (word, places), (following, next_places) = words[k + length - 1 : k + length + 1]
        gap = text[places[-1] + 1 : next_places[0]]
        if len(word) > CHUNK_CHARS_MAX or len(word) != len(following) or len(gap) != 1:
            break
        if unspaced_letter().match(gap) or (between and gap != between):
            break
        between = gap
        length += 1
    return length, between


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
    if letter == "g" and SOFT_G.match(plain, at):
        return "j", 1
    return ALIKE.get(letter, letter), 1
