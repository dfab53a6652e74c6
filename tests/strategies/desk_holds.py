"""The verbs of a hold, to be drawn at random or taken in order."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from tests.strategies.respond import instruments

from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.confirm_keeping import confirm_keeping
from plainsight.app.respond.end_hold import agree_to_hold_end, propose_hold_end, refuse_hold_end
from plainsight.app.respond.extend_hold import ask_again, confirm_hold, extend_hold, keep_hold
from plainsight.app.respond.object_to_release import object_to_release
from plainsight.app.respond.release_hold import Grounds, prepare_release_of_hold, release_hold
from plainsight.app.respond.stored import Actor
from plainsight.demo.desk import DemoDesk
from plainsight.demo.staff import COUNSEL, CUSTODIAN
from plainsight.respond.states import Command, Role

PROTECTION = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb on one legal request; those that end it are drawn less, or nothing gets far."""

    command: Command | str  # a word: no step of the lifecycle, so possible at any time
    run: Callable[[str, datetime], object]
    weight: float = 6


def hold_verbs(desk: DemoDesk, dice: random.Random) -> Iterator[Verb]:
    """Confirmed, extended, kept, and ended by two people, either way."""
    r, i = desk.records, instruments()
    two: dict[str, Any] = {"instruments": i, "custodian": CUSTODIAN, "second": COUNSEL}
    written = dice.random() < 0.3
    held: dict[str, Any] = {"instruments": i, "actor": CUSTODIAN}
    yield Verb(Command.CONFIRM_HOLD, lambda o, n: confirm_hold(r, o, now=n, **held), 4)
    letter = _letter(dice)
    yield Verb(
        Command.EXTEND_HOLD,
        lambda o, n: extend_hold(r, o, now=n, basis="renewal", letter=letter, **held),
        1,
    )
    yield Verb(Command.ASK_REVIEW, lambda o, n: ask_again(r, o, actor=CUSTODIAN, now=n), 2)
    yield Verb(Command.KEEP_HOLD, lambda o, n: keep_hold(r, o, now=n, **held), 2)
    yield Verb(
        "confirm_keeping", lambda o, n: confirm_keeping(r, o, "open", actor=COUNSEL, now=n), 0.2
    )
    yield Verb(
        Command.PREPARE_RELEASE_OF_HOLD,
        lambda o, n: prepare_release_of_hold(r, o, now=n, is_written_release=written, **two),
        2,
    )
    yield Verb(
        Command.OBJECT_TO_RELEASE,
        lambda o, n: object_to_release(r, o, now=n, letter=letter, **held),
        2,
    )
    yield Verb(Command.RELEASE_HOLD, lambda o, n: release_hold(r, o, now=n, **two))
    grounds = Grounds(is_written_release=written)
    yield Verb(
        "propose_hold_end",
        lambda o, n: propose_hold_end(r, o, "a letter", grounds=grounds, now=n, **held),
        0.4,
    )
    yield Verb(
        "agree_to_hold_end",
        lambda o, n: agree_to_hold_end(r, o, instruments=i, actor=COUNSEL, now=n),
        0.4,
    )
    yield Verb(
        "refuse_hold_end", lambda o, n: refuse_hold_end(r, o, "no", actor=PROTECTION, now=n), 0.1
    )


def _letter(dice: random.Random) -> AttachedDocument:
    content = dice.randbytes(16)
    digest = sha256(content).hexdigest()
    return AttachedDocument(
        name="renewal.pdf", media_type="application/pdf", fingerprint=digest, content=content
    )
