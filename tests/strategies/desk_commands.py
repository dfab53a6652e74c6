"""Every verb of the response desk, to be drawn at random: mostly what the lifecycle allows next."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.strategies.desk_holds import Verb, hold_verbs
from tests.strategies.respond import NOON, Seal, instruments, opened

from plainsight.app.casework.erase_case import erase_case
from plainsight.app.respond.approve_scope import (
    approve_scope,
    grant_scope,
    refuse_request,
    triage_request,
)
from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.clarify_request import ask_clarification, clarify_request
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.contest_request import (
    challenge_request,
    refuse_part,
    send_back,
    withdraw_request,
)
from plainsight.app.respond.delete_account import delete_account, expire_records
from plainsight.app.respond.disclose import built_package, package_disclosure
from plainsight.app.respond.extend_hold import ask_reviews
from plainsight.app.respond.follow_gap import (
    inform_requester,
    note_mla_answer,
    note_mla_reference,
    note_no_answer,
    route_request,
)
from plainsight.app.respond.freeze_requester import lift_freeze
from plainsight.app.respond.honey_case import open_request
from plainsight.app.respond.look_again import clear_fraud, confirm_fraud
from plainsight.app.respond.mark_duplicate import mark_duplicate, unmark_duplicate
from plainsight.app.respond.place_hold import place_missing_holds
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.release_package import (
    acknowledge_package,
    fetch_package,
    release_package,
)
from plainsight.app.respond.settle_notices import settle_notices
from plainsight.app.respond.settle_platform import settle_platform
from plainsight.app.respond.settle_request import (
    close_request,
    review_afterwards,
    send_notice,
    settle_notice,
    take_back_waiver,
    waive_notice,
)
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.take_back_package import take_back_package
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.app.respond.verify_requester import start_verifying, verify_requester
from plainsight.app.respond.watch_desk import watch_desk
from plainsight.demo.accounts import ACCOUNT, PRESERVED
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import (
    APPROVER,
    COLLECTOR,
    COUNSEL,
    INTAKE,
    QUALITY,
    SECOND_APPROVER,
    VERIFIER,
)
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import AuthorityKind, LegalRequest, NonDisclosureOrder
from plainsight.respond.lifecycle import commands_from
from plainsight.respond.reason import Reason
from plainsight.respond.states import Command, Production, Role

OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
BORDER = Actor(actor_id="staff-xenia", role=Role.CROSS_BORDER)
GENERAL = Actor(actor_id="staff-gail", role=Role.COUNSEL, department="legal")
PROTECTION = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)
# What waits in triage comes before counsel within these verbs themselves (T10).
_BEGIN_REVIEW = (Command.GRANT_SCOPE, Command.REFUSE_PART, Command.CHALLENGE, Command.ROUTE)
_EXPIRED = NOON - timedelta(days=10) + timedelta(minutes=3)  # the oldest records of an account
_AGAIN = (Production.SCOPED, Production.APPROVED, Production.COLLECTED, Production.QA_PASSED)
_ALLOWED_SHARE = 0.8  # of the draws take what the table allows; the rest must be refused whole
_PRESERVATION = "us-preservation-2703f"
_PRODUCTIONS = (
    ("us-subpoena", AuthorityKind.AGENCY),
    ("us-court-order-2703d", AuthorityKind.COURT),
    ("us-search-warrant", AuthorityKind.COURT),
)


@dataclass
class RandomDesk:
    """Draws commands for a desk; `known` are the legal requests whose receipt was confirmed."""

    desk: DemoDesk
    seal: Seal
    dice: random.Random
    known: list[str] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    preserved: list[str] = field(default_factory=list)  # references a later production may cite

    def draw(self) -> Callable[[datetime], object]:
        """One command, on one of the latest legal requests that are not closed, mostly."""
        if not self.known or self.dice.random() < 0.06:
            return self.receive
        one = self.dice.choice(self._pool())
        with self.desk.records.read() as view:
            stored = view.desk.requests.get(one)
        if stored.state.production is Production.CLOSED:
            self.closed.add(one)
        verbs = list(self.verbs())
        if self.dice.random() < _ALLOWED_SHARE:
            allowed = _allowed(stored)
            verbs = [
                each
                for each in verbs
                if each.command in allowed or not isinstance(each.command, Command)
            ]
        weights = [_weight(each, stored) for each in verbs]
        (verb,) = self.dice.choices(verbs, weights)
        return lambda now: verb.run(one, now)

    def _pool(self) -> list[str]:
        if self.dice.random() < 0.1:
            return self.known
        return [each for each in self.known[-6:] if each not in self.closed][-3:] or self.known

    def receive(self, now: datetime) -> None:
        """A legal request of some instrument, about somebody; some come as a letter seen before."""
        request = self._request(now)
        is_letter = self.dice.random() < 0.2
        self.take_in(request, now, letter=self.dice.randrange(4) if is_letter else None)

    def take_in(self, request: LegalRequest, now: datetime, *, letter: int | None = None) -> None:
        """This legal request; a letter of a number that came before may be a duplicate."""
        receipt = receive_request(
            self.desk.records,
            request,
            instruments=instruments(),
            actor=INTAKE,
            now=now,
            documents=() if letter is None else [_letter(letter)],
        )
        self.known.append(receipt.stored.request_id)
        if receipt.stored.request.instrument_id == _PRESERVATION:
            self.preserved.append(receipt.stored.reference)

    def _request(self, now: datetime) -> LegalRequest:
        kind, account = self.dice.random(), self.dice.choices([ACCOUNT, "wx-unknown"], [8, 1])[0]
        if kind < 0.15:
            return emergency_request()
        if kind < 0.25:
            return _issued_by(demo_request("eu-epoc-pr"), AuthorityKind.JUDGE, "DE")
        if kind < 0.4:
            return demo_request(_PRESERVATION, account_id=PRESERVED)
        classes = [DataClass.PHONE, *self.dice.sample(list(DataClass), 3)]
        name, authority = self.dice.choice(_PRODUCTIONS)
        request = demo_request(name, *dict.fromkeys(classes), account_id=account)
        if self.dice.random() < 0.3:
            until = (now + timedelta(days=self.dice.randrange(1, 20))).date()
            order = NonDisclosureOrder(reference="NDO 7", until=until)
            request = replace(request, non_disclosure_order=order)
        if self.preserved and self.dice.random() < 0.5:
            request = replace(request, cites_hold=self.dice.choice(self.preserved[-2:]))
        return _issued_by(request, authority, "US")

    def verbs(self) -> Iterator[Verb]:
        """Every verb of the desk that changes anything."""
        yield from self._judging()
        yield from self._disclosing()
        yield from self._ending()
        yield from hold_verbs(self.desk, self.dice)
        yield from self._rounds()

    def _judging(self) -> Iterator[Verb]:
        r, i, signer = self.desk.records, instruments(), self.desk.seals.signer
        reasons, dice = [Reason.OVERBROAD], self.dice

        def verify(one: str, now: datetime, *, denies: bool = False) -> object:
            checks = replace(good_checks(now), agency_denies=denies)
            return verify_requester(r, one, checks, actor=VERIFIER, now=now)

        yield Verb(Command.START_VERIFYING, lambda o, n: start_verifying(r, o, actor=INTAKE, now=n))
        yield Verb(Command.VERIFY_REQUESTER, verify)
        yield Verb(Command.SUSPECT_FRAUD, lambda o, n: verify(o, n, denies=True), 0.2)
        yield Verb(Command.TRIAGE, lambda o, n: triage_request(r, o, actor=INTAKE, now=n))
        yield Verb(
            Command.MARK_DUPLICATE, lambda o, n: mark_duplicate(r, o, "twice", actor=INTAKE, now=n)
        )
        yield Verb(
            Command.UNMARK_DUPLICATE,
            lambda o, n: unmark_duplicate(r, o, "once", actor=INTAKE, now=n),
            2,
        )
        yield Verb(
            Command.GRANT_SCOPE,
            lambda o, n: grant_scope(r, o, instruments=i, signer=signer, actor=COUNSEL, now=n),
        )
        approver = dice.choice([APPROVER, SECOND_APPROVER])
        yield Verb(Command.APPROVE, lambda o, n: approve_scope(r, o, actor=approver, now=n), 20)
        yield Verb(
            Command.ASK_CLARIFICATION,
            lambda o, n: ask_clarification(r, o, [Reason.INCOMPLETE], "?", actor=INTAKE, now=n),
            0.5,
        )
        yield Verb(Command.CLARIFY, lambda o, n: clarify_request(r, o, "!", actor=OFFICER, now=n))
        yield Verb(
            Command.REFUSE_PART,
            lambda o, n: refuse_part(r, o, reasons, "a part", actor=COUNSEL, now=n),
            0.5,
        )
        yield Verb(
            Command.CHALLENGE,
            lambda o, n: challenge_request(
                r, o, "1:26-mc-7", actor=COUNSEL, general_counsel=GENERAL, now=n
            ),
            0.4,
        )
        yield Verb(
            Command.ROUTE,
            lambda o, n: route_request(r, o, actor=BORDER, now=n, letter="treaty"),
            0.6,
        )
        yield Verb(
            Command.INFORM_REQUESTER, lambda o, n: inform_requester(r, o, "w", actor=BORDER, now=n)
        )
        yield Verb(
            Command.NOTE_MLA_REFERENCE,
            lambda o, n: note_mla_reference(r, o, "7", actor=BORDER, now=n),
        )
        yield Verb(
            Command.NOTE_MLA_ANSWER, lambda o, n: note_mla_answer(r, o, "a", actor=BORDER, now=n)
        )
        yield Verb(
            Command.NOTE_NO_ANSWER, lambda o, n: note_no_answer(r, o, "-", actor=BORDER, now=n), 1
        )

    def _disclosing(self) -> Iterator[Verb]:
        r, i, seals = self.desk.records, instruments(), self.desk.seals
        key = seals.signer.key

        def acknowledge(one: str, now: datetime) -> object:
            package = built_package(r, one)
            text = opened(package.sealed, self.seal)["bag/data/acknowledge.json"]
            nonce = json.loads(text)["nonce"]
            fetch_package(r, one, actor=OFFICER, now=now)
            return acknowledge_package(r, one, nonce, actor=OFFICER, now=now)

        yield Verb(
            Command.COLLECT, lambda o, n: collect_records(r, o, key=key, actor=COLLECTOR, now=n), 20
        )
        for command in (Command.PASS_QUALITY, Command.CERTIFY_NIL):
            yield Verb(command, lambda o, n: pass_quality(r, o, key=key, actor=QUALITY, now=n), 20)
        yield Verb(
            Command.PACKAGE,
            lambda o, n: package_disclosure(
                r, o, instruments=i, officer_id=OFFICER_ID, seals=seals, now=n
            ),
            25,
        )
        yield Verb(Command.RELEASE, lambda o, n: release_package(r, o, actor=APPROVER, now=n), 30)
        yield Verb(
            Command.TAKE_BACK_PACKAGE,
            lambda o, n: take_back_package(r, o, "no", actor=APPROVER, second=COUNSEL, now=n),
            2,
        )
        yield Verb(Command.ACKNOWLEDGE, acknowledge, 30)
        yield Verb(
            Command.SEND_BACK, lambda o, n: send_back(r, o, "again", actor=QUALITY, now=n), 1
        )
        yield Verb(
            Command.REVIEW_AFTERWARDS,
            lambda o, n: review_afterwards(r, o, actor=PROTECTION, now=n),
            3,
        )
        yield Verb(
            Command.SEND_NOTICE,
            lambda o, n: send_notice(r, o, instruments=i, actor=INTAKE, now=n),
            20,
        )
        yield Verb(
            Command.WAIVE_NOTICE,
            lambda o, n: waive_notice(r, o, "danger", instruments=i, actor=COUNSEL, now=n),
            0.3,
        )
        yield Verb(
            Command.TAKE_BACK_WAIVER,
            lambda o, n: take_back_waiver(r, o, "safe", instruments=i, actor=GENERAL, now=n),
            0.3,
        )
        yield Verb("settle_notice", lambda o, n: settle_notice(r, o, instruments=i, now=n), 0.5)
        yield Verb(
            Command.CLEAR_FRAUD, lambda o, n: clear_fraud(r, o, "slip", actor=COUNSEL, now=n), 0.5
        )
        yield Verb(
            Command.CONFIRM_FRAUD, lambda o, n: confirm_fraud(r, o, "so", actor=COUNSEL, now=n), 0.5
        )
        yield Verb(
            "lift_freeze", lambda o, n: lift_freeze(r, o, "genuine", actor=COUNSEL, now=n), 0.5
        )

    def _ending(self) -> Iterator[Verb]:
        r = self.desk.records
        reasons = [self.dice.choice([Reason.OVERBROAD, Reason.AUTHENTICITY_NOT_ESTABLISHED])]
        yield Verb(
            Command.REFUSE, lambda o, n: refuse_request(r, o, reasons, actor=COUNSEL, now=n), 0.3
        )
        yield Verb(
            Command.WITHDRAW,
            lambda o, n: withdraw_request(r, o, authenticated_by="key", actor=OFFICER, now=n),
            0.2,
        )
        yield Verb(Command.CLOSE, lambda o, n: close_request(r, o, actor=INTAKE, now=n), 2)
        yield Verb("erase_case", lambda o, n: erase_case(r, o, actor=PROTECTION, now=n), 0.3)

    def _rounds(self) -> Iterator[Verb]:
        r, i = self.desk.records, instruments()
        yield Verb("ask_reviews", lambda _, n: ask_reviews(r, instruments=i, now=n), 0.4)
        yield Verb("lapse_holds", lambda _, n: lapse_holds(r, instruments=i, now=n), 0.4)
        yield Verb(
            "place_missing_holds", lambda _, n: place_missing_holds(r, instruments=i, now=n), 0.4
        )
        yield Verb("settle_notices", lambda _, n: settle_notices(r, instruments=i, now=n), 0.4)
        yield Verb("settle_platform", lambda _, n: settle_platform(r, now=n), 0.4)
        yield Verb("verify_holds", lambda _, n: verify_holds(r, now=n), 0.4)
        yield Verb("check_clocks", lambda _, n: check_clocks(r, now=n), 0.4)
        yield Verb("watch_desk", lambda _, n: watch_desk(r, now=n), 0.4)
        yield Verb("open_request", lambda o, n: open_request(r, o, actor=QUALITY, now=n), 0.4)
        yield Verb("delete_account", lambda _, n: delete_account(r, PRESERVED, now=n), 0.1)
        yield Verb("expire_records", lambda _, n: expire_records(r, before=_EXPIRED, now=n), 0.4)


def _allowed(stored: StoredRequest) -> set[Command]:
    allowed = set(commands_from(stored.state))
    if Command.BEGIN_REVIEW in allowed:
        allowed.update(_BEGIN_REVIEW)
    return allowed


def _weight(verb: Verb, stored: StoredRequest) -> float:
    """Granting a scope again undoes every approval; only emergencies are reviewed afterwards."""
    if verb.command is Command.GRANT_SCOPE and stored.state.production in _AGAIN:
        return 0.3
    if verb.command is Command.REVIEW_AFTERWARDS and not stored.request.is_emergency:
        return 0.1
    return verb.weight


def _issued_by(request: LegalRequest, kind: AuthorityKind, country: str) -> LegalRequest:
    authority = replace(request.issuing_authority, kind=kind, country=country)
    return replace(request, issuing_authority=authority)


def _letter(number: int) -> AttachedDocument:
    """One of a few letters: the second time it may be marked a duplicate (T07)."""
    return AttachedDocument(
        name="letter.pdf",
        media_type="application/pdf",
        fingerprint=f"{number:064d}",
        content=f"letter {number}".encode(),
    )
