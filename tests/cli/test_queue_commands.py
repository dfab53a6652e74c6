"""The review queue and cases from the command line."""

import json
import random
import re
import secrets
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from tests.strategies.casework import TEXT, campaign, decided, keep_post, post_campaign, raised
from tests.strategies.records import fresh_sqlite
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.casework.decision import Outcome
from plainsight.casework.timeline import Happening, Moment, Strand
from plainsight.cli.casework import cases, queue, reports
from plainsight.cli.casework.casework_view import show_timeline
from plainsight.errors import BadValue, IllegalMove, NotAllowed, OutOfTurn, UnknownId
from plainsight.feeds.posts.labelled import read_labelled
from plainsight.stores.records import open_records

RUN = CliRunner()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_sqlite(tmp_path / "r.db")


@pytest.fixture(autouse=True)
def no_blind_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw ids that are not among the few decisions that are taken again, blind."""
    monkeypatch.setattr(wiring, "secrets", SimpleNamespace(token_bytes=random.Random(1).randbytes))


@pytest.fixture
def alerts(url: str) -> list[str]:
    """Two."""
    records = open_records(url, salts=secrets.token_bytes)
    now = wiring.read_clock()
    ids = raised(
        records,
        post_campaign(records, "k1", score=900),
        campaign("f1", kind="flow", score=300, typologies=("F03",)),
        at=now,
    )
    records.close()
    return ids


def run(app: typer.Typer, *arguments: object, code: int = 0) -> str:
    done = RUN.invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_an_analyst_takes_decides_and_opens_a_case(
    url: str, alerts: list[str], tmp_path: Path
) -> None:
    by = ("--by", "ana", "--records", url)
    listed = json.loads(run(queue.app, "list", *by, "--json"))
    assert [each["alert_id"] for each in listed["alerts"]] == alerts
    assert alerts[0] in run(queue.app, "list", *by)
    assert "2 open, 2 to take" in run(queue.app, "list", *by)
    taken = json.loads(run(queue.app, "take", *by, "--json"))
    assert (taken["alert_id"], taken["holder"]) == (alerts[0], "ana")
    shown = json.loads(run(queue.app, "show", alerts[0], *by, "--json"))
    assert "wxid_abc123" not in json.dumps(shown)
    assert "•••" in shown["text"]
    unmasked = run(queue.app, "show", alerts[0], *by, "--unmask", "tie_accounts")
    assert "wxid_abc123" in unmasked
    decided = run(queue.app, "decide", alerts[0], "confirmed", "--reason", "offers_service", *by)
    assert "confirmed: offers_service (list: reasons " in decided
    case = json.loads(run(cases.app, "open", "A broker", "--alert", alerts[0], *by, "--json"))
    reference = case["reference"]
    added = run(cases.app, "add", reference, "--item", "hold:ho_1", "--note", "why", *by)
    assert f"{reference}: open" in added
    assert "A broker" in run(cases.app, "show", reference, *by)
    assert "posted" in run(cases.app, "timeline", reference, *by)
    graph = json.loads(run(cases.app, "graph", reference, *by, "--json"))
    assert {node["kind"] for node in graph["nodes"]} >= {"account", "post", "alert", "hold"}
    assert "wxid_abc123" not in json.dumps(graph)
    assert reference in run(cases.app, "list", "--mine", *by)
    assert reference in run(cases.app, "list", "--find", "ho_1", *by)
    assert reference not in run(cases.app, "list", "--find", "ho_2", *by)
    with pytest.raises(BadValue, match="every case"):
        run(cases.app, "list", "--find", "ho_1", "--mine", *by)
    twin = json.loads(run(cases.app, "open", "His twin", "--alert", alerts[0], *by, "--json"))
    assert f"(also in {twin['reference']})" in run(cases.app, "show", reference, *by)
    run(cases.app, "close", reference, "--why", "done", *by)
    rows = tmp_path / "labels.jsonl"
    run(queue.app, "labels", rows, "--by", "qui", "--role", "RQA", "--records", url)
    read = read_labelled(rows).posts
    # A sampled decision waits for a second person, and teaches nothing until then.
    assert [row.label for row in read] in (["ml"], [])


def test_a_decision_on_a_version_that_nobody_read_is_refused(url: str, alerts: list[str]) -> None:
    by = ("--by", "ana", "--records", url)
    run(queue.app, "take", alerts[0], *by)
    decide = ("decide", alerts[0], "confirmed", "--reason", "offers_service", *by)
    with pytest.raises(OutOfTurn, match="you read 7"):
        run(queue.app, *decide, "--version", "7")
    assert "confirmed" in run(queue.app, *decide, "--version", "1")


def test_who_decides_at_a_terminal_sees_the_score_and_the_reasons_masked(url: str) -> None:
    at = TEXT.index("wxid_abc123")
    evidence = {"start": at, "end": at + 11, "excerpt": "wxid_abc123", "undone": []}
    strongest = {
        "title": "Currency broker",
        "account_id": "acc-1",
        "reasons": [{"facet": "contact", "says": "gives a contact", "evidence": [evidence]}],
        "doubts": [{"says": "a word of travel stands beside it", "evidence": []}],
        "flags": ["FIN-2025-A003 A3-06"],
    }
    records = open_records(url, salts=secrets.token_bytes)
    whole = post_campaign(records, "k1", score=900)
    joined = post_campaign(records, "k2", score=300)
    whole["finding"] |= {"strongest": strongest}  # type: ignore[operator]
    joined["finding"] |= {"standing": "absorbed", "into": "al_other"}  # type: ignore[operator]
    alert_id, former = raised(records, whole, joined, at=wiring.read_clock())
    records.close()
    by = ("--by", "ana", "--records", url)
    told = run(queue.app, "show", alert_id, *by)
    assert "score 0.90" in told
    assert "gives a contact" in told
    assert "against it: a word of travel" in told
    assert "FIN-2025-A003 A3-06" in told
    assert "wxid_abc123" not in told
    assert "closed" not in told
    assert "closed: later posts joined it to alert al_other" in run(queue.app, "show", former, *by)


def test_a_flow_says_how_many_accounts_it_has_and_where_its_transfers_are_shown(url: str) -> None:
    records = open_records(url, salts=secrets.token_bytes)
    accounts = tuple(f"acc-{number:02}" for number in range(45))
    (alert_id,) = raised(
        records, campaign("k1", score=900, accounts=accounts), at=wiring.read_clock()
    )
    records.close()
    told = run(queue.app, "show", alert_id, "--by", "ana", "--records", url)
    assert f"plainsight explain {alert_id} shows its transfers" in told
    assert "acc-09 and 35 more" in told
    assert "acc-10" not in told


def test_what_does_not_belong_is_taken_out_of_a_case_with_the_reason(
    url: str, alerts: list[str]
) -> None:
    by = ("--by", "ana", "--records", url)
    wallet = f"wallet:tron:{'T' * 34}"
    items = ("--item", "account:namesake", "--item", wallet, "--item", "hold:ho_1")
    opened = run(cases.app, "open", "A broker", "--alert", alerts[0], *items, *by, "--json")
    before = json.loads(opened)
    reference = before["reference"]
    out = ("take-out", reference, "--item", "account:namesake", "--item", wallet)
    after = json.loads(run(cases.app, *out, "--why", "another person", *by, "--json"))
    assert after["item_count"] == before["item_count"] - 2
    shown = run(cases.app, "show", reference, *by, "--json")
    story = run(cases.app, "timeline", reference, *by, "--json")
    assert "namesake" in story
    assert "another person" in story
    assert "T" * 34 not in shown + story
    refs = {item["ref"] for item in json.loads(shown)["items"]}
    assert "ho_1" in refs
    assert not refs & {"namesake", "tron:•••"}
    with pytest.raises(UnknownId, match="namesake"):
        run(cases.app, "take-out", reference, "--item", "hold:ho_1", "--item", "account:namesake",
            "--why", "again", *by)  # fmt: skip
    still = json.loads(run(cases.app, "show", reference, *by, "--json"))
    assert "ho_1" in {item["ref"] for item in still["items"]}
    with pytest.raises(BadValue, match="kinds are alert, post, account"):
        run(cases.app, "take-out", reference, "--item", "namesake", "--why", "x", *by)


def test_no_contact_or_wallet_of_a_case_leaves_unmasked(url: str, alerts: list[str]) -> None:
    by = ("--by", "ana", "--records", url)
    items = ("--item", "contact:phone:+526641234567", "--item", f"wallet:tron:{'T' * 34}")
    opened = run(cases.app, "open", "A broker", "--alert", alerts[0], *items, *by, "--json")
    reference = json.loads(opened)["reference"]
    run(cases.app, "add", reference, "--note", "calls from +526641234567", *by)
    shown = json.loads(run(cases.app, "show", reference, *by, "--json"))
    refs = {item["ref"] for item in shown["items"]}
    assert refs >= {"phone:•••", "tron:•••", alerts[0]}
    assert len({item["id"] for item in shown["items"]}) == len(shown["items"])
    for command in ("show", "timeline", "graph"):
        for as_json in ((), ("--json",)):
            told = run(cases.app, command, reference, *by, *as_json)
            assert "6641234567" not in told
            assert "T" * 34 not in told


def test_a_case_tells_apart_what_is_masked_and_which_post_was_when(
    url: str, alerts: list[str]
) -> None:
    by = ("--by", "ana", "--records", url)
    items = ("--item", "contact:phone:+526641234567", "--item", "contact:phone:+526647654321")
    opened = run(cases.app, "open", "A broker", "--alert", alerts[0], *items, *by, "--json")
    reference = json.loads(opened)["reference"]
    graph = json.loads(run(cases.app, "graph", reference, *by, "--json"))
    phones = {each["id"][:10] for each in graph["nodes"] if each["label"] == "phone:•••"}
    shown = run(cases.app, "show", reference, *by)
    lines = [line for line in shown.splitlines() if "phone:•••" in line]
    assert {line.split()[-1] for line in lines} == phones
    assert len(phones) == 2
    story = run(cases.app, "timeline", reference, *by)
    assert re.search(r"post +posted: group-1.post-k1$", story, re.MULTILINE)


def test_a_timeline_names_a_masked_contact_as_the_case_does(
    url: str, alerts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    by = ("--by", "ana", "--records", url)
    opened = run(cases.app, "open", "A broker", "--alert", alerts[0], *by, "--json")
    records = open_records(url, salts=secrets.token_bytes)
    with records.read() as view:
        case = view.casework.cases.get(json.loads(opened)["case_id"])
    records.close()
    named = Moment(
        at=wiring.read_clock(),
        strand=Strand.WORLD,
        kind="contact",
        ref="handle.wechat:wxid_abc123",
        act=Happening.CONTACT_NAMED,
    )
    show_timeline(case, [named])
    told = capsys.readouterr().out
    assert re.search(r"contact +contact named: handle.wechat:••• n_[0-9a-f]{8}$", told.strip())
    assert told.split()[-1] in run(cases.app, "show", case.reference, *by)


def test_a_case_says_what_its_posts_read_now(url: str, alerts: list[str]) -> None:
    by = ("--by", "ana", "--records", url)
    opened = run(cases.app, "open", "A broker", "--alert", alerts[0], *by, "--json")
    reference = json.loads(opened)["reference"]
    assert "edited" not in run(cases.app, "show", reference, *by)
    records = open_records(url, salts=secrets.token_bytes)
    keep_post(records, "post-k1", "nice weather @wxid_abc123")
    records.close()
    shown = run(cases.app, "show", reference, *by)
    assert "edited since; later read: nice weather •••" in shown
    told = json.loads(run(cases.app, "show", reference, *by, "--json"))
    (post,) = [each for each in told["items"] if each["kind"] == "post"]
    assert re.fullmatch("nice weather •+", post["now_reads"])


def test_who_says_benign_of_what_was_suspicious_before_is_told_that_a_sar_stays_owed(
    url: str,
) -> None:
    records, now = open_records(url, salts=secrets.token_bytes), wiring.read_clock()
    (alert,) = raised(records, campaign("f1", kind="flow", score=300), at=now)
    decided(records, alert, Outcome.SUSPICIOUS, at=now)
    raised(records, campaign("f1", kind="flow", score=900), at=now)
    records.close()
    by, stays = ("--by", "ben", "--records", url), "one stays owed until a filing officer decides"
    run(queue.app, "take", alert, *by)
    assert stays in " ".join(run(queue.app, "show", alert, *by).split())
    said = run(queue.app, "decide", alert, "benign", "--reason", "ordinary_trade", *by)
    assert stays in " ".join(said.split())
    assert alert in run(reports.app, "due", "--by", "fil", "--role", "FIL", "--records", url)


def test_a_restriction_takes_two_people_and_its_appeal_a_third(url: str, alerts: list[str]) -> None:
    run(queue.app, "take", alerts[0], "--by", "ana", "--records", url)
    run(queue.app, "decide", alerts[0], "confirmed", "--reason", "offers_service",
        "--by", "ana", "--records", url)  # fmt: skip
    proposed = json.loads(
        run(queue.app, "restrict", alerts[0], "--account", "acc-1", "--measure", "post_removed",
            "--subject", "forum/p1", "--reason", "advertises_laundering", "--by", "ana",
            "--records", url, "--json")
    )  # fmt: skip
    restriction = proposed["restriction_id"]
    senior = ("--role", "SNR", "--records", url)
    waiting = ("restrictions", "--force", "proposed", "--by", "sol", *senior)
    told = run(queue.app, *waiting)
    assert restriction in told
    assert alerts[0] in told
    assert "confirmed" in told
    (listed,) = json.loads(run(queue.app, *waiting, "--account", "acc-1", "--json"))
    assert (listed["restriction_id"], listed["answered_by"]) == (restriction, None)
    assert (listed["outcome"], listed["is_about_account"]) == ("confirmed", True)
    assert "no restriction" in run(queue.app, *waiting, "--account", "acc-2")
    assert "in_force" in run(queue.app, "answer", restriction, "--by", "sol", *senior)
    appeal = json.loads(
        run(queue.app, "appeal", restriction, "--account", "acc-1", "--text", "No.", "--by", "sup",
            "--role", "SUP", "--records", url, "--json")
    )["appeal_id"]  # fmt: skip
    received = ("appeals", "--stand", "received", "--by", "eva", *senior)
    told = run(queue.app, *received)
    assert appeal in told
    assert "No." in told
    (listed,) = json.loads(run(queue.app, *received, "--json"))
    assert (listed["appeal_id"], listed["restriction_id"]) == (appeal, restriction)
    assert "taken" in run(queue.app, "take-appeal", appeal, "--by", "eva", *senior)
    assert "received" in run(queue.app, "release-appeal", appeal, "--by", "eva", *senior)
    run(queue.app, "take-appeal", appeal, "--by", "eva", *senior)
    done = run(queue.app, "decide-appeal", appeal, "--overturn", "--reason", "was_wrong",
               "--answer", "Lifted.", "--by", "eva", *senior)  # fmt: skip
    assert "overturned" in done
    assert "no appeal" in run(queue.app, *received)
    (listed,) = json.loads(run(queue.app, "appeals", "--by", "eva", *senior, "--json"))
    assert (listed["stand"], listed["answer"]) == ("overturned", "Lifted.")
    (listed,) = json.loads(run(queue.app, "restrictions", "--by", "eva", *senior, "--json"))
    assert (listed["answered_by"], listed["lifted_by"]) == ("sol", "eva")


def test_an_appeal_that_its_sender_takes_back_is_nobodys_work(url: str, alerts: list[str]) -> None:
    at = ("--records", url)
    run(queue.app, "take", alerts[0], "--by", "ana", *at)
    run(
        queue.app,
        "decide",
        alerts[0],
        "confirmed",
        "--reason",
        "offers_service",
        "--by",
        "ana",
        *at,
    )
    wanted = (
        "--account",
        "acc-1",
        "--measure",
        "post_removed",
        "--subject",
        "forum/p1",
        "--reason",
        "advertises_laundering",
    )
    proposed = run(queue.app, "restrict", alerts[0], *wanted, "--by", "ana", *at, "--json")
    restriction = json.loads(proposed)["restriction_id"]
    run(queue.app, "answer", restriction, "--by", "sol", "--role", "SNR", *at)
    by = ("--by", "sup", "--role", "SUP", *at)
    sent = run(
        queue.app, "appeal", restriction, "--account", "acc-1", "--text", "No.", *by, "--json"
    )
    appeal = json.loads(sent)["appeal_id"]
    assert "withdrawn" in run(queue.app, "withdraw-appeal", appeal, *by)
    late = RUN.invoke(queue.app, ["take-appeal", appeal, "--by", "eva", "--role", "SNR", *at])
    assert isinstance(late.exception, IllegalMove)


def test_what_was_skipped_is_listed_to_whoever_may_see_it(url: str, alerts: list[str]) -> None:
    by = ("--by", "ana", "--records", url)
    quality = ("--by", "qui", "--role", "RQA", "--records", url)
    assert "nothing was skipped" in run(queue.app, "skips", *quality)
    run(queue.app, "take", alerts[0], *by)
    run(queue.app, "skip", alerts[0], "--reason", "knows_person", "--note", "my cousin", *by)
    assert "knows_person" in run(queue.app, "skips", "--of", "ana", *by)
    (line,) = json.loads(run(queue.app, "skips", *quality, "--json"))
    assert (line["alert_id"], line["staff_id"], line["note"]) == (alerts[0], "ana", "my cousin")
    assert isinstance(RUN.invoke(queue.app, ["skips", *by]).exception, NotAllowed)


def test_hands_change_by_release_skip_snooze_escalate_and_assign(
    url: str, alerts: list[str]
) -> None:
    by = ("--by", "ana", "--records", url)
    senior = ("--by", "sol", "--role", "SNR", "--records", url)
    run(queue.app, "take", alerts[0], *by)
    assert "back in the queue" in run(queue.app, "release", alerts[0], *by)
    run(queue.app, "take", alerts[0], *by)
    assert "skipped" in run(queue.app, "skip", alerts[0], "--reason", "knows_person", *by)
    assert "assigned to ben" in run(queue.app, "assign", alerts[1], "--to", "ben", *senior)
    run(queue.app, "take", *by, code=1)
    run(queue.app, "take", alerts[0], *senior)
    assert "second look" in run(queue.app, "escalate", alerts[0], *senior)
    ben = ("--by", "ben", "--records", url)
    run(queue.app, "take", *ben)
    when = wiring.read_clock().replace(microsecond=0).isoformat().replace("+00:00", "Z")
    year = int(when[:4])
    out_of_bounds = when.replace(str(year), str(year + 2))
    refused = RUN.invoke(
        queue.app,
        ["snooze", alerts[1], "--until", out_of_bounds, "--reason", "awaits_records", *ben],
    )
    assert refused.exit_code != 0
    assert "0 alerts placed" in run(queue.app, "sync", "--records", url)


def test_quality_watch_and_terms_answer_also_when_there_is_nothing(
    url: str, alerts: list[str], tmp_path: Path
) -> None:
    quality = ("--by", "qui", "--role", "RQA", "--records", url)
    assert run(queue.app, "golden", alerts[0], "benign", *quality).startswith("al_")
    told = run(queue.app, "quality", *quality)
    assert "kappa -" in told
    assert "golden items: no answer yet" in told  # and not "0% equal", which reads as a judgement
    assert "0 alarms" in run(queue.app, "watch", *quality)
    assert "0 phrases" in run(queue.app, "terms", *quality)
    out = tmp_path / "zh_reviewed.csv"
    assert "0 terms" in run(queue.app, "lexicon", out, *quality)
