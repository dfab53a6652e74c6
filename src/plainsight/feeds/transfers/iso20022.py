"""ISO 20022 messages -> rows: pain.001, pacs.008 and camt.053, any version, streamed.

Element names are those of the message definition reports at iso20022.org. Versions differ in
namespace and in a few containers only, so elements are found by their local names.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from plainsight.errors import BadRecord

ISO_COLUMNS = (
    "payment_id",
    "debtor_account",
    "creditor_account",
    "amount",
    "currency",
    "received_amount",
    "received_currency",
    "at",
    "channel",
    "purpose",
    "debtor_country",
    "creditor_country",
)
Row = dict[str, str | None]
_MESSAGES = {
    "CstmrCdtTrfInitn": "pain.001",
    "FIToFICstmrCdtTrf": "pacs.008",
    "BkToCstmrStmt": "camt.053",
}


def read_messages(file: BinaryIO, *, name: str) -> Iterator[Row]:
    """One row per credit transfer or booked entry. Raises BadRecord when it is no such message."""
    kind = ""
    try:
        # Entities and the network are off: a payment file needs neither, an attacker wants both.
        for event, element in etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True
        ):
            tag = _local(element)
            if event == "start":
                kind = _MESSAGES.get(tag, kind)
            elif tag == "CdtTrfTxInf" and kind in ("pain.001", "pacs.008"):
                yield _credit(element, kind)
                _forget(element)
            elif tag == "Ntry" and kind == "camt.053":
                yield from _entry(element)
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise BadRecord(name, f"line {error.lineno}", f"repair the XML: {error.msg}") from None
    if not kind:
        raise BadRecord(name, "Document", "is not pain.001, pacs.008 or camt.053")


def _credit(transfer: Any, kind: str) -> Row:  # noqa: ANN401 - lxml element
    """pain.001 keeps debtor and date on the enclosing PmtInf, pacs.008 on the transfer itself."""
    outer = transfer.getparent()
    header = _child(_root(transfer), "GrpHdr")
    amount = _first(_find(transfer, "IntrBkSttlmAmt"), _find(transfer, "Amt", "InstdAmt"))
    instructed = _find(transfer, "InstdAmt") if kind == "pacs.008" else None
    debtor = _first(_child(transfer, "DbtrAcct"), _child(outer, "DbtrAcct"))
    debtor_agent = _first(_child(transfer, "DbtrAgt"), _child(outer, "DbtrAgt"))
    at = (
        _text(_find(transfer, "AccptncDtTm"))
        or _text(_find(transfer, "IntrBkSttlmDt"))
        or _date(_child(outer, "ReqdExctnDt"))
        or _text(_child(header, "IntrBkSttlmDt"))
        or _text(_child(header, "CreDtTm"))
    )
    left = instructed if instructed is not None else amount
    return {
        "payment_id": _own_id(_child(transfer, "PmtId"), header),
        "debtor_account": _account(debtor),
        "creditor_account": _account(_child(transfer, "CdtrAcct")),
        "amount": _text(left),
        "currency": _currency(left),
        "received_amount": _text(amount),
        "received_currency": _currency(amount),
        "at": at,
        "channel": "instructed" if kind == "pain.001" else "wire",
        "purpose": _text(_find(transfer, "Purp", "Cd")),
        "debtor_country": _country(debtor, debtor_agent),
        "creditor_country": _country(_child(transfer, "CdtrAcct"), _child(transfer, "CdtrAgt")),
    }


def _entry(entry: Any) -> Iterator[Row]:  # noqa: ANN401 - lxml element
    """One row per transaction of a booked entry, or one for an entry without details."""
    statement = entry.getparent()
    own = _child(statement, "Acct")
    details = [
        transaction
        for group in _children(entry, "NtryDtls")
        for transaction in _children(group, "TxDtls")
    ]
    single = len(details) < 2
    for place, detail in enumerate(details or [entry]):
        debited = _text(_first(_child(detail, "CdtDbtInd"), _child(entry, "CdtDbtInd"))) == "DBIT"
        other = "CdtrAcct" if debited else "DbtrAcct"
        peer = _find(detail, "RltdPties", other)
        agent = _find(detail, "RltdAgts", "CdtrAgt" if debited else "DbtrAgt")
        amount = _first(
            _child(detail, "Amt"),
            _find(detail, "AmtDtls", "TxAmt", "Amt"),
            _child(entry, "Amt") if single else None,
        )
        ends = [_account(own), _account(peer)] if debited else [_account(peer), _account(own)]
        places = [_country(own, _child(own, "Svcr")), _country(peer, agent)]
        yield {
            "payment_id": _entry_id(detail, entry, place, single=single),
            "debtor_account": ends[0],
            "creditor_account": ends[1],
            "amount": _text(amount),
            "currency": _currency(amount),
            "received_amount": None,
            "received_currency": None,
            "at": _date(_child(entry, "BookgDt")) or _date(_child(entry, "ValDt")),
            "channel": "wire",
            "purpose": _text(_find(detail, "Purp", "Cd")),
            "debtor_country": places[0] if debited else places[1],
            "creditor_country": places[1] if debited else places[0],
        }


def _own_id(ids: Any, header: Any) -> str | None:  # noqa: ANN401 - lxml element
    """The unique end-to-end reference where there is one; otherwise message and transfer id."""
    unique = _text(_child(ids, "UETR"))
    if unique:
        return unique
    own = _text(_child(ids, "TxId")) or _text(_child(ids, "EndToEndId"))
    message = _text(_child(header, "MsgId"))
    return f"{message}/{own}" if own and message else own


def _entry_id(detail: Any, entry: Any, place: int, *, single: bool) -> str | None:  # noqa: ANN401
    unique = _text(_find(detail, "Refs", "UETR"))
    if unique:
        return unique
    own = _text(_find(detail, "Refs", "TxId")) or _text(_find(detail, "Refs", "AcctSvcrRef"))
    if own:
        return own
    booked = _text(_child(entry, "AcctSvcrRef")) or _text(_child(entry, "NtryRef"))
    return booked if single or booked is None else f"{booked}/{place + 1}"


def _account(account: Any) -> str | None:  # noqa: ANN401 - lxml element
    return _text(_find(account, "Id", "IBAN")) or _text(_find(account, "Id", "Othr", "Id"))


def _country(account: Any, agent: Any) -> str | None:  # noqa: ANN401 - lxml element
    """The institution's country: by its address, its BIC (ISO 9362, 5th and 6th) or the IBAN."""
    institution = _child(agent, "FinInstnId")
    stated = _text(_find(institution, "PstlAdr", "Ctry"))
    bic = _text(_child(institution, "BICFI")) or _text(_child(institution, "BIC")) or ""
    iban = _text(_find(account, "Id", "IBAN")) or ""
    return stated or bic[4:6] or iban[:2] or None


def _date(holder: Any) -> str | None:  # noqa: ANN401 - lxml element
    """A date, or a choice of date and date with time."""
    return _text(_child(holder, "DtTm")) or _text(_child(holder, "Dt")) or _text(holder)


def _currency(amount: Any) -> str | None:  # noqa: ANN401 - lxml element
    return None if amount is None else amount.get("Ccy")


def _root(element: Any) -> Any:  # noqa: ANN401 - lxml element
    while _local(element) not in _MESSAGES:
        element = element.getparent()
    return element


def _first(*elements: Any) -> Any:  # noqa: ANN401 - lxml element
    return next((element for element in elements if element is not None), None)


def _find(element: Any, *names: str) -> Any:  # noqa: ANN401 - lxml element
    for name in names:
        element = _child(element, name)
    return element


def _child(element: Any, name: str) -> Any:  # noqa: ANN401 - lxml element
    return next(_children(element, name), None)


def _children(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 - lxml element
    if element is not None:
        for child in element:
            if _local(child) == name:
                yield child


def _local(element: Any) -> str:  # noqa: ANN401 - lxml element
    # Comments and processing instructions have a function where elements have a name.
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: Any) -> str | None:  # noqa: ANN401 - lxml element
    if element is None or element.text is None:
        return None
    return str(element.text).strip() or None


def _forget(element: Any) -> None:  # noqa: ANN401 - lxml element
    """Free what was read: memory follows one transfer, not the message."""
    element.clear()
    while (before := element.getprevious()) is not None and _local(before) == _local(element):
        element.getparent().remove(before)
