"""A case: one matter that joins posts, accounts, transfers, wallets, legal requests and holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from plainsight.errors import BadValue, IllegalMove
from plainsight.model.fact import JsonValue
from plainsight.model.time import require_utc

TITLE_CHARS_MAX = 200


class CaseStand(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"  # all it held is in another case


class CaseCommand(StrEnum):
    """What can be done with a case as a whole."""

    CHANGE = "change"  # add, take out, note
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    SPLIT = "split"


CASE_MOVES: Mapping[tuple[CaseStand, CaseCommand], CaseStand] = {
    (CaseStand.OPEN, CaseCommand.CHANGE): CaseStand.OPEN,
    (CaseStand.OPEN, CaseCommand.CLOSE): CaseStand.CLOSED,
    (CaseStand.CLOSED, CaseCommand.REOPEN): CaseStand.OPEN,
    (CaseStand.OPEN, CaseCommand.MERGE): CaseStand.MERGED,
    (CaseStand.OPEN, CaseCommand.SPLIT): CaseStand.OPEN,
}


class ItemKind(StrEnum):
    """What a case can hold. Reports hang on a case by themselves: most people may not see them."""

    ALERT = "alert"
    POST = "post"
    ACCOUNT = "account"
    TRANSFER = "transfer"
    WALLET = "wallet"
    REQUEST = "request"
    HOLD = "hold"
    CONTACT = "contact"
    TRAIL = "trail"  # where a wallet's money led, or who is said to control it


MADE_ONLY = frozenset({ItemKind.TRAIL})  # found by a search, with its proof; typed in by nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """One thing in a case. `data` is what was known when it was added, so a case explains itself.

    Read by the timeline and the graph, where present:

        post      {"account_id", "excerpt", "revision", "alert"}: of its wordings the one judged,
                  and the alert where one brought it with its campaign
        transfer  {"source", "target", "amount", "asset", "money", "says"}
                  base units, the asset's code, and both for people: "5.00 USD", "a → b, 5.00 USD"
        wallet    {"chain", "account_id"}, and as a contact
        hold      {"account_id", "request_id"}
        contact   {"alert", "named_in": [{"account_id", "surface", "post_id", "revision"}]}: who
                  wrote it, and where; without that the alert alone is tied to it
        alert     {"account_ids": [...], "typology_ids": [...]}
        request   {"account_ids": [...]}
        trail     {"account_id", "wallet", "says", "amount_text", "claim"}    see `trail_items`
    """

    kind: ItemKind
    ref: str  # the thing's own id
    at: datetime | None = None  # when it happened: posted, transferred, received
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    added_by: str = ""
    added_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(at=self.at, added_at=self.added_at)
        if not self.ref:
            raise BadValue("ref", self.ref, f"name the {self.kind.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNote:
    """What a person wrote down, or what was done to the case; never changed afterwards."""

    case_id: str
    number: int
    at: datetime
    staff_id: str
    act: str  # "opened", "noted", "added", "taken_out", "merged", "split", "closed", "reopened"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The matter itself."""

    case_id: str
    reference: str  # CASE-2026-000123, what people call it
    title: str
    opened_by: str
    opened_at: datetime
    stand: CaseStand = CaseStand.OPEN
    merged_into: str | None = None
    split_from: str | None = None
    member_ids: frozenset[str] = frozenset()  # who works on it
    item_count: int = 0

    def __post_init__(self) -> None:
        require_utc(opened_at=self.opened_at)
        if not self.title.strip() or len(self.title) > TITLE_CHARS_MAX:
            raise BadValue("title", self.title, f"1 to {TITLE_CHARS_MAX} characters")


def move_case(case: Case, command: CaseCommand, *, merged_into: str | None = None) -> Case:
    """Take one step. Raises IllegalMove, and BadValue for a case merged into itself."""
    stand = CASE_MOVES.get((case.stand, command))
    if stand is None:
        raise IllegalMove(command.value, "case", case.stand.value)
    if command is CaseCommand.MERGE and merged_into in (None, case.case_id):
        raise BadValue("into", merged_into, "name another case")
    return replace(case, stand=stand, merged_into=merged_into or case.merged_into)
