"""How reports, restrictions, appeals, roll-outs, candidates and cases may go on: DDL.

The steps are those of `plainsight.casework`, and no others. What two people agreed on is fixed from
then on: who proposed and who answered, what was approved, when it was filed.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from plainsight.casework.appeal import APPEAL_MOVES, AppealStand
from plainsight.casework.candidate import LANGUAGES, CandidateStand
from plainsight.casework.case import CASE_MOVES, CaseStand
from plainsight.casework.filing import FILING_MOVES, FilingStand
from plainsight.casework.restriction import RESTRICTION_MOVES, Force, Measure
from plainsight.casework.rollout import RolloutStand, Stage
from plainsight.stores.sql.refusals import (
    ALWAYS,
    Law,
    Pair,
    Refusal,
    given,
    goes_only,
    keeps,
    knows_only,
    moved,
    signed_on,
)

_Word = TypeVar("_Word", bound=StrEnum)
_Command = TypeVar("_Command", bound=StrEnum)


def casework_laws() -> Iterator[Law]:
    """Every law of casework but that of reviews."""
    yield _reports()
    yield _restrictions()
    yield _appeals()
    yield _answered(
        "rollouts",
        kept=("rollout_number", "rollout_id", "typology_id", "version", "stage", "permille"),
        keys=("rollout_number", "rollout_id"),
        stands=RolloutStand,
        begins=(knows_only("stage", list(Stage), says="rollouts: no such stage"),),
    )
    yield _answered(
        "term_candidates",
        kept=("candidate_number", "candidate_id", "term", "language", "sense_id", "evidence"),
        stands=CandidateStand,
        begins=(knows_only("language", LANGUAGES, says="term_candidates: no such language"),),
    )
    yield _cases()
    yield Law(
        table="case_items",
        goes_on=(Refusal(when=ALWAYS, says="case_items: a thing stays as it was added"),),
    )


def steps(moves: Mapping[tuple[_Word, _Command], _Word]) -> list[Pair]:
    """The steps of a lifecycle's table, from word to word."""
    return [(before.value, after.value) for (before, _), after in moves.items()]


def _reports() -> Law:
    empty = (
        *("proposed_by", "proposed_at", "approved_by", "approved_at", "filed_by", "filed_at"),
        "retain_until",
    )
    return Law(
        table="reports",
        keys=("report_number", "report_id"),
        begins=(
            Refusal(
                when=f"{given(*empty)} OR NEW.authority_reference <> ''",
                says="reports begin as drafts",
            ),
        ),
        goes_on=(
            keeps(
                *("report_number", "report_id", "case_id", "form", "drafted_by", "drafted_at"),
                *("due_at", "prior_report_id"),
                says="what a report is of, who drafted it and its clock stay as they were",
            ),
            goes_only(
                "stand", *steps(FILING_MOVES), says="a report takes the steps of its life in order"
            ),
            *_signatures(),
        ),
    )


def _signatures() -> Iterator[Refusal]:
    """Who proposed, approved and filed a report, when, and what the authority calls it."""
    draft, proposed = FilingStand.DRAFT.value, FilingStand.PROPOSED.value
    approved, filed = FilingStand.APPROVED.value, FilingStand.FILED.value
    is_proposed, is_filed = moved("stand", (draft, proposed)), moved("stand", (approved, filed))
    returned = moved("stand", (proposed, draft), (approved, draft))
    yield from signed_on(
        is_proposed,
        *("proposed_by", "proposed_at"),
        cleared_on=returned,
        says="who proposed a report is written when it is proposed",
    )
    yield from signed_on(
        moved("stand", (proposed, approved)),
        *("approved_by", "approved_at"),
        # With a proposal too: an approval of before it is of another content.
        cleared_on=f"{returned} OR {is_proposed}",
        says="who approved a report is written when it is approved",
    )
    yield from signed_on(
        is_filed, *("filed_by", "filed_at"), says="who filed a report, and when, is written once"
    )
    yield keeps(
        "authority_reference",
        unless=moved("stand", (filed, FilingStand.ACKNOWLEDGED.value)),
        says="the authority names a report when it acknowledges it",
    )
    yield keeps(
        "retain_until",
        unless=f"({is_filed}) OR (OLD.retain_until IS NOT NULL "
        "AND NEW.retain_until IS NOT NULL AND NEW.retain_until > OLD.retain_until)",
        says="a filed report is kept as long as was said, or longer",
    )


def _restrictions() -> Law:
    answered = [(Force.PROPOSED.value, each.value) for each in (Force.IN_FORCE, Force.REFUSED)]
    return Law(
        table="restrictions",
        keys=("restriction_number", "restriction_id"),
        begins=(
            knows_only("measure", list(Measure), says="restrictions: no such measure"),
            Refusal(
                when=given("approved_at", "lifted_by", "lifted_at"),
                says="restrictions begin with a proposal",
            ),
        ),
        goes_on=(
            keeps(
                *("restriction_number", "restriction_id", "case_id", "policy", "proposed_at"),
                says="what was proposed stays as it was",
            ),
            goes_only(
                "force", *steps(RESTRICTION_MOVES), says="a restriction takes its steps in order"
            ),
            *signed_on(
                moved("force", *answered),
                *("approved_by", "approved_at"),
                says="who answered a proposal is written once",
            ),
            *signed_on(
                moved("force", (Force.IN_FORCE.value, Force.LIFTED.value)),
                *("lifted_by", "lifted_at"),
                says="who lifted a restriction is written once",
            ),
        ),
    )


def _appeals() -> Law:
    received, taken = AppealStand.RECEIVED.value, AppealStand.TAKEN.value
    decided = moved(
        "stand", (taken, AppealStand.UPHELD.value), (taken, AppealStand.OVERTURNED.value)
    )
    ended = [(taken, each.value) for each in AppealStand if each is not AppealStand.TAKEN]
    against = (
        "SELECT 1 FROM restrictions r WHERE r.restriction_id = NEW.restriction_id "
        f"AND r.account_id = NEW.account_id AND r.force = '{Force.IN_FORCE.value}'"
    )
    return Law(
        table="appeals",
        keys=("appeal_number", "appeal_id"),
        begins=(
            Refusal(
                when=f"NEW.stand <> '{received}' OR NEW.reason_id <> '' OR NEW.answer <> '' "
                f"OR {given('holder_id', 'decided_by', 'decided_at')}",
                says="appeals begin as received, in nobody''s hands",
            ),
            Refusal(
                when=f"NOT EXISTS ({against})",
                says="an appeal is against a restriction in force on its account",
            ),
        ),
        goes_on=(
            keeps(
                *("appeal_number", "appeal_id", "restriction_id", "account_id", "text"),
                "received_at",
                says="what was appealed, and in which words, stays as it was",
            ),
            goes_only("stand", *steps(APPEAL_MOVES), says="an appeal takes its steps in order"),
            *signed_on(
                moved("stand", (received, taken)),
                "holder_id",
                cleared_on=moved("stand", *ended),
                says="an appeal is in the hands of who took it",
            ),
            keeps(
                *("decided_by", "decided_at", "reason_id", "answer"),
                unless=decided,
                says="an appeal is decided once",
            ),
            Refusal(
                when=f"({decided}) AND (NEW.decided_by IS DISTINCT FROM OLD.holder_id "
                "OR NEW.decided_at IS NULL)",
                says="who took an appeal decides it",
            ),
        ),
    )


def _answered(
    table: str,
    *,
    kept: tuple[str, ...],
    stands: type[StrEnum],
    keys: tuple[str, ...] = (),
    begins: tuple[Refusal, ...],
) -> Law:
    """A proposal that another person answers once: everything else of it is fixed."""
    first, *answers = (each.value for each in stands)
    pairs = [(first, answer) for answer in answers]
    return Law(
        table=table,
        keys=keys,
        begins=(*begins, Refusal(when=given("approved_at"), says=f"{table} begin with a proposal")),
        goes_on=(
            keeps(*kept, "proposed_by", "proposed_at", says="what was proposed stays as it was"),
            goes_only("stand", *pairs, says=f"{table}: a proposal is answered once"),
            *signed_on(
                moved("stand", *pairs),
                *("approved_by", "approved_at"),
                says=f"{table}: who answered a proposal is written once",
            ),
        ),
    )


def _cases() -> Law:
    merged = moved("stand", (CaseStand.OPEN.value, CaseStand.MERGED.value))
    return Law(
        table="cases",
        keys=("case_number", "case_id"),
        begins=(
            Refusal(
                when=f"NEW.stand <> '{CaseStand.OPEN.value}' OR {given('merged_into')}",
                says="cases begin open",
            ),
        ),
        goes_on=(
            keeps(
                *("case_number", "case_id", "opened_by", "opened_at", "split_from"),
                says="who opened a case, and when, stays as it was",
            ),
            goes_only("stand", *steps(CASE_MOVES), says="a case takes its steps in order"),
            *signed_on(merged, "merged_into", says="a case is merged once"),
        ),
    )
