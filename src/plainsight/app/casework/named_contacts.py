"""Contacts and wallets as a case holds them: each with who wrote it and in which post.

What ties a campaign is not everybody's in it. Where nobody remembered who wrote one, it is tied to
the alert alone: a case says of no account that it named what it never wrote.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from plainsight.app.stored import StoredAlert
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.model.fact import JsonValue
from plainsight.model.time import parse_instant

NAMERS_MAX = 50  # posts kept with one contact of a case
_PLACE = ("account_id", "surface", "post_id")


def named_contacts(alert: StoredAlert, *, count_max: int) -> list[CaseItem]:
    """The contacts and wallets of an alert, each as of its earliest post."""
    contacts, named_in = (_listed(alert.finding.get(name)) for name in ("contacts", "named_in"))
    by_place = dict(enumerate(named_in))  # an older record has no such list
    return [
        _contact(str(contact), _listed(by_place.get(place)), alert)
        for place, contact in enumerate(contacts[:count_max])
    ]


def each_once(items: Iterable[CaseItem]) -> list[CaseItem]:
    """Each thing as it comes first; a contact that comes again is named by both."""
    once: dict[tuple[ItemKind, str], CaseItem] = {}
    for item in items:
        key = (item.kind, item.ref)
        known = once.get(key)
        once[key] = item if known is None else _also_named(known, item)
    return list(once.values())


def _contact(contact: str, namings: Sequence[JsonValue], alert: StoredAlert) -> CaseItem:
    told = [naming for naming in namings if isinstance(naming, Mapping)]
    instants = [
        parse_instant(at, field="at") for each in told if isinstance(at := each.get("at"), str)
    ]
    return CaseItem(
        kind=ItemKind.WALLET if contact.startswith("wallet.") else ItemKind.CONTACT,
        ref=contact,
        at=min(instants, default=None),
        data={
            "alert": alert.alert_id,
            "named_in": [
                {name: each.get(name) for name in (*_PLACE, "revision") if name in each}
                for each in told
            ],
        },
    )


def _also_named(known: CaseItem, other: CaseItem) -> CaseItem:
    namings = _listed(known.data.get("named_in"))
    places = set(map(_place, namings))
    more = [each for each in _listed(other.data.get("named_in")) if _place(each) not in places]
    if not more:
        return known
    instants = [at for at in (known.at, other.at) if at is not None]
    told = [*namings, *more][:NAMERS_MAX]
    return replace(known, at=min(instants, default=None), data={**known.data, "named_in": told})


def _place(naming: JsonValue) -> tuple[str, ...]:
    told = naming if isinstance(naming, Mapping) else {}
    return tuple(str(told.get(name)) for name in _PLACE)


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
