"""What a scan or an ingest refused or could not read is said, and tells in the exit code."""

import gzip
import json
from pathlib import Path

import pytest
from tests.cli.runner import run

ADVERT = "实力车队长期接料，卡接回U，一道二道都可以，点位15，飞机@kunlun_fleet9"


def line(number: int = 1, **fields: str | None) -> str:
    whole = {
        "post_id": f"p{number}",
        "account_id": f"a{number}",
        "surface": "group:1",
        "visibility": "public",
        "posted_at": "2026-01-05T08:00:00Z",
        "text": ADVERT,
    } | fields
    return json.dumps(whole, ensure_ascii=False) + "\n"


def test_with_json_the_refused_and_the_unreadable_are_counted_on_stderr(tmp_path: Path) -> None:
    given = line(1) + line(2, visibility="private") + line(3, posted_at="yesterday")
    ran = run("scan", "-", "--json", cwd=tmp_path, stdin=given, columns=300)
    assert ran.code == 0
    assert [json.loads(found)["post_id"] for found in ran.out.splitlines()] == ["p1"]
    assert "1 item refused unread: 1 labelled private." in ran.err
    assert "1 record could not be read:" in ran.err
    assert "  line 3: field 'posted_at': write an RFC 3339 time" in ran.err
    silent = run("scan", "-", "--json", cwd=tmp_path, stdin=line(1))
    assert silent.err == ""


def test_all_refused_is_no_fault_but_is_said(tmp_path: Path) -> None:
    given = line(1, visibility="private")
    ran = run("scan", "-", "--json", cwd=tmp_path, stdin=given)
    assert (ran.code, ran.out) == (0, "")
    assert "1 item refused unread" in ran.err


@pytest.mark.parametrize("command", [("scan",), ("scan", "--json"), ("ingest",)])
def test_nothing_but_broken_records_is_a_fault(tmp_path: Path, command: tuple[str, ...]) -> None:
    given = line(1, posted_at="yesterday") * 7
    ran = run(*command, "-", cwd=tmp_path, stdin=given, columns=300)
    assert ran.code == 65
    last = ran.err.splitlines()[-1]
    assert last.startswith("error: standard input: not one of 7 records could be read")
    said = ran.err if "--json" in command else ran.out
    assert "  line 5: field 'posted_at'" in said
    assert "  and 2 more" in said
    assert run(*command, "-", cwd=tmp_path, stdin=given + line(2)).code == 0


def test_the_hint_to_declare_stands_only_where_it_helps(tmp_path: Path) -> None:
    bare = json.dumps({k: v for k, v in json.loads(line()).items() if k != "visibility"})
    hinted = run("scan", "-", cwd=tmp_path, stdin=bare, columns=300).out
    assert "1 item refused unread: 1 without a label" in hinted
    assert "declare it: --visibility public" in hinted
    for label in ("private", "Public", "PUBLIC", "semi-public"):
        labelled = run("scan", "-", cwd=tmp_path, stdin=line(visibility=label), columns=300).out
        assert "Only the labels public and semi_public count, written so." in labelled
        assert "--visibility" not in labelled
    empty = line(visibility="")
    declared = run("scan", "-", "--visibility", "public", cwd=tmp_path, stdin=empty, columns=300)
    assert "1 without a label" in declared.out
    assert "--visibility" not in declared.out


@pytest.mark.parametrize("extra", [(), ("--jobs", "2")])
def test_a_bad_file_does_not_cost_what_is_in_the_others(
    tmp_path: Path, extra: tuple[str, ...]
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.jsonl").write_text(line(1), encoding="utf-8")
    (folder / "b.jsonl").write_bytes(gzip.compress(b"x"))
    (folder / "c.csv").write_text("post_id,body\n1,x\n")
    (folder / "d.jsonl").write_text(line(2) + line(3, posted_at="?"), encoding="utf-8")
    ran = run("scan", "export", "--html", "r.html", *extra, cwd=tmp_path, columns=300)
    assert ran.code == 65
    assert "2 posts scanned, 2 with findings in 1 campaign\n" in ran.out
    assert "  export/d.jsonl: line 2: field 'posted_at'" in ran.out
    assert "kunlun_fleet9" in (tmp_path / "r.html").read_text(encoding="utf-8")
    first, second = ran.err.splitlines()
    assert first.startswith("error: export/b.jsonl: looks gzipped")
    assert second.startswith("error: export/c.csv: no column 'text'")


@pytest.mark.parametrize("damage", ["cut", "wrong sum"])
def test_what_came_before_a_damage_is_found_and_told(tmp_path: Path, damage: str) -> None:
    packed = gzip.compress(line(1).encode() + line(2).encode())
    cut = {"cut": packed[:-12], "wrong sum": packed[:-8] + bytes(8)}[damage]
    (tmp_path / "p.jsonl.gz").write_bytes(cut)
    ran = run("scan", "p.jsonl.gz", "--json", cwd=tmp_path)
    assert ran.code == 65
    assert json.loads(ran.out.splitlines()[0])["post_id"] == "p1"
    assert ran.err.startswith("error: p.jsonl.gz: breaks off")
    assert len(ran.err.splitlines()) == 1


def test_a_bad_file_does_not_keep_the_others_from_the_records(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(gzip.compress(b"x"))
    (tmp_path / "b.jsonl").write_text(line(1) + line(2, posted_at="?"), encoding="utf-8")
    ran = run("ingest", "a.jsonl", "b.jsonl", "--json", cwd=tmp_path)
    assert ran.code == 65
    said = json.loads(ran.out)
    assert (said["posts"]["ingested"], said["alerts"]["raised"]) == (1, 1)
    assert said["unread"]["quarantined"][0]["feed"] == "b.jsonl"
    assert said["unread"]["quarantined"][0]["record"] == "line 2"
    assert said["unread"]["unreadable"][0]["feed"] == "a.jsonl"
    assert ran.err.startswith("error: a.jsonl: looks gzipped")


def test_what_is_not_there_is_found_out_before_records_are_made(tmp_path: Path) -> None:
    ran = run("ingest", "nosuch.jsonl", cwd=tmp_path)
    assert ran.code == 65
    assert "there is no such file" in ran.err
    assert list(tmp_path.iterdir()) == []
