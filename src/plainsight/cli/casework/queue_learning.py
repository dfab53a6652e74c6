"""plainsight queue labels, quality, golden, watch, terms, propose-term, approve-term, lexicon."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.casework.learn_from_decisions import (
    answer_term,
    approved_terms,
    export_labels,
    mine_terms,
    propose_term,
    watch_typologies,
)
from plainsight.app.casework.review_quality import (
    ReviewQuality,
    measure_quality,
    plant_golden,
    watch_reviewers,
)
from plainsight.casework.agreement import Agreement
from plainsight.casework.decision import Outcome
from plainsight.casework.mining import Mined
from plainsight.casework.shift import Shift
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.offered import alert_ids
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.cli.staff_options import StaffTurn, staffed
from plainsight.cli.turn import Said, tell_line
from plainsight.cli.write_file import write_whole
from plainsight.errors import UnknownId
from plainsight.feeds.policy.reviews_yaml import load_review_policy

Days = Annotated[int, typer.Option(help="Days of the period that is looked at.", min=1)]


app = typer.Typer()


@app.command()
@staffed(tell_line)
def labels(
    turn: StaffTurn, out: Annotated[Path, typer.Argument(help="Where the rows go, as .jsonl.")]
) -> Said:
    """Write decided alerts as labelled rows for `plainsight train` and `backtest`. Role RQA.

    Example:

      plainsight queue labels labels.jsonl --by qui --role RQA
    """
    rows = export_labels(
        turn.store,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )
    lines = [json.dumps(row.to_json(), ensure_ascii=False) for row in rows]
    write_whole(out, "".join(f"{line}\n" for line in lines))
    return {"rows": len(rows), "file": str(out)}, f"{counted(len(rows), 'row')}: {out}"


@app.command()
@staffed(tell_line)
def golden(
    turn: StaffTurn,
    alert_id: Annotated[
        str, typer.Argument(help="A settled alert to copy, al_...", autocompletion=alert_ids)
    ],
    outcome: Annotated[Outcome, typer.Argument(help="Its known answer.")],
) -> Said:
    """Put a golden item into the queue; reviewers cannot tell it from an alert. Role RQA.

    Example:

      plainsight queue golden al_4f0c benign --by qui --role RQA
    """
    planted = plant_golden(
        turn.store,
        alert_id,
        outcome,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )
    return {"alert_id": planted}, planted


def _tell_quality(found: ReviewQuality, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "golden": _agreement_json(found.golden),
                "golden_share": {
                    "planted": found.share.planted_count,
                    "alerts": found.share.alert_count,
                    "asked_for": found.share.asked_count,
                },
                "blind": _agreement_json(found.blind),
                "reviewers": [
                    {
                        "staff_id": each.staff_id,
                        "golden": _agreement_json(each.golden),
                        "blind": _agreement_json(each.blind),
                    }
                    for each in found.reviewers
                ],
            }
        )
        return
    screen = console()
    screen.print(f"golden items: {_written(found.golden)}")
    share = found.share
    screen.print(
        f"  {share.planted_count:,} planted beside {counted(share.alert_count, 'alert')}, "
        f"{share.asked_count:,} asked for by reviews/queue.yaml",
        style="yellow" if share.missing_count else "dim",
    )
    screen.print(f"two people:   {_written(found.blind)}")
    for each in found.reviewers:
        screen.print(escape(f"  {each.staff_id}: golden {_written(each.golden)}"), style="dim")


@app.command()
@staffed(_tell_quality)
def quality(turn: StaffTurn, days: Days = 30) -> ReviewQuality:
    """Measure agreement with golden items and between two people (Cohen's kappa). Role RQA.

    Example:

      plainsight queue quality --by qui --role RQA
    """
    since = turn.now - timedelta(days=days)
    return measure_quality(
        turn.store,
        since=since,
        before=turn.now,
        actor=turn.actor,
        queue=load_review_policy().queue,
    )


def _tell_shifts(shifts: Sequence[Shift], *, as_json: bool) -> None:
    alarms = [shift for shift in shifts if shift.is_alarm]
    if as_json:
        print_json({"checked": len(shifts), "alarms": [shift.says for shift in alarms]})
    else:
        for shift in alarms:
            console().print(escape(shift.says), style="red")
        console().print(
            f"{counted(len(shifts), 'share')} compared, {counted(len(alarms), 'alarm')}",
            style="dim",
        )
    if alarms:
        raise typer.Exit(EXIT_NEGATIVE)


@app.command()
@staffed(_tell_shifts)
def watch(turn: StaffTurn, days: Days = 7) -> Sequence[Shift]:
    """Compare the last days with four times as many before: typologies and reviewers. Role RQA.

    Exact binomial tests; alarms go into the log. Exits with 1 when there is one.

    Example:

      plainsight queue watch --by qui --role RQA
    """
    policy, recent = load_review_policy(), turn.now - timedelta(days=days)
    since = recent - 4 * timedelta(days=days)
    period: dict[str, Any] = {"since": since, "recent": recent, "before": turn.now, "now": turn.now}
    return [
        *watch_typologies(turn.store, actor=turn.actor, policy=policy, **period),
        *watch_reviewers(turn.store, actor=turn.actor, policy=policy, **period),
    ]


def _tell_terms(mined: Sequence[Mined], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "phrase": each.phrase,
                    "confirmed": each.confirmed_count,
                    "benign": each.benign_count,
                    "z": round(each.z, 3),
                    "collisions": list(each.collisions),
                }
                for each in mined
            ]
        )
        return
    for each in mined:
        warned = f"  collides: {', '.join(each.collisions[:3])}" if each.collisions else ""
        console().print(
            escape(
                f"{each.z:5.2f}  {visible(each.phrase)}  "
                f"{each.confirmed_count} confirmed, {each.benign_count} benign{warned}"
            )
        )
    console().print(counted(len(mined), "phrase"), style="dim")


@app.command()
@staffed(_tell_terms)
def terms(
    turn: StaffTurn,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=500)] = 30,
) -> Sequence[Mined]:
    """Mine phrases that confirmed alerts use and benign ones do not, with their collisions.

    Example:

      plainsight queue terms --by ana
    """
    known = [term.text for term in wiring.load_policy().lexicon.terms]
    return mine_terms(
        turn.store,
        known=known,
        count_max=top,
        actor=turn.actor,
        policy=load_review_policy(),
    )


@app.command("propose-term")
@staffed(tell_line)
def propose(
    turn: StaffTurn,
    phrase: Annotated[str, typer.Argument(help="A phrase that `plainsight queue terms` shows.")],
    sense: Annotated[str, typer.Option(help="The sense it has, as launder.crew.")],
    language: Annotated[str, typer.Option(help="zh, en, es or any.")],
) -> Said:
    """Propose a mined phrase for the lexicon; it needs a second person.

    Example:

      plainsight queue propose-term 跑分车队 --sense launder.crew --language zh --by ana
    """
    lexicon_now = wiring.load_policy().lexicon
    policy = load_review_policy()
    known = [term.text for term in lexicon_now.terms]
    mined = mine_terms(turn.store, known=known, count_max=5_000, actor=turn.actor, policy=policy)
    found = next((each for each in mined if each.phrase == phrase), None)
    if found is None:
        raise UnknownId("mined phrase", phrase)
    candidate = propose_term(
        turn.store,
        found,
        language=language,
        sense_id=sense,
        senses=lexicon_now.senses,
        actor=turn.actor,
        now=turn.now,
    )
    shown = {"candidate_id": candidate.candidate_id, "collisions": list(candidate.collisions)}
    return shown, f"{candidate.candidate_id}: proposed"


@app.command("approve-term")
@staffed(tell_line)
def approve(
    turn: StaffTurn,
    candidate_id: Annotated[str, typer.Argument(help="The candidate's id, tc_...")],
    yes: Annotated[bool, typer.Option("--approve/--reject", help="Yes or no.")] = True,
) -> Said:
    """Approve or reject a term that another person proposed. Role SNR or RQA.

    Example:

      plainsight queue approve-term tc_12ab --by sol --role SNR
    """
    answered = answer_term(
        turn.store,
        candidate_id,
        is_approved=yes,
        actor=turn.actor,
        now=turn.now,
    )
    shown = {"candidate_id": candidate_id, "term": answered.term, "stand": answered.stand.value}
    return shown, f"{answered.term}: {answered.stand.value}"


@app.command()
@staffed(tell_line)
def lexicon(
    turn: StaffTurn,
    out: Annotated[Path, typer.Argument(help="Where the file goes: a .csv of the lexicon.")],
) -> Said:
    """Write the approved terms as a file for typologies/lexicon/; then lint and backtest it.

    Example:

      plainsight queue lexicon zh_reviewed.csv --by ana
    """
    text = approved_terms(turn.store, actor=turn.actor)
    write_whole(out, text)
    count = text.count("\n") - 1
    return {"terms": count, "file": str(out)}, f"{count} terms: {out}"


def _agreement_json(found: Agreement) -> dict[str, Any]:
    return {
        "count": found.count,
        "observed": round(found.observed, 4),
        "kappa": None if found.kappa is None else round(found.kappa, 4),
    }


def _written(found: Agreement) -> str:
    if not found.count:
        return "no answer yet, kappa -"
    kappa = "-" if found.kappa is None else f"{found.kappa:.2f}"
    return f"{counted(found.count, 'answer')}, {found.observed:.0%} equal, kappa {kappa}"
