"""The demo's law: a subpoena about the broker of the case, which then holds what came of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from plainsight import wiring
from plainsight.app.ports import Records
from plainsight.app.respond_demo import ACCOUNT, Told
from plainsight.app.work_case import add_to_case
from plainsight.casework.case import Case, CaseItem, ItemKind
from plainsight.cli.demo_open import leave_open
from plainsight.cli.demo_respond import run_desk
from plainsight.model.role import Role, make_staff

if TYPE_CHECKING:
    from plainsight.keys.file import FileKey


def answer_the_law(
    screen: Console, store: Records, out: Path, cases: Mapping[str, Case], *, signer: "FileKey"
) -> None:
    """Run the desk's scenes on the demo's records; the subpoena asks for the case's own account."""
    out.mkdir(parents=True, exist_ok=True)
    sought = next(iter(cases), ACCOUNT)
    outcomes = run_desk(screen, store, out, signer=signer, sought=sought)
    case = cases.get(sought)
    if case is not None:
        subpoena = next(told for told in reversed(outcomes) if told.package is not None)
        link_request(store, case, subpoena)
        screen.print(
            f"{subpoena.reference} asks for the records of {sought}, the broker of the posts: it "
            f"and its hold are in case {case.reference} now."
        )
    leave_open(screen, store, out, sought=sought, signer=signer)


def link_request(store: Records, case: Case, told: Told) -> None:
    """Put a legal request and its holds into a case."""
    with store.read() as reading:
        stored = reading.desk.requests.get(told.reference)
        holds = reading.desk.holds.of_request(stored.request_id)
    items = [
        CaseItem(kind=ItemKind.REQUEST, ref=stored.reference, at=stored.received_at),
        *(CaseItem(kind=ItemKind.HOLD, ref=hold.hold_id, at=hold.placed_at) for hold in holds),
    ]
    add_to_case(
        store,
        case.case_id,
        items=items,
        actor=make_staff("demo-analyst", Role.ANALYST),
        now=wiring.read_clock(),
    )
