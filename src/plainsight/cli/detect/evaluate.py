"""plainsight evaluate: how good detection is on a labelled set."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from plainsight import wiring
from plainsight.app.detect.evaluate_detection import judge
from plainsight.cli.detect.evaluation_page import render_evaluation
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
from plainsight.cli.screen import console, print_json, visible
from plainsight.cli.write_file import require_writable, write_whole
from plainsight.detect.measure import Judged, Measurement, Rates, measure
from plainsight.detect.policy import Policy
from plainsight.errors import BadValue


def evaluate(
    path: Annotated[Path, typer.Argument(help="Labelled posts: .jsonl, .csv or .parquet.")],
    positive: Positive = POSITIVE,
    ignore: Annotated[str, typer.Option(help="Labels to leave out.")] = "",
    typology: Annotated[
        str, typer.Option(help="Count only these typologies, separated by commas.")
    ] = "",
    policy: Annotated[Path | None, typer.Option(help="A policy folder.")] = None,
    model: Annotated[
        Path | None, typer.Option(help="Judge with this model of `plainsight train`, too.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a page with plots.")] = None,
    confusions: Annotated[int, typer.Option(help="Wrong answers to print.", min=0)] = 10,
    as_json: AsJson = False,
) -> None:
    """Measure precision, recall and F1 on labelled posts, per row and per cluster.

    Rows need `text` and `label`; `language` (or `lang`) and `cluster` are used when present. A row
    with a `visibility` that is not public or semi_public is refused unread, and counted; rows
    without the field are taken as public samples that you may examine.

    Examples:

      plainsight evaluate labelled.jsonl --positive ml --ignore ml_ambiguous

      plainsight evaluate labelled.jsonl --model plainsight.model

      plainsight evaluate benign.jsonl --json | jq .rows.false_positives_per_10k
    """
    if html is not None:
        require_writable(html, kind=Kind.PAGE)  # not after the work
    loaded = wiring.load_policy(policy)
    typologies = _known(names(typology), loaded)
    rows = read_rows(path)
    require_labels(rows.posts, positive)
    scanner = wiring.make_scanner(wiring.make_detector(loaded))
    with counted_progress("judging", total=len(rows.posts)) as advance:
        judged = judge(
            rows.posts,
            scanner if model is None else wiring.with_model(scanner, model),
            positive=names(positive),
            ignored=names(ignore),
            typologies=typologies,
            on_progress=advance,
        )
    if not judged:
        raise BadValue("path", str(path), "no rows are left to measure")
    measured = measure(judged)
    if html is not None:
        write_whole(html, render_evaluation(measured, source=path.name, row_count=len(judged)))
    if as_json:
        said = measurement_json(measured, row_count=len(judged))
        print_json({**said, "refused": rows.refused_count})
    else:
        _print(console(), measured, confusions=confusions)
        show_refused(console(), rows.refused_count)


def measurement_json(measured: Measurement, *, row_count: int) -> dict[str, object]:
    """The measurement as plain data."""
    return {
        "row_count": row_count,
        "rows": _rates_json(measured.rows),
        "clusters": _rates_json(measured.clusters),
        "by_language": {name: _rates_json(r) for name, r in measured.by_language.items()},
        "by_label": {name: _rates_json(r) for name, r in measured.by_label.items()},
        "by_typology": {name: dict(counts) for name, counts in measured.by_typology.items()},
        "precision_at": measured.at_budget,
        "parity": measured.parity,
        "false_positives": [_row_json(j) for j in measured.false_positives],
        "false_negatives": [_row_json(j) for j in measured.false_negatives],
    }


def _known(asked: frozenset[str], policy: Policy) -> frozenset[str]:
    """The typologies asked for, all of which judge. Raises BadValue for one that finds nothing."""
    wanted = {name.upper() for name in asked}
    known = [each.typology_id for each in policy.enabled]
    for unknown in sorted(wanted.difference(known)):
        raise BadValue("--typology", unknown, f"one of {', '.join(known)}")
    return frozenset(wanted)


def _rates_json(rates: Rates) -> dict[str, float]:
    return {
        "precision": round(rates.precision, 4),
        "recall": round(rates.recall, 4),
        "f1": round(rates.f1, 4),
        "false_positives_per_10k": round(rates.false_positives_per_10k, 2),
        "true_positives": round(rates.true_positives, 2),
        "false_positives": round(rates.false_positives, 2),
        "false_negatives": round(rates.false_negatives, 2),
        "true_negatives": round(rates.true_negatives, 2),
    }


def _row_json(judged: Judged) -> dict[str, object]:
    return {
        "text": judged.text,
        "label": judged.label,
        "score": round(judged.score, 3),
        "typologies": list(judged.typologies),
    }


def _print(screen: Console, measured: Measurement, *, confusions: int) -> None:
    listing = Listing(
        "",
        *map(number, ("precision", "recall", "F1", "false in 10,000", "true", "false", "missed")),
    )
    _add(listing, "rows", measured.rows)
    _add(listing, "clusters", measured.clusters)
    for language, rates in measured.by_language.items():
        _add(listing, f"language {language}", rates)
    for label, rates in measured.by_label.items():
        _add(listing, f"label {label}", rates)
    listing.show(screen)
    for typology, counts in measured.by_typology.items():
        said = ", ".join(f"{label} {count}" for label, count in counts.most_common())
        screen.print(f"{typology}: {said}")
    if measured.at_budget:
        at = ", ".join(f"{k}: {share:.2f}" for k, share in measured.at_budget.items())
        screen.print(f"precision at a reviewer's budget: {at}")
    if measured.parity is not None:
        screen.print(f"parity of false positives between languages: {measured.parity:.2f}")
    for title, rows in (
        ("flagged wrongly", measured.false_positives),
        ("missed", measured.false_negatives),
    ):
        if rows and confusions:
            screen.print(f"{title}:", style="bold")
            for row in rows[:confusions]:
                found = f" [{','.join(row.typologies)} {row.score:.2f}]" if row.typologies else ""
                screen.print(escape(f"  {row.label}{found} {visible(row.text)[:160]}"))


def _add(listing: Listing, name: str, rates: Rates) -> None:
    shares = (rates.precision, rates.recall, rates.f1)
    listing.add(
        name,
        *(f"{share:.3f}" if rates.has_positives else "-" for share in shares),
        f"{rates.false_positives_per_10k:.1f}",
        f"{rates.true_positives:.1f}".removesuffix(".0"),
        f"{rates.false_positives:.1f}".removesuffix(".0"),
        f"{rates.false_negatives:.1f}".removesuffix(".0"),
    )
