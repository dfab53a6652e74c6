"""The structure of goAML 5.0.2 as a table of ours: order, number and form of what we may write.

FIUs hand their schema to registered entities only, so none ships: this table holds what all of
them share, and with an FIU's terms its codes and alphabet. It is stricter than a schema: elements
we never write are refused. A test that has a real FIU's schema holds the two against each other.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from lxml import etree

from plainsight.casework.report.goaml_subject import (
    ALIAS_CHARS_MAX,
    EMAIL,
    EMAIL_CHARS_MAX,
    FIRST_DAY,
)
from plainsight.casework.report.terms import GoamlTerms
from plainsight.filings.hostile_xml import parse_hostile
from plainsight.model.countries import COUNTRIES

ROOT = "report"
COMMENT_CHARS_MAX = 8_000

_PERSON = (
    "first_name last_name birthdate? alias? id_number? phones? addresses? email{0,5} "
    "occupation? comments?"
)
_ENTITY = (
    "name commercial_name? incorporation_number? business? phones? addresses? email{0,5} comments?"
)
_ACCOUNT = (
    "institution_name institution_code account currency_code? account_name "
    "personal_account_type? t_entity? signatory? comments?"
)
_CURRENCY = "foreign_currency_code foreign_amount foreign_exchange_rate?"
# Children in order, as a pattern over their names.
_CHILDREN = {
    ROOT: (
        "rentity_id submission_code report_code entity_reference fiu_ref_number? submission_date "
        "currency_code_local reporting_person reason ( transaction+ activity? | activity ) "
        "report_indicators"
    ),
    "reporting_person": "first_name last_name",
    "transaction": (
        "transactionnumber transaction_location transaction_description date_transaction "
        "transmode_code transmode_comment amount_local ( involved_parties | t_from t_to ) comments?"
    ),
    "involved_parties": "party+",
    "party": "role account funds_code foreign_currency? country comments?",
    "t_from": "from_funds_code from_foreign_currency? from_account from_country",
    "t_to": "to_funds_code to_foreign_currency? to_account to_country",
    "party/account": _ACCOUNT,
    "from_account": _ACCOUNT,
    "to_account": _ACCOUNT,
    "foreign_currency": _CURRENCY,
    "from_foreign_currency": _CURRENCY,
    "to_foreign_currency": _CURRENCY,
    "signatory": "is_primary t_person",
    "t_person": _PERSON,
    "person": _PERSON,
    "t_entity": _ENTITY,
    "entity": _ENTITY,
    "phones": "phone+",
    "phone": "tph_contact_type tph_communication_type tph_number",
    "addresses": "address+",
    "addresses/address": "address_type address city zip? country_code state",
    "activity": "report_parties",
    "report_parties": "report_party+",
    "report_party": "( person | entity ) reason comments?",
    "report_indicators": "indicator+",
}
_NAMES_MAX = {
    "first_name": 100, "last_name": 100, "name": 255, "commercial_name": 255, "account_name": 255,
}  # fmt: skip
_LENGTHS = {
    **_NAMES_MAX,
    "entity_reference": 255,
    "fiu_ref_number": 255,
    "transactionnumber": 100,
    "transaction_location": 255,
    "transmode_comment": 1,
    "institution_name": 255,
    "institution_code": 50,
    "account": 255,
    "alias": ALIAS_CHARS_MAX,
    "id_number": 255,
    "incorporation_number": 50,
    "business": 255,
    "occupation": 255,
    "email": EMAIL_CHARS_MAX,
    "tph_number": 50,
    "address": 100,
    "city": 255,
    "zip": 10,
    "state": 255,
    "transaction_description": COMMENT_CHARS_MAX,
    "reason": COMMENT_CHARS_MAX,
    "comments": COMMENT_CHARS_MAX,
}
_DATES = ("submission_date", "date_transaction", "birthdate")
_DECIMALS = ("amount_local", "foreign_amount", "foreign_exchange_rate")
_COUNTRIES = ("country", "from_country", "to_country", "country_code")
_CURRENCIES = ("currency_code", "foreign_currency_code")
_DECIMAL = r"-?[0-9]+(\.[0-9]{1,13})?"
_DECIMAL_MAX = Decimal(7_900_000_000_000_000)
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"

_Codes = Mapping[str, frozenset[str]]


def check_goaml(content: bytes, *, terms: GoamlTerms | None) -> tuple[str, ...]:
    """Everything that is wrong with a file, each with its place; empty when it is sound.

    Without an FIU's terms its codes, its alphabet and its own limit of a comment go unchecked.
    """
    root = parse_hostile(content)
    if isinstance(root, str):
        return (f"report: {root}",)
    if root.tag != ROOT:
        return (f"report: root is {root.tag}",)
    codes = {} if terms is None else _codes(terms)
    return tuple(said for element in root.iter() for said in _check(element, codes, terms))


def is_goaml_file(content: bytes) -> bool:
    """Whether it is a goAML report, by its root; not whether it is a sound one."""
    root = parse_hostile(content)
    return not isinstance(root, str) and root.tag == ROOT


def _check(element: etree._Element, codes: _Codes, terms: GoamlTerms | None) -> Iterator[str]:
    name, parent = str(element.tag), element.getparent()
    path = name if parent is None else f"{parent.tag}/{name}"
    pattern = _CHILDREN.get(path, _CHILDREN.get(name))
    if element.attrib:
        yield f"{path}: carries attributes"
    if pattern is None:
        if len(element):
            yield f"{path}: holds elements"
        for said in _check_value(name, element.text or "", codes, terms):
            yield f"{_place(element)}: {said}"
        return
    children = "".join(f"{child.tag} " for child in element)
    if not re.fullmatch(_expression(pattern), children):
        yield f"{path}: holds {children or 'nothing '}where {pattern} is asked"
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        yield f"{path}: holds text"


def _check_value(name: str, text: str, codes: _Codes, terms: GoamlTerms | None) -> Iterator[str]:
    check = _CHECKS.get(name)
    if name in codes and text not in codes[name]:
        yield f"{text!r} is no code of {'' if terms is None else terms.fiu_id}"
    elif name in codes or name in _CODED:
        if not text:
            yield "is empty"
    elif check is not None:
        yield from check(text)
    elif name in _LENGTHS:
        yield from _check_text(name, text, terms)
    else:
        yield "not an element of this form"


def _check_text(name: str, text: str, terms: GoamlTerms | None) -> Iterator[str]:
    if not text:
        yield "is empty"
    elif not text.isprintable():
        yield "holds line breaks or other unprintable characters"
    elif len(text) > _LENGTHS[name]:
        yield f"{len(text)} characters, {_LENGTHS[name]} fit"
    elif name == "email" and not re.fullmatch(EMAIL, text):
        yield f"{text!r} is no e-mail address"
    elif terms is None:
        return
    elif name in _NAMES_MAX and not re.fullmatch(terms.name_pattern, text):
        yield f"{text!r} is not spelled as {terms.fiu_id} takes names"
    elif name == "reason" and len(text) > terms.comment_chars_max:
        yield f"{len(text)} characters, {terms.comment_chars_max} fit"


def _check_number(text: str) -> Iterator[str]:
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) < 2**31:
        yield f"{text!r} is no number of an entity"


def _check_mark(text: str) -> Iterator[str]:
    if text != "1":
        yield f"{text!r}, where 1 is the only mark"


def _check_date(text: str) -> Iterator[str]:
    try:
        at = datetime.fromisoformat(text) if re.fullmatch(_MOMENT, text) else None
    except ValueError:
        at = None
    if at is None or at.date() < FIRST_DAY:
        yield f"{text!r} is no day since {FIRST_DAY}"


def _check_decimal(text: str) -> Iterator[str]:
    if not re.fullmatch(_DECIMAL, text) or abs(Decimal(text)) > _DECIMAL_MAX:
        yield f"{text!r} is no amount of at most 13 digits after the point"


def _check_currency(text: str) -> Iterator[str]:
    if not re.fullmatch("[A-Z]{3}", text):
        yield f"{text!r} is no currency's code"


_CHECKS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "rentity_id": _check_number,
    "is_primary": _check_mark,
    **dict.fromkeys(_DATES, _check_date),
    **dict.fromkeys(_DECIMALS, _check_decimal),
    **dict.fromkeys(_CURRENCIES, _check_currency),
}
_CODED = (
    "submission_code", "report_code", "currency_code_local", "transmode_code", "role",
    "funds_code", "from_funds_code", "to_funds_code", "personal_account_type", "indicator",
    "tph_contact_type", "tph_communication_type", "address_type", *_COUNTRIES,
)  # fmt: skip


def _codes(terms: GoamlTerms) -> _Codes:
    funds = frozenset({*terms.funds.values(), terms.funds_other})
    countries = COUNTRIES | {terms.country_unknown}
    kinds = frozenset({terms.contact_unknown})
    named = {code for own in terms.indicators.values() for code in own}
    return {
        "submission_code": frozenset({terms.submission_code}),
        "report_code": frozenset({terms.report_code}),
        "currency_code_local": frozenset({terms.currency}),
        "transmode_code": frozenset({*terms.channels.values(), terms.channel_other}),
        "role": frozenset(terms.roles.values()),
        **dict.fromkeys(("funds_code", "from_funds_code", "to_funds_code"), funds),
        "personal_account_type": frozenset({terms.wallet_account_type}),
        "indicator": frozenset({*named, terms.indicator_other}),
        **dict.fromkeys(("tph_contact_type", "tph_communication_type", "address_type"), kinds),
        **dict.fromkeys(_COUNTRIES, countries),
    }


def _place(element: etree._Element) -> str:
    """The path with the transaction or subject that it stands in, so that it can be found."""
    steps = [str(element.tag)]
    for above in element.iterancestors():
        number = above.findtext("transactionnumber") or ""
        steps.append(f"{above.tag} {number}" if number else str(above.tag))
    return "/".join(reversed(steps[:-1] if len(steps) > 1 else steps))


def _expression(pattern: str) -> str:
    """ "A ( B+ | C )" -> a regular expression over "A B B "."""
    return "".join(
        re.sub(r"^[a-z_]+", lambda found: f"(?:{found.group()} )", part) for part in pattern.split()
    )
