"""Whether a leg counts: the one place where the tests of a typology meet its facts."""

from plainsight.trace.flows.leg import Holder, Leg
from plainsight.trace.flows.typology import AccountTest, LegTest

FEE = "fee"


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
    if test.fee_from is not None and leg.purpose == FEE and leg.value < test.fee_from:
        return False
    if test.relation_younger_than is not None and not _is_young(leg, test.relation_younger_than):
        return False
    if test.watched_for is not None and not _is_told(leg, test):
        return False
    if test.watched_in_all is not None and leg.watched_in_all_us < test.watched_in_all:
        return False
    if test.relation_life_max is not None and (
        leg.pair_last_us - leg.pair_first_us > test.relation_life_max
    ):
        return False
    flags = (
        (test.crosses_border, crosses_border(leg)),
        (test.is_related, leg.is_related),
        (test.is_away, is_away(leg, home_place)),
        (test.is_refund, leg.is_refund),
    )
    return all(wanted is None or wanted == found for wanted, found in flags)


def _is_young(leg: Leg, age_max: int) -> bool:
    return leg.at_us - leg.pair_first_us <= age_max


def _is_told(leg: Leg, test: LegTest) -> bool:
    """Whether the ledger reaches far enough to tell how old the relation was.

    It was watched before the pair's first leg; or the pair did no more than meet, and then was
    seen not to deal again. What was brought is judged by its end as by its beginning.
    """
    asked, age_max = test.watched_for or 0, test.relation_younger_than or 0
    return leg.watched_before_us >= asked or (
        leg.pair_last_us - leg.pair_first_us <= age_max and leg.watched_after_us >= asked
    )


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
