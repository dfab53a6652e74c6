"""Indicators for others: STIX 2.1 and MISP, marked, repeatable, and silent about reports."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import stix2
from golden_file import assert_golden
from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.validator import run_validator
from tests.strategies.reports import AT

from plainsight.casework.report.indicators import (
    Marking,
    SharedIndicator,
    SharedKind,
    shared_indicators,
)
from plainsight.demo.broker import WALLET, demo_facts
from plainsight.filings.misp_event import write_misp
from plainsight.filings.stix_bundle import stix_pattern, write_stix

FACTS = demo_facts()
FOUND = shared_indicators(FACTS)
PRODUCER = "Example Pay LLC"

# Of MISP's table of categories and types: the pairs we use.
MISP_PAIRS = {
    ("Financial fraud", "btc"),
    ("Financial fraud", "dash"),
    ("Financial fraud", "xmr"),
    ("Financial fraud", "text"),
    ("Social network", "text"),
    ("External analysis", "text"),
}


def stix(indicators: tuple[SharedIndicator, ...] = FOUND) -> bytes:
    return write_stix(indicators, producer=PRODUCER, marking=Marking.AMBER_STRICT, made_at=AT)


def misp(indicators: tuple[SharedIndicator, ...] = FOUND) -> bytes:
    return write_misp(indicators, producer=PRODUCER, marking=Marking.AMBER_STRICT, made_at=AT)


def test_accounts_wallets_and_quoted_phrases_are_shared() -> None:
    assert {(each.kind, each.value) for each in FOUND} >= {
        (SharedKind.ACCOUNT, "wx-broker-88"),
        (SharedKind.WALLET, WALLET),
        (SharedKind.PHRASE, "私人换汇"),
        (SharedKind.PHRASE, "额度不限"),
    }


def test_the_bundle_is_what_it_was() -> None:
    assert_golden("indicators.stix.json", stix())


def test_the_event_is_what_it_was() -> None:
    assert_golden("indicators.misp.json", misp())


def test_the_bundle_is_read_back_by_the_standards_own_library() -> None:
    bundle = stix2.parse(stix().decode(), allow_custom=False)
    kinds = [each.type for each in bundle.objects]
    assert kinds == ["marking-definition", "identity", *["indicator"] * len(FOUND)]


@given(st.sampled_from(SharedKind), st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_whatever_is_looked_for_makes_a_valid_pattern(kind: SharedKind, value: str) -> None:
    one = replace(FOUND[0], kind=kind, value=value)
    assert run_validator(stix_pattern(one), stix_version="2.1") == []


def test_everything_in_a_bundle_is_marked() -> None:
    bundle: dict[str, Any] = json.loads(stix())
    tlp, *others = bundle["objects"]
    assert tlp["name"] == "TLP:AMBER+STRICT"
    assert all(each["object_marking_refs"] == [tlp["id"]] for each in others)


@pytest.mark.parametrize("marking", Marking)
def test_every_marking_of_tlp_2_can_be_written(marking: Marking) -> None:
    content = write_stix(FOUND, producer=PRODUCER, marking=marking, made_at=AT)
    tlp = stix2.parse(content.decode()).objects[0]
    assert next(iter(tlp.extensions.values()))["tlp_2_0"] == marking.value
    event = json.loads(write_misp(FOUND, producer=PRODUCER, marking=marking, made_at=AT))
    assert event["Event"]["Tag"] == [{"name": f"tlp:{marking.value}"}]


def test_the_same_case_gives_the_same_bytes() -> None:
    assert stix() == stix()
    assert misp() == misp()


def test_two_cases_with_one_wallet_share_its_indicator() -> None:
    later = tuple(replace(each, last_at=each.last_at + timedelta(days=9)) for each in FOUND)
    ids = [o["id"] for o in json.loads(stix())["objects"]]
    assert ids == [o["id"] for o in json.loads(stix(later))["objects"]]
    assert json.loads(stix())["id"] == json.loads(stix(later))["id"]


@pytest.mark.parametrize("content", [stix(), misp()])
def test_nothing_shared_names_a_person_or_shows_that_a_report_exists(content: bytes) -> None:
    told = content.decode().lower()
    subject = FACTS.subjects[0]
    for secret in (
        FACTS.case_id,
        subject.full_name,
        subject.identity_number,
        subject.phones[0],
        "sar",
        "suspicious activity report",
        "fincen-sar",
        "cmln",
    ):
        assert secret.lower() not in told


def test_the_event_has_what_misp_needs_to_import_it() -> None:
    event = json.loads(misp())["Event"]
    assert {"uuid", "info", "date", "timestamp", "threat_level_id", "analysis"} <= set(event)
    assert event["published"] is False
    assert event["distribution"] == "0"
    for attribute in event["Attribute"]:
        assert uuid.UUID(attribute["uuid"])
        assert (attribute["category"], attribute["type"]) in MISP_PAIRS
        assert attribute["timestamp"].isdecimal()
        assert isinstance(attribute["to_ids"], bool)
        assert attribute["value"].strip()


def test_attribute_ids_stand_once() -> None:
    ids = [each["uuid"] for each in json.loads(misp())["Event"]["Attribute"]]
    assert len(set(ids)) == len(ids)


def test_a_bitcoin_address_has_misps_own_type() -> None:
    wallet = next(each for each in FOUND if each.kind is SharedKind.WALLET)
    bitcoin = replace(wallet, network="bitcoin", value="1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    attribute = json.loads(misp((bitcoin,)))["Event"]["Attribute"][0]
    assert (attribute["type"], attribute["category"]) == ("btc", "Financial fraud")


def test_a_phrase_never_alarms_by_itself() -> None:
    event = json.loads(misp())["Event"]
    phrases = [a for a in event["Attribute"] if a["comment"].startswith("phrase")]
    assert phrases
    assert not any(each["to_ids"] for each in phrases)
