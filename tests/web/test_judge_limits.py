"""What a token may ask to be judged: so many calls, and so many bytes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.web.conftest import Machine, MakeApp, MovedClock

from plainsight.app.detect.scan_sent import DailyScanners
from plainsight.cli.run.serve_app import make_daily_scanner
from plainsight.model.role import Role
from plainsight.web.api import judge_examples

ADVERT = judge_examples.POST
NDJSON = {"content-type": "application/x-ndjson"}


@pytest.fixture(scope="module")
def scanners() -> DailyScanners:
    return make_daily_scanner()


def test_verdicts_count_against_the_limit_of_their_token(
    make_app: MakeApp, machine: Machine, scanners: DailyScanners, clock: MovedClock
) -> None:
    app = make_app(services={"scanners": scanners}, api_rate="2/minute")
    client = machine(app, Role.SYSTEM)
    statuses = [client.post("/api/v1/scan", json=ADVERT).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    clock.wait(timedelta(minutes=1))
    assert client.post("/api/v1/scan", json=ADVERT).status_code == 200


def test_bytes_to_be_judged_count_against_a_limit_of_their_token(
    make_app: MakeApp, machine: Machine, scanners: DailyScanners, clock: MovedClock
) -> None:
    app = make_app(services={"scanners": scanners}, scan_bytes_rate="2000/minute")
    client, other = machine(app, Role.SYSTEM), machine(app, Role.SYSTEM)
    long = json.dumps({**ADVERT, "text": "x" * 1500}).encode()

    def scan(caller: Any, body: bytes) -> Any:
        return caller.post("/api/v1/scan", content=body, headers=NDJSON)

    assert scan(client, long).status_code == 200
    refused = scan(client, long)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert "2,000 bytes" in refused.json()["detail"]
    assert scan(client, b"{}").status_code == 422
    assert scan(other, long).status_code == 200
    clock.wait(timedelta(minutes=1))
    assert scan(client, long).status_code == 200
