"""What an FIU's goAML asks of a report before it is written, from its policy file."""

import re
from collections.abc import Iterator

from plainsight.casework.report.draft import ReportDraft
from plainsight.casework.report.evidence import TransferEvidence
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.goaml_subject import (
    ACCOUNT_CHARS_MAX,
    ENTITY_NAME_CHARS_MAX,
    NAME_CHARS_MAX,
    subject_complaints,
)
from plainsight.casework.report.narrative import narrative_grounds
from plainsight.casework.report.party import Filer
from plainsight.casework.report.sentence import require_grounded
from plainsight.casework.report.terms import GoamlTerms, SarTerms
from plainsight.errors import UnfitReport
from plainsight.model.countries import COUNTRIES
from plainsight.model.money import Money

_NUMBER_MAX = 2**31 - 1
_TRANSACTION_CHARS_MAX = 100


def require_goaml(draft: ReportDraft, filer: Filer, terms: GoamlTerms, rules: SarTerms) -> None:
    """Refuse a draft that this FIU would not take.

    `rules` are what the narrative may rest on beside its evidence. Raises UnfitReport with every
    complaint, Ungrounded when the narrative is not grounded.
    """
    require_grounded(draft.narrative, narrative_grounds(draft.facts, rules, draft.occasion))
    complaints = (
        *_filer(filer, terms),
        *_transfers(draft.facts, terms),
        *_subjects(draft.facts, terms),
    )
    told = len(" ".join(sentence.text for sentence in draft.narrative))
    if told > terms.comment_chars_max:
        complaints += (f"reason: {told} characters, {terms.comment_chars_max} fit: tell less",)
    if complaints:
        raise UnfitReport(terms.title, complaints)


def local_amount(transfer: TransferEvidence, terms: GoamlTerms) -> Money | None:
    """A transfer in the FIU's currency: as it was paid, or its value at the day's rate."""
    if transfer.money.asset.code == terms.currency:
        return transfer.money
    value = transfer.value
    return value if value is not None and value.asset.code == terms.currency else None


def indicators_for(facts: ReportFacts, terms: GoamlTerms) -> tuple[str, ...]:
    """The FIU's indicator codes for the findings; its code for "other" where it has none."""
    codes = [
        code
        for finding in facts.findings
        for code in terms.indicators.get(finding.typology_id, (terms.indicator_other,))
    ]
    return tuple(dict.fromkeys(codes)) or (terms.indicator_other,)


def _filer(filer: Filer, terms: GoamlTerms) -> Iterator[str]:
    if not 1 <= filer.entity_number <= _NUMBER_MAX:
        yield "rentity_id: the FIU's number of the reporting entity is missing; add goaml to filer"
    names = (("given_name", filer.person_given_name), ("family_name", filer.person_family_name))
    if not all(value for _, value in names):
        yield "reporting_person: given and family name are needed; add goaml to the filer's file"
        return
    for name, value in names:
        yield from _text(f"reporting_person: {name}", value, NAME_CHARS_MAX)
        if not re.fullmatch(terms.name_pattern, value):
            yield (
                f"reporting_person: {name} {value!r} is not spelled as {terms.fiu_id} takes "
                "names; transliterate it in the filer's file"
            )
    yield from _text("filer: name", filer.institution.name, ENTITY_NAME_CHARS_MAX)


def _transfers(facts: ReportFacts, terms: GoamlTerms) -> Iterator[str]:
    for transfer in facts.transfers:
        what = f"transfer {transfer.transfer_id}"
        if local_amount(transfer, terms) is None:
            yield (
                f"{what}: no value in {terms.currency}; give the day's "
                f"rate of {transfer.money.asset.symbol or transfer.money.asset.code}"
            )
        yield from _text(f"{what}: transfer_id", transfer.transfer_id, _TRANSACTION_CHARS_MAX)
        yield from _text(f"{what}: source", transfer.source, ACCOUNT_CHARS_MAX)
        yield from _text(f"{what}: target", transfer.target, ACCOUNT_CHARS_MAX)
        for name in ("source_country", "target_country"):
            country = getattr(transfer, name)
            if country and country not in COUNTRIES:
                yield f"{what}: {name} {country!r} is no country of ISO 3166-1; correct it"
    for mirror in facts.mirrors:
        yield from _text(f"mirror {mirror.pair_id}", mirror.pair_id, _TRANSACTION_CHARS_MAX)


def _subjects(facts: ReportFacts, terms: GoamlTerms) -> Iterator[str]:
    if not facts.subjects and not facts.transfers:
        yield "subjects: name one, with what is known; unknown is an answer, none is not"
    for subject in facts.subjects:
        yield from subject_complaints(subject, terms)


def _text(what: str, text: str, longest: int) -> Iterator[str]:
    if not text or not text.isprintable():
        yield f"{what}: {text!r} is empty or holds unprintable characters; correct it"
    elif len(text) > longest:
        yield f"{what}: {len(text)} characters, {longest} fit; shorten it"
