"""Reports in the console: pictures of the flows behind them, and who else may know of them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from tests.strategies.casework import decided
from tests.strategies.flow_findings import START, flow_finding
from tests.web.browsing import DEMO_ORIGIN, as_persona, post

from plainsight.app.casework.enqueue_alerts import sync_queue
from plainsight.app.trace.keep_flow_alerts import keep_flow_alerts
from plainsight.cli.casework.reports_options import make_writers
from plainsight.demo.personas import ensure_personas
from plainsight.feeds.policy.report_samples import sample_filer
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords

REVIEWS = load_review_policy()


@pytest.fixture
def house(
    make_app: Callable[..., FastAPI], web_records: SqlRecords, clock: Callable[[], datetime]
) -> FastAPI:
    ensure_personas(web_records, now=clock())
    writers = make_writers(sample_filer(), schema=None, recipient="law enforcement")
    services = {"reviews": REVIEWS, "writers": writers}
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services=services)


@pytest.fixture
def flow_alert(web_records: SqlRecords, clock: Callable[[], datetime]) -> str:
    """An alert of one flow, as the search for flows keeps it."""
    with web_records.begin() as unit:
        kept = keep_flow_alerts(
            unit,
            [flow_finding([1, 2, 3])],
            policy_digest="0" * 16,
            as_of=START + timedelta(days=1),
            now=clock(),
        )
    sync_queue(web_records, policy=REVIEWS.queue, now=clock())
    (alert_id,) = kept.alert_ids.values()
    return alert_id


@pytest.fixture
def case(house: FastAPI, flow_alert: str) -> str:
    """A case with that alert, of the analyst."""
    opened = post(
        as_persona(house, "analyst"), "/console/cases", title="A relay", alert_id=flow_alert
    )
    found = re.search(r"CASE-\d{4}-\d+", opened.headers["location"])
    assert found is not None
    return found[0]


@pytest.fixture
def report(house: FastAPI, case: str) -> str:
    """A draft from the case."""
    drafted = post(
        as_persona(house, "analyst"),
        "/console/reports",
        case=case,
        form="sar",
        filer_kind="msb",
        occasion="initial",
    )
    assert drafted.status_code == 303, re.sub("<[^>]+>", " ", drafted.text)[-800:]
    return str(drafted.headers["location"]).partition("?")[0]


def test_a_draft_for_an_fiu_that_nobody_configured_is_refused_on_the_page(
    house: FastAPI, case: str
) -> None:
    refused = post(
        as_persona(house, "analyst"),
        "/console/reports",
        case=case,
        form="goaml",
        filer_kind="msb",
        occasion="initial",
        fiu_id="goaml-xx",
    )
    assert refused.status_code == 422
    assert "goaml-ae, goaml-example" in refused.text


def test_the_transfers_that_a_narrative_leaves_out_are_a_file_beside_it(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], report: str
) -> None:
    analyst = as_persona(house, "analyst")
    assert analyst.get(f"{report}/attachment").status_code == 404, "three transfers are all told"
    with web_records.begin() as unit:
        kept = keep_flow_alerts(
            unit,
            [flow_finding(list(range(1, 46)), key="other")],
            policy_digest="0" * 16,
            as_of=START + timedelta(days=9),
            now=clock(),
        )
    sync_queue(web_records, policy=REVIEWS.queue, now=clock())
    (alert_id, *_) = kept.alert_ids.values()
    opened = post(analyst, "/console/cases", title="Many", alert_id=alert_id)
    case = opened.headers["location"].rpartition("/")[2].partition("?")[0]
    fields = {"case": case, "form": "sar", "filer_kind": "msb", "occasion": "initial"}
    many = post(analyst, "/console/reports", **fields).headers["location"].partition("?")[0]
    assert f'href="{many}/attachment"' in analyst.get(many).text
    file = analyst.get(f"{many}/attachment")
    assert file.headers["content-disposition"] == f'attachment; filename="{case}-transfers.csv"'
    assert len(file.text.splitlines()) == 46
    assert as_persona(house, "counsel").get(f"{many}/attachment").status_code == 404


def drawn(answer: Any) -> ET.Element:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "<script" not in answer.text
    return ET.fromstring(answer.text)


def test_a_flow_is_drawn_on_its_alert_its_case_and_its_report(
    house: FastAPI, flow_alert: str, case: str, report: str
) -> None:
    analyst = as_persona(house, "analyst")
    for path in (f"/console/alerts/{flow_alert}", f"/console/cases/{case}", report):
        page = analyst.get(path).text
        assert page.count('src="data:image/svg+xml;base64,') == 1, path
        assert re.search(r'alt="Flow over time: F\d\d [^"]+ at risk', page), path
    of_alert = drawn(analyst.get(f"/console/alerts/{flow_alert}/flows/0"))
    of_case = drawn(analyst.get(f"/console/cases/{case}/flows/0"))
    assert ET.tostring(of_alert) == ET.tostring(of_case)
    assert of_alert.attrib["role"] == "img"
    assert analyst.get(f"/console/alerts/{flow_alert}/flows/1").status_code == 404
    assert analyst.get(f"/console/cases/{case}/flows/-1").status_code == 404


def test_a_suspected_case_without_a_report_is_due_to_those_who_may_know(
    house: FastAPI,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    flow_alert: str,
    case: str,
) -> None:
    everywhere = ("/console", "/console/reports")
    analyst, officer = as_persona(house, "analyst"), as_persona(house, "second-analyst")
    assert not any("no SAR drafted" in officer.get(path).text for path in everywhere)
    decided(web_records, flow_alert, by=make_staff("demo-analyst", Role.ANALYST), at=clock())
    for reader in (analyst, officer):
        for path in everywhere:
            assert f'href="/console/cases/{case}"' in reader.get(path).text, path
        assert "A SAR is due by" in reader.get(f"/console/cases/{case}").text
    counsel = as_persona(house, "counsel").get(f"/console/cases/{case}")
    assert counsel.status_code == 200
    assert "SAR" not in counsel.text
    for other in ("counsel", "desk", "second-desk", "desk-lead", "second-lead", "quality"):
        pages = [as_persona(house, other).get(path).text for path in everywhere]
        assert not any("SAR" in page or case in page for page in pages), other


def test_an_alert_in_no_case_is_due_until_a_filing_officer_decides_not_to_file(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], flow_alert: str
) -> None:
    decided(web_records, flow_alert, by=make_staff("demo-analyst", Role.ANALYST), at=clock())
    analyst, officer = as_persona(house, "analyst"), as_persona(house, "second-analyst")
    for path in ("/console", "/console/reports"):
        for reader in (analyst, officer):
            assert "in no case" in reader.get(path).text, path
    leave = 'action="/console/reports/unfiled"'
    assert leave in officer.get("/console/reports").text
    assert leave not in analyst.get("/console/reports").text
    to = "/console/reports/unfiled"
    assert post(analyst, to, named=flow_alert, why="payroll").status_code == 403
    refused = post(officer, to, named=flow_alert, why="")
    assert refused.status_code == 422
    assert "the reason" in refused.text
    assert post(officer, to, named=flow_alert, why="payroll").status_code == 303
    assert "in no case" not in officer.get("/console/reports").text


def test_a_filing_officer_drops_a_draft_with_the_reason(
    house: FastAPI, web_records: SqlRecords, report: str
) -> None:
    officer = as_persona(house, "second-analyst")
    assert "Decide not to file" in officer.get(report).text
    assert "Decide not to file" not in as_persona(house, "analyst").get(report).text
    named = report.rsplit("/", 1)[-1]
    done = post(officer, "/console/reports/unfiled", named=named, why="payroll")
    assert done.status_code == 303
    assert "Decide not to file" not in officer.get(report).text
    assert "Decided: no SAR is filed." in officer.get(done.headers["location"]).text


def test_a_case_links_only_to_where_its_reader_may_go(
    house: FastAPI, flow_alert: str, case: str
) -> None:
    analyst, counsel = as_persona(house, "analyst"), as_persona(house, "counsel")
    added = post(analyst, f"/console/cases/{case}/add", kind="request", ref="LER-2026-000001")
    assert added.status_code == 303, re.sub("<[^>]+>", " ", added.text)[-800:]
    to_alert, to_request = f"/console/alerts/{flow_alert}", "/console/requests/LER-2026-000001"
    for reader, may, may_not in ((analyst, to_alert, to_request), (counsel, to_request, to_alert)):
        page = reader.get(f"/console/cases/{case}").text
        assert f'href="{may}"' in page
        assert f'href="{may_not}"' not in page
        assert reader.get(may_not).status_code == 403
        assert "LER-2026-000001" in page


def test_a_look_at_a_picture_is_a_look_at_the_alert(
    house: FastAPI, web_records: SqlRecords, flow_alert: str
) -> None:
    as_persona(house, "analyst").get(f"/console/alerts/{flow_alert}/flows/0")
    with web_records.read() as view:
        assert [entry.tag for entry in view.audit.about(flow_alert)][-1] == "alert:viewed"
    assert as_persona(house, "desk").get(f"/console/alerts/{flow_alert}/flows/0").status_code == 403


def test_a_report_is_shared_with_a_reason_and_with_nobody_who_talks_to_users(
    house: FastAPI, web_records: SqlRecords, report: str
) -> None:
    counsel, officer = as_persona(house, "counsel"), as_persona(house, "second-analyst")
    assert counsel.get(report).status_code == 404, "for counsel it is not there"
    page = officer.get(report).text
    assert 'value="demo-counsel"' in page
    assert 'value="demo-operator"' not in page
    assert "Share it with a colleague" not in as_persona(house, "analyst").get(report).text
    fields = {"person": "demo-counsel", "reason": "defends the case"}
    assert post(officer, f"{report}/share", **{**fields, "reason": " "}).status_code == 422
    assert post(
        officer, f"{report}/share", **{**fields, "person": "demo-operator"}
    ).status_code in (403, 409)
    assert post(as_persona(house, "analyst"), f"{report}/share", **fields).status_code == 403
    assert counsel.get(report).status_code == 404
    assert post(officer, f"{report}/share", **fields).status_code == 303
    assert counsel.get(report).status_code == 200
    assert "Cleo Counsel" in officer.get(report).text
    with web_records.read() as view:
        (entry,) = [e for e in view.audit.entries() if e.tag == "report:shared"]
    assert b"defends" not in entry.canonical, "the reason is a commitment"


def test_a_rewording_that_is_refused_stays_in_the_form_and_overwrites_no_other(
    house: FastAPI, report: str
) -> None:
    analyst = as_persona(house, "analyst")
    page = analyst.get(report).text
    sentences = dict(re.findall(r'name="(s\d+)" rows="2">(.*?)</textarea>', page))
    mark = re.findall(r'name="read" value="(\w+)"', page)[0]
    wrong = sentences | {"s0": "It moved 999 dollars."}
    refused = post(analyst, f"{report}/revise", read=mark, **wrong)
    assert refused.status_code == 409
    assert "It moved 999 dollars.</textarea>" in refused.text
    assert '<details class="more" open><summary>Reword' in refused.text
    last = list(sentences)[-1]
    assert post(analyst, f"{report}/revise", read=mark, **sentences | {last: ""}).status_code == 303
    late = post(analyst, f"{report}/revise", read=mark, **sentences)
    assert late.status_code == 409, "written from what another tab reworded since"
    assert "What you wrote is not kept" in late.text
    assert f'name="{last}"' not in analyst.get(report).text
