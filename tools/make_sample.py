"""Write samples/posts.jsonl: ordinary life in three languages with a few campaigns among it.

Deterministic: the same seed gives the same bytes. Run it after changing tools/sample_words.py.
"""

import json
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sample_words import CAMPAIGNS, ORDINARY, SURFACES

SEED = 20260101
ORDINARY_POSTS = 3_400
PRIVATE_ITEMS = 60
UNLABELLED_ITEMS = 25
START = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 42
LANGUAGES = ("zh", "zh", "zh", "en", "en", "es")
CHOICE = re.compile(r"\{([^{}]+)\}")
TARGET = Path(__file__).parents[1] / "samples" / "posts.jsonl"


def main() -> None:
    """Write the sample and say what is in it."""
    draw = random.Random(SEED)
    records = [*_ordinary(draw), *_campaigns(draw), *_closed(draw)]
    records.sort(key=lambda record: str(record["posted_at"]))
    for number, record in enumerate(records, start=1):
        record["post_id"] = f"p{number:05d}"
    lines = [json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(records)} records written to {TARGET}")


def _ordinary(draw: random.Random) -> list[dict[str, object]]:
    records = []
    for _ in range(ORDINARY_POSTS):
        language = draw.choice(LANGUAGES)
        text = _fill(draw.choice(ORDINARY[language]), draw)
        account = f"u_{draw.randrange(10_000, 99_999)}"
        records.append(_record(draw, text, language, account))
    return records


def _campaigns(draw: random.Random) -> list[dict[str, object]]:
    records = []
    for _, language, account_count, copies, templates in CAMPAIGNS:
        accounts = [f"u_{draw.randrange(10_000, 99_999)}" for _ in range(account_count)]
        first_day = draw.randrange(DAYS - 12)
        for _ in range(copies):
            text = _disguise(_fill(draw.choice(templates), draw), language, draw)
            day = first_day + draw.randrange(12)
            records.append(_record(draw, text, language, draw.choice(accounts), day=day))
    return records


def _closed(draw: random.Random) -> list[dict[str, object]]:
    """Items that must be refused: private ones, and ones nobody labelled."""
    records = []
    for number in range(PRIVATE_ITEMS + UNLABELLED_ITEMS):
        language = draw.choice(LANGUAGES)
        record = _record(draw, "(a conversation between two people)", language, "u_private")
        if number < PRIVATE_ITEMS:
            record["visibility"] = "private"
        else:
            del record["visibility"]
        records.append(record)
    return records


def _record(
    draw: random.Random, text: str, language: str, account: str, *, day: int | None = None
) -> dict[str, object]:
    posted_at = START + timedelta(
        days=draw.randrange(DAYS) if day is None else day,
        seconds=draw.randrange(7 * 3600, 23 * 3600),
    )
    return {
        "account_id": account,
        "language": language,
        "posted_at": posted_at.isoformat().replace("+00:00", "Z"),
        "surface": _fill(draw.choice(SURFACES[language]), draw),
        "text": text,
        "visibility": draw.choice(("public", "public", "semi_public")),
    }


def _fill(template: str, draw: random.Random) -> str:
    while found := CHOICE.search(template):
        inner = found.group(1)
        if inner.startswith("n:"):
            low, _, high = inner[2:].partition("-")
            chosen = str(draw.randint(int(low), int(high)))
        else:
            chosen = draw.choice(inner.split("|"))
        template = template[: found.start()] + chosen + template[found.end() :]
    return template


def _disguise(text: str, language: str, draw: random.Random) -> str:
    """What advertisers do to defeat equality and word lists: decoration and light obfuscation."""
    kind = draw.randrange(8)
    if kind == 0:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c != "@" else c for c in text)
    elif kind == 1:
        text = text.replace("卡", "咔").replace("回", "茴").replace("o", "0", 1)
    elif kind == 2 and language == "zh":
        text = "\u200b".join(text[:14]) + text[14:]
    elif kind == 3:
        text = text.replace("车队", "车.队").replace("USDT", "U S D T").replace("cash", "c.a.s.h")
    if draw.random() < 0.5:
        noise = "".join(draw.choices("abcdefghjkmnpqrstuvwxyz", k=draw.randint(3, 9)))
        text = f"{noise[:3]}{text} {noise[3:]}" if language == "zh" else f"{text} {noise}"
    return text


if __name__ == "__main__":
    main()
