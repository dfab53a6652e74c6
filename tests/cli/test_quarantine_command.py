"""What lies in quarantine can be listed, without what the records hold."""

import json
from pathlib import Path

from tests.cli.runner import run


def line(number: int, posted_at: str) -> str:
    record = {
        "post_id": f"p{number}",
        "account_id": "a",
        "surface": "s",
        "visibility": "public",
        "posted_at": posted_at,
        "text": "a text that stays unseen",
    }
    return json.dumps(record) + "\n"


def test_what_could_not_be_read_is_listed_with_its_mend(tmp_path: Path) -> None:
    given = line(1, "2026-01-05T08:00:00Z") + line(2, "yesterday") + line(3, "soon")
    (tmp_path / "p.jsonl").write_text(given)
    assert run("ingest", "p.jsonl", cwd=tmp_path).code == 0
    shown = run("quarantine", cwd=tmp_path, columns=200)
    first, second, last = shown.out.splitlines()
    assert first.startswith("p.jsonl: line 3: field 'posted_at': ")
    assert second.startswith("p.jsonl: line 2: field 'posted_at': ")
    assert last == "2 records in quarantine, 2 shown"
    (newest,) = run("quarantine", "--json", "--top", "1", cwd=tmp_path).out.splitlines()
    assert json.loads(newest)["record"] == "line 3"
    assert "unseen" not in shown.out + newest


def test_records_that_are_not_there_have_no_quarantine(tmp_path: Path) -> None:
    assert run("quarantine", cwd=tmp_path).code == 65
    assert list(tmp_path.iterdir()) == []
