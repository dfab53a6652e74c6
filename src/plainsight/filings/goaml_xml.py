"""A report as goAML XML 5.0.2, with the codes of one FIU.

Each transfer is a transaction between two sides. The legs of a mirror are one transaction of four
parties, so that the pair is seen as a pair and its value is not counted twice. A leg in another
currency carries that currency, its amount and the rate; a wallet is an account of the FIU's type
for wallets.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

from plainsight.casework.report.blocks import narrative_lines
from plainsight.casework.report.draft import OccasionKind, ReportDraft
from plainsight.casework.report.evidence import MirrorEvidence, TransferEvidence
from plainsight.casework.report.figures import said_amount
from plainsight.casework.report.goaml_form import indicators_for, local_amount, require_goaml
from plainsight.casework.report.party import Filer, Subject
from plainsight.casework.report.terms import GoamlTerms, SarTerms
from plainsight.filings.goaml_party import UNKNOWN, write_entity, write_person
from plainsight.filings.goaml_value import add_value as _add
from plainsight.filings.goaml_value import instant as _instant
from plainsight.model.money import Money

_RATE_DIGITS = Decimal("0.00000001")
_DIGITS_MAX = 13  # after the point, of any decimal of the schema


class _Report:
    """What every part of the file is written from."""

    def __init__(self, draft: ReportDraft, filer: Filer, terms: GoamlTerms) -> None:
        self.draft = draft
        self.filer = filer
        self.terms = terms
        self.subject_of = draft.facts.subject_of
        self.wallets = {wallet.address: wallet for wallet in draft.facts.wallets}


def write_goaml(
    draft: ReportDraft, filer: Filer, terms: GoamlTerms, *, rules: SarTerms, filed_on: date
) -> bytes:
    """Write one report. Raises UnfitReport or Ungrounded before anything is made."""
    require_goaml(draft, filer, terms, rules)
    report = _Report(draft, filer, terms)
    root = etree.Element("report")
    _add(root, "rentity_id", str(filer.entity_number))
    _add(root, "submission_code", terms.submission_code)
    _add(root, "report_code", terms.report_code)
    _add(root, "entity_reference", draft.facts.called)
    if draft.occasion.kind is not OccasionKind.INITIAL:
        _add(root, "fiu_ref_number", draft.occasion.prior_number)
    _add(root, "submission_date", _instant(datetime.combine(filed_on, time(), UTC)))
    _add(root, "currency_code_local", terms.currency)
    person = etree.SubElement(root, "reporting_person")
    _add(person, "first_name", filer.person_given_name)
    _add(person, "last_name", filer.person_family_name)
    _add(root, "reason", " ".join(narrative_lines(draft.narrative)))
    if draft.facts.transfers:
        for transaction in _transactions(report):
            root.append(transaction)
    beside = _outside(report)
    if beside:
        root.append(_activity(report, beside))
    marks = etree.SubElement(root, "report_indicators")
    for code in indicators_for(draft.facts, terms):
        _add(marks, "indicator", code)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _transactions(report: _Report) -> Iterator[etree._Element]:
    facts = report.draft.facts
    by_id = {transfer.transfer_id: transfer for transfer in facts.transfers}
    mirrored = {t for mirror in facts.mirrors for t in (*mirror.side_a, *mirror.side_b)}
    for mirror in facts.mirrors:
        yield _mirror(report, mirror, by_id)
    for transfer in facts.transfers:
        if transfer.transfer_id not in mirrored:
            yield _two_sided(report, transfer)


def _two_sided(report: _Report, transfer: TransferEvidence) -> etree._Element:
    made = _transaction(
        report, number=transfer.transfer_id, at=transfer.at, channel=transfer.channel,
        amount=local_amount(transfer, report.terms), says=f"Transfer {transfer.transfer_id}",
    )  # fmt: skip
    for side, account_id, country in (
        ("from", transfer.source, transfer.source_country),
        ("to", transfer.target, transfer.target_country),
    ):
        end = etree.SubElement(made, f"t_{side}")
        _add(end, f"{side}_funds_code", _funds(report, transfer))
        _foreign(report, end, f"{side}_foreign_currency", transfer)
        _account(report, end, f"{side}_account", account_id, transfer)
        _add(end, f"{side}_country", country or report.terms.country_unknown)
    if transfer.network:
        _add(made, "comments", f"{said_amount(transfer.money)} on {transfer.network}")
    return made


def _mirror(
    report: _Report, mirror: MirrorEvidence, by_id: dict[str, TransferEvidence]
) -> etree._Element:
    side_a = [by_id[transfer_id] for transfer_id in mirror.side_a]
    legs = [*side_a, *(by_id[transfer_id] for transfer_id in mirror.side_b)]
    amounts = [local_amount(leg, report.terms) for leg in side_a]
    total = sum((money.units for money in amounts if money is not None), 0)
    first = amounts[0]
    made = _transaction(
        report,
        number=mirror.pair_id,
        at=min(leg.at for leg in legs),
        channel=side_a[0].channel,
        amount=None if first is None else Money(units=total, asset=first.asset),
        says=(
            f"Mirror transfer {mirror.pair_id}: legs in separate currencies between separate "
            f"parties settle one value, {mirror.lag_minutes} minutes apart"
        ),
    )
    parties = etree.SubElement(made, "involved_parties")
    for leg in legs:
        for part, account_id, country in (
            ("pays", leg.source, leg.source_country),
            ("receives", leg.target, leg.target_country),
        ):
            party = etree.SubElement(parties, "party")
            _add(party, "role", report.terms.roles[part])
            _account(report, party, "account", account_id, leg)
            _add(party, "funds_code", _funds(report, leg))
            _foreign(report, party, "foreign_currency", leg)
            _add(party, "country", country or report.terms.country_unknown)
            _add(party, "comments", f"{part} {said_amount(leg.money)} in leg {leg.transfer_id}")
    return made


def _transaction(
    report: _Report, *, number: str, at: datetime, channel: str, amount: Money | None, says: str
) -> etree._Element:
    terms = report.terms
    made = etree.Element("transaction")
    _add(made, "transactionnumber", number)
    _add(made, "transaction_location", report.filer.institution.name)
    _add(made, "transaction_description", says)
    _add(made, "date_transaction", _instant(at))
    _add(made, "transmode_code", terms.channels.get(channel, terms.channel_other))
    _add(made, "transmode_comment", terms.transmission_comment)
    _add(made, "amount_local", _number(amount))
    return made


def _account(
    report: _Report, parent: etree._Element, name: str, account_id: str, leg: TransferEvidence
) -> None:
    terms, wallet = report.terms, report.wallets.get(account_id)
    subject = report.subject_of.get(account_id)
    own = report.filer.institution if subject is not None else None
    made = etree.SubElement(parent, name)
    network = (wallet.network if wallet else "") or UNKNOWN
    _add(made, "institution_name", own.name if own else network)
    _add(made, "institution_code", str(report.filer.entity_number) if own else UNKNOWN)
    _add(made, "account", account_id)
    code = _currency(report, leg.money)
    if code:
        _add(made, "currency_code", code)
    holder = subject.full_name if subject is not None and subject.is_named else UNKNOWN
    _add(made, "account_name", holder)
    if wallet is not None:
        _add(made, "personal_account_type", terms.wallet_account_type)
    if subject is not None and subject.is_named and subject.is_organisation:
        write_entity(made, "t_entity", subject, terms)
    elif subject is not None and subject.is_named:
        _signatory(made, subject, terms)
    if wallet is not None and wallet.says:
        _add(made, "comments", wallet.says)


def _signatory(account: etree._Element, subject: Subject, terms: GoamlTerms) -> None:
    made = etree.SubElement(account, "signatory")
    _add(made, "is_primary", "1")
    write_person(made, "t_person", subject, terms)


def _activity(report: _Report, subjects: Iterable[Subject]) -> etree._Element:
    """Who is reported beside the transactions, or where there is none."""
    made = etree.Element("activity")
    parties = etree.SubElement(made, "report_parties")
    for subject in subjects:
        party = etree.SubElement(parties, "report_party")
        if subject.is_organisation:
            write_entity(party, "entity", subject, report.terms)
        else:
            write_person(party, "person", subject, report.terms)
        accounts = ", ".join(subject.account_ids)
        _add(party, "reason", f"Holds {accounts}" if accounts else "No account is known")
    return made


def _outside(report: _Report) -> list[Subject]:
    """Who holds no account of any transfer told: no transaction would name them."""
    told = {end for t in report.draft.facts.transfers for end in (t.source, t.target)}
    return [each for each in report.draft.facts.subjects if not told & {*each.account_ids}]


def _foreign(report: _Report, parent: etree._Element, name: str, leg: TransferEvidence) -> None:
    """Currency, amount and rate of a leg that is not in the FIU's own currency."""
    code, local = _currency(report, leg.money), local_amount(leg, report.terms)
    if leg.money.asset.code == report.terms.currency or not code or local is None:
        return
    made = etree.SubElement(parent, name)
    _add(made, "foreign_currency_code", code)
    _add(made, "foreign_amount", _number(leg.money))
    if leg.money.units:
        rate = (_decimal(local) / _decimal(leg.money)).quantize(_RATE_DIGITS, ROUND_HALF_UP)
        _add(made, "foreign_exchange_rate", f"{rate:f}")


def _currency(report: _Report, money: Money) -> str:
    """The FIU's code for an asset; nothing for a token it has no code for."""
    asset = money.asset
    is_fiat = len(asset.code) == 3 and not asset.symbol
    return asset.code if is_fiat else report.terms.assets.get(asset.symbol, "")


def _funds(report: _Report, leg: TransferEvidence) -> str:
    return report.terms.funds.get(leg.channel, report.terms.funds_other)


def _number(money: Money | None) -> str:
    if money is None:
        return ""
    amount = _decimal(money)
    if money.asset.decimals > _DIGITS_MAX:
        # A token may have more digits than the form takes; the comment tells the amount whole.
        amount = amount.quantize(Decimal(1).scaleb(-_DIGITS_MAX), ROUND_HALF_UP)
    return f"{amount:f}"


def _decimal(money: Money) -> Decimal:
    return Decimal(money.units).scaleb(-money.asset.decimals)
