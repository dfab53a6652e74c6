"""plainsight train: a calibrated text model beside the typologies, from labelled posts."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.detect.gather_lessons import Lessons, gather
from plainsight.cli.detect.labelled_rows import (
    POSITIVE,
    Positive,
    names,
    read_rows,
    require_labels,
    show_refused,
)
from plainsight.cli.file_kind import Kind
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.write_file import require_writable, write_whole
from plainsight.detect.measure import Judged, cluster_rates, rates
from plainsight.engines.text_features import require_tools
from plainsight.engines.text_model import TrainedModel
from plainsight.errors import BadValue
from plainsight.feeds.posts.labelled import LabelledSet
from plainsight.feeds.posts.starter import STARTER_POSITIVE, read_starter

_NONE = LabelledSet(posts=[])


def train(
    path: Annotated[
        Path | None, typer.Argument(help="Labelled posts: text, label, cluster.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the model goes.")] = Path("plainsight.model"),
    positive: Positive = POSITIVE,
    ignore: Annotated[str, typer.Option(help="Labels to leave out.")] = "",
    starter: Annotated[
        bool, typer.Option("--starter", help="Learn from the posts that Plainsight ships, too.")
    ] = False,
    ordinary: Annotated[
        Path | None,
        typer.Option(help="Posts of ordinary traffic, not labelled: learnt as what is no advert."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train on labelled posts or review decisions; measure on clusters held out; save with a card.

    Deterministic: same rows, same weights. Refuses to train on too little. The model stays off
    until a command is given it with --model, and what it raises alone is marked so. A row with a
    `visibility` that is not public or semi_public is refused unread, and counted.

    Who has no labels yet trains on the posts that Plainsight ships and a day of his own traffic:
    of that at most 5 in 10,000 are raised. What typologies find there is left out.

    Examples:

      plainsight train labelled.jsonl --positive ml --out ml.model

      plainsight train --starter --ordinary yesterday.jsonl --out starter.model
    """
    if path is None and not starter:
        raise BadValue("path", None, "name a file of labelled posts, or add --starter")
    require_tools()
    require_writable(out, kind=Kind.ARCHIVE)
    wanted = names(positive)
    rows = _NONE if path is None else read_rows(path)
    if path is not None:
        require_labels(rows.posts, positive, are_needed=not starter)
    traffic = _NONE if ordinary is None else read_rows(ordinary, label_required=False)
    lessons = _gather(rows, traffic, positive=wanted, ignored=names(ignore), with_starter=starter)
    trained = wiring.train_model(lessons, positive=wanted)
    _save(trained, out)
    together = _together(lessons.labelled, trained)
    refused_count = rows.refused_count + traffic.refused_count
    if as_json:
        print_json(
            {
                "model": str(out),
                "card": trained.model.card.to_json(),
                "typologies": _summary(lessons.labelled),
                "together": _summary(together),
                "left_out": lessons.left_out_count,
                "refused": refused_count,
            }
        )
    else:
        _print(lessons, together, trained, out)
        show_refused(console(), refused_count)


def _gather(
    rows: LabelledSet,
    traffic: LabelledSet,
    *,
    positive: frozenset[str],
    ignored: frozenset[str],
    with_starter: bool,
) -> Lessons:
    posts = [post for post in rows.posts if post.label not in ignored]
    shipped = read_starter() if with_starter else []
    total = len(posts) + len(shipped) + len(traffic.posts)
    with counted_progress("reading", total=2 * total) as advance:
        return gather(
            posts,
            wiring.make_scanner(wiring.make_detector(wiring.load_policy())),
            positive=positive,
            starter=shipped,
            starter_positive=frozenset({STARTER_POSITIVE}),
            ordinary=traffic.posts,
            on_progress=advance,
        )


def _save(trained: TrainedModel, out: Path) -> None:
    with TemporaryDirectory() as folder:
        made = Path(folder) / "model"
        wiring.save_model(trained.model, made)
        write_whole(out, made.read_bytes())


def _together(judged: list[Judged], trained: TrainedModel) -> list[Judged]:
    """Each row as typologies and a model that never saw its cluster judge it together."""
    threshold = trained.model.card.threshold
    return [
        replace(
            row,
            score=float(probability),
            typologies=(row.typologies or ("M00",)) if probability >= threshold else row.typologies,
        )
        for row, probability in zip(judged, trained.out_of_fold, strict=True)
    ]


def _summary(rows: list[Judged]) -> dict[str, float]:
    found = rates(rows)
    return {
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "f1": round(found.f1, 4),
        "cluster_f1": round(cluster_rates(rows).f1, 4),
    }


def _print(lessons: Lessons, together: list[Judged], trained: TrainedModel, out: Path) -> None:
    listing = Listing("", *map(number, ("precision", "recall", "F1 rows", "F1 clusters")))
    for name, rows in (("typologies", lessons.labelled), ("with the model, held out", together)):
        listing.add(name, *(f"{value:.3f}" for value in _summary(rows).values()))
    screen = console()
    listing.show(screen)
    card = trained.model.card
    screen.print(
        f"{card.positive_count} of {card.row_count} rows positive, {card.cluster_count} clusters, "
        f"Brier {card.brier:.4f}, threshold {card.threshold:.3f}"
    )
    if card.ordinary_count:
        left_out = f"; {counted(lessons.left_out_count, 'post')} left out that typologies find"
        screen.print(
            f"of {counted(card.ordinary_count, 'ordinary post')} the model alone raises "
            f"{card.ordinary_raised}, held out{left_out if lessons.left_out_count else ''}"
        )
    screen.print(f"saved: {out}")
