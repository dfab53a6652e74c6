"""An evaluation of flow typologies, as a person reads it and as JSON."""

from dataclasses import asdict

from rich.console import Console

from plainsight.app.trace.evaluate_flows import FlowEvaluation
from plainsight.cli.listing import Column, Listing, number, words
from plainsight.trace.flows.ranked import FIRST, READ_EACH, FirstRead


def show_evaluation(screen: Console, evaluation: FlowEvaluation) -> None:
    """Three tables: by typology, by labelled pattern, by decision delay."""
    screen.print(
        f"{evaluation.labelled:,} of {evaluation.transfer_count:,} transfers are labelled; "
        "an instance is true when at least half of its transfers are"
    )
    listing = _listing(
        "typology", "instances", "true", "precision", "transfers", "labelled", "groups"
    )
    for score in evaluation.typologies:
        listing.add(
            score.typology_id,
            f"{score.instances:,}",
            f"{score.true_instances:,}",
            _share(score.precision),
            f"{score.transfers:,}",
            f"{score.true_transfers:,}",
            f"{score.groups_met:,}",
        )
    listing.show(screen)
    _show_ranked(screen, evaluation)
    if evaluation.patterns:
        screen.print("A group is met when one instance holds at least half of its transfers:")
        listing = _listing("pattern", "groups", "met", "recall", words("by"))
        for pattern in evaluation.patterns:
            listing.add(
                pattern.pattern or "(unnamed)",
                f"{pattern.groups:,}",
                f"{pattern.met:,}",
                _share(pattern.recall),
                ", ".join(f"{name} {count:,}" for name, count in pattern.met_by.items()),
            )
        listing.show(screen)
    if evaluation.delays:
        screen.print(
            f"By decision delay, {evaluation.run_count:,} searches, one every "
            f"{evaluation.every_days} days:"
        )
        listing = _listing("delay, days", "recall", "precision", "found", "flagged", "groups met")
        for delay in evaluation.delays:
            listing.add(
                f"{delay.delay_days}",
                _share(delay.recall),
                _share(delay.precision),
                f"{delay.found:,} of {delay.labelled:,}",
                f"{delay.flagged:,}",
                f"{delay.groups_met:,} of {delay.groups:,}",
            )
        listing.show(screen)


def _show_ranked(screen: Console, evaluation: FlowEvaluation) -> None:
    sizes = FIRST
    screen.print("Read from the top, by amount at risk times confidence:")
    listing = _listing(
        "list", "entries", "true", "average precision", *(f"true of first {n}" for n in sizes)
    )
    for each in evaluation.ranked:
        first = [f"{one.true} of {one.read}" for one in each.first]
        share = _share(each.average_precision)
        listing.add(each.name, f"{each.entries:,}", f"{each.true:,}", share, *first)
    listing.show(screen)
    for one in evaluation.ranked[-1].first if evaluation.ranked else ():
        screen.print(f"  the first {one.read} alerts: {_read(one)}")
    if evaluation.as_it_comes is not None:
        one = evaluation.as_it_comes
        screen.print(
            f"  the first {READ_EACH} new alerts after each search, {one.read} in all, as they "
            f"stood then: {one.true} true; {_read(one)}"
        )


def _read(first: FirstRead) -> str:
    return (
        f"{first.labelled_transfers:,} labelled of {first.transfers:,} transfers, "
        f"{first.groups_met:,} groups met"
    )


def evaluation_json(evaluation: FlowEvaluation) -> dict[str, object]:
    """The same for machines; shares in thousandths."""
    return {
        "labelled": evaluation.labelled,
        "transfers": evaluation.transfer_count,
        "every_days": evaluation.every_days,
        "typologies": [
            asdict(score) | {"precision_permille": score.precision}
            for score in evaluation.typologies
        ],
        "patterns": [
            asdict(score) | {"met_by": dict(score.met_by), "recall_permille": score.recall}
            for score in evaluation.patterns
        ],
        "ranked": [asdict(each) for each in evaluation.ranked],
        "as_it_comes": None if evaluation.as_it_comes is None else asdict(evaluation.as_it_comes),
        "delays": [
            asdict(score)
            | {
                "recall_permille": score.recall,
                "precision_permille": score.precision,
                "group_recall_permille": score.group_recall,
            }
            for score in evaluation.delays
        ],
    }


def _listing(first: str, *others: Column | str) -> Listing:
    """The first column names, the others count unless they say that they do not."""
    return Listing(first, *(number(each) if isinstance(each, str) else each for each in others))


def _share(thousandths: int | None) -> str:
    return "" if thousandths is None else f"{thousandths / 1000:.3f}"
