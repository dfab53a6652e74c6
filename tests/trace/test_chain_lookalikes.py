"""What is dust, whom one really deals with, and what a wallet shows of an address: to the unit."""

from tests.strategies.chains import transfer

from plainsight.trace.chain.lookalikes import DustWatch

TRUE = "TAbcdMiddleOneWxyz"
FORGED = "TAbcdAnotherTwWxyz"
DUST = 100


def found(*rows: tuple[str, str, int]) -> set[str]:
    watch = DustWatch(dust_max=DUST)
    legs = [transfer(number, *row) for number, row in enumerate(rows)]
    for leg in legs:
        watch.see(leg)
    for leg in legs:
        watch.look(leg.source, leg.target, leg.money.units)
    return set(watch.found())


def test_the_largest_dust_is_dust_and_one_unit_more_is_not() -> None:
    assert found((TRUE, "victim", DUST + 1), (FORGED, "victim", DUST)) == {"t1"}
    assert found((TRUE, "victim", DUST + 1), (FORGED, "victim", DUST + 1)) == set()


def test_whoever_was_only_sent_dust_by_is_not_really_dealt_with() -> None:
    assert found((TRUE, "victim", DUST), (FORGED, "victim", 0)) == set()


def test_paying_an_account_is_dealing_with_it_as_being_paid_is() -> None:
    assert found(("victim", TRUE, DUST + 1), (FORGED, "victim", 0)) == {"t1"}


def test_dust_from_an_account_one_really_deals_with_is_no_look_alike() -> None:
    assert found((TRUE, "victim", DUST + 1), (TRUE, "victim", 1)) == set()


def test_whom_another_deals_with_makes_no_look_alike() -> None:
    assert found((TRUE, "other", DUST + 1), (FORGED, "victim", 0)) == set()


def test_one_character_apart_in_what_is_shown_imitates_nobody() -> None:
    for near in ("TBbcdAnotherTwWxyz", "TAbceAnotherTwWxyz", "TAbcdAnotherTwVxyz"):
        assert found((TRUE, "victim", DUST + 1), (near, "victim", 0)) == set()


def test_the_prefix_of_the_network_is_not_what_is_shown() -> None:
    one, two = "0xaB12" + "0" * 32 + "ef01", "0xaB12" + "1" * 32 + "ef01"
    assert found((one, "victim", DUST + 1), (two, "victim", 0)) == {"t1"}
    unlike = "0xaB13" + "1" * 32 + "ef01"
    assert found((one, "victim", DUST + 1), (unlike, "victim", 0)) == set()
