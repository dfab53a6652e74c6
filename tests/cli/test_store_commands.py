"""ingest, alerts, explain, evaluate, backtest, train, doctor, typologies, lexicon, demo."""

import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from tests.cli.runner import run
from tests.strategies.policies import NEXT, stricter_policy
from tests.strategies.reports import schema_at_hand

from plainsight import wiring
from plainsight.casework.case import ItemKind
from plainsight.feeds.policy_root import policy_root
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import open_records

ADVERT = "实力车队长期接料，卡接回U，一道二道都可以，点位15，飞机@kunlun_fleet9"
# A reader's shell after `make demo`: it looks everywhere but in the environment that was made.
UNPREPARED = {
    "PATH": os.pathsep.join(
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if Path(folder) != Path(sys.executable).parent
    )
}
LIFE = ["今天去西湖走了走", "孩子高考620分", "猫又把沙发咬坏了", "快递三天了还没到", "火锅真好吃"]


def write_posts(path: Path, texts: list[str]) -> None:
    lines = [
        json.dumps(
            {
                "post_id": f"p{number}",
                "account_id": f"a{number}",
                "surface": "s",
                "visibility": "public",
                "posted_at": "2026-01-05T08:00:00Z",
                "text": text,
            }
        )
        for number, text in enumerate(texts)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


FILER = Path(__file__).parents[2] / "samples" / "report" / "filer.yaml"
FILING_OFFICER = make_staff("fil", Role.FILING_OFFICER)
SAR_SCHEMA, GOAML_SCHEMA = "EFL_SARXBatchSchema.xsd", "goAMLSchema_5.0.2_UAE_patched.xsd"


def write_labelled(path: Path, rows: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"text": text, "label": label, "lang": "zh"}) for text, label in rows]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_an_advert_edited_since_is_explained_shown_and_reported_as_it_was_judged(
    tmp_path: Path,
) -> None:
    for number, text in enumerate((ADVERT, LIFE[0])):
        write_posts(tmp_path / f"v{number}.jsonl", [text])
        assert run("ingest", f"v{number}.jsonl", cwd=tmp_path).code == 0
    alert = json.loads(run("alerts", "--json", cwd=tmp_path).out)
    assert alert["finding"]["lead"] == {"surface": "s", "post_id": "p0", "revision": 1}
    alert_id = alert["alert_id"]
    explained = run("explain", alert_id, cwd=tmp_path).out
    assert "实力车队长期接料" in explained
    shown = run("queue", "show", alert_id, "--by", "ana", cwd=tmp_path).out
    assert "实力车队长期接料" in shown
    for told in (explained, shown):
        assert f"edited since; a later wording: {LIFE[0]}" in told
    plain = json.loads(run("queue", "show", alert_id, "--by", "ana", "--json", cwd=tmp_path).out)
    assert plain["text"].startswith("实力车队长期接料")
    assert (plain["now_reads"], plain["known_by"]) == (LIFE[0], "recorded")
    write_posts(tmp_path / "v2.jsonl", [""])
    assert run("ingest", "v2.jsonl", cwd=tmp_path).code == 0
    explained = run("explain", alert_id, cwd=tmp_path).out
    assert "edited since; a later wording has no words left" in explained
    opened = run(
        "cases", "open", "A fleet", "--alert", alert_id, "--by", "ana", "--json", cwd=tmp_path
    )
    case_id, filer = json.loads(opened.out)["case_id"], str(FILER)
    by = ("--by", "ana", "--json")
    draft = run("reports", "draft", case_id, "--filer", filer, *by, cwd=tmp_path)
    report_id = json.loads(draft.out)["report_id"]
    told = run("reports", "show", report_id, "--by", "ana", cwd=tmp_path).out
    assert "account a0 posted in s: “实力车队长期接料" in told
    assert "The post was edited after it read so; a later wording has no words left." in told


def test_what_is_ingested_becomes_one_alert_per_campaign(tmp_path: Path) -> None:
    write_posts(tmp_path / "p.jsonl", [*LIFE, ADVERT, f"ab{ADVERT}cd"])
    first = json.loads(run("ingest", "p.jsonl", "--json", cwd=tmp_path).out)
    assert first["posts"]["ingested"] == 7
    quiet = {"revised": 0, "absorbed": 0, "posts_flagged": 2}
    assert first["alerts"] == {"raised": 1, "unchanged": 0, **quiet}
    again = json.loads(run("ingest", "p.jsonl", "--json", cwd=tmp_path).out)
    assert (again["posts"]["ingested"], again["posts"]["duplicates"]) == (0, 7)
    assert again["alerts"] == {"raised": 0, "unchanged": 1, **quiet}
    (alert,) = [json.loads(x) for x in run("alerts", "--json", cwd=tmp_path).out.splitlines()]
    assert alert["finding"]["post_count"] == 2
    shown = run("explain", alert["alert_id"], cwd=tmp_path)
    assert "“@kunlun_fleet9”" in shown.out
    assert "2 posts by 2 accounts" in shown.out


def test_one_post_of_one_account_is_counted_as_a_person_says_it(tmp_path: Path) -> None:
    write_posts(tmp_path / "p.jsonl", [ADVERT])
    run("ingest", "p.jsonl", cwd=tmp_path)
    (line,) = run("alerts", "--json", cwd=tmp_path).out.splitlines()
    assert "1 post by 1 account," in run("explain", json.loads(line)["alert_id"], cwd=tmp_path).out


def test_a_policy_that_is_refused_leaves_no_post_stored_and_unscanned(tmp_path: Path) -> None:
    write_posts(tmp_path / "p.jsonl", LIFE)
    assert run("ingest", "p.jsonl", cwd=tmp_path).code == 0
    stricter_policy(tmp_path / "next")
    (place,) = (tmp_path / "next" / "typologies").glob("T04-*/typology.yaml")
    (shipped,) = (policy_root() / "typologies").glob("T04-*/typology.yaml")
    (version,) = re.findall(r"^version: \d+$", shipped.read_text(encoding="utf-8"), re.MULTILINE)
    rewritten = place.read_text(encoding="utf-8").replace(f"version: {NEXT}", version)
    place.write_text(rewritten, encoding="utf-8")
    write_posts(tmp_path / "more.jsonl", [*LIFE, ADVERT])
    refused = run("ingest", "more.jsonl", "--policy", "next", cwd=tmp_path)
    assert "give the changed file a new version" in refused.err
    shown = run("ingest", "p.jsonl", "--store-only", "--json", cwd=tmp_path).out
    assert json.loads(shown)["posts"]["duplicates"] == len(LIFE)
    again = json.loads(run("ingest", "more.jsonl", "--json", cwd=tmp_path).out)
    assert again["posts"]["ingested"] == 1  # the advert, which was not stored before


def test_an_alert_that_grows_is_revised_not_repeated(tmp_path: Path) -> None:
    write_posts(tmp_path / "p.jsonl", [ADVERT])
    run("ingest", "p.jsonl", cwd=tmp_path)
    write_posts(tmp_path / "p.jsonl", [ADVERT, f"ab{ADVERT}cd"])
    second = json.loads(run("ingest", "p.jsonl", "--json", cwd=tmp_path).out)
    assert second["alerts"]["raised"] == 0
    assert second["alerts"]["revised"] == 1


def test_an_unknown_alert_is_named(tmp_path: Path) -> None:
    write_posts(tmp_path / "p.jsonl", LIFE)
    run("ingest", "p.jsonl", cwd=tmp_path)
    ran = run("explain", "al_nothing", cwd=tmp_path)
    assert ran.code == 65
    assert "no alert 'al_nothing'" in ran.err


def test_evaluate_measures_and_shows_what_went_wrong(tmp_path: Path) -> None:
    rows = [(ADVERT, "ml"), ("完全看不懂的暗号", "ml"), *((text, "benign") for text in LIFE)]
    write_labelled(tmp_path / "l.jsonl", rows)
    ran = run("evaluate", "l.jsonl", "--json", "--html", "e.html", cwd=tmp_path)
    measured = json.loads(ran.out)
    assert measured["rows"]["precision"] == 1.0
    assert measured["rows"]["recall"] == 0.5
    assert measured["false_negatives"][0]["text"] == "完全看不懂的暗号"
    page = (tmp_path / "e.html").read_text(encoding="utf-8")
    assert "<polyline" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_hole_in_a_labelled_set_stops_the_measuring(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text('{"text": "a", "label": "x"}\n{"text": "b"}\n')
    ran = run("evaluate", "l.jsonl", cwd=tmp_path)
    assert ran.code == 65
    assert ran.err.strip() == "error: l.jsonl:2: field 'label': every row needs a label"


def test_train_refuses_too_little(tmp_path: Path) -> None:
    write_labelled(tmp_path / "l.jsonl", [(ADVERT, "ml"), (LIFE[0], "benign")])
    ran = run("train", "l.jsonl", cwd=tmp_path)
    assert ran.code == 77
    assert "50 are needed" in ran.err
    assert not (tmp_path / "plainsight.model").exists()


@pytest.fixture
def own_policy(tmp_path: Path) -> Path:
    folder = tmp_path / "policy"
    for part in ("typologies", "spec"):
        shutil.copytree(policy_root() / part, folder / part)
    return folder


def test_backtest_shows_what_a_change_would_cost(tmp_path: Path) -> None:
    stricter_policy(tmp_path / "next")
    write_labelled(tmp_path / "l.jsonl", [(ADVERT, "ml"), (LIFE[0], "benign")])
    ran = run("backtest", "l.jsonl", "--after", "next", "--json", cwd=tmp_path)
    compared = json.loads(ran.out)
    assert compared["by_typology"]["T04"] == {"lost": 1}
    assert compared["before"]["alerts"] == 1
    assert compared["posts"] == 2


def test_lint_names_the_line_of_a_mistake(tmp_path: Path, own_policy: Path) -> None:
    (place,) = (own_policy / "typologies").glob("T04-*/typology.yaml")
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("threshold: ", "treshold: "), encoding="utf-8")
    ran = run("typologies", "lint", "--policy", str(own_policy), cwd=tmp_path)
    assert ran.code == 1
    assert "did you mean 'threshold'?" in ran.err


def test_lint_warns_of_a_term_that_has_expired_and_passes(tmp_path: Path, own_policy: Path) -> None:
    (place, *_) = sorted((own_policy / "typologies" / "lexicon").glob("zh_*.csv"))
    rows = place.read_text(encoding="utf-8")
    sense = rows.splitlines()[1].split(",")[2]
    place.write_text(f"{rows}旧暗语,zh,{sense},seen once,2015,2020-01-01,,\n", encoding="utf-8")
    ran = run("typologies", "lint", "--policy", str(own_policy), cwd=tmp_path)
    assert ran.code == 0
    assert "'旧暗语'" in ran.err
    assert "warning: expired on 2020-01-01, and is not looked for" in " ".join(ran.err.split())
    told = run("typologies", "lint", "--policy", str(own_policy), "--json", cwd=tmp_path)
    assert len(json.loads(told.out)["warnings"]) == 1


def test_typologies_can_be_looked_at(tmp_path: Path) -> None:
    listed = run("typologies", "show", cwd=tmp_path)
    assert "T04" in listed.out
    one = json.loads(run("typologies", "show", "t04", "--json", cwd=tmp_path).out)
    assert one["facets_min"] >= 2
    unknown = run("typologies", "show", "T99", cwd=tmp_path)
    assert unknown.code == 65
    assert "one of T01" in unknown.err


def test_a_new_term_is_checked_against_ordinary_words(tmp_path: Path) -> None:
    ran = run("lexicon", "check", "冰毒", cwd=tmp_path)
    assert ran.code == 1
    assert "病毒" in ran.out
    assert run("lexicon", "check", "卡接回u", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    "asked",
    [
        ("lexicon", "find", ""),
        ("lexicon", "find", " \u200b"),
        ("lexicon", "check", ""),
        ("explain", "--text", ""),
        ("explain", "--text", " "),
        ("explain", "al_x", "--text", "x"),
        ("explain", "-", "--text", "x"),
    ],
)
def test_a_question_about_nothing_or_about_two_things_is_misuse(
    tmp_path: Path, asked: tuple[str, ...]
) -> None:
    ran = run(*asked, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")


def test_doctor_finds_nothing_bad_in_this_installation(tmp_path: Path) -> None:
    ran = run("doctor", "--json", cwd=tmp_path)
    assert ran.code == 0, ran.out
    assert {check["health"] for check in json.loads(ran.out)} <= {"good", "absent"}


def test_the_demo_shows_the_whole_job(tmp_path: Path) -> None:
    ran = run("demo", "--out", "d", cwd=tmp_path, environment=UNPREPARED)
    assert ran.code == 0, ran.err
    assert "85 items were private or unlabelled" in ran.out
    assert "169 of 3,569 posts have findings" in ran.out
    assert "the exported log is verified" in ran.out
    assert "rewritten_entry" in ran.out
    assert (tmp_path / "d" / "report.html").is_file()
    records = ("--records", "sqlite:///d/records.db")
    assert [path.name for path in (tmp_path / "d").rglob("*.db")] == ["records.db"]
    case = run("cases", "show", "CASE-2026-000001", "--by", "demo-analyst", *records, cwd=tmp_path)
    assert "LER-2026-000003" in case.out, "the subpoena about the broker is in the broker's case"
    held = run("holds", "list", *records, cwd=tmp_path)
    assert "5 provisional, 1 active" in held.out
    opened = open_records(f"sqlite:///{tmp_path}/d/records.db", salts=secrets.token_bytes)
    with opened.read() as view:
        asked = view.desk.requests.get("LER-2026-000003")
        (left,) = view.desk.requests.disclosures(asked.request_id)
    opened.close()
    assert left.counts
    assert any((tmp_path / "d" / "desk").glob("LER-2026-000003.tar.age"))
    key = tmp_path / "d" / "desk" / "demo-officer.age-key"
    assert key.is_file(), "a release to the officer of what is left open can be opened"
    _assert_console_seals(ran.out, tmp_path)
    _assert_one_case(tmp_path / "d")
    _assert_told_commands_work(ran.out, tmp_path)


def _assert_console_seals(told: str, folder: Path) -> None:
    """The command for the console that the demo prints names a key and an authority that stamp."""
    (line,) = [line for line in told.splitlines() if "serve --demo" in line]
    words = shlex.split(line)
    key, authority = (folder / words[words.index(name) + 1] for name in ("--key", "--tsa"))
    seals = wiring.make_seals(key=key, authority=str(authority))
    assert seals.timestamper.stamp(b"package")


def _assert_told_commands_work(told: str, folder: Path) -> None:
    """Each command that the demo prints runs in a shell that nobody prepared for it."""
    last = told[told.index("Where to go next") :].splitlines()
    assert told.index("10. The console") < told.index("Where to go next")
    called = [line for line in last if re.match(r"\S*plainsight ", line)]
    assert len(called) == 4
    (folder / "YOUR-POSTS.jsonl").write_text("")
    for line in called:
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=folder,
            env=os.environ | UNPREPARED,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), f"{line}\n{done.stdout}{done.stderr}"


def _assert_one_case(out: Path) -> None:
    """The posts, the ledger, the case and the reports of the demo are about one broker."""
    broker, wallet = "u_97643", "TRHkTzTuhKnK3ovNZJFwkntuE4wHZtk5Qe"
    opened = open_records(f"sqlite:///{out}/records.db", salts=secrets.token_bytes)
    with opened.read() as view:
        (case,) = view.casework.cases.newest()
        items = view.casework.cases.items(case.case_id)
        named = view.posts.latest(surface="channel_espejo", post_id="p90001")
        reports = view.casework.reports.newest(viewer=FILING_OFFICER)
    opened.close()
    assert named is not None
    assert wallet in named.post.text
    held = {(item.kind, item.ref) for item in items}
    assert (ItemKind.POST, "channel_espejo/p90001") in held
    assert (ItemKind.WALLET, f"wallet.tron:{wallet}") in held
    assert (ItemKind.TRANSFER, "f0001") in held, "a leg that meets the wallet is in the ledger"
    led = [item.data for item in items if item.kind is ItemKind.TRAIL]
    assert {data["category"] for data in led} == {"sanctioned", "exchange"}
    assert {report.form for report in reports} == {"sar", "goaml", "referral"}
    assert {report.case_id for report in reports} == {case.case_id}
    sar, goaml = ((out / "reports" / f"{form}.xml").read_bytes() for form in ("sar", "goaml"))
    for document in (sar, goaml):
        assert all(said.encode() in document for said in (case.reference, broker, wallet, "f0001"))
    assert b"36,416.2 USDT went on from it" in sar
    assert b"holds 1 account: mx_40215." in sar, "the other end of the mirror is in its WHO"
    for name, document in ((SAR_SCHEMA, sar), (GOAML_SCHEMA, goaml)):
        schema = schema_at_hand(name)
        assert schema is None or schema.validate(etree.fromstring(document)), schema.error_log
