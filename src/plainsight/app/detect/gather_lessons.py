"""Gather what a text model learns from: labelled posts, those we ship, and ordinary traffic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from plainsight.app.detect.evaluate_detection import BATCH_POSTS, Labelled, judge
from plainsight.app.detect.scan_posts import SenseScanner
from plainsight.detect.measure import Judged
from plainsight.detect.seen_text import SeenText


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Rows in the order given: a person's own, then those we ship; traffic apart."""

    labelled: list[Judged]
    seen: list[SeenText]  # the same rows as a model reads them
    clusters: list[str]  # of the same rows: what is told apart when the model is measured
    ordinary: list[SeenText]
    left_out_count: int  # of the traffic, because a typology finds it


def gather(
    posts: Sequence[Labelled],
    scanner: SenseScanner,
    *,
    positive: frozenset[str],
    starter: Sequence[Labelled] = (),
    starter_positive: frozenset[str] = frozenset(),
    ordinary: Sequence[Labelled] = (),
    on_progress: Callable[[int], None] = lambda _count: None,
) -> Lessons:
    """Judge and read all of them. Nobody has labelled traffic: what is found there is left out.

    `on_progress` is told each of them twice: when it is judged, and when it is read or left out.
    """
    own = judge(posts, scanner, positive=positive, on_progress=on_progress)
    shipped = judge(starter, scanner, positive=starter_positive, on_progress=on_progress)
    traffic = judge(ordinary, scanner, positive=frozenset(), on_progress=on_progress)
    left = [row for row in traffic if not row.is_flagged]
    on_progress(len(traffic) - len(left))
    # Their clusters are authors, of whom each wrote adverts and ordinary posts.
    labelled = [*own, *(replace(row, cluster="") for row in shipped)]
    return Lessons(
        labelled=labelled,
        seen=_seen(labelled, scanner, on_progress),
        clusters=[row.cluster for row in (*own, *shipped)],
        ordinary=_seen(left, scanner, on_progress),
        left_out_count=len(traffic) - len(left),
    )


def _seen(
    rows: Sequence[Judged], scanner: SenseScanner, on_progress: Callable[[int], None]
) -> list[SeenText]:
    seen: list[SeenText] = []
    for first in range(0, len(rows), BATCH_POSTS):
        batch = rows[first : first + BATCH_POSTS]
        senses = scanner.senses([row.text for row in batch])
        pairs = zip(batch, senses, strict=True)
        seen += [SeenText(row.text, standing, row.score) for row, standing in pairs]
        on_progress(len(batch))
    return seen
