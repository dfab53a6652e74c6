"""The narrative: who, what, when, where, why and how, from grounded facts alone.

A person may add and change sentences; whatever then stands is checked again against its grounds.
Long lists are cut where the form ends; the cut is said in figures that were counted.
"""

from collections.abc import Iterator, Mapping

from plainsight.casework.report.draft import Occasion, OccasionKind, ReportForm
from plainsight.casework.report.evidence import FindingEvidence, PostEvidence, TransferEvidence
from plainsight.casework.report.facts import (
    ALL_POSTS,
    ALL_SUBJECTS,
    ALL_TRANSFERS,
    COUNTED_TRANSFERS,
    ReportFacts,
)
from plainsight.casework.report.figures import said_amount, said_count, spoken
from plainsight.casework.report.ground import Ground, rule_ground
from plainsight.casework.report.narrative_campaign import campaign_sentences
from plainsight.casework.report.narrative_room import LISTED_MAX, Room, rooms_for
from plainsight.casework.report.party import Subject
from plainsight.casework.report.sentence import Part, Sentence, require_grounded
from plainsight.casework.report.terms import GoamlTerms, SarTerms

QUOTED_CHARS_MAX = 200
REASONS_TOGETHER = 8  # in one sentence, so that none outgrows a block of the form
# A tenth of an FIU's field is left to what a person adds.
_DRAFTED_TENTHS = 9


def compose_narrative(
    facts: ReportFacts,
    terms: SarTerms,
    occasion: Occasion,
    *,
    form: ReportForm = ReportForm.SAR,
    fiu: GoamlTerms | None = None,
) -> tuple[Sentence, ...]:
    """Write the narrative. Raises Ungrounded when the facts contradict each other.

    Key terms and earlier reports are told to an FIU only: a referral must not show that a SAR
    exists (31 U.S.C. 5318(g)(2)). For the field of an FIU less is listed until it fits.
    """
    for room in rooms_for(form):
        sentences = _in_room(facts, terms, occasion, form, room)
        chars = len(" ".join(sentence.text for sentence in sentences))
        if fiu is None or 10 * chars <= _DRAFTED_TENTHS * fiu.comment_chars_max:
            break
    require_grounded(sentences, narrative_grounds(facts, terms, occasion))
    return sentences


def _in_room(
    facts: ReportFacts, terms: SarTerms, occasion: Occasion, form: ReportForm, room: Room
) -> tuple[Sentence, ...]:
    return (
        *(_key_terms(facts, terms) if form is ReportForm.SAR else ()),
        *(_prior(occasion) if form in (ReportForm.SAR, ReportForm.GOAML) else ()),
        *_introduction(facts),
        *_whose(facts, room),
        *_what(facts, room),
        *_when(facts),
        *_where(facts),
        *_why(facts),
        *_how(facts, form, room),
        *(_closing(terms) if form is ReportForm.SAR else ()),
    )


def narrative_grounds(
    facts: ReportFacts, terms: SarTerms, occasion: Occasion
) -> Mapping[str, Ground]:
    """Everything a sentence of this report may rest on: evidence, tallies and rules."""
    own = facts.grounds() | terms.grounds()
    if occasion.prior_number:
        prior = rule_ground("rule:prior-report", occasion.prior_number)
        own[prior.ground_id] = prior
    return own


def _key_terms(facts: ReportFacts, terms: SarTerms) -> Iterator[Sentence]:
    for term in terms.terms_for(facts.advisories):
        yield _say(
            Part.INTRODUCTION,
            f"This report concerns {term.text}, key term of advisory {term.advisory}.",
            f"rule:{term.advisory}",
        )


def _prior(occasion: Occasion) -> Iterator[Sentence]:
    if occasion.kind is not OccasionKind.INITIAL:
        verb = "continues" if occasion.kind is OccasionKind.CONTINUING else "corrects"
        yield _say(
            Part.INTRODUCTION,
            f"It {verb} the report numbered {occasion.prior_number}.",
            "rule:prior-report",
        )


def _introduction(facts: ReportFacts) -> Iterator[Sentence]:
    found = ", ".join(dict.fromkeys(f"{f.typology_id} {f.title}" for f in facts.findings))
    if found:
        yield _say(
            Part.INTRODUCTION,
            f"A person reviewed and confirmed these findings: {found}."
            if all(finding.is_confirmed for finding in facts.findings)
            else f"The findings are: {found}.",
            *(finding.ground_id for finding in facts.findings),
        )
    if facts.transfers and facts.amount is not None:
        counted = sum(1 for transfer in facts.transfers if transfer.is_counted)
        yield _say(
            Part.INTRODUCTION,
            f"The amount reported is {said_amount(facts.amount)} in "
            f"{said_count(counted, 'transfer')}.",
            COUNTED_TRANSFERS,
        )


def _whose(facts: ReportFacts, room: Room) -> Iterator[Sentence]:
    """Everybody whose name is known, and so many of the others as there is room for."""
    left = [subject for subject in facts.subjects if not subject.is_named][room.holders :]
    yield from (_who(subject) for subject in facts.subjects if subject not in left)
    if left:
        yield _say(
            Part.WHO,
            f"In all there are {said_count(len(facts.subjects), 'subject')}, all of them named by "
            "their accounts in this report; the first whose name is not known are told here.",
            ALL_SUBJECTS,
        )


def _who(subject: Subject) -> Sentence:
    accounts = ", ".join(map(spoken, subject.account_ids))
    who = subject.full_name or "A holder whose name is not known"
    role = f" acts as {spoken(subject.role)} and" if subject.role else ""
    text = (
        f"{spoken(who)}{role} holds {said_count(len(subject.account_ids), 'account')}: {accounts}."
    )
    return _say(Part.WHO, text, f"subject:{subject.subject_id}")


def _what(facts: ReportFacts, room: Room) -> Iterator[Sentence]:
    for finding in facts.findings:
        source = "a trained model" if finding.raised_by == "model" else "a published typology"
        yield _say(
            Part.WHAT,
            f"{finding.typology_id} {finding.title} was raised by {source}.",
            finding.ground_id,
        )
    yield from campaign_sentences(facts, contacts_max=room.contacts)
    yield from _posts(facts, room.post_chars)


def _posts(facts: ReportFacts, chars: int) -> Iterator[Sentence]:
    """The first post, and those after it as long as there is room."""
    for place, post in enumerate(facts.posts):
        told = (_post_sentence(post), *_edit_sentences(post))
        chars -= sum(len(sentence.text) for sentence in told)
        if place and (chars < 0 or place == LISTED_MAX):
            yield _say(
                Part.WHAT,
                f"In all {said_count(len(facts.posts), 'post')} are kept with this case; "
                "the first are told here.",
                ALL_POSTS,
            )
            return
        yield from told


def _post_sentence(post: PostEvidence) -> Sentence:
    words = quotable(post.text)
    return _say(
        Part.WHAT,
        f"On {post.posted_at:%Y-%m-%d} at {post.posted_at:%H:%M} UTC account "
        f"{spoken(post.account_id)} posted in {spoken(post.surface)}"
        f"{f': “{words}”' if words else ''}.",
        post.ground_id,
    )


def _edit_sentences(post: PostEvidence) -> Iterator[Sentence]:
    """What else the post read, before or since: an edit must not speak for what was judged."""
    if not post.is_quoted:
        yield _say(
            Part.WHAT,
            "What the finding quotes stands in no wording of this post that was kept.",
            post.ground_id,
        )
    for text in filter(None, map(quotable, post.also_read)):
        yield _say(Part.WHAT, f"At another time the same post read: “{text}”.", post.ground_id)
    if post.now_reads is not None:
        words = quotable(post.now_reads)
        told = f"a later wording is: “{words}”" if words else "a later wording has no words left"
        yield _say(Part.WHAT, f"The post was edited after it read so; {told}.", post.ground_id)


def quotable(text: str) -> str:
    """The longest run of the text that can be quoted in one line, verbatim."""
    runs = "".join(c if c.isprintable() and c not in "“”" else "\n" for c in text).split("\n")
    longest = max((run.strip() for run in runs), key=len)
    return longest[:QUOTED_CHARS_MAX].strip()


def _when(facts: ReportFacts) -> Iterator[Sentence]:
    first, last = facts.first_at, facts.last_at
    rests = [
        *(p.ground_id for p in facts.posts if p.posted_at in (first, last)),
        *(c.ground_id for c in facts.campaigns if first == c.first_at or last == c.last_at),
        *(t.ground_id for t in facts.transfers if t.at in (first, last)),
    ]
    yield _say(Part.WHEN, f"The activity ran from {first:%Y-%m-%d} to {last:%Y-%m-%d}.", *rests)


def _where(facts: ReportFacts) -> Iterator[Sentence]:
    surfaces: dict[str, list[str]] = {}
    for post in facts.posts:
        surfaces.setdefault(post.surface, []).append(post.ground_id)
    for surface, rests in surfaces.items():
        text = f"Posts stood in {spoken(surface)}, which is public or semi-public."
        yield _say(Part.WHERE, text, *rests)
    ways: dict[str, list[str]] = {}
    for transfer in facts.transfers:
        way = transfer.network or transfer.channel
        if way:
            ways.setdefault(way, []).append(transfer.ground_id)
    for way, rests in ways.items():
        yield _say(Part.WHERE, f"Money moved by {spoken(way)}.", *rests)
    countries = _countries(facts.transfers)
    if countries:
        rests = [t.ground_id for t in facts.transfers if t.source_country or t.target_country]
        yield _say(Part.WHERE, f"The institutions concerned are in {', '.join(countries)}.", *rests)


def _countries(transfers: tuple[TransferEvidence, ...]) -> list[str]:
    return sorted({c for t in transfers for c in (t.source_country, t.target_country) if c})


def _why(facts: ReportFacts) -> Iterator[Sentence]:
    for finding in facts.findings:
        for reasons in _batched(finding.says, REASONS_TOGETHER):
            told = f"Reasons for {finding.typology_id}: {'; '.join(reasons)}."
            yield _say(Part.WHY, told, finding.ground_id)
        if finding.flags:
            flags = ", ".join(finding.flags)
            yield _say(
                Part.WHY,
                f"This meets red flags {flags}; no single red flag is determinative.",
                finding.ground_id,
            )
    for wallet in facts.wallets:
        if wallet.says:
            yield _say(Part.WHY, f"Wallet {wallet.address}: {wallet.says}.", wallet.ground_id)


def _how(facts: ReportFacts, form: ReportForm, room: Room) -> Iterator[Sentence]:
    is_goaml = form is ReportForm.GOAML
    where = "as transactions of this report" if is_goaml else "in the supporting documentation"
    for finding in facts.findings:
        yield from _tally_sentence(facts, finding)
    for transfer in facts.transfers[: room.transfers]:
        yield _transfer_sentence(transfer)
    if len(facts.transfers) > room.transfers:
        yield _say(
            Part.HOW,
            f"In all there are {said_count(len(facts.transfers), 'transfer')}; "
            f"the first are listed here and all of them {where}.",
            ALL_TRANSFERS,
        )
    for mirror in facts.mirrors[:LISTED_MAX]:
        yield _say(
            Part.HOW,
            f"{', '.join(mirror.side_a)} and {', '.join(mirror.side_b)} "
            f"settle the same value, {said_count(mirror.lag_minutes, 'minute')} apart, with a "
            f"spread of {mirror.spread_permille} permille of the day's rate.",
            mirror.ground_id,
        )


def _batched(reasons: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    yield from (reasons[start : start + size] for start in range(0, len(reasons), size))


def _tally_sentence(facts: ReportFacts, finding: FindingEvidence) -> Iterator[Sentence]:
    own = facts.transfers_of(finding)
    if not own:
        return
    accounts = {end for transfer in own for end in (transfer.source, transfer.target)}
    yield _say(
        Part.HOW,
        f"{finding.title} rests on {said_count(len(own), 'transfer')} between "
        f"{said_count(len(accounts), 'account')}.",
        f"tally:{finding.finding_id}",
        finding.ground_id,
    )


def _transfer_sentence(transfer: TransferEvidence) -> Sentence:
    worth = (
        f", worth {said_amount(transfer.value)} at the day's rate"
        if transfer.value is not None and transfer.value.asset != transfer.money.asset
        else ""
    )
    way = transfer.network or transfer.channel
    return _say(
        Part.HOW,
        f"Transfer {spoken(transfer.transfer_id)}, {transfer.at:%Y-%m-%d} at "
        f"{transfer.at:%H:%M} UTC: "
        f"{spoken(transfer.source)} paid {said_amount(transfer.money)} to {spoken(transfer.target)}"
        f"{f' by {spoken(way)}' if way else ''}{worth}.",
        transfer.ground_id,
    )


def _closing(terms: SarTerms) -> Iterator[Sentence]:
    yield _say(Part.CLOSING, terms.kept_says, f"rule:{terms.kept_rule}")


def _say(part: Part, text: str, *rests_on: str) -> Sentence:
    return Sentence(part=part, text=text, rests_on=rests_on)
