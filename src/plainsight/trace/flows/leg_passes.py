"""Whether a leg counts: the one place where the tests of a typology meet its facts."""

from plainsight.trace.flows.leg import Holder, Leg
from plainsight.trace.flows.typology import AccountTest, LegTest


def leg_passes(leg: Leg, test: LegTest, *, home_place: str) -> bool:
    """Judge one leg; `home_place` is that of the centre's account, "" when there is none."""
    sets = (
        (leg.channel, test.channels, test.channels_not),
        (leg.purpose, test.purposes, test.purposes_not),
        (leg.asset, test.assets, test.assets_not),
        (leg.source_country, test.source_countries, test.source_countries_not),
        (leg.target_country, test.target_countries, test.target_countries_not),
    )
    if any((among and value not in among) or value in apart for value, among, apart in sets):
        return False
    if test.value_from is not None and leg.value < test.value_from:
        return False
    if test.value_below is not None and leg.value >= test.value_below:
        return False
    if test.relation_younger_than is not None and (
        leg.at_us - leg.pair_first_us > test.relation_younger_than
    ):
        return False
    if test.relation_life_max is not None and (
        leg.pair_last_us - leg.pair_first_us > test.relation_life_max
    ):
        return False
    flags = (
        (test.crosses_border, crosses_border(leg)),
        (test.is_related, leg.is_related),
        (test.is_away, is_away(leg, home_place)),
    )
    return all(wanted is None or wanted == found for wanted, found in flags)


def account_passes(holder: Holder, test: AccountTest) -> bool:
    """Judge one end of a leg."""
    return (
        (not test.kinds or holder.kind in test.kinds)
        and holder.kind not in test.kinds_not
        and (not test.sectors or holder.sector in test.sectors)
        and holder.sector not in test.sectors_not
        and (test.peers_max is None or holder.peers <= test.peers_max)
    )


def crosses_border(leg: Leg) -> bool:
    """Both countries are known and differ."""
    known = leg.source_country and leg.target_country
    return bool(known) and leg.source_country != leg.target_country


def is_away(leg: Leg, home_place: str) -> bool:
    """Handed over at a known place that is not the known home place."""
    return bool(leg.place) and bool(home_place) and leg.place != home_place
