"""Ordinary English and Spanish words in their usual forms, for the guard against chance finds."""

import gzip
import json
from importlib.resources import files
from pathlib import Path

from baking import shapes

VOWELS = "aeiou"
# So often a word stands in the subtitles that pyspellchecker counts; its rarest are guesses.
SEEN_MIN, CHARS_MIN = 60, 3
AR = "o as a amos an aba abas aban e aste o aron ara aras aran aria are ara ando ado ada ados adas"
ER = "o es e emos en ia ias ian i iste io ieron era eras eran eria ere era iendo ido ida idos idas"
IR = "o es e imos en ia ias ian i iste io ieron ira iras iran iria ire ira iendo ido ida idos idas"
ENDINGS = {"ar": AR + " es emos en", "er": ER + " a as amos an", "ir": IR + " a as amos an"}


def latin_words_tsv(folded: dict[str, str], sources: Path) -> str:
    """Rows `initial TAB words`, folded: words, plurals, tenses."""
    return _as_tsv(_common(folded, sources))


def counted_words_tsv(folded: dict[str, str], sources: Path) -> str:
    """The same of further words, counted in subtitles by pyspellchecker (MIT)."""
    counted = _plain(_counted("en") | _counted("es"), folded) - _common(folded, sources)
    kept = counted - set(_words(sources / "words_of_the_trade.txt"))
    return _as_tsv(kept, extra=" and pyspellchecker's word counts (MIT, Tyler Barrus)")


def _common(folded: dict[str, str], sources: Path) -> set[str]:
    words: set[str] = set()
    for word in _words(sources / "words_en.txt"):
        words |= {word, *_english(word)}
    for word in _words(sources / "words_es.txt"):
        words |= {word, *_spanish(word)}
    for verb in _words(sources / "verbs_es.txt"):
        words |= {verb, *(verb[:-2] + ending for ending in ENDINGS[verb[-2:]].split())}
    return _plain(words, folded)


def _plain(words: set[str], folded: dict[str, str]) -> set[str]:
    return {"".join(folded.get(char, char) for char in word) for word in words}


def _as_tsv(plain: set[str], *, extra: str = "") -> str:
    initials = sorted({word[0] for word in plain})
    body = "".join(
        f"{initial}\t{' '.join(sorted(word for word in plain if word[0] == initial))}\n"
        for initial in initials
    )
    return shapes.header(extra=extra) + body


def _counted(language: str) -> set[str]:
    packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(gzip.decompress(packed))
    often = (word for word, count in counts.items() if count >= SEEN_MIN)
    return {word for word in often if len(word) >= CHARS_MIN and word.isalpha()}


def _words(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _english(word: str) -> list[str]:
    if len(word) < 3 or not word.isalpha():
        return []
    stem = word[:-1]
    if word.endswith("e"):
        return [word + end for end in ("s", "d", "r", "rs", "ly", "ing")] + [stem + "ing"]
    if word.endswith("y") and word[-2] not in VOWELS:
        return [stem + end for end in ("ies", "ied", "ying", "ier", "iest", "ily")]
    forms = [word + end for end in ("s", "ed", "ing", "er", "ers", "est", "ly", "y")]
    if word.endswith(("s", "x", "z", "ch", "sh")):
        forms.append(word + "es")
    if word[-2] in VOWELS and word[-1] not in VOWELS + "wxy":
        forms += [word + word[-1] + end for end in ("ed", "ing", "er", "est")]
    return forms


def _spanish(word: str) -> list[str]:
    if len(word) < 3:
        return []
    stem = word[:-1]
    if word.endswith("o"):
        return [stem + end for end in ("a", "os", "as", "amente", "ito", "ita")]
    if word.endswith("z"):
        return [stem + "ces"]
    if word[-1] in VOWELS:
        return [word + "s"]
    return [word + "es", word + "a", word + "as"]
