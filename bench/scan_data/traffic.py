"""Ordinary traffic for the speed benchmarks: 99 % benign posts, 1 % adverts, mean 40 characters.

One post of ten is a sentence of the sample's, which speak of banks, police and exchange rates more
often than people do; the others are words drawn by their frequency, with the numbers, links,
pictures and odd characters that posts have. Deterministic for a seed.
"""

import json
import random
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from plainsight.detect.tables.load import common_latin_words, ordinary_words

sys.path.append(str(Path(__file__).parents[2] / "tools"))
from sample_words import CAMPAIGNS, ORDINARY

ADVERTS = 0.01
SENTENCES = 0.1
LANGUAGES = ("zh", "zh", "zh", "zh", "zh", "zh", "en", "en", "en", "es")
CHOICE = re.compile(r"\{([^{}]+)\}")
ZH_MARKS = "，，，，。。！？～、"
EXTRAS = (
    "😂",
    "❤️",
    "👍",
    " http://t.cn/A6x8Qf",
    " 2024",
    " 3.5",
    "18:30",
    " #周末#",
    "@小王 ",
    "\u200b",
)
COMMON = (  # noqa: SIM905 - a list would fill a page
    "the of and to a in is i you it that for on my with was have this be at so not are but me we "
    "just do they like all get out up what if your one no can go new now day when good time see"
).split()
COMUNES = (  # noqa: SIM905 - a list would fill a page
    "de la que el en y a los se del las un por con no una su para es al lo como más pero sus le "
    "ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde "
    "todo"
).split()
SHARE_COMMON = 0.5
BLOCK = 50_000


def texts(count: int, *, seed: int = 7) -> list[str]:
    """So many posts; the same ones for the same seed."""
    draw = random.Random(seed)
    chinese = _Words()
    adverts = [(template, language) for _, language, _, _, forms in CAMPAIGNS for template in forms]
    posts = []
    for _ in range(count):
        if draw.random() < ADVERTS:
            posts.append(_filled(draw.choice(adverts)[0], draw))
            continue
        language = draw.choice(LANGUAGES)
        if draw.random() < SENTENCES:
            posts.append(_filled(draw.choice(ORDINARY[language]), draw))
        elif language == "zh":
            posts.append(chinese.post(draw))
        else:
            posts.append(_latin(draw, COMMON if language == "en" else COMUNES))
    return posts


def table(count: int, *, seed: int = 7) -> pa.Table:
    """Posts as the columns of a platform's export."""
    start = datetime(2026, 1, 5, tzinfo=UTC)
    return pa.table(
        {
            "post_id": pa.array([f"p{n}" for n in range(count)]),
            "account_id": pa.array([f"u{n % 9973}" for n in range(count)]),
            "surface": pa.array([f"group:{n % 97}" for n in range(count)]),
            "visibility": pa.array(["public"] * count),
            "posted_at": pa.array(
                [start + timedelta(seconds=n % 3_000_000) for n in range(count)],
                pa.timestamp("us", "UTC"),
            ),
            "text": pa.array(texts(count, seed=seed)),
        }
    )


def write_parquet(path: Path, count: int) -> None:
    """A file of many posts; above a block the same block comes again with new ids."""
    block = table(min(count, BLOCK))
    with pq.ParquetWriter(path, block.schema) as writer:
        for first in range(0, count, len(block)):
            size = min(len(block), count - first)
            ids = pa.array([f"p{first + n}" for n in range(size)])
            writer.write_table(block.slice(0, size).set_column(0, "post_id", ids))


def write_jsonl(path: Path, count: int) -> None:
    """The same posts as JSON lines."""
    block = table(min(count, BLOCK)).to_pylist()
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            row = block[n % len(block)] | {"post_id": f"p{n}"}
            row["posted_at"] = row["posted_at"].isoformat().replace("+00:00", "Z")
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


class _Words:
    """Chinese words, drawn by how often they are written."""

    def __init__(self) -> None:
        known = ordinary_words()
        self._words = list(known)
        self._weights = []
        total = 0.0
        for weight in known.values():
            total += 2.0**weight
            self._weights.append(total)

    def post(self, draw: random.Random) -> str:
        size = max(4, int(draw.gauss(36, 18)))
        pieces = []
        length = 0
        while length < size:
            few = draw.randrange(3, 9)
            words = draw.choices(self._words, cum_weights=self._weights, k=few)
            pieces += [*words, draw.choice(ZH_MARKS)]
            length += sum(map(len, words)) + 1
            if draw.random() < 0.15:
                pieces.append(draw.choice(EXTRAS))
        return "".join(pieces)[: size + 8]


def _latin(draw: random.Random, common: list[str]) -> str:
    size = max(8, int(draw.gauss(36, 18)))
    pieces: list[str] = []
    length = 0
    while length < size:
        usual = draw.random() < SHARE_COMMON
        word = draw.choice(common) if usual else _latin_words()[_rank(draw)]
        if draw.random() < 0.06:
            word = word.capitalize() + draw.choice((",", ".", "!", "?", "..."))
        if draw.random() < 0.03:
            word += draw.choice(EXTRAS)
        pieces.append(word)
        length += len(word) + 1
    return " ".join(pieces)


def _rank(draw: random.Random) -> int:
    size = len(_latin_words())
    return min(size - 1, int(size ** draw.random()))


def _latin_words(known: list[str] = []) -> list[str]:  # noqa: B006 - a cache
    if not known:
        known.extend(sorted(common_latin_words()))
        random.Random(1).shuffle(known)
    return known


def _filled(template: str, draw: random.Random) -> str:
    def one(found: re.Match[str]) -> str:
        inner = found.group(1)
        if inner.startswith("n:"):
            low, high = inner[2:].split("-")
            return str(draw.randint(int(low), int(high)))
        return draw.choice(inner.split("|"))

    return CHOICE.sub(one, template)
