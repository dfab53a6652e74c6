"""Adverts in the manner of platforms not tuned on, written afresh in rounds; ordinary posts beside.

    python -m bench unseen

Each round was scored once before the typologies learnt from it: that number, recall at first sight,
is recorded here and is the honest one. What is measured now says only that nothing learnt was lost.
"""

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.row import Row
from plainsight import Scanner
from plainsight.feeds.policy_root import policy_root

BATCHES = policy_root() / "samples" / "starter"  # what is learnt from is shipped
PAIRS = Path(__file__).with_name("obfuscation") / "pairs.jsonl"
LANGUAGES = ("zh", "en", "es")
AMONG_CHARS = 500
ADVERT = "advert"  # the other label is "ordinary"
FIRST_SIGHT: dict[int, dict[str, tuple[int, int]]] = {  # round: language: found, of
    1: {"zh": (24, 30), "en": (7, 15), "es": (9, 13)},
    2: {"zh": (10, 24), "en": (6, 17), "es": (4, 16)},
    3: {"zh": (32, 42), "en": (10, 11), "es": (7, 9)},
    4: {"zh": (16, 25), "en": (7, 11), "es": (4, 8)},
    5: {"zh": (55, 170), "en": (24, 87), "es": (23, 87)},  # written to be missed: no trade words
    6: {"zh": (58, 80), "en": (28, 40), "es": (23, 40)},
    7: {"zh": (95, 160), "en": (33, 80), "es": (35, 80)},
    8: {"zh": (119, 240), "en": (71, 150), "es": (54, 130)},  # of many platforms, rare trades
    9: {"zh": (72, 110), "en": (37, 55), "es": (36, 55)},  # half of it what is most common
    10: {"zh": (110, 160), "en": (54, 100), "es": (60, 100)},  # a third plain, a third slang
    11: {"zh": (57, 70), "en": (40, 50), "es": (39, 50)},  # two thirds plain
    12: {"zh": (107, 200), "en": (74, 130), "es": (69, 130)},  # short posts, half of them hidden
    13: {"zh": (75, 110), "en": (57, 80), "es": (51, 80)},  # two thirds plain
    14: {"zh": (88, 120), "en": (58, 80), "es": (66, 80)},  # two thirds plain, many platforms
    15: {
        "zh": (56, 80),
        "en": (42, 80),
        "es": (40, 80),
    },  # one line each, and the thing by its name
    16: {"zh": (67, 90), "en": (71, 90), "es": (56, 90)},  # the same, of every kind
    17: {"zh": (51, 65), "en": (47, 65), "es": (44, 65)},  # many manners, from lists to replies
    18: {"zh": (35, 45), "en": (37, 45), "es": (34, 45)},  # mostly plain, ordinary ones like them
    19: {"zh": (40, 75), "en": (44, 75), "es": (49, 75)},  # by a writer who had read real ones
    20: {"zh": (53, 75), "en": (49, 75), "es": (43, 75)},  # the same, short and careless
    21: {"zh": (54, 75), "en": (52, 75), "es": (49, 75)},  # the same, half of it plain
    22: {"zh": (47, 75), "en": (44, 75), "es": (48, 75)},  # of other regions, rare trades
    23: {"zh": (51, 75), "en": (39, 75), "es": (50, 75)},  # half of it drug money
    24: {"zh": (51, 75), "en": (52, 75), "es": (59, 75)},  # big public platforms
    25: {"zh": (51, 75), "en": (53, 75), "es": (53, 75)},  # runs of one platform
    26: {"zh": (18, 25), "en": (22, 25), "es": (19, 25)},  # ordinary posts as near as can be
    27: {"zh": (34, 50), "en": (31, 50), "es": (33, 50)},  # reviews, comments, marketplaces
    28: {"zh": (36, 50), "en": (23, 50), "es": (31, 50)},  # the same, another author
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A post, what it is, and the manner it is written in (a platform, a trade or a region)."""

    text: str
    label: str
    lang: str
    style: str
    round: int


def run() -> list[Row]:
    """Recall and precision by language now, and the recall of each round at first sight."""
    cases = [case for path in sorted(BATCHES.glob("*.jsonl")) for case in load(path)]
    found = [case for case in cases if is_found(case)]
    rows = []
    for lang in LANGUAGES:
        rows += [_recall(lang, cases, found), _precision(lang, found)]
    rows += [_among(lang, cases, found) for lang in LANGUAGES]
    return [*rows, *(_first_sight(number) for number in FIRST_SIGHT), *map(_disguised, LANGUAGES)]


def load(path: Path) -> list[Case]:
    """The cases of one round."""
    with path.open(encoding="utf-8") as lines:
        return [Case(**json.loads(line)) for line in lines]


def is_found(case: Case) -> bool:
    """Whether any typology speaks."""
    return bool(_scanner().scan(case.text))


@cache
def _scanner() -> Scanner:
    return Scanner()


def _recall(lang: str, cases: list[Case], found: list[Case]) -> Row:
    adverts = [case for case in cases if case.lang == lang and case.label == ADVERT]
    hits = [case for case in found if case.lang == lang and case.label == ADVERT]
    note = f"{len(hits)} of {len(adverts)}; learnt from since first sight"
    return _row(f"{lang}, recall now", len(hits) / len(adverts), note)


def _precision(lang: str, found: list[Case]) -> Row:
    of_language = [case for case in found if case.lang == lang]
    false = [case for case in of_language if case.label != ADVERT]
    share = 1 - len(false) / max(1, len(of_language))
    return _row(f"{lang}, precision now", share, f"{len(false)} ordinary posts found")


def _among(lang: str, cases: list[Case], found: list[Case]) -> Row:
    """Of adverts found alone, how many are found in the middle of a long ordinary text."""
    draw = random.Random(lang)
    ordinary = [case.text for case in cases if case.lang == lang and case.label != ADVERT]
    ordinary = [text for text in ordinary if not _scanner().scan(text)]
    adverts = [case.text for case in found if case.lang == lang and case.label == ADVERT]
    longer = ["\n".join([*_some(ordinary, draw), text, *_some(ordinary, draw)]) for text in adverts]
    hits = sum(bool(_scanner().scan(text)) for text in longer)
    note = f"{hits} of {len(adverts)} that are found alone; {AMONG_CHARS}+ characters on each side"
    return _row(f"{lang}, adverts among ordinary posts", hits / len(adverts), note)


def _some(texts: list[str], draw: random.Random) -> list[str]:
    chosen: list[str] = []
    while sum(map(len, chosen)) < AMONG_CHARS:
        chosen.append(draw.choice(texts))
    return chosen


def _disguised(lang: str) -> Row:
    """Of adverts found when written plainly, how many are found as their author hid them."""
    with PAIRS.open(encoding="utf-8") as lines:
        pairs = [pair for pair in map(json.loads, lines) if pair["language"] == lang]
    plain = [pair for pair in pairs if _scanner().scan(pair["plain"])]
    hidden = [pair for pair in plain if _scanner().scan(pair["text"])]
    note = f"{len(hidden)} of {len(plain)} that are found plain; by another hand than the suite"
    return _row(f"{lang}, whole adverts in disguise", len(hidden) / len(plain), note)


def _first_sight(number: int) -> Row:
    by_language = FIRST_SIGHT[number]
    share = sum(n for n, _ in by_language.values()) / sum(of for _, of in by_language.values())
    note = "recorded, not measured: " + ", ".join(
        f"{lang} {n}/{of}" for lang, (n, of) in by_language.items()
    )
    return _row(f"round {number}, recall at first sight", share, note)


def _row(what: str, value: float, note: str) -> Row:
    return Row(area="unseen", what=what, value=value, unit="", note=note)
