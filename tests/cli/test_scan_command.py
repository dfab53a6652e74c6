"""plainsight scan, explain and the screens they draw."""

import gzip
import hashlib
import json
import os
import re
import signal
import subprocess
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from tests.cli.runner import PROGRAM, run, run_on_terminal
from typer.testing import CliRunner

from plainsight.cli.detect.scan import scan
from plainsight.detect.campaign import Campaigns

ADVERT = "实力车队长期接料，卡接回U，一道二道都可以，点位15，飞机@kunlun_fleet9"
LIFE = "今天去西湖走了走，人不多，很舒服"


def record(number: int, text: str, **fields: str | None) -> dict[str, str | None]:
    return {
        "post_id": f"p{number}",
        "account_id": f"a{number}",
        "surface": "group:1",
        "visibility": "public",
        "posted_at": "2026-01-05T08:00:00Z",
        "text": text,
    } | fields


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    records = [
        record(1, LIFE),
        record(2, ADVERT),
        record(3, f"xx{ADVERT}yy"),
        record(4, ADVERT, visibility="private"),
        record(5, ADVERT, posted_at="yesterday"),
    ]
    path = tmp_path / "posts.jsonl"
    lines = (json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_scan_explains_groups_and_counts_everything(posts: Path) -> None:
    ran = run("scan", str(posts), cwd=posts.parent)
    assert ran.code == 0, ran.err
    assert "1. T04" in ran.out
    assert "2 posts, 2 accounts" in ran.out
    assert "“@kunlun_fleet9”" in ran.out
    assert "3 posts scanned, 2 with findings in 1 campaign\n" in ran.out
    assert "1 item refused unread" in ran.out
    assert "1 record could not be read" in ran.out
    assert "posted_at" in ran.out


def test_packed_files_and_tables_set_apart_by_tabs_are_read_as_well(posts: Path) -> None:
    packed = posts.parent / "folder" / "posts.jsonl.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(posts.read_bytes()))
    rows = [record(7, ADVERT), record(8, LIFE)]
    lines = ["\t".join(rows[0]), *("\t".join(map(str, row.values())) for row in rows)]
    (packed.parent / "posts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = run("scan", str(packed.parent), cwd=posts.parent)
    assert ran.code == 0, ran.err
    assert "5 posts scanned, 3 with findings" in ran.out


def test_two_jobs_print_what_one_prints(posts: Path) -> None:
    one = run("scan", str(posts), "--json", cwd=posts.parent)
    two = run("scan", str(posts), "--json", "--jobs", "2", cwd=posts.parent)
    assert (one.code, two.code) == (0, 0), two.err
    assert one.out == two.out != ""


def test_json_is_one_line_per_flagged_post_with_exact_spans(posts: Path) -> None:
    ran = run("scan", str(posts), "--json", cwd=posts.parent)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["post_id"] for line in lines] == ["p2", "p3"]
    assert lines[0]["campaign"] == lines[1]["campaign"]
    for evidence in (e for f in lines[0]["findings"] for r in f["reasons"] for e in r["evidence"]):
        assert ADVERT[evidence["start"] : evidence["end"]] == evidence["excerpt"]


def test_standard_input_csv_and_parquet_say_the_same_as_jsonl(posts: Path) -> None:
    rows = [record(1, LIFE), record(2, ADVERT)]
    folder = posts.parent / "others"
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), folder / "posts.parquet")
    header = ",".join(rows[0])
    cells = ("\n".join(",".join(f'"{v}"' for v in row.values()) for row in rows)) + "\n"
    (folder / "posts.csv").write_text(f"{header}\n{cells}", encoding="utf-8")
    found = [
        run("scan", str(folder / "posts.parquet"), "--json", cwd=folder).out,
        run("scan", str(folder / "posts.csv"), "--json", cwd=folder).out,
        run(
            "scan",
            "-",
            "--json",
            cwd=folder,
            stdin="\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
        ).out,
    ]
    assert found[0].count("p2") >= 1
    assert found[0] == found[1] == found[2]


def test_a_file_that_is_named_twice_is_read_once(posts: Path) -> None:
    (posts.parent / "again.jsonl").symlink_to("posts.jsonl")
    for named in (("posts.jsonl", "./posts.jsonl"), (".", str(posts)), (str(posts), "."), "--"):
        ran = run("scan", *named, cwd=posts.parent, stdin=posts.read_text())
        assert "3 posts scanned, 2 with findings in 1 campaign\n" in ran.out, named


def test_unlabelled_posts_need_the_operators_word(tmp_path: Path) -> None:
    bare = json.dumps({k: v for k, v in record(1, ADVERT).items() if k != "visibility"})
    refused = run("scan", "-", cwd=tmp_path, stdin=bare)
    assert "1 item refused unread" in refused.out
    declared = run("scan", "-", "--visibility", "public", cwd=tmp_path, stdin=bare)
    assert "1 with findings" in declared.out


def test_fields_of_another_name_are_mapped(tmp_path: Path) -> None:
    named = json.dumps({"id": 7, "body": ADVERT, "when": 1767600000})
    ran = run(
        *("scan", "-", "--json", "--visibility", "public", "--surface", "s", "--account", "a"),
        *("--field", "post_id=id", "--field", "text=body", "--field", "posted_at=when"),
        *("--times", "epoch_seconds"),
        cwd=tmp_path,
        stdin=named,
    )
    assert json.loads(ran.out)["post_id"] == "7"


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_terminal_of_any_width_shows_every_line_within_it(posts: Path, columns: int) -> None:
    from rich.cells import cell_len

    ran = run_on_terminal("scan", str(posts), cwd=posts.parent, columns=columns)
    assert ran.code == 0, ran.err
    assert max(cell_len(line) for line in ran.out.splitlines()) <= columns


def test_without_a_terminal_there_is_no_colour_and_no_progress(posts: Path) -> None:
    ran = run("scan", str(posts), cwd=posts.parent)
    assert "\x1b" not in ran.out
    assert ran.err == ""


def test_ctrl_c_ends_quietly_with_the_shells_code(posts: Path) -> None:
    with subprocess.Popen(
        [PROGRAM, "scan", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        cwd=posts.parent,
        # A shell that runs the tests in the background has them, and all they start, ignore it.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdin is not None
        # More than a pipe holds: when this returns, the command is reading. A line that goes on
        # keeps it there: whole ones are scanned when no more come.
        process.stdin.write(b"{" * 1_000_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 130
    assert err == b"interrupted\n"


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    ran = run("scan", "nothing.jsonl", cwd=tmp_path)
    assert ran.code == 65
    assert ran.err.strip() == "error: cannot read nothing.jsonl: there is no such file"


def test_a_report_is_one_file_that_needs_no_network(posts: Path) -> None:
    ran = run("scan", str(posts), "--html", "r.html", cwd=posts.parent)
    assert ran.code == 0, ran.err
    page = (posts.parent / "r.html").read_text(encoding="utf-8")
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
    assert '<mark class="contact"' in page
    assert "kunlun_fleet9" in page


def test_a_report_says_what_its_colours_mean_and_what_its_flags_say(posts: Path) -> None:
    assert run("scan", str(posts), "--html", "r.html", cwd=posts.parent).code == 0
    page = (posts.parent / "r.html").read_text(encoding="utf-8")
    marked = {*re.findall(r'<mark class="(\w+)"', page)}
    legend = page[page.index('class="legend"') : page.index("<article")]
    assert marked <= {*re.findall(r'chip (\w+)"', legend)}
    cited = {*re.findall(r'<a href="#([^"]+)"', page)}
    assert cited
    for flag in cited:
        row = page[page.index(f'<tr id="{flag}"') :].partition("</tr>")[0]
        words = row.rpartition('class="says">')[2].partition("<")[0]
        assert len(words.split()) > 2, flag


def test_a_report_names_the_bytes_of_each_file_it_is_about(posts: Path) -> None:
    assert run("scan", str(posts), "--html", "r.html", cwd=posts.parent).code == 0
    page = (posts.parent / "r.html").read_text(encoding="utf-8")
    assert hashlib.sha256(posts.read_bytes()).hexdigest() in page
    piped = run("scan", "-", "--html", "p.html", cwd=posts.parent, stdin=posts.read_text("utf-8"))
    assert piped.code == 0
    assert "Files scanned" not in (posts.parent / "p.html").read_text(encoding="utf-8")


def test_a_report_says_who_wrote_the_quoted_post_where_and_when(tmp_path: Path) -> None:
    line = json.dumps(record(1, ADVERT, account_id="seller_7", surface="group:cars"))
    ran = run("scan", "-", "--html", "r.html", cwd=tmp_path, stdin=line)
    assert ran.code == 0, ran.err
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "by account <code>seller_7</code> on <code>group:cars</code>, <time" in page
    assert "</code> on <code>group:cars</code>" in page[page.index("Posts: ") :]


def test_a_report_names_twenty_accounts_of_a_campaign_and_counts_the_rest(tmp_path: Path) -> None:
    rows = [record(number, ADVERT, account_id=f"seller_{number:02}") for number in range(1, 24)]
    lines = "\n".join(json.dumps(row) for row in rows)
    ran = run("scan", "-", "--html", "r.html", cwd=tmp_path, stdin=lines)
    assert ran.code == 0, ran.err
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    accounts = page[page.index("Accounts: ") : page.index("Posts: ")]
    assert accounts.count("<code>") == 20
    assert "<code>seller_20</code> and 3 more" in accounts


def test_a_post_cannot_write_markup_into_the_report_or_the_terminal(tmp_path: Path) -> None:
    nasty = f"<script>alert(1)</script>[bold red]\x1b[31m{ADVERT}"
    line = json.dumps(record(1, nasty))
    ran = run("scan", "-", "--html", "r.html", cwd=tmp_path, stdin=line, columns=200)
    assert "\x1b" not in ran.out
    assert "[bold red]" in ran.out
    assert "<script" not in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_explain_answers_on_a_text_and_says_when_there_is_nothing(tmp_path: Path) -> None:
    ran = run("explain", "--text", ADVERT, "--json", cwd=tmp_path)
    assert ran.code == 0
    assert json.loads(ran.out)[0]["typology"] == "T04"
    nothing = run("explain", "-", cwd=tmp_path, stdin=LIFE)
    assert (nothing.code, nothing.out) == (1, "no findings\n")


def test_campaigns_that_left_memory_are_counted_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ADVERT.replace("kunlun_fleet9", "taishan_cars7").replace("实力车队长期", "诚信团队天天")
    path = tmp_path / "posts.jsonl"
    rows = [
        record(1, ADVERT),
        record(2, "专业换汇 美金换人民币 汇率7.1 加微信 wxid_abc123"),
        record(3, other),
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    monkeypatch.setitem(Campaigns.__init__.__kwdefaults__, "campaigns_max", 1)
    page = tmp_path / "page.html"
    app = typer.Typer()
    app.command()(scan)
    ran = CliRunner().invoke(app, [str(path), "--html", str(page)])
    assert ran.exit_code == 0, ran.output
    assert "3 posts scanned, 3 with findings in 3 campaigns" in ran.output
    assert "2 campaigns seen longest ago left memory" in ran.output
    assert "3 campaigns were found" in page.read_text(encoding="utf-8")
    assert "2 of them, seen longest ago, left" in page.read_text(encoding="utf-8")
