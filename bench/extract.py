"""Extractors: time per post, time on hostile posts, and what they find in the development sets."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.data import data_folder
from bench.row import Row
from bench.timing import median_seconds
from plainsight.detect.extract import Extract, extract
from plainsight.model.address import read_address

ORDINARY = (
    "今天下班以后想去楼下的小馆子吃碗面，顺便给孩子买点水果，有人知道哪家的桃子好吃吗",
    "Had a lovely evening with the neighbours",
    "Ayer llovió tanto que nos quedamos en casa",
)
ADVERT = (
    "实力车队长期收U，卡接回，点位15-25，单笔5k-4w，大小单都接，可上押，骗子勿扰，飞机：@abc_def12"
)
CHECKSUMMED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
HOSTILE = {
    "digits": "1", "spaced digits": "1 ", "at signs": "@", "half addresses": "a@a.",
    "mentions": "@abcde ", "aliases": "微信1", "pieces": "TR7N ", "checksums": CHECKSUMMED + " ",
    "dashes": "79-07-3-", "dots": "a.", "hidden dots": "a(dot)", "money": "$1", "shares": "5%",
    "marks": "\u0301", "phones": "+15551234567 ",
}  # fmt: skip
BYTES = 10_000
CONTACTS = ("handle.", "phone", "email", "wallet.")
BENIGN = {
    "dev_zh_reviews": "benign",
    "dev_es_tweets": "benign",
    "dev_en_sms": "ham",
    "dev_en_banking_clinc": "benign",
    "dev_en_pubmed_chem": "benign",
}
# How an advert of that set shows a contact to the eye.
_SHOWS_CONTACT = re.compile(r"[@＠][A-Za-z]\w{2}|t\.me/|微信.?\d")


def run() -> list[Row]:
    """Speed everywhere; quality where the development data is."""
    rows = [_ordinary(), _advert(), _checksum(), _hostile()]
    folder = data_folder()
    if folder is None:
        return [
            *rows,
            Row(area="extract", what="development sets", value=0, unit="", note="absent"),
        ]
    posts = folder / "posts"
    return [
        *rows,
        _adverts(posts / "dev_zh_tgspam.jsonl"),
        *(_benign(posts / f"{name}.jsonl", label) for name, label in BENIGN.items()),
        _sanctioned(folder / "chain" / "ofac_0xB10C" / "ofac_addresses_latest_validated.csv"),
    ]


def _ordinary() -> Row:
    micros = _micros(lambda: [extract(text) for text in ORDINARY], calls=len(ORDINARY))
    return _row("ordinary post of 40 characters", micros, "us", at_most=10)


def _advert() -> Row:
    return _row("advert of 60 characters", _micros(lambda: extract(ADVERT)), "us", at_most=150)


def _checksum() -> Row:
    return _row("EIP-55 check", _micros(lambda: read_address(CHECKSUMMED)), "us", at_most=1000)


def _hostile() -> Row:
    slowest, worst = 0.0, ""
    for name, unit in HOSTILE.items():
        text = unit * (BYTES // len(unit.encode()))
        millis = median_seconds(lambda text=text: extract(text), runs=3) * 1000
        slowest, worst = max((slowest, worst), (millis, name))
    return _row("slowest hostile post, per 10 kB", slowest, "ms", at_most=50, note=worst)


def _adverts(path: Path) -> Row:
    shown = [t for label, t in _posts(path) if label == "ml" and _SHOWS_CONTACT.search(t)]
    found = sum(bool(_contacts(text)) for text in shown)
    return Row(
        area="extract",
        what="adverts whose visible contact is found",
        value=found / len(shown),
        unit="share",
        target=">= 0.95",
        is_met=found / len(shown) >= 0.95,
        note=f"{found} of {len(shown)}",
    )


def _benign(path: Path, label: str) -> Row:
    posts = [text for found, text in _posts(path) if found == label]
    claimed = sum(any(one.role == "contact" for one in _contacts(text)) for text in posts)
    return Row(
        area="extract",
        what=f"{path.stem}: posts said to give the author's contact",
        value=claimed / len(posts) * 10_000,
        unit="per 10,000",
        note=f"{claimed} of {len(posts)}",
    )


def _sanctioned(path: Path) -> Row:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if read_address(row["address"])]
    found = sum(
        any(one.kind.startswith("wallet.") for one in extract(f"打款到{row['address']}，谢谢"))
        for row in rows
    )
    return Row(
        area="extract",
        what="sanctioned addresses found inside a sentence",
        value=found / len(rows),
        unit="share",
        target="= 1",
        is_met=found == len(rows),
        note=f"{found} of {len(rows)} with a codec",
    )


def _posts(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["label"], row["text"]


def _contacts(text: str) -> list[Extract]:
    return [one for one in extract(text) if one.kind.startswith(CONTACTS)]


def _micros(work: object, *, calls: int = 1, times: int = 200) -> float:
    assert callable(work)
    return median_seconds(lambda: [work() for _ in range(times)]) / times / calls * 1e6


def _row(what: str, value: float, unit: str, *, at_most: float, note: str = "") -> Row:
    return Row(
        area="extract",
        what=what,
        value=value,
        unit=unit,
        target=f"<= {at_most:g}",
        is_met=value <= at_most,
        note=note,
    )
