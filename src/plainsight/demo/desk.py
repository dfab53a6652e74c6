"""The desk that the demo's legal requests come to, and what is told of each."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.respond.desk_stored import BuiltPackage
from plainsight.app.respond.disclose import Seals
from plainsight.app.respond.receive_request import Instruments
from plainsight.demo.accounts import ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one legal request, in words."""

    title: str
    reference: str
    says: tuple[str, ...]
    package: BuiltPackage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDesk:
    """Everything the scenario needs from outside."""

    records: Records
    instruments: Instruments
    seals: Seals
    recipient_key: str
    started_at: datetime
    sought: str = ACCOUNT  # whose records the subpoena asks for
