"""The demo's law: a subpoena about the broker of the case, which then holds what came of it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from plainsight import wiring
from plainsight.app.ports import Records
from plainsight.casework.case import Case
from plainsight.cli.demo.desk import run_desk
from plainsight.cli.write_file import write_whole
from plainsight.demo.accounts import ACCOUNT
from plainsight.demo.joined_case import link_request
from plainsight.demo.left_open import JUST_NOW, OpenDesk, leave_open
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.keys.seal_age import create_identity

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
        link_request(store, case, subpoena.reference, now=wiring.read_clock())
        screen.print(
            f"{subpoena.reference} asks for the records of {sought}, the broker of the posts: it "
            f"and its hold are in case {case.reference} now."
        )
    _leave_two(screen, store, out, sought=sought, signer=signer)


def _leave_two(
    screen: Console, store: Records, out: Path, *, sought: str, signer: "FileKey"
) -> None:
    identity, recipient = create_identity()
    write_whole(out / "demo-officer.age-key", f"{identity}\n")
    left = leave_open(
        OpenDesk(
            records=store,
            instruments=load_instruments(),
            signer=signer,
            recipient_key=recipient,
            sought=sought,
            now=wiring.read_clock(),
        )
    )
    screen.print(
        f"{left.emergency}, an emergency of {JUST_NOW // timedelta(minutes=1)} minutes ago, "
        f"and {left.subpoena}, a subpoena that awaits its approval, are left open for the console.",
        soft_wrap=True,
    )
