"""plainsight queue: take alerts in the order of what is due, and decide about them."""

from typing import Annotated, Any

import typer
from rich.text import Text

from plainsight import wiring
from plainsight.app.casework.absorb_alerts import is_absorbed
from plainsight.app.casework.decide_alert import ask_second_look, decide_alert
from plainsight.app.casework.enqueue_alerts import sync_queue
from plainsight.app.casework.list_queue import (
    PAGE_MAX,
    QueuePage,
    count_queue,
    list_queue,
    search_alerts,
)
from plainsight.app.casework.stored import QueueCounts, QueueFilter
from plainsight.app.casework.take_alert import (
    assign_alert,
    release_alert,
    skip_alert,
    snooze_alert,
    take_alert,
    take_next,
)
from plainsight.app.casework.view_alert import AlertView, unmask_contacts, view_alert
from plainsight.casework.decision import SUSPECTING, Outcome
from plainsight.casework.review import Review
from plainsight.cli.casework import queue_appeals, queue_learning, queue_listed, queue_skips
from plainsight.cli.casework.casework_view import review_json, show_queue, view_json
from plainsight.cli.detect.alert_view import show_edit
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.offered import alert_ids, typology_ids
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, minute, print_json, show_why, visible
from plainsight.cli.staff_options import StaffTurn, acting, instant, staffed
from plainsight.cli.turn import Said, tell_line
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.role import Role

ACCOUNTS_SHOWN = 10
SUSPECTED_BEFORE = (
    "found suspicious in an earlier round: no later decision ends that; unless a SAR tells of it, "
    "one stays owed until a filing officer decides"
)
AlertId = Annotated[
    str,
    typer.Argument(help="The alert's id, al_...", show_default=False, autocompletion=alert_ids),
]
Reason = Annotated[str, typer.Option("--reason", help="A reason of reviews/reasons.yaml.")]
Note = Annotated[str, typer.Option(help="A note in your own words.")]

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The review queue: take, decide, appeal."
)


def _tell_queue(done: tuple[QueuePage, QueueCounts], *, as_json: bool) -> None:
    page, counts = done
    if as_json:
        print_json(
            {
                "open": counts.open_count,
                "overdue": counts.overdue_count,
                "alerts": [review_json(review) for review in page.reviews],
            }
        )
        return
    show_queue(page)
    console().print(
        f"{counts.open_count:,} open, {counts.available_count:,} to take, "
        f"{counts.held_count:,} in hands, {counts.overdue_count:,} overdue",
        style="dim",
    )


@app.command("list")
@staffed(_tell_queue)
def list_(
    turn: StaffTurn,
    kind: Annotated[str | None, typer.Option(help="Only this kind: posts, flow.")] = None,
    typology: Annotated[
        str | None,
        typer.Option(help="Only this typology, as T01.", autocompletion=typology_ids),
    ] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only what is in your hands or assigned to you.")
    ] = False,
    available: Annotated[
        bool, typer.Option("--available", help="Only what is neither held nor asleep.")
    ] = False,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=PAGE_MAX)] = 20,
) -> tuple[QueuePage, QueueCounts]:
    """List the queue, what is due first on top.

    Example:

      plainsight queue list --by ana
    """
    staff, now = turn.actor, turn.now
    wanted = QueueFilter(
        kind=kind,
        typology_id=typology,
        belongs_to=staff.staff_id if mine else None,
        is_available=available,
    )
    page = list_queue(turn.store, wanted=wanted, count_max=top, actor=staff, now=now)
    counts = count_queue(turn.store, actor=staff, now=now)
    return page, counts


def _tell_found(page: QueuePage, *, as_json: bool) -> None:
    if as_json:
        print_json([review_json(review) for review in page.reviews])
    else:
        show_queue(page)


@app.command()
@staffed(_tell_found)
def search(
    turn: StaffTurn,
    query: Annotated[str, typer.Argument(help="Words that the alert must hold, all of them.")],
) -> QueuePage:
    """Search alerts by words of their posts, contacts, accounts and ids; searches are logged.

    Example:

      plainsight queue search 换汇 --by ana
    """
    return search_alerts(turn.store, query, actor=turn.actor, now=turn.now)


def _tell_alert(view: AlertView, *, as_json: bool) -> None:
    if as_json:
        print_json(view_json(view))
        return
    screen = console()
    screen.print(Text(f"{view.review.alert_id}  {visible(view.review.title)}", style="bold"))
    told = visible(view.text) or f"plainsight explain {view.review.alert_id} shows its transfers"
    screen.print(Text(told))
    show_edit(view.lead, view.now_reads)
    accounts = visible(", ".join(view.account_ids[:ACCOUNTS_SHOWN]))
    if len(view.account_ids) > ACCOUNTS_SHOWN:
        accounts += f" and {len(view.account_ids) - ACCOUNTS_SHOWN:,} more"
    screen.print(Text(f"accounts: {accounts}", style="dim"))
    finding: Any = view.alert.finding
    screen.print(f"score {view.alert.score_permille / 1000:.2f}")
    if strongest := finding.get("strongest"):
        show_why(screen, strongest)
    if is_absorbed(view.alert):
        screen.print(Text(f"closed: later posts joined it to alert {finding['into']}"))
    if view.review.asked_by is not None:
        note = f": {visible(view.asked_note)}" if view.asked_note else ""
        screen.print(Text(f"{view.review.asked_by} asks for a second look{note}"))
    if view.was_suspected:
        screen.print(Text(SUSPECTED_BEFORE), soft_wrap=True)


@app.command()
@staffed(_tell_alert)
def show(
    turn: StaffTurn,
    alert_id: AlertId,
    unmask: Annotated[
        str | None, typer.Option(help="Show contacts, for this reason of reviews/reasons.yaml.")
    ] = None,
) -> AlertView:
    """Show one alert, contacts masked. Every look is logged; unmasking needs a reason.

    Example:

      plainsight queue show al_4f0c --by ana
    """
    if unmask is None:
        return view_alert(turn.store, alert_id, actor=turn.actor, now=turn.now)
    return unmask_contacts(
        turn.store,
        alert_id,
        reason_id=unmask,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )


@app.command()
@staffed(tell_line)
def take(
    turn: StaffTurn,
    alert_id: Annotated[
        str | None,
        typer.Argument(help="An alert; without one, what is due first.", autocompletion=alert_ids),
    ] = None,
) -> Said:
    """Take an alert into your hands, or renew your lease on it. Exits with 1 when there is none.

    Example:

      plainsight queue take --by ana
    """
    staff, now, policy = turn.actor, turn.now, load_review_policy()
    if alert_id is None:
        taken = take_next(turn.store, actor=staff, policy=policy, now=now)
    else:
        taken = take_alert(turn.store, alert_id, actor=staff, policy=policy, now=now)
    if taken is None:
        console().print("nothing to take", style="dim")
        raise typer.Exit(EXIT_NEGATIVE)
    return _said(taken, f"yours until {minute(taken.available_at)}")


@app.command()
@staffed(tell_line)
def release(turn: StaffTurn, alert_id: AlertId) -> Said:
    """Give an alert back to the queue.

    Example:

      plainsight queue release al_4f0c --by ana
    """
    freed = release_alert(turn.store, alert_id, actor=turn.actor, now=turn.now)
    return _said(freed, "back in the queue")


@app.command()
@staffed(tell_line)
def snooze(
    turn: StaffTurn,
    alert_id: AlertId,
    until: Annotated[str, typer.Option(help="When it wakes: 2026-01-31T08:00:00Z.")],
    reason: Reason,
) -> Said:
    """Let an alert sleep; it wakes by itself and comes back to you.

    Example:

      plainsight queue snooze al_4f0c --by ana --until 2026-01-31T08:00:00Z --reason awaits_records
    """
    asleep = snooze_alert(
        turn.store,
        alert_id,
        until=instant(until, option="until"),
        reason_id=reason,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )
    return _said(asleep, f"asleep until {minute(asleep.available_at)}")


@app.command()
@staffed(tell_line)
def skip(turn: StaffTurn, alert_id: AlertId, reason: Reason, note: Note = "") -> Said:
    """Give an alert back with a reason; it is not offered to you again for a while.

    Example:

      plainsight queue skip al_4f0c --by ana --reason need_a_break
    """
    freed = skip_alert(
        turn.store,
        alert_id,
        reason_id=reason,
        note=note,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )
    return _said(freed, "skipped")


@app.command()
@staffed(tell_line)
def decide(
    turn: StaffTurn,
    alert_id: AlertId,
    outcome: Annotated[Outcome, typer.Argument(help="What it turned out to be.")],
    reason: Annotated[
        list[str], typer.Option("--reason", help="A reason of reviews/reasons.yaml; repeatable.")
    ],
    note: Note = "",
    version: Annotated[
        int | None,
        typer.Option(help="The version you read; refused if a scan revised it since.", min=1),
    ] = None,
) -> Said:
    """Decide about the alert in your hands, with reasons from the list.

    A suspicion of an earlier round is not ended by a later decision: its SAR stays owed until a
    filing officer files it or decides not to.

    Example:

      plainsight queue decide al_4f0c confirmed --reason offers_service --by ana
    """
    done = decide_alert(
        turn.store,
        alert_id,
        outcome,
        reason_ids=reason,
        note=note,
        version=version,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )
    decided = f"{done.decision.outcome.value}: {', '.join(done.decision.reason_ids)}"
    told, line = _said(done.review, f"{decided} (list: {done.decision.policy})")
    stands = done.was_suspected and outcome not in SUSPECTING
    return told | {"was_suspected": done.was_suspected}, (
        f"{line}\n{SUSPECTED_BEFORE}" if stands else line
    )


@app.command()
@staffed(tell_line)
def escalate(turn: StaffTurn, alert_id: AlertId, note: Note = "") -> Said:
    """Ask another person for a second look; you cannot take the alert again.

    Example:

      plainsight queue escalate al_4f0c --by ana
    """
    asked = ask_second_look(turn.store, alert_id, note=note, actor=turn.actor, now=turn.now)
    return _said(asked, "waits for a second look")


@app.command()
@staffed(tell_line)
def assign(
    turn: StaffTurn,
    alert_id: AlertId,
    to: Annotated[str | None, typer.Option(help="Whose it becomes; left out, nobody's.")] = None,
    to_role: Annotated[
        Role, typer.Option(metavar="ROLE", help="The role of that person.")
    ] = Role.ANALYST,
) -> Said:
    """Say whose an alert is. Needs the role SNR.

    Example:

      plainsight queue assign al_4f0c --to ben --by sol --role SNR
    """
    assigned = assign_alert(
        turn.store,
        alert_id,
        to=None if to is None else acting(to, [to_role], option="--to"),
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )
    return _said(assigned, f"assigned to {to or 'nobody'}")


@app.command()
def sync(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Place every stored alert that the queue does not know; needed once after an upgrade.

    Example:

      plainsight queue sync
    """
    with opened_records(records) as store:
        placed = sync_queue(store, policy=load_review_policy().queue, now=wiring.read_clock())
    if as_json:
        print_json({"placed": placed})
    else:
        console().print(f"{counted(placed, 'alert')} placed in the queue")


def _said(review: Review, what: str) -> Said:
    return review_json(review), f"{review.alert_id}: {what}"


for part in (queue_appeals, queue_listed, queue_learning, queue_skips):
    app.add_typer(part.app)
