"""The families that kinds of value come in, and what each is to a reader of an offer."""

from typing import NamedTuple

from plainsight.detect.lexicon import Facet


class Family(NamedTuple):
    """Kinds of value with the same dotted head."""

    facet: Facet  # the side of an offer that they speak of
    says: str


FAMILIES = {
    "handle": Family(Facet.CONTACT, "a handle on a platform"),
    "phone": Family(Facet.CONTACT, "a telephone number"),
    "email": Family(Facet.CONTACT, "an e-mail address"),
    "link": Family(Facet.CONTACT, "a link"),
    "wallet": Family(Facet.SETTLEMENT, "the address of a wallet"),
    "currency": Family(Facet.SETTLEMENT, "a currency"),
    "amount": Family(Facet.PRICE, "an amount"),
    "rate": Family(Facet.PRICE, "a rate"),
    "percent": Family(Facet.PRICE, "a percentage"),
    "cas": Family(Facet.GOODS, "the CAS number of a chemical"),
}


def family_of(kind: str) -> Family:
    """Raises KeyError for what is no kind of value."""
    return FAMILIES[kind.partition(".")[0]]
