"""The calls that docs/how-to/use-the-api.md shows are answered as it says."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.cli.chain_case import run
from tests.docs.page_examples import ROOT, Command, blocks_of, commands_of
from tests.web.conftest import Machine, MakeApp

from plainsight.cli.run.serve_app import hold_lists, make_daily_scanner
from plainsight.model.role import Role

PAGE = ROOT / "docs" / "how-to" / "use-the-api.md"
DOOR = "https://desk.example"
POST = {"account_id": "a", "surface": "s", "posted_at": "2026-03-01T12:00:00Z", "text": "words"}
# What the page's answer tells of: one post is new, one comes twice, one is not public.
POSTS = [
    {"post_id": "1", "visibility": "public"},
    {"post_id": "1", "visibility": "public"},
    {"post_id": "2", "visibility": "private"},
]


@pytest.fixture
def served(make_app: MakeApp, tmp_path: Path) -> FastAPI:
    book = tmp_path / "book"
    taken = run(
        "attributions", "update", str(ROOT / "samples" / "chain" / "claims.yaml"),
        "--book", str(book), "--published", "2025-06-01",
    )  # fmt: skip
    assert taken.exit_code == 0, taken.output
    return make_app(services={"scanners": make_daily_scanner(), "lists": hold_lists(book)})


def test_the_calls_of_the_page_are_answered_as_it_says(
    served: FastAPI, machine: Machine, tmp_path: Path
) -> None:
    (tmp_path / "posts.jsonl").write_text("".join(json.dumps(POST | each) + "\n" for each in POSTS))
    client = machine(served, Role.SYSTEM)
    calls = [command for block in blocks_of(PAGE) for command in commands_of(block)]
    assert len(calls) == 3
    for call in calls:
        answer = _answered(call, client, tmp_path)
        if call.expected:
            assert answer == json.loads(call.expected)
        else:
            assert [each["findings"][0]["typology"] for each in answer["posts"]] == ["T04"]


def _answered(call: Command, client: TestClient, folder: Path) -> Any:
    """What the door answers to a `curl` of the page, sent by the client's own token."""
    words = shlex.split(call.command.replace("\\\n", " "))
    assert words[0] == "curl"
    options = list(zip(words[2::2], words[3::2], strict=True))
    headers = dict(said.split(": ", 1) for option, said in options if option == "-H")
    assert headers.pop("Authorization") == "Bearer $TOKEN"
    (sent,) = (said for option, said in options if option in ("-d", "--data-binary"))
    body = (folder / sent[1:]).read_bytes() if sent.startswith("@") else sent.encode()
    answer = client.post(words[1].removeprefix(DOOR), content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()
