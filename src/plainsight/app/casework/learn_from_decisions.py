"""What decisions teach: labels, alarms about typologies, candidates for the lexicon."""

from collections.abc import Collection, Iterator
from datetime import datetime

from plainsight.app.casework.stored import TypologyDays
from plainsight.app.detect.judged_wording import judged_wordings
from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.casework.access import Act, require
from plainsight.casework.candidate import Candidate, CandidateStand, answer_candidate, lexicon_rows
from plainsight.casework.decision import Outcome
from plainsight.casework.label import Label, label_of
from plainsight.casework.mining import Mined, mine_phrases
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.casework.shift import Count, Shift, judge_shift
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

_PAGE = 500
_ACTING = (Outcome.CONFIRMED, Outcome.SUSPICIOUS)
_NONE = TypologyDays(typology_id="", alert_count=0, decided_count=0, confirmed_count=0)


def export_labels(
    records: Records, *, actor: Staff, policy: ReviewPolicy, now: datetime
) -> tuple[Label, ...]:
    """Every decided campaign of posts as a labelled row, the decision that stands; logged.

    Golden items, open alerts and outcomes that teach nothing are left out. The rows are what
    `plainsight train` and `plainsight backtest` read.
    """
    require(actor, Act.EXPORT_LABELS)
    with records.begin() as unit:
        labels = tuple(label for _, label in _labelled(unit, policy))
        unit.record(
            Fact(
                tag=AuditTag.LABELS_EXPORTED,
                subject="labels",
                at=now,
                body={"rows": len(labels), "policy": policy.reasons.stamp},
                personal={"actor": actor.staff_id},
            )
        )
    return labels


def watch_typologies(
    records: Records,
    *,
    since: datetime,
    recent: datetime,
    before: datetime,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> tuple[Shift, ...]:
    """Compare each typology in [recent, before) with [since, recent): two exact binomial tests.

    The alert rate is its alerts of all posts stored, or of all alerts where no posts were stored
    (flows alone); the precision is what was confirmed of what was decided. Alarms go into the log.
    """
    require(actor, Act.SEE_QUALITY)
    with records.begin() as unit:
        shifts = tuple(_typology_shifts(unit, since, recent, before, policy))
        for shift in shifts:
            if shift.is_alarm:
                unit.record(
                    Fact(
                        tag=AuditTag.TYPOLOGY_ALARMED,
                        subject=shift.subject,
                        at=now,
                        body={
                            "measure": shift.measure,
                            "before": [shift.before.part, shift.before.whole],
                            "recent": [shift.recent.part, shift.recent.whole],
                        },
                    )
                )
    return shifts


def mine_terms(
    records: Records,
    *,
    known: Collection[str],
    count_max: int = 50,
    actor: Staff,
    policy: ReviewPolicy,
) -> tuple[Mined, ...]:
    """Phrases that confirmed campaigns use and benign ones do not, with what they collide with."""
    require(actor, Act.PROPOSE_TERM)
    with records.read() as view:
        texts: dict[bool, list[str]] = {True: [], False: []}
        for outcome, label in _labelled(view, policy):
            texts[outcome in _ACTING].append(label.text)
    return mine_phrases(texts[True], texts[False], known=known, count_max=count_max)


def propose_term(
    records: Records,
    mined: Mined,
    *,
    language: str,
    sense_id: str,
    senses: Collection[str],
    actor: Staff,
    now: datetime,
) -> Candidate:
    """Propose a mined phrase for a sense of the lexicon.

    Raises BadValue for a sense that the lexicon does not have, or a term proposed before.
    """
    require(actor, Act.PROPOSE_TERM)
    if sense_id not in senses:
        raise BadValue("sense_id", sense_id, "a sense of typologies/lexicon/senses")
    with records.begin() as unit:
        candidate = Candidate(
            candidate_id=unit.new_id("tc"),
            term=mined.phrase,
            language=language,
            sense_id=sense_id,
            confirmed_count=mined.confirmed_count,
            benign_count=mined.benign_count,
            z_milli=round(mined.z * 1000),
            collisions=mined.collisions,
            proposed_by=actor.staff_id,
            proposed_at=now,
        )
        if not unit.casework.learning.add_candidate(candidate):
            raise BadValue("term", mined.phrase, "it was proposed for this sense before")
        _log(unit, AuditTag.TERM_PROPOSED, candidate, actor, now=now)
    return candidate


def answer_term(
    records: Records, candidate_id: str, *, is_approved: bool, actor: Staff, now: datetime
) -> Candidate:
    """Let a second person say yes or no. Raises SamePerson, IllegalMove, NotAllowed."""
    require(actor, Act.APPROVE_TERM)
    tag = AuditTag.TERM_APPROVED if is_approved else AuditTag.TERM_REJECTED
    with records.begin() as unit:
        answered = answer_candidate(
            unit.casework.learning.lock_candidate(candidate_id),
            is_approved=is_approved,
            staff_id=actor.staff_id,
            now=now,
        )
        unit.casework.learning.save_candidate(answered)
        _log(unit, tag, answered, actor, now=now)
    return answered


def list_terms(
    records: Records, *, stand: CandidateStand | None = None, actor: Staff
) -> tuple[Candidate, ...]:
    """Return candidates, the strongest first."""
    require(actor, Act.PROPOSE_TERM)
    with records.read() as view:
        return view.casework.learning.candidates(stand=stand)


def approved_terms(records: Records, *, actor: Staff) -> str:
    """The approved candidates as a file for `typologies/lexicon/`."""
    return lexicon_rows(list_terms(records, stand=CandidateStand.APPROVED, actor=actor))


def _labelled(view: Reading, policy: ReviewPolicy) -> Iterator[tuple[Outcome, Label]]:
    after = ""
    while page := view.casework.decisions.standing(after=after, count_max=_PAGE):
        # Three looks for a page, not two for each decision: there are tens of thousands of them.
        alerts = view.alerts.find([review.alert_id for review, _ in page])
        judged = judged_wordings(view, [alert.finding for alert in alerts.values()])
        leads = dict(zip(alerts, judged, strict=True))
        for review, decision in page:
            lead = leads.get(review.alert_id)
            if lead is None:
                continue
            label = label_of(
                decision.outcome,
                text=lead.post.text,
                language=lead.post.language or "",
                campaign_key=alerts[review.alert_id].campaign_key,
                reasons=policy.reasons,
            )
            if label is not None:
                yield decision.outcome, label
        after = page[-1][0].alert_id


def _typology_shifts(
    view: Reading, since: datetime, recent: datetime, before: datetime, policy: ReviewPolicy
) -> Iterator[Shift]:
    learning = view.casework.learning
    earlier = learning.typology_days(since=since, before=recent)
    later = learning.typology_days(since=recent, before=before)
    wholes = [_whole(view, since, recent), _whole(view, recent, before)]
    names = sorted(earlier.keys() | later.keys())
    for name in names:
        old, new = earlier.get(name, _NONE), later.get(name, _NONE)
        measured = {
            "alert_rate": (
                Count(part=min(old.alert_count, wholes[0]), whole=wholes[0]),
                Count(part=min(new.alert_count, wholes[1]), whole=wholes[1]),
            ),
            "precision": (
                Count(part=old.confirmed_count, whole=old.decided_count),
                Count(part=new.confirmed_count, whole=new.decided_count),
            ),
        }
        for measure, (then, lately) in measured.items():
            yield judge_shift(
                name,
                measure,
                before=then,
                recent=lately,
                p_max=policy.queue.alarm_p_max / len(names),
                count_min=policy.queue.alarm_count_min,
            )


def _whole(view: Reading, since: datetime, before: datetime) -> int:
    learning = view.casework.learning
    return learning.post_count(since=since, before=before) or learning.alert_count(
        since=since, before=before
    )


def _log(
    unit: UnitOfWork, tag: AuditTag, candidate: Candidate, actor: Staff, *, now: datetime
) -> None:
    unit.record(
        Fact(
            tag=tag,
            subject=candidate.candidate_id,
            at=now,
            body={
                "term": candidate.term,
                "sense": candidate.sense_id,
                "confirmed": candidate.confirmed_count,
                "benign": candidate.benign_count,
            },
            personal={"actor": actor.staff_id},
        )
    )
