"""Who a goAML report is about: a natural person or an entity, with all that is known of it."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from lxml import etree

from plainsight.casework.report.goaml_subject import (
    ALIAS_CHARS_MAX,
    EMAILS_MAX,
    ENTITY_NAME_CHARS_MAX,
)
from plainsight.casework.report.party import Subject
from plainsight.casework.report.terms import GoamlTerms
from plainsight.filings.goaml_value import add_value, instant

UNKNOWN = "UNKNOWN"


def write_person(parent: etree._Element, name: str, subject: Subject, terms: GoamlTerms) -> None:
    """A natural person, as goAML's `t_person`."""
    person = etree.SubElement(parent, name)
    add_value(person, "first_name", subject.given_name or UNKNOWN)
    add_value(person, "last_name", subject.family_name or UNKNOWN)
    if subject.birth_date is not None:
        at = datetime.combine(subject.birth_date, time(), UTC)
        add_value(person, "birthdate", instant(at))
    alias, others = _fitted(subject.aliases)
    if alias:
        add_value(person, "alias", alias)
    if subject.identity_number:
        add_value(person, "id_number", subject.identity_number)
    _reached(person, subject, terms)
    if subject.occupation:
        add_value(person, "occupation", subject.occupation)
    _comments(person, subject, others)


def write_entity(parent: etree._Element, name: str, subject: Subject, terms: GoamlTerms) -> None:
    """An organisation, as goAML's `t_entity`."""
    entity = etree.SubElement(parent, name)
    add_value(entity, "name", subject.family_name or UNKNOWN)
    trading = next(
        (
            alias
            for alias in subject.aliases
            if len(alias) <= ENTITY_NAME_CHARS_MAX and re.fullmatch(terms.name_pattern, alias)
        ),
        "",
    )
    if trading:
        add_value(entity, "commercial_name", trading)
    if subject.identity_number:
        add_value(entity, "incorporation_number", subject.identity_number)
    if subject.occupation:
        add_value(entity, "business", subject.occupation)
    _reached(entity, subject, terms)
    _comments(entity, subject, [alias for alias in subject.aliases if alias != trading])


def _reached(party: etree._Element, subject: Subject, terms: GoamlTerms) -> None:
    if subject.phones:
        phones = etree.SubElement(party, "phones")
        for number in subject.phones:
            phone = etree.SubElement(phones, "phone")
            add_value(phone, "tph_contact_type", terms.contact_unknown)
            add_value(phone, "tph_communication_type", terms.contact_unknown)
            add_value(phone, "tph_number", number)
    own = subject.address
    if any((own.street, own.city, own.state, own.postcode, own.country)):
        address = etree.SubElement(etree.SubElement(party, "addresses"), "address")
        add_value(address, "address_type", terms.contact_unknown)
        add_value(address, "address", own.street or UNKNOWN)
        add_value(address, "city", own.city or UNKNOWN)
        if own.postcode:
            add_value(address, "zip", own.postcode)
        add_value(address, "country_code", own.country or terms.country_unknown)
        add_value(address, "state", own.state or UNKNOWN)
    for email in subject.emails[:EMAILS_MAX]:
        add_value(party, "email", email)


def _fitted(aliases: Sequence[str]) -> tuple[str, list[str]]:
    """As many as the one field of a person holds, whole, and those that it does not hold."""
    held: list[str] = []
    others: list[str] = []
    for alias in aliases:
        fits = len(", ".join([*held, alias])) <= ALIAS_CHARS_MAX
        (held if fits else others).append(alias)
    return ", ".join(held), others


def _comments(party: etree._Element, subject: Subject, aliases: Sequence[str]) -> None:
    told = "; ".join(_beside(subject, aliases))
    if told:
        add_value(party, "comments", told)


def _beside(subject: Subject, aliases: Sequence[str]) -> Iterator[str]:
    if aliases:
        yield f"Also known as {', '.join(aliases)}"
    if len(subject.emails) > EMAILS_MAX:
        yield f"Further e-mail addresses: {', '.join(subject.emails[EMAILS_MAX:])}"
