"""plainsight flows train and score: a calibrated model beside the flow typologies."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.cli.file_kind import Kind
from plainsight.cli.json_option import AsJson, AsJsonLines
from plainsight.cli.listing import Listing, number
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, print_json, visible
from plainsight.cli.trace.flow_options import (
    DEFAULT_TRANSFERS,
    AsOf,
    AsWritten,
    PolicyFolder,
    Reporting,
    Since,
    TransfersFolder,
    ask,
    choose_policy,
    open_snapshot,
)
from plainsight.cli.write_file import require_writable
from plainsight.errors import BadValue
from plainsight.model.asset import Asset
from plainsight.model.time import format_instant
from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.flows.leg import instant_us, us_instant

if TYPE_CHECKING:
    from plainsight.engines.flow_features.compute import Matrix
    from plainsight.engines.flow_ledger import FlowLedger, Truth
    from plainsight.engines.flow_model import FlowModel

DAYS_MAX = 365
SHOWN_MAX = 100_000
MODEL = Path("plainsight-flows.model")


app = typer.Typer()


@app.command()
def train(
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    out: Annotated[Path, typer.Option(help="Where the model goes.")] = MODEL,
    delay: Annotated[
        int, typer.Option(help="Days after a transfer at which it is scored.", min=0, max=DAYS_MAX)
    ] = 0,
    label_lag: Annotated[
        int,
        typer.Option(
            help="Days after a transfer at which its label is known.", min=1, max=DAYS_MAX
        ),
    ] = 30,
    findings_every: Annotated[
        int,
        typer.Option(
            help="Use findings of the typologies, searched for every so many days (0: do not).",
            min=0,
            max=DAYS_MAX,
        ),
    ] = 0,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    policy: PolicyFolder = None,
    seed: Annotated[int, typer.Option(help="Seed of the trees.", min=0, max=2**31 - 1)] = 0,
    as_json: AsJson = False,
) -> None:
    """Train on the ledger's labels: learn on the past, calibrate after it, measure after that.

    Every feature knows what was known when its transfer is scored, and nothing later. The same
    ledger gives the same model. Refuses to train on too little. Typologies stand without it.

    Example: plainsight flows train --delay 7 --out week.model
    """
    from plainsight.engines.flow_model import save_flow_model, train_flow_model

    require_writable(out, kind=Kind.ARCHIVE)  # not after the work
    snapshot, asked = open_snapshot(ledger), ask(reporting, None, as_of, as_written=as_written)
    told = _Told(
        delay=timedelta(days=delay),
        label_lag=timedelta(days=label_lag),
        findings_every=timedelta(days=findings_every),
        question=FeatureQuestion(),
    )
    read, confirmed, features = _features(snapshot, asked, told, policy)
    if not confirmed.any():
        raise BadValue("labels", 0, "the ledger has none; plainsight transfers ingest takes them")
    model = train_flow_model(
        features,
        confirmed,
        read.flow.at_us,
        question=told.question,
        delay=told.delay,
        label_lag=told.label_lag,
        findings_every=told.findings_every,
        now=wiring.read_clock(),
        seed=seed,
    )
    save_flow_model(model, out)
    if as_json:
        print_json({"model": str(out), "card": model.card.to_json()})
    else:
        _show_card(model, out)


@app.command()
def score(
    model: Annotated[Path, typer.Argument(help="A model of plainsight flows train.")],
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    since: Since = None,
    as_of: AsOf = None,
    reporting: Reporting = "USD",
    as_written: AsWritten = False,
    policy: PolicyFolder = None,
    top: Annotated[
        int, typer.Option(help="Transfers to print, highest first.", min=1, max=SHOWN_MAX)
    ] = 20,
    as_json: AsJsonLines = False,
) -> None:
    """Score transfers, each with the reasons that raised it; the highest first.

    What came before --since is still looked at, but not printed. A transfer younger than the
    model's delay is scored by what is known, and said to be provisional.

    Example: plainsight flows score week.model --since 2026-02-01 --top 50
    """
    from plainsight.engines.flow_model import load_flow_model

    loaded = load_flow_model(model)
    snapshot, asked = open_snapshot(ledger), ask(reporting, None, as_of, as_written=as_written)
    told = _Told(
        delay=timedelta(microseconds=loaded.card.delay_us),
        label_lag=timedelta(microseconds=loaded.card.label_lag_us),
        findings_every=timedelta(microseconds=loaded.card.findings_every_us),
        question=loaded.question,
    )
    read, _, features = _features(snapshot, asked, told, policy)
    begin = 0 if since is None else instant_us(since.replace(tzinfo=UTC))
    lines = _scored(loaded, read, features, begin=begin, top=top, asset=asked.reporting)
    if as_json:
        for line in lines:
            print_json(line)
    else:
        _show_scores(lines, loaded)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    delay: timedelta
    label_lag: timedelta
    findings_every: timedelta
    question: FeatureQuestion


def _features(
    snapshot: LedgerSnapshot, asked: FlowQuestion, told: _Told, policy: Path | None
) -> "tuple[FlowLedger, Truth, Matrix]":
    from plainsight.engines.flow_features.compute import flow_features
    from plainsight.engines.flow_ledger import read_flow_ledger, with_findings

    with counted_progress("reading transfers and measuring them") as advance:
        read = read_flow_ledger(snapshot, asked)
        advance(1)
        labels = wiring.make_label_reader().read(snapshot)
        confirmed = read.marked(frozenset(label.transfer_id for label in labels))
        known = read.known(confirmed, label_lag=told.label_lag)
        if told.findings_every:
            known = with_findings(
                known,
                read,
                snapshot,
                choose_policy(policy, None).flows,
                asked,
                engine=wiring.make_flow_tools().flows,
                every=told.findings_every,
                on_search=lambda: advance(1),
            )
        delay_us = told.delay // timedelta(microseconds=1)
        features = flow_features(read.flow, question=told.question, delay_us=delay_us, known=known)
        advance(1)
    return read, confirmed, features


def _scored(
    model: "FlowModel",
    read: "FlowLedger",
    features: "Matrix",
    *,
    begin: int,
    top: int,
    asset: Asset,
) -> list[dict[str, Any]]:
    if not len(read.flow):
        return []
    scores = model.probabilities(features)
    rows = [int(row) for row in (-scores).argsort(kind="stable") if read.flow.at_us[row] >= begin]
    chosen = rows[:top]
    last = int(read.flow.at_us[-1])
    reasons = model.reasons(features[chosen], asset=asset) if chosen else []
    return [
        {
            "transfer_id": read.transfer_ids[row],
            "at": format_instant(us_instant(int(read.flow.at_us[row]))),
            "source": read.accounts[read.flow.source[row]],
            "target": read.accounts[read.flow.target[row]],
            "units": int(read.flow.value[row]),
            "asset": asset.code,
            "probability": round(float(scores[row]), 6),
            "is_over": bool(scores[row] >= model.card.threshold),
            "is_provisional": bool(read.flow.at_us[row] + model.card.delay_us > last),
            "reasons": [{"says": r.says, "weight": round(r.weight, 4)} for r in own],
        }
        for row, own in zip(chosen, reasons, strict=True)
    ]


def _show_card(model: "FlowModel", out: Path) -> None:
    card, screen = model.card, console()
    listing = Listing(
        *map(number, ("average precision", "F1", "precision", "recall", "Brier", "alerted"))
    )
    listing.add(
        f"{card.average_precision:.3f}",
        f"{card.f1:.3f}",
        f"{card.precision:.3f}",
        f"{card.recall:.3f}",
        f"{card.brier:.4f}",
        f"{card.alert_share:.2%}",
    )
    listing.show(screen)
    screen.print(
        f"measured on the last fifth, which it had not seen; {card.confirmed_count:,} of "
        f"{card.transfer_count:,} transfers confirmed, {card.trees} trees"
    )
    screen.print(f"saved: {out}", soft_wrap=True)


def _show_scores(lines: list[dict[str, Any]], model: "FlowModel") -> None:
    screen = console()
    for line in lines:
        mark = "over the threshold" if line["is_over"] else "below the threshold"
        provisional = ", provisional" if line["is_provisional"] else ""
        screen.print(
            f"[b]{line['probability']:.3f}[/b] {escape(visible(line['transfer_id']))} "
            f"{line['at'][:16]} {escape(visible(line['source']))} → "
            f"{escape(visible(line['target']))}, {mark}{provisional}",
            soft_wrap=True,
        )
        for reason in line["reasons"]:
            screen.print(f"   +{reason['weight']:.2f} {escape(reason['says'])}", soft_wrap=True)
    screen.print(f"threshold {model.card.threshold:.3f}; a score decides nothing, a person does")
