"""A scan of a pipe that stays open gives each finding when its post has come."""

import json
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.runner import PROGRAM

ADVERT = "实力车队长期接料，卡接回U，一道二道都可以，点位15，飞机@kunlun_fleet9"
LIFE = "今天去西湖走了走，人不多，很舒服"
PATIENCE_SECONDS = 120  # a first scan compiles; a test that fails ends


def line(number: int, text: str) -> bytes:
    record = {
        "post_id": f"p{number}",
        "account_id": "a",
        "surface": "s",
        "visibility": "public",
        "posted_at": "2026-01-05T08:00:00Z",
        "text": text,
    }
    return json.dumps(record).encode() + b"\n"


@pytest.fixture
def scan(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [PROGRAM, "scan", "-", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        cwd=tmp_path,
    ) as process:
        yield process
        process.kill()


def found_in(process: subprocess.Popen[bytes], given: bytes) -> str:
    """Write, leave the pipe open, and read one finding."""
    assert process.stdin is not None
    assert process.stdout is not None
    rest = memoryview(given)
    while rest:
        rest = rest[process.stdin.write(rest) or 0 :]
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
    assert ready, "nothing came while the pipe was open"
    return str(json.loads(process.stdout.readline())["post_id"])


def test_a_finding_comes_while_the_pipe_is_open(scan: subprocess.Popen[bytes]) -> None:
    assert found_in(scan, line(1, ADVERT)) == "p1"
    assert found_in(scan, line(2, LIFE) + line(3, ADVERT) + line(4, LIFE)[:20]) == "p3"
    assert found_in(scan, line(4, LIFE)[20:] + line(5, ADVERT)) == "p5"
    # So many that a scanner would rather wait for more.
    many = line(6, ADVERT) + b"".join(line(number, LIFE) for number in range(7, 4_000))
    assert found_in(scan, many) == "p6"
    assert scan.stdin is not None
    scan.stdin.close()
    assert scan.wait(PATIENCE_SECONDS) == 0
