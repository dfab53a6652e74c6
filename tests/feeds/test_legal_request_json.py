"""A malformed, contradictory or hostile legal request is refused with field and mend."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.demo.legal_requests import demo_request, emergency_request
from plainsight.errors import BadLegalRequest
from plainsight.feeds.requests.legal_request_json import read_legal_request
from plainsight.respond.data_class import DataClass
from plainsight.respond.identifier_form import normal_form
from plainsight.respond.legal_request import (
    AuthorityKind,
    Identifier,
    IdentifierKind,
    IssuingAuthority,
    LegalRequest,
    NonDisclosureOrder,
)
from plainsight.respond.legal_request_form import to_json

LINE = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40
).filter(str.strip)


def _phone(value: str) -> Identifier:
    """As every door spells it: what is written another way comes back in this spelling."""
    return normal_form(Identifier(kind=IdentifierKind.PHONE, value=value), country="US")


DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
REQUESTS = st.builds(
    lambda base, reference, values, classes, order, signed, start: replace(
        base,
        investigation_reference=reference,
        identifiers=tuple(dict.fromkeys(map(_phone, values))),
        data_classes=tuple(classes),
        non_disclosure_order=None
        if order is None
        else NonDisclosureOrder(reference="NDO 1", until=order),
        issuing_authority=IssuingAuthority(
            kind=AuthorityKind.COURT, name="Court", country="US", signed_on=signed
        ),
        range_from=start,
    ),
    st.sampled_from([demo_request("us-subpoena"), emergency_request()]),
    st.one_of(st.just(""), LINE),
    st.lists(LINE, min_size=1, max_size=5, unique=True),
    st.lists(st.sampled_from(DataClass), unique=True),
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


@given(REQUESTS)
def test_every_legal_request_survives_the_way_to_json_and_back(request: LegalRequest) -> None:
    assert read_legal_request(json.dumps(to_json(request)).encode()) == request


@given(st.binary(max_size=300))
def test_no_bytes_at_all_crash_the_reader(content: bytes) -> None:
    with pytest.raises(BadLegalRequest):
        read_legal_request(content)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(to_json(emergency_request()))), JSONS)
def test_any_value_in_any_field_is_read_or_refused_by_name(name: str, value: object) -> None:
    body = {**to_json(emergency_request()), name: value}
    try:
        read_legal_request(json.dumps(body).encode())
    except BadLegalRequest as refused:
        told = refused.complaints
    else:
        told = ()
    assert all(": " in line for line in told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"instrument": None}, "instrument: must be of type string"),
        ({"data_clases": []}, "did you mean data_classes"),
        ({"identifiers": []}, "identifiers: minItems"),
        ({"data_classes": ["D12"]}, "data_classes.0: one of D1"),
        ({"range_from": "2026-03-07T12:00:00"}, "range_from: must look like"),
        ({"range_from": "2026-02-30T12:00:00Z"}, "range_from: write an RFC 3339 time"),
        ({"return_on": "2026-02-30"}, "return_on: write a date"),
        (
            {"range_from": "2026-03-08T00:00:00Z", "range_to": "2026-03-07T00:00:00Z"},
            "range_to: must not lie before range_from",
        ),
        ({"is_emergency": True, "emergency": None}, "emergency: must be of type object"),
        ({"offence_years_max": -1}, "offence_years_max: minimum is 0"),
        ({"requester": {"name": "A"}}, "requester: add agency_id, email"),
    ],
)
def test_what_is_wrong_is_named_with_its_mend(change: dict[str, object], told: str) -> None:
    body = {**to_json(demo_request("us-subpoena")), **change}
    with pytest.raises(BadLegalRequest) as refused:
        read_legal_request(json.dumps(body).encode())
    assert told in str(refused.value)
    assert str(refused.value).count(told) == 1


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("phone", "+1 603 555 2384", "+16035552384"),
        ("phone", "(603) 555-2384", "+16035552384"),
        ("phone", "+86 138 0013 8000", "+8613800138000"),
        ("phone", "the red one", "the red one"),
        ("email", "U_97643@MAIL.EXAMPLE", "u_97643@mail.example"),
        ("platform_id", " u_97643 ", "u_97643"),
    ],
)
def test_an_account_is_named_alike_however_it_is_written(
    kind: str, written: str, read: str
) -> None:
    body = {
        **to_json(demo_request("us-subpoena")), "identifiers": [{"kind": kind, "value": written}]
    }  # fmt: skip
    (found,) = read_legal_request(json.dumps(body).encode()).identifiers
    assert (found.kind.value, found.value) == (kind, read)


def test_one_number_written_twice_is_one_account() -> None:
    twice = [{"kind": "phone", "value": v} for v in ("+16035552384", "+1 603-555-2384")]
    body = {**to_json(demo_request("us-subpoena")), "identifiers": twice}
    with pytest.raises(BadLegalRequest, match="name each account once"):
        read_legal_request(json.dumps(body).encode())


def test_an_emergency_without_its_narrative_is_sent_back() -> None:
    body = to_json(emergency_request())
    del body["emergency"]
    with pytest.raises(BadLegalRequest, match="person, harm, data and why now"):
        read_legal_request(json.dumps(body).encode())


@pytest.mark.parametrize(
    "content",
    [b'{"a":1,"a":2}', b"[" * 100_000, b'{"instrument":"\\ud800"}', b'{"a":NaN}', b"\xff"],
)
def test_tricks_of_json_are_refused(content: bytes) -> None:
    with pytest.raises(BadLegalRequest):
        read_legal_request(content)


def test_a_file_beyond_all_measure_is_not_parsed() -> None:
    with pytest.raises(BadLegalRequest, match="larger than"):
        read_legal_request(b" " * (5 * 1024**2))
