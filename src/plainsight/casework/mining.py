"""Candidates for the lexicon: phrases that confirmed alerts use and benign ones do not.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words",
Political Analysis 16(4), 2008, eq. 16 and 22), over the number of campaigns that use a phrase.
A campaign counts once, however many copies it has. Contacts are masked first: a lexicon holds no
personal data.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plainsight.casework.protect import MASK, mask_contacts
from plainsight.detect.collisions import collisions
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.shapes import unspaced_letter

CHARS_MIN, CHARS_MAX = 2, 6  # of an unspaced script
WORDS_MAX = 3
USED_MIN = 3  # confirmed campaigns that must use a phrase
Z_MIN = 1.96
PRIOR_WEIGHT = 10.0  # how many made-up campaigns the prior is worth
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """One phrase with its evidence."""

    phrase: str
    confirmed_count: int
    benign_count: int
    z: float
    collisions: tuple[str, ...]  # "same_sound 病毒": ordinary words it would be taken for


def mine_phrases(
    confirmed: Sequence[str],
    benign: Sequence[str],
    *,
    known: Collection[str] = (),
    count_max: int = 50,
) -> tuple[Mined, ...]:
    """Phrases over-used in confirmed texts, the most telling first.

    `known` are terms of the lexicon: neither they nor phrases that hold one are new.
    """
    used, elsewhere = _counts(confirmed), _counts(benign)
    known_plain = {fold_text(term) for term in known}
    scored = {
        phrase: z
        for phrase, count in used.items()
        if count >= USED_MIN
        and (z := log_odds_z(phrase, used, elsewhere, sizes=(len(confirmed), len(benign)))) >= Z_MIN
        and not _holds_known(phrase, known_plain)
    }
    kept = _longest(scored, used, elsewhere)
    ranked = sorted(kept, key=lambda phrase: (-scored[phrase], phrase))[:count_max]
    return tuple(
        Mined(
            phrase=phrase,
            confirmed_count=used[phrase],
            benign_count=elsewhere[phrase],
            z=scored[phrase],
            collisions=tuple(f"{each.kind.value} {each.word}" for each in collisions(phrase)),
        )
        for phrase in ranked
    )


def log_odds_z(
    phrase: str, used: Mapping[str, int], elsewhere: Mapping[str, int], *, sizes: tuple[int, int]
) -> float:
    """The z score of the difference in log-odds of using the phrase. `sizes` are the campaigns."""
    here, there = used.get(phrase, 0), elsewhere.get(phrase, 0)
    # The half keeps both the phrase and its absence possible where all use it, or none.
    prior = PRIOR_WEIGHT * (here + there + 0.5) / (sizes[0] + sizes[1] + 1)
    rest_here = sizes[0] + PRIOR_WEIGHT - here - prior
    rest_there = sizes[1] + PRIOR_WEIGHT - there - prior
    difference = math.log((here + prior) / rest_here) - math.log((there + prior) / rest_there)
    return difference / math.sqrt(1 / (here + prior) + 1 / (there + prior))


def phrases_of(text: str) -> frozenset[str]:
    """Every phrase of a text, each once: runs of 2 to 6 characters, and of 1 to 3 words."""
    plain = fold_text(mask_contacts(text).text)
    found: set[str] = set()
    for stretch in plain.split(MASK):
        found.update(_unspaced(stretch))
        found.update(_spaced(stretch))
    return frozenset(found)


def _counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(phrase for text in texts for phrase in phrases_of(text))


def _unspaced(text: str) -> Iterator[str]:
    for run in re.findall(f"{unspaced_letter().pattern}+", text):
        for size in range(CHARS_MIN, CHARS_MAX + 1):
            for start in range(len(run) - size + 1):
                yield run[start : start + size]


def _spaced(text: str) -> Iterator[str]:
    for stretch in re.split(f"{unspaced_letter().pattern}|[.!?;:,\n]", text):
        words = [word for word in _WORD.findall(stretch) if len(word) > 1]
        for size in range(1, WORDS_MAX + 1):
            for start in range(len(words) - size + 1):
                yield " ".join(words[start : start + size])


def _holds_known(phrase: str, known: Collection[str]) -> bool:
    padded = f" {phrase} "
    is_spaced = not unspaced_letter().search(phrase)
    return any((f" {term} " in padded) if is_spaced else (term in phrase) for term in known if term)


def _longest(
    scored: Collection[str], used: Mapping[str, int], elsewhere: Mapping[str, int]
) -> list[str]:
    """Without phrases that stand only inside a longer one: equal counts on both sides."""
    kept: list[str] = []
    for phrase in sorted(scored, key=len, reverse=True):
        is_part = any(
            phrase in longer
            and used[phrase] == used[longer]
            and elsewhere[phrase] == elsewhere[longer]
            for longer in kept
        )
        if not is_part:
            kept.append(phrase)
    return kept
