"""An evaluation of flow typologies, as a person reads it and as JSON."""

from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from plainsight.app.evaluate_flows import FlowEvaluation


def show_evaluation(screen: Console, evaluation: FlowEvaluation) -> None:
    """Three tables: by typology, by labelled pattern, by decision delay."""
    screen.print(
        f"{evaluation.labelled:,} of {evaluation.transfer_count:,} transfers are labelled; "
        "an instance is true when at least half of its transfers are"
    )
    table = _table("typology", "instances", "true", "precision", "transfers", "labelled", "groups")
    for score in evaluation.typologies:
        table.add_row(
            score.typology_id,
            f"{score.instances:,}",
            f"{score.true_instances:,}",
            _share(score.precision),
            f"{score.transfers:,}",
            f"{score.true_transfers:,}",
            f"{score.groups_met:,}",
        )
    screen.print(table)
    if evaluation.patterns:
        screen.print("A group is met when one instance holds at least half of its transfers:")
        table = _table("pattern", "groups", "met", "recall", "by")
        for pattern in evaluation.patterns:
            table.add_row(
                pattern.pattern or "(unnamed)",
                f"{pattern.groups:,}",
                f"{pattern.met:,}",
                _share(pattern.recall),
                ", ".join(f"{name} {count:,}" for name, count in pattern.met_by.items()),
            )
        screen.print(table)
    if evaluation.delays:
        screen.print(
            f"By decision delay, {evaluation.run_count:,} searches, one every "
            f"{evaluation.every_days} days:"
        )
        table = _table("delay, days", "recall", "precision", "found", "flagged", "groups met")
        for delay in evaluation.delays:
            table.add_row(
                f"{delay.delay_days}",
                _share(delay.recall),
                _share(delay.precision),
                f"{delay.found:,} of {delay.labelled:,}",
                f"{delay.flagged:,}",
                f"{delay.groups_met:,} of {delay.groups:,}",
            )
        screen.print(table)


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


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for column in others:
        table.add_column(column, justify="left" if column == "by" else "right")
    return table


def _share(thousandths: int | None) -> str:
    return "" if thousandths is None else f"{thousandths / 1000:.3f}"
