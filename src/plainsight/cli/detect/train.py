"""plainsight train: a calibrated text model beside the typologies, from labelled posts."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.detect.evaluate_detection import judge
from plainsight.cli.detect.labelled_rows import names, read_rows, show_refused
from plainsight.cli.file_kind import Kind
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, print_json
from plainsight.cli.write_file import require_writable, write_whole
from plainsight.detect.measure import Judged, cluster_rates, rates
from plainsight.engines.text_model import TrainedModel


def train(
    path: Annotated[Path, typer.Argument(help="Labelled posts: text, label, cluster.")],
    out: Annotated[Path, typer.Option(help="Where the model goes.")] = Path("plainsight.model"),
    positive: Annotated[str, typer.Option(help="Labels that should be found.")] = "ml,listing,hit",
    ignore: Annotated[str, typer.Option(help="Labels to leave out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Train on labelled posts or review decisions; measure on clusters held out; save with a card.

    Deterministic: same rows, same model. Refuses to train on too little. The model stays off until
    a command is given it with --model, and what it raises alone is marked so. A row with a
    `visibility` that is not public or semi_public is refused unread, and counted.

    Example: plainsight train labelled.jsonl --positive ml --out ml.model
    """
    require_writable(out, kind=Kind.ARCHIVE)
    ignored, wanted = names(ignore), names(positive)
    rows = read_rows(path)
    posts = [post for post in rows.posts if post.label not in ignored]
    with counted_progress("judging", total=len(posts)) as advance:
        scanner = wiring.make_scanner(wiring.make_detector(wiring.load_policy()))
        judged = judge(posts, scanner, positive=wanted, on_progress=advance)
    trained = wiring.train_model(judged, positive=wanted)
    _save(trained, out)
    together = _together(judged, trained)
    if as_json:
        print_json(
            {
                "model": str(out),
                "card": trained.model.card.to_json(),
                "typologies": _summary(judged),
                "together": _summary(together),
                "refused": rows.refused_count,
            }
        )
    else:
        _print(judged, together, trained, out)
        show_refused(console(), rows.refused_count)


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
            typologies=(row.typologies or ("M00",)) if probability >= threshold else (),
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


def _print(judged: list[Judged], together: list[Judged], trained: TrainedModel, out: Path) -> None:
    listing = Listing("", *map(number, ("precision", "recall", "F1 rows", "F1 clusters")))
    for name, rows in (("typologies", judged), ("with the model, held out", together)):
        listing.add(name, *(f"{value:.3f}" for value in _summary(rows).values()))
    screen = console()
    listing.show(screen)
    card = trained.model.card
    screen.print(
        f"{card.positive_count} of {card.row_count} rows positive, {card.cluster_count} clusters, "
        f"Brier {card.brier:.4f}, threshold {card.threshold:.2f}"
    )
    screen.print(f"saved: {out}")
