"""plainsight queue labels, quality, golden, watch, terms, propose-term, approve-term, lexicon."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.learn_from_decisions import (
    answer_term,
    approved_terms,
    export_labels,
    mine_terms,
    propose_term,
    watch_typologies,
)
from plainsight.app.review_quality import measure_quality, plant_golden, watch_reviewers
from plainsight.casework.agreement import Agreement
from plainsight.casework.decision import Outcome
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.log_options import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.cli.staff_options import Roles, Who, acting
from plainsight.cli.write_file import write_whole
from plainsight.errors import UnknownId
from plainsight.feeds.reviews_yaml import load_review_policy

Days = Annotated[int, typer.Option(help="Days of the period that is looked at.", min=1)]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    for name, command in (
        ("labels", labels),
        ("golden", golden),
        ("quality", quality),
        ("watch", watch),
        ("terms", terms),
        ("propose-term", propose),
        ("approve-term", approve),
        ("lexicon", lexicon),
    ):
        app.command(name)(command)


def labels(
    out: Annotated[Path, typer.Argument(help="Where the rows go, as .jsonl.")],
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Write decided alerts as labelled rows for `plainsight train` and `backtest`. Role RQA.

    Example:

      plainsight queue labels labels.jsonl --by qui --role RQA
    """
    with opened_records(records) as store:
        rows = export_labels(
            store,
            actor=acting(by, roles),
            policy=load_review_policy(),
            now=wiring.read_clock(),
        )
    lines = [json.dumps(row.to_json(), ensure_ascii=False) for row in rows]
    write_whole(out, "".join(f"{line}\n" for line in lines))
    _say({"rows": len(rows), "file": str(out)}, f"{len(rows):,} rows: {out}", as_json=as_json)


def golden(
    alert_id: Annotated[str, typer.Argument(help="A settled alert to copy, al_...")],
    outcome: Annotated[Outcome, typer.Argument(help="Its known answer.")],
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Put a golden item into the queue; reviewers cannot tell it from an alert. Role RQA.

    Example:

      plainsight queue golden al_4f0c benign --by qui --role RQA
    """
    with opened_records(records) as store:
        planted = plant_golden(
            store,
            alert_id,
            outcome,
            actor=acting(by, roles),
            policy=load_review_policy(),
            now=wiring.read_clock(),
        )
    _say({"alert_id": planted}, planted, as_json=as_json)


def quality(
    by: Who,
    days: Days = 30,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Measure agreement with golden items and between two people (Cohen's kappa). Role RQA.

    Example:

      plainsight queue quality --by qui --role RQA
    """
    now = wiring.read_clock()
    with opened_records(records) as store:
        found = measure_quality(
            store, since=now - timedelta(days=days), before=now, actor=acting(by, roles)
        )
    if as_json:
        print_json(
            {
                "golden": _agreement_json(found.golden),
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
    screen.print(f"two people:   {_written(found.blind)}")
    for each in found.reviewers:
        screen.print(escape(f"  {each.staff_id}: golden {_written(each.golden)}"), style="dim")


def watch(
    by: Who,
    days: Days = 7,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Compare the last days with four times as many before: typologies and reviewers. Role RQA.

    Exact binomial tests; alarms go into the log. Exits with 1 when there is one.

    Example:

      plainsight queue watch --by qui --role RQA
    """
    now, staff, policy = wiring.read_clock(), acting(by, roles), load_review_policy()
    recent = now - timedelta(days=days)
    since = recent - 4 * timedelta(days=days)
    with opened_records(records) as store:
        period: dict[str, Any] = {"since": since, "recent": recent, "before": now, "now": now}
        shifts = [
            *watch_typologies(store, actor=staff, policy=policy, **period),
            *watch_reviewers(store, actor=staff, policy=policy, **period),
        ]
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


def terms(
    by: Who,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=500)] = 30,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Mine phrases that confirmed alerts use and benign ones do not, with their collisions.

    Example:

      plainsight queue terms --by ana
    """
    known = [term.text for term in wiring.load_policy().lexicon.terms]
    with opened_records(records) as store:
        mined = mine_terms(
            store,
            known=known,
            count_max=top,
            actor=acting(by, roles),
            policy=load_review_policy(),
        )
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


def propose(
    phrase: Annotated[str, typer.Argument(help="A phrase that `plainsight queue terms` shows.")],
    sense: Annotated[str, typer.Option(help="The sense it has, as launder.crew.")],
    language: Annotated[str, typer.Option(help="zh, en, es or any.")],
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Propose a mined phrase for the lexicon; it needs a second person.

    Example:

      plainsight queue propose-term 跑分车队 --sense launder.crew --language zh --by ana
    """
    lexicon_now = wiring.load_policy().lexicon
    staff, now, policy = acting(by, roles), wiring.read_clock(), load_review_policy()
    known = [term.text for term in lexicon_now.terms]
    with opened_records(records) as store:
        mined = mine_terms(store, known=known, count_max=5_000, actor=staff, policy=policy)
        found = next((each for each in mined if each.phrase == phrase), None)
        if found is None:
            raise UnknownId("mined phrase", phrase)
        candidate = propose_term(
            store,
            found,
            language=language,
            sense_id=sense,
            senses=lexicon_now.senses,
            actor=staff,
            now=now,
        )
    _say(
        {"candidate_id": candidate.candidate_id, "collisions": list(candidate.collisions)},
        f"{candidate.candidate_id}: proposed",
        as_json=as_json,
    )


def approve(
    candidate_id: Annotated[str, typer.Argument(help="The candidate's id, tc_...")],
    by: Who,
    yes: Annotated[bool, typer.Option("--approve/--reject", help="Yes or no.")] = True,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Approve or reject a term that another person proposed. Role SNR or RQA.

    Example:

      plainsight queue approve-term tc_12ab --by sol --role SNR
    """
    with opened_records(records) as store:
        answered = answer_term(
            store,
            candidate_id,
            is_approved=yes,
            actor=acting(by, roles),
            now=wiring.read_clock(),
        )
    _say(
        {"candidate_id": candidate_id, "term": answered.term, "stand": answered.stand.value},
        f"{answered.term}: {answered.stand.value}",
        as_json=as_json,
    )


def lexicon(
    out: Annotated[Path, typer.Argument(help="Where the file goes: a .csv of the lexicon.")],
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Write the approved terms as a file for typologies/lexicon/; then lint and backtest it.

    Example:

      plainsight queue lexicon zh_reviewed.csv --by ana
    """
    with opened_records(records) as store:
        text = approved_terms(store, actor=acting(by, roles))
    write_whole(out, text)
    count = text.count("\n") - 1
    _say({"terms": count, "file": str(out)}, f"{count} terms: {out}", as_json=as_json)


def _agreement_json(found: Agreement) -> dict[str, Any]:
    return {
        "count": found.count,
        "observed": round(found.observed, 4),
        "kappa": None if found.kappa is None else round(found.kappa, 4),
    }


def _written(found: Agreement) -> str:
    kappa = "-" if found.kappa is None else f"{found.kappa:.2f}"
    return f"{found.count} answers, {found.observed:.0%} equal, kappa {kappa}"


def _say(shown: dict[str, Any], line: str, *, as_json: bool) -> None:
    if as_json:
        print_json(shown)
    else:
        console().print(escape(line))
