"""plainsight backtest: two versions of the policy on the same posts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from plainsight import wiring
from plainsight.app.detect.backtest_policy import verdicts
from plainsight.cli.detect.labelled_rows import (
    POSITIVE,
    Positive,
    names,
    read_rows,
    require_labels,
    show_refused,
)
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.detect.backtest import MINUTES_PER_ALERT, Comparison, compare


def backtest(
    path: Annotated[
        Path, typer.Argument(help="Posts: .jsonl, .csv or .parquet with text[, label].")
    ],
    after: Annotated[Path, typer.Option(help="Policy folder of the proposed version.")],
    before: Annotated[
        Path | None, typer.Option(help="Policy folder of the present version (default: shipped).")
    ] = None,
    positive: Positive = POSITIVE,
    minutes: Annotated[
        float, typer.Option(help="A reviewer's minutes per alert.", min=0)
    ] = MINUTES_PER_ALERT,
    as_json: AsJson = False,
) -> None:
    """Compare two versions of typologies and lexicon: alerts gained and lost, overlap, minutes.

    A row with a `visibility` that is not public or semi_public is refused unread, and counted;
    rows without the field are taken as public samples that you may examine.

    Example: plainsight backtest history.jsonl --after ./my-policy
    """
    rows = read_rows(path, label_required=False)
    posts = rows.posts
    require_labels(posts, positive)
    present, proposed = wiring.load_policy(before), wiring.load_policy(after)
    if present.digest == proposed.digest:
        # In a working copy the shipped policy is the changed one.
        told = "both are the same policy, word for word; name the older one with --before"
        console(to_stderr=True).print(told, soft_wrap=True)
    with counted_progress("judging twice", total=len(posts)) as advance:
        compared = compare(
            verdicts(
                posts,
                before=wiring.make_scanner(wiring.make_detector(present)),
                after=wiring.make_scanner(wiring.make_detector(proposed)),
                positive=names(positive),
                on_progress=advance,
            )
        )
    if as_json:
        print_json({**_comparison_json(compared, minutes), "refused": rows.refused_count})
    else:
        _print(console(), compared, minutes)
        show_refused(console(), rows.refused_count)


def _comparison_json(compared: Comparison, minutes: float) -> dict[str, object]:
    return {
        "posts": compared.post_count,
        "both": compared.both,
        "only_before": compared.only_before,
        "only_after": compared.only_after,
        "overlap": round(compared.overlap, 4),
        "by_typology": {name: dict(counts) for name, counts in compared.by_typology.items()},
        **{
            version: {
                "alerts": len(compared.campaigns[version]),
                "review_minutes": compared.minutes(version, per_alert=minutes),
                "precision": compared.precision(version),
                "recall": compared.recall(version),
            }
            for version in ("before", "after")
        },
        "gained": compared.gained,
        "lost": compared.lost,
    }


def _print(screen: Console, compared: Comparison, minutes: float) -> None:
    listing = Listing("", number("before"), number("after"))
    rows: dict[str, Sequence[float | None]] = {
        "posts with findings": [
            compared.both + compared.only_before,
            compared.both + compared.only_after,
        ],
        "alerts (campaigns)": [len(compared.campaigns[v]) for v in ("before", "after")],
        "minutes of review": [compared.minutes(v, per_alert=minutes) for v in ("before", "after")],
        "precision": [compared.precision(v) for v in ("before", "after")],
        "recall": [compared.recall(v) for v in ("before", "after")],
    }
    for name, values in rows.items():
        listing.add(name, *(_cell(value) for value in values))
    listing.show(screen)
    screen.print(
        f"{counted(compared.only_after, 'post')} gained, {compared.only_before:,} lost, "
        f"{compared.both:,} in both; overlap {compared.overlap:.2f}"
    )
    for typology, counts in sorted(compared.by_typology.items()):
        screen.print(
            f"{typology}: gained {counts['gained']}, lost {counts['lost']}, kept {counts['kept']}"
        )
    for title, texts in (("gained", compared.gained), ("lost", compared.lost)):
        for text in texts[:5]:
            screen.print(escape(f"  {title}: {visible(text)[:140]}"))


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}".rstrip("0").rstrip(".")
