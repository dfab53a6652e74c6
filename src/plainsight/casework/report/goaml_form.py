"""What an FIU's goAML asks of a report before it is written, from its policy file."""

import re
from collections.abc import Iterator

from plainsight.casework.report.draft import ReportDraft
from plainsight.casework.report.evidence import TransferEvidence
from plainsight.casework.report.facts import ReportFacts
from plainsight.casework.report.narrative import narrative_grounds
from plainsight.casework.report.party import Filer, Subject
from plainsight.casework.report.sentence import require_grounded
from plainsight.casework.report.terms import GoamlTerms, SarTerms
from plainsight.errors import UnfitReport
from plainsight.model.money import Money


def require_goaml(draft: ReportDraft, filer: Filer, terms: GoamlTerms, rules: SarTerms) -> None:
    """Refuse a draft that this FIU would not take.

    `rules` are what the narrative may rest on beside its evidence. Raises UnfitReport with every
    complaint, Ungrounded when the narrative is not grounded.
    """
    require_grounded(draft.narrative, narrative_grounds(draft.facts, rules, draft.occasion))
    complaints = (*_filer(filer), *_amounts(draft.facts, terms), *_subjects(draft.facts, terms))
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


def _filer(filer: Filer) -> Iterator[str]:
    if filer.entity_number < 1:
        yield "rentity_id: the FIU's number of the reporting entity is missing; add goaml to filer"
    if not filer.person_given_name or not filer.person_family_name:
        yield "reporting_person: given and family name are needed; add goaml to the filer's file"


def _amounts(facts: ReportFacts, terms: GoamlTerms) -> Iterator[str]:
    for transfer in facts.transfers:
        if local_amount(transfer, terms) is None:
            yield (
                f"transfer {transfer.transfer_id}: no value in {terms.currency}; give the day's "
                f"rate of {transfer.money.asset.symbol or transfer.money.asset.code}"
            )


def _subjects(facts: ReportFacts, terms: GoamlTerms) -> Iterator[str]:
    for subject in facts.subjects:
        for name in ("family_name", "given_name"):
            value = getattr(subject, name)
            if value and not re.fullmatch(terms.name_pattern, value):
                yield (
                    f"subject {subject.subject_id}: {name} {value!r} is not spelled as "
                    f"{terms.fiu_id} takes names; transliterate it"
                )
        yield from _required(subject, terms)


def _required(subject: Subject, terms: GoamlTerms) -> Iterator[str]:
    known = {
        "address": bool(subject.address.street and subject.address.country),
        **{name: bool(getattr(subject, name)) for name in terms.requires if name != "address"},
    }
    if not subject.is_named and "family_name" in terms.requires:
        return  # an unknown holder is reported as unknown; what is not known cannot be asked
    for name in terms.requires:
        if not known[name]:
            yield f"subject {subject.subject_id}: {terms.fiu_id} asks for {name}"
