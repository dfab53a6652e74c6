from datetime import date
from pathlib import Path

import pytest
from tests.strategies.attribution_history import read_history
from tests.strategies.chain_data import chain_data, rows_of
from tests.strategies.chains import tron_account

from plainsight.errors import BadList, BadPolicy
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.attributions.ofac import read_ofac
from plainsight.feeds.attributions.pack import read_pack
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.policy_root import policy_root
from plainsight.trace.chain.attribution import AttributionBook, count_networks
from plainsight.trace.chain.category import Reach, Role
from plainsight.trace.chain.screening import Outcome, screen_account
from plainsight.trace.chain.snapshot import diff_snapshot

TRON = tron_account(3)
SDN_XML = f"""<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="urn:example:advanced">
  <DateOfIssue><Year>2026</Year><Month>10</Month><Day>1</Day></DateOfIssue>
  <ReferenceValueSets><FeatureTypeValues>
    <FeatureType ID="344" FeatureTypeGroupID="1">Digital Currency Address - XBT</FeatureType>
    <FeatureType ID="10" FeatureTypeGroupID="1">Title</FeatureType>
  </FeatureTypeValues></ReferenceValueSets>
  <DistinctParties><DistinctParty FixedRef="45404"><Profile ID="9">
    <Identity ID="1"><Alias Primary="true"><DocumentedName>
      <DocumentedNamePart><NamePartValue>EXAMPLE</NamePartValue></DocumentedNamePart>
      <DocumentedNamePart><NamePartValue>Party</NamePartValue></DocumentedNamePart>
    </DocumentedName></Alias><Alias Primary="false"/></Identity>
    <Feature ID="1" FeatureTypeID="344"><FeatureVersion>
      <VersionDetail>{TRON}</VersionDetail></FeatureVersion></Feature>
    <Feature ID="2" FeatureTypeID="10"><FeatureVersion>
      <VersionDetail>Chemist</VersionDetail></FeatureVersion></Feature>
  </Profile></DistinctParty></DistinctParties>
  <SanctionsEntries><SanctionsEntry ProfileID="9">
    <EntryEvent><Date><Year>2023</Year><Month>10</Month><Day>3</Day></Date></EntryEvent>
    <SanctionsMeasure><Comment>ILLICIT-DRUGS-EO14059</Comment></SanctionsMeasure>
    <SanctionsMeasure><Comment/></SanctionsMeasure>
  </SanctionsEntry></SanctionsEntries>
</Sanctions>"""


def test_the_advanced_list_gives_name_number_programme_and_date(tmp_path: Path) -> None:
    path = tmp_path / "sdn_advanced.xml"
    path.write_text(SDN_XML)
    snapshot = read_ofac(path)
    (claim,) = snapshot.attributions
    assert snapshot.published_on == date(2026, 10, 1)
    assert (claim.party, claim.party_id) == ("EXAMPLE Party", "45404")
    assert claim.programme == "ILLICIT-DRUGS-EO14059"
    assert (claim.effective_from, claim.known_from) == (date(2023, 10, 3), date(2026, 10, 1))
    assert (claim.label, claim.network, claim.account) == ("XBT", "tron", TRON)


def test_an_entity_bomb_in_the_list_is_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Sanctions>&b;</Sanctions>'
    path.write_text(bomb)
    with pytest.raises(BadList, match="no digital-currency address"):
        read_ofac(path)


def test_the_remarks_of_the_flat_list_are_read(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(
        '45404,"EXAMPLE, Party","individual","ILLICIT-DRUGS-EO14059",-0- ,'
        f'"DOB 1980; Digital Currency Address - USDT {TRON}; alt. Digital Currency Address - XBT '
        '12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX; Gender Male."\n'
    )
    snapshot = read_ofac(path, published_on=date(2024, 1, 1))
    assert [(c.label, c.network) for c in snapshot.attributions] == [
        ("USDT", "tron"),
        ("XBT", "bitcoin"),
    ]
    assert {c.party for c in snapshot.attributions} == {"EXAMPLE, Party"}


def test_a_list_without_a_date_must_be_given_one(tmp_path: Path) -> None:
    path = tmp_path / "sanctioned_addresses_TRX.txt"
    path.write_text(TRON + "\n")
    with pytest.raises(BadList, match="--published"):
        read_ofac(path)


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BadList):
        read_ofac(path, published_on=date(2024, 1, 1))


@pytest.mark.parametrize(
    "line", ["# comment", '{"a"', "<!doctype html>", f"{TRON} {TRON}", "404: Not Found", "T\xff"]
)
def test_a_line_that_has_not_the_shape_of_an_address_lists_nobody(
    tmp_path: Path, line: str
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    mirror = folder / "sanctioned_addresses_TRX.txt"
    mirror.write_bytes(f"{TRON}\n\n{line}\n".encode("latin-1"))
    table = tmp_path / "table.csv"
    quoted = line.replace('"', '""')
    table.write_text(f'asset,address\nTRX,{TRON}\nTRX,"{quoted}"\n', "latin-1")
    for path, number in ((folder, 3), (table, 3)):
        with pytest.raises(BadList, match=f"line {number}, .*is no address"):
            read_ofac(path, published_on=date(2024, 1, 1))


def test_an_address_of_a_network_that_we_do_not_read_is_listed_as_text(tmp_path: Path) -> None:
    path = tmp_path / "sanctioned_addresses_ABC.txt"
    path.write_text("abc1" + "q" * 40 + "\n")
    snapshot = read_ofac(path, published_on=date(2024, 1, 1))
    assert [claim.network for claim in snapshot.attributions] == [""]


def test_a_pack_inherits_from_its_head_and_its_rows_can_differ(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(
        "source: desk\nconfidence: forensic\ncategory: exchange\nparty: Example Exchange\n"
        "effective_from: 2024-03-01\nattributions:\n"
        f"  - {{account: {TRON}, custodian: Example Exchange}}\n"
        f"  - {{account: {tron_account(4)}, category: mixer, party: A Mixer}}\n"
    )
    first, second = read_pack(path, load_categories(load_assets())).attributions
    assert (first.category, first.custodian) == ("exchange", "Example Exchange")
    assert (second.category, second.party, second.source) == ("mixer", "A Mixer", "desk")


def _two_rows(folder: Path, *more: str) -> Path:
    path = folder / "pack.yaml"
    path.write_text(
        "source: desk\nconfidence: forensic\ncategory: exchange\nparty: Example Exchange\n"
        "effective_from: 2024-03-01\nattributions:\n"
        f"  - {{account: {TRON}}}\n"
        f"  - {{account: {tron_account(4)}, known_from: 2024-04-01}}\n" + "".join(more)
    )
    return path


def test_a_row_of_a_pack_could_be_read_from_the_day_of_its_edition_on(tmp_path: Path) -> None:
    day, categories = date(2025, 1, 1), load_categories(load_assets())
    snapshot = read_pack(_two_rows(tmp_path), categories, published_on=day)
    assert snapshot.published_on == day
    assert [claim.known_from for claim in snapshot.attributions] == [day, date(2024, 4, 1)]
    assert {claim.effective_from for claim in snapshot.attributions} == {date(2024, 3, 1)}


def test_a_row_that_was_read_after_its_edition_is_complained_about(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="not after 2024-03-15, the day of the edition"):
        read_pack(
            _two_rows(tmp_path), load_categories(load_assets()), published_on=date(2024, 3, 15)
        )


def test_every_wrong_row_of_a_pack_is_complained_about_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(
        "source: desk\nconfidence: sure\ncategory: exchange\nparty: X\n"
        "effective_from: 2024-03-01\nattributions:\n"
        f"  - {{account: {TRON}}}\n"
        f"  - {{account: {TRON[:-1]}, confidence: court}}\n"
        f"  - {{account: {TRON}, confidence: court, category: ghosts}}\n"
    )
    with pytest.raises(BadPolicy) as caught:
        read_pack(path, load_categories(load_assets()))
    text = str(caught.value)
    assert "pack.yaml:7" in text
    assert "pack.yaml:8" in text
    assert "'ghosts'" in text


def test_the_shipped_packs_and_categories_are_in_order() -> None:
    categories = load_categories(load_assets())
    for path in sorted((policy_root() / "attributions" / "packs").glob("*.yaml")):
        assert read_pack(path, categories).attributions
    assert categories.find("sanctioned").role is Role.LISTED
    for category in categories:
        direct, indirect = (category.thresholds[reach] for reach in Reach)
        assert direct.share_bp <= indirect.share_bp
        assert all(units <= indirect.amounts.get(s, 0) for s, units in direct.amounts.items())


@pytest.mark.data
def test_ofac_654_rows_are_641_accounts_each_on_the_network_of_its_encoding() -> None:
    snapshot = read_ofac(
        chain_data("ofac_0xB10C") / "lists_2024-09-27", published_on=date(2024, 9, 27)
    )
    diff = diff_snapshot([], snapshot)
    assert (snapshot.rows_read, diff.unique_count) == (654, 641)
    by_account = {claim.account.lower(): claim for claim in snapshot.attributions}
    validated = chain_data("ofac_0xB10C") / "ofac_addresses_latest_validated.csv"
    names = {"evm": "ethereum", "btg": "bitcoin_gold", "doge": "dogecoin"}
    for row in rows_of(validated):
        expected = row["network_by_encoding"]
        found = by_account[_spelled(row["address"])].network
        if expected:
            assert found == names.get(expected, expected)
    # The ten the reference could not decide: CashAddr, Monero, Ripple, and one that is no address.
    undecided = [r for r in rows_of(validated) if not r["network_by_encoding"]]
    decided = count_networks(by_account[_spelled(row["address"])] for row in undecided)
    assert decided == {"bitcoin_cash": 6, "monero": 2, "ripple": 1, "": 1}


def _spelled(address: str) -> str:
    lowered = address.lower()
    is_cash = len(address) == 42 and lowered[0] in "qp"
    return f"bitcoincash:{lowered}" if is_cash else lowered


@pytest.mark.data
def test_the_tron_address_filed_as_bitcoin_is_found_by_screening() -> None:
    claims = read_history(chain_data("ofac_0xB10C") / "ofac_address_history.csv")
    answer = screen_account(
        "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq",
        book=AttributionBook(claims),
        categories=load_categories(load_assets()),
        as_of=date(2024, 9, 27),
    )
    assert answer.outcome is Outcome.LISTED
    assert answer.account is not None
    assert answer.account.network == "tron"
    assert "filed as XBT" in answer.reasons[0]


@pytest.mark.data
@pytest.mark.parametrize(
    ("address", "removed_on"),
    [
        ("0x905b63Fff465B9fFBF41DeA908CEb12478ec7601", date(2022, 11, 9)),
        ("0x6acdfba02d390b97ac2b2d42a63e85293bcc160e", date(2024, 1, 12)),
    ],
)
def test_a_removal_is_honoured_from_its_day_on(address: str, removed_on: date) -> None:
    claims = read_history(chain_data("ofac_0xB10C") / "ofac_address_history.csv")
    book, categories = AttributionBook(claims), load_categories(load_assets())

    def outcome(as_of: date) -> Outcome:
        return screen_account(address, book=book, categories=categories, as_of=as_of).outcome

    assert outcome(date.fromordinal(removed_on.toordinal() - 1)) is Outcome.LISTED
    assert outcome(removed_on) is Outcome.NOTHING_FOUND
    assert len([c for c in claims if c.effective_until is None]) == 654


@pytest.mark.data
def test_a_removal_that_only_respells_an_address_leaves_it_listed() -> None:
    """The third removal row of the history: mixed case went, lower case came, the same day."""
    claims = read_history(chain_data("ofac_0xB10C") / "ofac_address_history.csv")
    assert len([c for c in claims if c.effective_until is not None]) == 3
    answer = screen_account(
        "0xCa0840578f57fE71599D29375e16783424023357",
        book=AttributionBook(claims),
        categories=load_categories(load_assets()),
        as_of=date(2022, 11, 9),
    )
    assert answer.outcome is Outcome.LISTED
    assert len(answer.ended) == 1


@pytest.mark.data
def test_every_china_based_fentanyl_designee_is_found_on_its_own_network() -> None:
    path = chain_data("ofac_china_nexus") / "ofac_china_nexus_addresses.csv"
    names = {"evm": "ethereum"}
    for row in rows_of(path):
        answer = screen_account(
            row["address"],
            book=AttributionBook([]),
            categories=load_categories(load_assets()),
            as_of=date(2024, 9, 27),
        )
        assert answer.account is not None
        network = row["network_by_encoding"]
        assert answer.account.network == names.get(network, network)
