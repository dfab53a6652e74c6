"""Quality of detection on the development sets, typologies only, and with the trained model.

`ordinary_sales.jsonl` is of our own writing: lawful sales, shops, work, lodging, travel and
questions that name cash, coins, apps or banks. Of every second one (`was_read`) the mistakes were
read and mended by their cause; the others were only counted.
"""

import json
import os
from pathlib import Path

from bench.data import data_folder
from bench.row import Row
from plainsight import wiring
from plainsight.app.detect.evaluate_detection import judge
from plainsight.app.detect.gather_lessons import gather
from plainsight.app.detect.scan_posts import SenseScanner, TextScanner
from plainsight.detect.measure import Judged, cluster_rates, rates
from plainsight.feeds.posts.labelled import LabelledPost, read_labelled

AMBIGUOUS = "ml_ambiguous"
SALES = Path(__file__).with_name("ordinary_sales.jsonl")
SALES_FIRST = {True: 9, False: 12}  # found wrongly when they were written, by `was_read`
BENIGN_SETS = {
    "dev_zh_reviews": frozenset({"benign"}),
    "dev_es_tweets": frozenset({"benign"}),
    "dev_en_sms": frozenset({"ham"}),
    "dev_en_banking_clinc": frozenset({"benign"}),
    "dev_en_pubmed_chem": frozenset({"benign"}),
}


def run() -> list[Row]:
    """Measure every development set that is there."""
    folder = data_folder()
    scanner = wiring.make_scanner(wiring.make_detector(wiring.load_policy()))
    if folder is None:
        return [*_sales(scanner), _absent()]
    adverts = _judged(folder / "posts" / "dev_zh_tgspam.jsonl", scanner, positive="ml")
    return [
        *_adverts(adverts),
        *_with_model(folder, scanner),
        _listings(folder, scanner),
        *(benign := [_benign(folder, *each, scanner) for each in BENIGN_SETS.items()]),
        _by_views(benign),
        *_sales(scanner),
    ]


def _absent() -> Row:
    where = os.environ.get("PLAINSIGHT_DATA", "../shared/data")
    return Row(area="detection", what="development sets", value=0, unit="", note=f"absent: {where}")


def _judged(path: Path, scanner: TextScanner, *, positive: str) -> list[Judged]:
    return judge(
        read_labelled(path).posts,
        scanner,
        positive=frozenset({positive}),
        ignored=frozenset({AMBIGUOUS}),
    )


def _adverts(judged: list[Judged]) -> list[Row]:
    rows, clusters = rates(judged), cluster_rates(judged)
    return [
        _row("zh adverts, F1 per row", rows.f1, ">= 0.90", rows.f1 >= 0.90),
        _row("zh adverts, F1 per cluster", clusters.f1, ">= 0.85", clusters.f1 >= 0.85),
        _row("zh adverts, precision", rows.precision),
        _row("zh adverts, recall", rows.recall),
    ]


def _with_model(folder: Path, scanner: SenseScanner) -> list[Row]:
    posts = [p for p in _read(folder / "posts" / "dev_zh_tgspam.jsonl") if p.label != AMBIGUOUS]
    lessons = gather(posts, scanner, positive=frozenset({"ml"}))
    card = wiring.train_model(lessons, positive=frozenset({"ml"})).model.card
    return [
        _row("zh adverts with the model, F1 held out", card.f1, ">= 0.95", card.f1 >= 0.95),
        _row("model's Brier score, held out", card.brier),
    ]


def _listings(folder: Path, scanner: TextScanner) -> Row:
    path = folder / "posts" / "dev_en_darknet_listings.jsonl"
    recall = rates(_judged(path, scanner, positive="listing")).recall
    return _row("drug listings, recall", recall, ">= 0.80", recall >= 0.80)


def _benign(folder: Path, name: str, labels: frozenset[str], scanner: TextScanner) -> Row:
    posts = [p for p in _read(folder / "posts" / f"{name}.jsonl") if p.label in labels]
    found = rates(judge(posts, scanner, positive=frozenset()))
    value = found.false_positives_per_10k
    return Row(
        area="detection",
        what=f"{name}, false positives",
        value=value,
        unit="per 10,000",
        target="<= 5",
        is_met=value <= 5,
        note=f"{len(posts)} posts",
    )


def _sales(scanner: TextScanner) -> list[Row]:
    """Ordinary posts that look like adverts: what was read for mending, and what was not."""
    lines = SALES.read_text(encoding="utf-8").splitlines()
    posts = [json.loads(line) for line in lines]
    rows = []
    for was_read, first in SALES_FIRST.items():
        texts = [post["text"] for post in posts if post["was_read"] is was_read]
        found = len(list(scanner.examined(texts)))
        kind = "read for mending" if was_read else "not read"
        note = f"{found} of {len(texts)}, {first} when they were written; of our own writing"
        what = f"ordinary sales and questions, {kind}: found wrongly"
        rows.append(
            Row(area="detection", what=what, value=100 * found / len(texts), unit="%", note=note)
        )
    return rows


def _by_views(benign: list[Row]) -> Row:
    """What the views can have flagged in excess is at most what was flagged at all."""
    posts = [int(row.note.split()[0]) for row in benign]
    flagged = sum(row.value * count / 10_000 for row, count in zip(benign, posts, strict=True))
    share = 100 * flagged / sum(posts)
    return Row(
        area="detection",
        what="benign posts flagged by any view at all",
        value=round(share, 4),
        unit="%",
        target="<= 0.1",
        is_met=share <= 0.1,
        note=f"{round(flagged)} of {sum(posts):,}",
    )


def _read(path: Path) -> list[LabelledPost]:
    return read_labelled(path).posts


def _row(what: str, value: float, target: str = "", is_met: bool | None = None) -> Row:
    return Row(
        area="detection", what=what, value=round(value, 4), unit="", target=target, is_met=is_met
    )
