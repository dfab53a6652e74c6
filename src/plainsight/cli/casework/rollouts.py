"""plainsight rollouts: a typology's new version in shadow, then for a share, then for all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.text import Text

from plainsight import wiring
from plainsight.app.casework.roll_out import (
    RolloutView,
    approve_rollout,
    propose_step,
    view_rollout,
    view_rollouts,
)
from plainsight.casework.rollout import Rollout, ShadowDay, Stage
from plainsight.cli.casework.rollout_options import Proposed, offers_of
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.offered import typology_ids
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, minute, print_json
from plainsight.cli.staff_options import Roles, StaffTurn, known, staffed
from plainsight.cli.turn import By

RolloutId = Annotated[str, typer.Argument(help="The step's id, ro_...", show_default=False)]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Roll out a typology's new version: shadow, share, full; two people for each step.",
)


def _tell(step: Rollout, *, as_json: bool) -> None:
    if as_json:
        print_json(_step_json(step))
        return
    console().print(
        escape(
            f"{step.rollout_id}: {step.typology_id} version {step.version}, {_stage(step)}: "
            f"{step.stand.value}"
        )
    )


@app.command()
def propose(
    typology: Annotated[
        str,
        typer.Argument(
            help="The typology, as T01.", show_default=False, autocompletion=typology_ids
        ),
    ],
    stage: Annotated[Stage, typer.Option(help="How far the new version is to go.")],
    by: By,
    permille: Annotated[
        int, typer.Option(help="Thousandths of posts, for a share.", min=0, max=1000)
    ] = 0,
    proposed: Proposed = None,
    policy: Annotated[
        Path | None, typer.Option(help="Policy folder of the present version (default: shipped).")
    ] = None,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Propose the next step; it counts once another person has approved it. Role SNR or RQA.

    The version is the one in the proposed folder; stopping needs no folder. `full` needs posts that
    a scan judged in shadow or for a share before.

    Example:

      plainsight rollouts propose T01 --stage shadow --proposed ./my-policy --by qui --role RQA
    """
    offers, _ = offers_of(policy, proposed)
    with opened_records(records, may_create=True) as store:
        step = propose_step(
            store,
            typology,
            stage,
            permille=permille,
            offers=offers,
            actor=known(store, by, roles),
            now=wiring.read_clock(),
        )
    _tell(step, as_json=as_json)


@app.command()
@staffed(_tell)
def approve(turn: StaffTurn, rollout_id: RolloutId) -> Rollout:
    """Approve a step that another person proposed; the next ingest obeys it. Role SNR or RQA.

    Example:

      plainsight rollouts approve ro_12ab --by quo --role RQA
    """
    return approve_rollout(turn.store, rollout_id, is_approved=True, actor=turn.actor, now=turn.now)


@app.command()
@staffed(_tell)
def reject(turn: StaffTurn, rollout_id: RolloutId) -> Rollout:
    """Reject a step that another person proposed. Role SNR or RQA.

    Example:

      plainsight rollouts reject ro_12ab --by quo --role RQA
    """
    return approve_rollout(
        turn.store, rollout_id, is_approved=False, actor=turn.actor, now=turn.now
    )


def _tell_steps(views: Sequence[RolloutView], *, as_json: bool) -> None:
    if as_json:
        print_json([_view_json(view) for view in views])
        return
    listing = Listing(
        "step", "typology", "stage", "stand",
        *(number(name) for name in ("posts", "present", "new", "overlap")),
    )  # fmt: skip
    for view in views:
        step = view.rollout
        listing.add(
            step.rollout_id,
            f"{step.typology_id} v{step.version}",
            _stage(step),
            "in force" if view.is_current else view.stand,
            *_cells(view.total),
        )
    listing.show()
    console().print(counted(len(views), "step"), style="dim")


@app.command("list")
@staffed(_tell_steps)
def list_(
    turn: StaffTurn,
    typology: Annotated[
        str | None,
        typer.Option(help="Only this typology, as T01.", autocompletion=typology_ids),
    ] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only what waits for somebody's yes or no.")
    ] = False,
) -> Sequence[RolloutView]:
    """List steps, the latest first, with the posts that the present and the new version found.

    Examples:

      plainsight rollouts list --by qui --role RQA

      plainsight rollouts list --waiting --by sol --role SNR
    """
    views = view_rollouts(turn.store, typology_id=typology, actor=turn.actor)
    return [view for view in views if view.is_waiting] if waiting else views


def _tell_view(view: RolloutView, *, as_json: bool) -> None:
    if as_json:
        print_json(_view_json(view))
        return
    screen, step = console(), view.rollout
    screen.print(
        escape(
            f"{step.typology_id} version {step.version}: {_stage(step)}, {view.stand}"
            f"{', in force' if view.is_current else ''}"
        ),
        style="bold",
    )
    screen.print(escape(f"proposed by {step.proposed_by}, {_day_of(step)}"))
    if step.approved_by is not None:
        screen.print(escape(f"{step.stand.value} by {step.approved_by}"))
    listing = Listing("day", *map(number, ("posts", "present", "new", "overlap")))
    for each in view.days:
        listing.add(each.day, *_cells(each))
    listing.add(*(Text(cell, style="bold") for cell in ("all", *_cells(view.total))))
    listing.show(screen)


@app.command()
@staffed(_tell_view)
def show(turn: StaffTurn, rollout_id: RolloutId) -> RolloutView:
    """Show one step, and day by day what both versions found among the posts of that day.

    Example:

      plainsight rollouts show ro_12ab --by qui --role RQA
    """
    return view_rollout(turn.store, rollout_id, actor=turn.actor)


def _stage(step: Rollout) -> str:
    if step.stage is Stage.SHARE:
        return f"share {step.permille / 10:g} %"
    return step.stage.value


def _day_of(step: Rollout) -> str:
    return minute(step.proposed_at)


def _cells(day: ShadowDay) -> tuple[str, str, str, str]:
    overlap = "-" if day.overlap is None else f"{day.overlap:.2f}"
    return f"{day.seen_count:,}", f"{day.present_count:,}", f"{day.new_count:,}", overlap


def _step_json(step: Rollout) -> dict[str, Any]:
    return {
        "rollout_id": step.rollout_id,
        "typology_id": step.typology_id,
        "version": step.version,
        "stage": step.stage.value,
        "permille": step.permille,
        "stand": step.stand.value,
        "proposed_by": step.proposed_by,
        "approved_by": step.approved_by,
    }


def _view_json(view: RolloutView) -> dict[str, Any]:
    return {
        **_step_json(view.rollout),
        "is_current": view.is_current,
        "is_overtaken": view.is_overtaken,
        "total": _day_json(view.total),
        "days": [{"day": each.day, **_day_json(each)} for each in view.days],
    }


def _day_json(day: ShadowDay) -> dict[str, Any]:
    return {
        "posts": day.seen_count,
        "present": day.present_count,
        "new": day.new_count,
        "both": day.both_count,
        "overlap": None if day.overlap is None else round(day.overlap, 4),
    }
