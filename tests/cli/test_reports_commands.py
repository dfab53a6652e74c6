"""Reports from the command line: draft, propose, approve, file, answer, list, share, check."""

import json
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from lxml import etree
from tests.app.test_gather_facts import ANALYST, NOW, case_of
from tests.strategies.casework import decided
from tests.strategies.records import fresh_sqlite
from tests.strategies.reports import ROOT, schema_at_hand
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.casework.case import ItemKind
from plainsight.cli.casework import cases, reports
from plainsight.demo.filing import ANSWER, BSA_NUMBER
from plainsight.errors import BadValue, CannotWrite, NotAllowed, SamePerson, UnfitReport, UnknownId
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import open_records

RUN = CliRunner()
FILER = str(ROOT / "samples" / "report" / "filer.yaml")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_sqlite(tmp_path / "r.db")


@pytest.fixture
def case_id(url: str) -> str:
    records = open_records(url, salts=secrets.token_bytes)
    made = case_of(records)
    records.close()
    return made


def run(*arguments: object) -> str:
    app: typer.Typer = reports.app
    done = RUN.invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def draft(url: str, case_id: str, *more: object) -> str:
    told = run("draft", case_id, "--by", "ana", "--filer", FILER, "--records", url, "--json", *more)
    report_id: str = json.loads(told)["report_id"]
    return report_id


def test_a_report_is_drafted_proposed_approved_filed_and_answered(
    url: str, case_id: str, tmp_path: Path
) -> None:
    at, filer = ("--records", url), ("--filer", FILER)
    report_id = draft(url, case_id)
    assert "proposed" in run("propose", report_id, "--by", "ana", *filer, *at)
    assert "approved" in run("approve", report_id, "--by", "fil", *at)
    sent = json.loads(
        run("file", report_id, "--by", "fil", *filer, "--out", tmp_path / "o", *at, "--json")
    )
    assert Path(sent["file"]).read_bytes().startswith(b"<?xml")
    assert "sound" in run("check", sent["file"])
    answer = tmp_path / "batch.ACKED"
    answer.write_bytes(ANSWER)
    told = json.loads(run("answer", report_id, answer, "--by", "fil", *at, "--json"))
    assert (told["stand"], told["number"]) == ("acknowledged", BSA_NUMBER)
    assert report_id in run("list", "--by", "fil", "--role", "FIL", *at)
    shown = run("show", report_id, "--by", "fil", "--role", "FIL", *at)
    assert "WHO:" in shown
    assert "post:group/p-1" in shown


def test_what_is_due_is_listed_before_and_after_it_is_drafted(
    url: str, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = ("due", "--by", "fil", "--role", "FIL", "--records", url)
    assert "0 to be filed" in run(*due), "nobody found its alerts suspicious"
    records = open_records(url, salts=secrets.token_bytes)
    with records.read() as view:
        items = view.casework.cases.items(case_id)
    alert_id = next(item.ref for item in items if item.kind is ItemKind.ALERT)
    decided(records, alert_id, by=ANALYST, at=NOW)
    records.close()
    monkeypatch.setattr(wiring, "read_clock", lambda: NOW + timedelta(days=30))
    said = run(*due)
    assert "CASE-2026-000001  due 2026-03-22: no report drafted; 30 days" in said
    monkeypatch.setattr(wiring, "read_clock", lambda: NOW + timedelta(days=31))
    assert "MISSED" in run(*due)
    report_id = draft(url, case_id)
    (row,) = json.loads(run(*due, "--json"))["due"]
    assert (row["report_id"], row["case_id"], row["due_at"]) == (report_id, case_id, "2026-03-22")
    assert "0 to be filed" in run("due", "--by", "s", "--role", "SUP", "--records", url)


def test_an_alert_in_no_case_is_due_until_another_person_decides_not_to_file(
    url: str, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    with records.read() as view:
        items = view.casework.cases.items(case_id)
    alert_id = next(item.ref for item in items if item.kind is ItemKind.ALERT)
    decided(records, alert_id, by=ANALYST, at=NOW)
    records.close()
    monkeypatch.setattr(wiring, "read_clock", lambda: NOW + timedelta(days=1))
    at, due = ("--records", url), ("due", "--by", "fil", "--role", "FIL", "--records", url)
    taken = ["--item", f"alert:{alert_id}", "--why", "not ours", "--by", ANALYST.staff_id, *at]
    RUN.invoke(cases.app, ["take-out", case_id, *taken], catch_exceptions=False)
    assert f"{alert_id}  due 2026-03-22: in no case; 30 days" in run(*due)
    (row,) = json.loads(run(*due, "--json"))["due"]
    assert (row["alert_id"], row["case_id"], row["report_id"]) == (alert_id, None, None)
    said = run("drop", alert_id, "--by", "fil", "--why", "payroll of an employer", *at)
    assert f"{alert_id}: not filed; ends 1 clock" in said
    assert "0 to be filed" in run(*due)


@pytest.mark.parametrize("name", ["goaml-ae", "ae", "AE"])
def test_an_fiu_is_named_by_its_file_or_its_country(url: str, case_id: str, name: str) -> None:
    told = run(
        "draft", case_id, "--by", "ana", "--filer", FILER, "--records", url, "--json",
        "--form", "goaml", "--fiu", name,
    )  # fmt: skip
    report_id = json.loads(told)["report_id"]
    shown = run("show", report_id, "--by", "ana", "--records", url, "--json")
    assert json.loads(shown)["content"]["fiu_id"] == "goaml-ae"


def test_a_company_is_drafted_for_an_fiu_and_its_file_is_checked(
    url: str, case_id: str, tmp_path: Path
) -> None:
    known, at = tmp_path / "known.json", ("--records", url)
    company = {"subject_id": "s", "account_ids": [], "family_name": "Kunlun Trading Ltd"}
    wrong = {**company, "is_organisation": True, "emails": ["not an email"]}
    goaml = ("--form", "goaml", "--fiu", "example", "--subjects", known)
    known.write_text(json.dumps([wrong]))
    with pytest.raises(UnfitReport, match="subject s: email: 'not an email'"):
        draft(url, case_id, *goaml)
    known.write_text(json.dumps([{**wrong, "emails": ["office@example.test"]}]))
    report_id = draft(url, case_id, *goaml)
    run("propose", report_id, "--by", "ana", "--filer", FILER, *at)
    run("approve", report_id, "--by", "fil", *at)
    run("file", report_id, "--by", "fil", "--filer", FILER, "--out", tmp_path, *at)
    file = tmp_path / f"{report_id}.xml"
    assert b"<entity>" in file.read_bytes()
    assert "name it with --fiu" in run("check", file)
    assert run("check", file, "--fiu", "example") == "sound\n"
    file.write_bytes(file.read_bytes().replace(b">STR<", b">XYZ<"))
    told = RUN.invoke(reports.app, ["check", str(file), "--fiu", "example", "--json"])
    assert (told.exit_code, json.loads(told.output)["form"]) == (1, "goaml")
    assert "no code of goaml-example" in told.output


@pytest.mark.parametrize("name", ["xx", ""])
def test_a_draft_for_an_fiu_that_nobody_configured_is_refused_with_those_there_are(
    url: str, case_id: str, name: str
) -> None:
    with pytest.raises(BadValue, match="goaml-ae, goaml-example"):
        draft(url, case_id, "--form", "goaml", "--fiu", name)
    assert "goaml" not in run("list", "--by", "fil", "--role", "FIL", "--records", url)


def test_a_report_is_not_filed_where_its_file_cannot_be_written(
    url: str, case_id: str, tmp_path: Path
) -> None:
    at, filer = ("--records", url), ("--filer", FILER)
    report_id = draft(url, case_id)
    run("propose", report_id, "--by", "ana", *filer, *at)
    run("approve", report_id, "--by", "fil", *at)
    for out in (Path("/dev/null/x"), tmp_path / "taken"):
        (tmp_path / "taken" / f"{report_id}.xml").mkdir(parents=True, exist_ok=True)
        with pytest.raises(CannotWrite):
            run("file", report_id, "--by", "fil", *filer, "--out", out, *at)
        assert "approved" in run("list", "--by", "fil", *at)


def test_a_filed_report_is_written_again_as_it_was_sent(
    url: str, case_id: str, tmp_path: Path
) -> None:
    at, filer = ("--records", url), ("--filer", FILER)
    report_id = draft(url, case_id)
    run("propose", report_id, "--by", "ana", *filer, *at)
    run("approve", report_id, "--by", "fil", *at)
    first = json.loads(
        run("file", report_id, "--by", "fil", *filer, "--out", tmp_path / "a", *at, "--json")
    )
    again = json.loads(
        run("file", report_id, "--by", "fil", *filer, "--out", tmp_path / "b", *at, "--json")
    )
    assert (first["is_written_again"], again["is_written_again"]) == (False, True)
    assert Path(first["file"]).read_bytes() == Path(again["file"]).read_bytes()
    assert first["sha256"] == again["sha256"]
    told = run("file", report_id, "--by", "fil", *filer, "--out", tmp_path / "b", *at)
    assert "submit it once" in " ".join(told.split())


def test_one_person_cannot_do_both(url: str, case_id: str) -> None:
    report_id = draft(url, case_id)
    run("propose", report_id, "--by", "ana", "--filer", FILER, "--records", url)
    with pytest.raises(SamePerson):
        run("approve", report_id, "--by", "ana", "--records", url)


def test_a_report_is_given_back_with_its_reason(url: str, case_id: str) -> None:
    report_id = draft(url, case_id)
    run("propose", report_id, "--by", "ana", "--filer", FILER, "--records", url)
    back = run("return", report_id, "--by", "fil", "--why", "name the courier", "--records", url)
    assert "draft" in back


def test_what_is_known_of_the_holders_comes_from_a_file(
    url: str, case_id: str, tmp_path: Path
) -> None:
    known = tmp_path / "known.json"
    known.write_text(
        json.dumps([{"subject_id": "s-1", "account_ids": ["wx-88"], "family_name": "Example"}])
    )
    report_id = draft(url, case_id, "--subjects", known)
    assert "Example holds 1 account: wx-88." in run(
        "show", report_id, "--by", "fil", "--role", "FIL", "--records", url
    )


def test_the_sample_of_known_holders_is_read_and_a_day_that_is_none_is_named(
    url: str, case_id: str, tmp_path: Path
) -> None:
    sample = ROOT / "samples" / "report" / "subjects.json"
    report_id = draft(url, case_id, "--subjects", sample)
    assert "Robin Example" in run(
        "show", report_id, "--by", "fil", "--role", "FIL", "--records", url
    )
    wrong = tmp_path / "wrong.json"
    wrong.write_text(sample.read_text().replace("1990-01-31", "31.1.1990"))
    with pytest.raises(BadValue, match=r"birth_date.*write a day such as"):
        draft(url, case_id, "--subjects", wrong)


@pytest.mark.parametrize(("kind", "starts"), [("stix", '"bundle"'), ("misp", '"Event"')])
def test_indicators_are_shared_in_a_standard_form(
    url: str, case_id: str, tmp_path: Path, kind: str, starts: str
) -> None:
    out = tmp_path / "shared.json"
    run(
        "indicators", case_id, "--by", "ana", "--producer", "Example Pay", "--format", kind,
        "--out", out, "--records", url,
    )  # fmt: skip
    assert starts in out.read_text()


def test_a_batch_that_is_not_sound_is_told_and_exits_with_1(tmp_path: Path) -> None:
    file = tmp_path / "bad.xml"
    file.write_text("<EFilingBatchXML/>")
    done = RUN.invoke(reports.app, ["check", str(file), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.output)["complaints"]


def test_the_demo_files_every_form(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    said = run("demo", "--out", out)
    assert "must be different people" in " ".join(said.split())
    assert {path.name for path in out.iterdir()} >= {
        "sar.xml",
        "goaml.xml",
        "referral.pdf",
        "indicators.stix.json",
        "indicators.misp.json",
    }
    assert (out / "referral.pdf").read_bytes().startswith(b"%PDF")
    goaml = etree.fromstring((out / "goaml.xml").read_bytes())
    schema = schema_at_hand("goAMLSchema_5.0.2_UAE_patched.xsd")
    assert schema is None or schema.validate(goaml), schema.error_log
    assert goaml.findtext("currency_code_local") == "AED"


def test_a_report_of_another_is_unknown(url: str, case_id: str) -> None:
    with pytest.raises(UnknownId):
        run("show", "re_none", "--by", "fil", "--records", url)


def test_a_stranger_sees_no_report_and_its_author_sees_it(url: str, case_id: str) -> None:
    at = ("--records", url)
    report_id = draft(url, case_id)
    assert "0 reports" in run("list", "--by", "stranger", *at)
    with pytest.raises(UnknownId):
        run("show", report_id, "--by", "stranger", *at)
    assert report_id in run("list", "--by", "ana", *at)
    assert report_id in run("show", report_id, "--by", "ana", *at)


@pytest.mark.parametrize("role", ["SUP", "ADM", "REQ"])
def test_who_must_never_know_is_told_of_no_report(url: str, case_id: str, role: str) -> None:
    draft(url, case_id)
    assert "0 reports" in run("list", "--by", "ana", "--role", role, "--records", url)


def test_a_case_is_drafted_by_the_reference_that_lists_show(
    url: str, case_id: str, tmp_path: Path
) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    with records.read() as view:
        reference = view.casework.cases.get(case_id).reference
    records.close()
    report_id = draft(url, reference)
    row = json.loads(run("show", report_id, "--by", "ana", "--records", url, "--json"))
    assert row["case_id"] == case_id
    out = tmp_path / "shared.json"
    run(
        "indicators", reference, "--by", "ana", "--producer", "Example Pay", "--format", "stix",
        "--out", out, "--records", url,
    )  # fmt: skip
    assert '"bundle"' in out.read_text()


def test_a_report_is_shared_with_whoever_needs_to_know(url: str, case_id: str) -> None:
    report_id = draft(url, case_id)
    to = ("--to", "ben", "--why", "works the same money", "--records", url)
    assert "ben may know of it" in run("share", report_id, "--by", "fil", *to)
    records = open_records(url, salts=secrets.token_bytes)
    with records.read() as view:
        seen = view.casework.reports.get(report_id, viewer=make_staff("ben", Role.ANALYST))
        readers = view.casework.reports.readers(report_id, viewer=make_staff("ben", Role.ANALYST))
    records.close()
    assert (seen.report_id, readers) == (report_id, {"ben"})
    with pytest.raises(NotAllowed):
        run("share", report_id, "--by", "fil", *to, "--to-role", "SUP")
