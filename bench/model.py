"""What a text model adds on adverts that neither it nor the typologies have seen.

    python -m bench model

It learns from the posts that Plainsight ships but the last author's, and from one half of the
development sets of ordinary posts, as an operator would from his own traffic. Measured are that
last author's posts, of which the typologies have learnt nothing either, and the other half.
"""

from pathlib import Path

from bench.data import data_folder
from bench.detection import BENIGN_SETS
from bench.row import Row
from plainsight import wiring
from plainsight.app.detect.evaluate_detection import judge
from plainsight.app.detect.gather_lessons import gather
from plainsight.detect.measure import rates
from plainsight.engines.columnar.scanner import ColumnarScanner
from plainsight.engines.model_scanner import ModelScanner
from plainsight.feeds.posts.labelled import LabelledPost, read_labelled
from plainsight.feeds.posts.starter import STARTER_POSITIVE, read_starter

UNSEEN = "round28"
OTHER_PLATFORM = "dev_zh_tgspam"
POSITIVE = frozenset({STARTER_POSITIVE})


def run() -> list[Row]:
    """Recall of typologies alone and with the model, and what it costs."""
    folder = data_folder()
    if folder is None:
        return [Row(area="model", what="development sets", value=0, unit="", note="absent")]
    scanner = wiring.make_scanner(wiring.make_detector(wiring.load_policy()))
    shipped = read_starter()
    unseen = [post for post in shipped if post.cluster == UNSEEN]
    halves = {name: _halves(folder, name) for name in BENIGN_SETS}
    lessons = gather(
        [],
        scanner,
        positive=POSITIVE,
        starter=[post for post in shipped if post.cluster != UNSEEN],
        starter_positive=POSITIVE,
        ordinary=[post for learnt, _ in halves.values() for post in learnt],
    )
    trained = wiring.train_model(lessons, positive=POSITIVE)
    together = ModelScanner(scanner, trained.model)
    return [
        *_adverts("adverts of an unseen author", unseen, POSITIVE, scanner, together),
        *_adverts(
            "zh adverts of another platform", _other(folder), frozenset({"ml"}), scanner, together
        ),
        *(_ordinary(name, measured, together) for name, (_, measured) in halves.items()),
    ]


def _adverts(
    what: str,
    posts: list[LabelledPost],
    positive: frozenset[str],
    scanner: ColumnarScanner,
    together: ModelScanner,
) -> list[Row]:
    alone = rates(judge(posts, scanner, positive=positive))
    both = rates(judge(posts, together, positive=positive))
    note = f"{both.true_positives:.0f} of {both.true_positives + both.false_negatives:.0f}"
    return [
        _row(f"{what}, typologies: recall", alone.recall),
        _row(f"{what}, with the model: recall", both.recall, note),
        _row(f"{what}, typologies: precision", alone.precision),
        _row(f"{what}, with the model: precision", both.precision),
    ]


def _ordinary(name: str, posts: list[LabelledPost], together: ModelScanner) -> Row:
    found = rates(judge(posts, together, positive=frozenset()))
    return Row(
        area="model",
        what=f"{name}, the half not learnt from, false positives",
        value=round(found.false_positives_per_10k, 1),
        unit="per 10,000",
        note=f"{found.false_positives:.0f} of {len(posts)}",
    )


def _halves(folder: Path, name: str) -> tuple[list[LabelledPost], list[LabelledPost]]:
    posts = read_labelled(folder / "posts" / f"{name}.jsonl").posts
    benign = [post for post in posts if post.label in BENIGN_SETS[name]]
    return benign[1::2], benign[::2]


def _other(folder: Path) -> list[LabelledPost]:
    posts = read_labelled(folder / "posts" / f"{OTHER_PLATFORM}.jsonl").posts
    return [post for post in posts if post.label != "ml_ambiguous"]


def _row(what: str, value: float, note: str = "") -> Row:
    return Row(area="model", what=what, value=round(value, 3), unit="", note=note)
