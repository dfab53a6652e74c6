"""The tests of a typology as SQL conditions; `leg_passes.py` is their definition."""

from plainsight.trace.flows.leg_passes import FEE
from plainsight.trace.flows.plan import in_list
from plainsight.trace.flows.typology import AccountTest, LegTest


def leg_conditions(test: LegTest, *, home: str) -> list[str]:
    """Conditions on a row of `legs`; `home` is the SQL of the centre account's home place."""
    sets = (
        ("channel", test.channels, test.channels_not),
        ("purpose", test.purposes, test.purposes_not),
        ("asset", test.assets, test.assets_not),
        ("sc", test.source_countries, test.source_countries_not),
        ("dc", test.target_countries, test.target_countries_not),
    )
    conditions = [f"{column} IN ({in_list(among)})" for column, among, _ in sets if among]
    conditions += [f"{column} NOT IN ({in_list(apart)})" for column, _, apart in sets if apart]
    if test.value_from is not None:
        conditions.append(f"v >= {test.value_from}")
    if test.value_below is not None:
        conditions.append(f"v < {test.value_below}")
    if test.fee_from is not None:
        conditions.append(f"(purpose <> '{FEE}' OR v >= {test.fee_from})")
    if test.relation_younger_than is not None:
        conditions.append(f"t - pair_first <= {test.relation_younger_than}")
    if test.watched_for is not None:
        only_met = f"pair_last - pair_first <= {test.relation_younger_than or 0}"
        conditions.append(
            f"(watched_before >= {test.watched_for} OR "
            f"({only_met} AND watched_after >= {test.watched_for}))"
        )
    if test.watched_in_all is not None:
        conditions.append(f"watched_in_all >= {test.watched_in_all}")
    if test.relation_life_max is not None:
        conditions.append(f"pair_last - pair_first <= {test.relation_life_max}")
    flags = (
        (test.crosses_border, "(sc <> '' AND dc <> '' AND sc <> dc)"),
        (test.is_related, "related"),
        (test.is_refund, "refund"),
        (test.is_away, f"(place <> '' AND {home} <> '' AND place <> {home})"),
    )
    conditions += [
        found if wanted else f"NOT {found}" for wanted, found in flags if wanted is not None
    ]
    return conditions


def account_conditions(test: AccountTest, account: str) -> list[str]:
    """Conditions on an account column of `legs`."""
    inner = []
    for column, among, apart in (
        ("kind", test.kinds, test.kinds_not),
        ("sector", test.sectors, test.sectors_not),
    ):
        if among:
            inner.append(f"{column} IN ({in_list(among)})")
        if apart:
            inner.append(f"{column} NOT IN ({in_list(apart)})")
    if test.peers_max is not None:
        inner.append(f"peers <= {test.peers_max}")
    if not inner:
        return []
    return [f"{account} IN (SELECT acct FROM accounts WHERE {' AND '.join(inner)})"]
