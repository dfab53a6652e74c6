"""Restrictions and the appeals against them: proposed, answered by another, appealed to a third."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.appeal_restriction import (
    decide_appeal,
    first_deciders,
    list_appeals,
    receive_appeal,
    release_appeal,
    take_appeal,
    withdraw_appeal,
)
from plainsight.app.casework.restrict_account import (
    answer_restriction,
    lift_restriction,
    list_restrictions,
    propose_restriction,
)
from plainsight.casework.access import Act, may
from plainsight.casework.appeal import AppealStand
from plainsight.casework.restriction import Force, Measure
from plainsight.errors import BadValue, PlainsightError, Refusal, UnknownId
from plainsight.web.asked import Asked
from plainsight.web.console.reviews import reviews_of
from plainsight.web.i18n.speech import speech

router = APIRouter()

Text = Annotated[str, Form()]
SHOWN_MAX = 50
SKIPPED_MAX = 1_000_000
_TYPED = (
    *("account_id", "measure", "reason", "subject", "alert_id"),  # a proposal
    *("restriction_id", "appealing", "text", "answered"),  # an appeal
)


@router.get("/console/restrictions")
def show(
    asked: Asked,
    done: str = "",
    account: str = "",
    alert: str = "",
    skipped: Annotated[int, Query(ge=0, le=SKIPPED_MAX)] = 0,
) -> Response:
    """What waits for a second person, what is in force, and what is appealed.

    Of one account, or of all; `alert` is what a proposal begins from, and `skipped` appeals stood
    on the pages before.
    """
    typed = {"alert_id": alert}
    return _page(asked, done=done, account=account.strip(), skipped=skipped, typed=typed)


@router.post("/console/restrictions")
def propose(
    asked: Asked,
    account_id: Text = "",
    measure: Text = "",
    reason: Text = "",
    subject: Text = "",
    alert_id: Text = "",
) -> Response:
    """Propose a measure; nothing happens until another person approves it."""

    def act() -> object:
        if measure not in set(Measure):
            raise BadValue("measure", measure, "choose one of the list")
        return propose_restriction(
            asked.records,
            account_id.strip(),
            Measure(measure),
            reason_ids=[reason],
            subject=subject.strip(),
            alert_id=alert_id.strip() or None,
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=asked.now(),
        )

    typed = {
        "account_id": account_id,
        "measure": measure,
        "reason": reason,
        "subject": subject,
        "alert_id": alert_id,
    }
    return _act(asked, act, done="proposed", typed=typed)


@router.post("/console/restrictions/{restriction_id}/{step}")
def answer(asked: Asked, restriction_id: str, step: str) -> Response:
    """Approve or refuse what another proposed, or end what is in force."""

    def act() -> object:
        who, now = asked.staff, asked.now()
        match step:
            case "approve" | "refuse":
                return answer_restriction(
                    asked.records, restriction_id, is_approved=step == "approve", actor=who, now=now
                )
            case "lift":
                return lift_restriction(asked.records, restriction_id, actor=who, now=now)
        raise BadValue("step", step, "approve, refuse or lift")

    return _act(asked, act, done=step)


@router.post("/console/appeals")
def receive(
    asked: Asked, restriction_id: Text = "", account_id: Text = "", text: Text = ""
) -> Response:
    """Take in what an account's holder says against a restriction."""
    return _act(
        asked,
        lambda: receive_appeal(
            asked.records,
            restriction_id.strip(),
            account_id=account_id.strip(),
            text=text.strip(),
            actor=asked.staff,
            now=asked.now(),
        ),
        done="appealed",
        typed={"restriction_id": restriction_id, "appealing": account_id, "text": text},
    )


@router.post("/console/appeals/{appeal_id}/withdraw")
def withdraw(asked: Asked, appeal_id: str) -> Response:
    """Note that the account's holder took an appeal back; whoever takes appeals in does this."""
    return _act(
        asked,
        lambda: withdraw_appeal(asked.records, appeal_id, actor=asked.staff, now=asked.now()),
        done="withdraw",
    )


@router.post("/console/appeals/{appeal_id}/{step}")
def decide(
    asked: Asked, appeal_id: str, step: str, reason: Text = "", answered: Text = ""
) -> Response:
    """Take an appeal, give it back, or decide it; whoever had a part before is refused."""

    def act() -> object:
        records, who, now = asked.records, asked.staff, asked.now()
        match step:
            case "take":
                return take_appeal(records, appeal_id, actor=who, now=now)
            case "release":
                return release_appeal(records, appeal_id, actor=who, now=now)
            case "uphold" | "overturn":
                return decide_appeal(
                    records,
                    appeal_id,
                    is_overturned=step == "overturn",
                    reason_id=reason,
                    answer=answered.strip(),
                    actor=who,
                    policy=reviews_of(asked.services),
                    now=now,
                )
        raise BadValue("step", step, "take, release, uphold or overturn")

    return _act(asked, act, done=step, typed={"answered": answered})


def _act(
    asked: Asked, act: Callable[[], object], *, done: str, typed: Mapping[str, str] | None = None
) -> Response:
    """Take one step; what is refused, a mistyped id too, is said beside what was filled in."""
    try:
        act()
    except (Refusal, BadValue, UnknownId) as refused:
        return _page(asked, refused=refused, typed=typed)
    return RedirectResponse(f"/console/restrictions?done=restriction_{done}", status_code=303)


def _page(
    asked: Asked,
    *,
    done: str = "",
    account: str = "",
    skipped: int = 0,
    refused: PlainsightError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    who, reasons = asked.staff, reviews_of(asked.services).reasons
    said = speech(asked.locale)
    appeals = (
        list_appeals(
            asked.records,
            account_id=account or None,
            count_max=SHOWN_MAX + 1,
            skipped=skipped,
            actor=who,
        )
        if may(who, Act.SEE_APPEALS)
        else ()
    )
    people = asked.names()
    with asked.records.read() as reading:
        had_part = {
            each.appeal_id
            for each in appeals[:SHOWN_MAX]
            if each.stand is AppealStand.RECEIVED and who.staff_id in first_deciders(reading, each)
        }
    context = {
        "people": people,
        "had_part": had_part,
        "restrictions": list_restrictions(
            asked.records,
            account_id=account or None,
            count_max=SHOWN_MAX,
            actor=who,
            now=asked.now(),
        ),
        "account": account,
        "typed": {**dict.fromkeys(_TYPED, ""), **(typed or {})},
        "appeals": appeals[:SHOWN_MAX],
        "next_skipped": skipped + SHOWN_MAX if len(appeals) > SHOWN_MAX else 0,
        "me": asked.viewer.person_id,
        "may": {act.value: may(who, act) for act in Act},
        "in_force": Force.IN_FORCE,
        "proposed": Force.PROPOSED,
        "measures": [(each.value, said.word("restricts", each)) for each in Measure],
        "reasons": reasons.of_use("restriction"),
        "appeal_reasons": reasons.of_use("appeal"),
        "done": done,
    }
    return asked.show("console/restrictions.html", context, refused=refused)
