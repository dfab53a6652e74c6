"""schemathesis: whatever the schema allows, and much that it does not, makes no server error."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from tests.cli.chain_case import run
from tests.web.tokens import stored_token

from plainsight import wiring
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.cli.run.serve_app import hold_lists, make_daily_scanner
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.feeds.posts.samples import sample_posts
from plainsight.keys.file import create_key
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords, open_records
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.web.app import create_app
from plainsight.web.given import WebServices, WebSettings

EXAMPLES = 25


@schemathesis.serializer("application/x-ndjson")
def lines(_ctx: schemathesis.SerializationContext, value: Any) -> bytes:
    """Whatever was drawn, as a body of lines."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


ROLES = tuple(role for role in Role if role is not Role.ADMIN)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlRecords, Any]]:
    folder = tmp_path_factory.mktemp("fuzz")
    records = open_records(f"sqlite:///{folder / 'r.db'}", salts=secrets.token_bytes)
    _fill(records, folder)
    app = create_app(
        WebServices(
            records=records,
            clock=wiring.read_clock,
            salts=secrets.token_bytes,
            settings=WebSettings(origin="http://testserver", api_rate="1000000/minute"),
            instruments=load_instruments(),
            ledger=ParquetLedger(folder / "ledger"),
            scanners=make_daily_scanner(),
            lists=hold_lists(_book(folder)),
        )
    )
    yield records, app
    records.close()


@pytest.fixture(scope="module")
def api_schema(fuzzed: tuple[SqlRecords, Any]) -> Any:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", fuzzed[1])


@pytest.fixture(scope="module")
def bearer(fuzzed: tuple[SqlRecords, Any]) -> dict[str, str]:
    secret = stored_token(fuzzed[0], *ROLES, now=wiring.read_clock())
    return {"Authorization": f"Bearer {secret}"}


def test_no_call_makes_a_server_error_or_an_answer_outside_the_schema(
    api_schema: Any, bearer: dict[str, str]
) -> None:
    checks = [
        schemathesis.checks.not_a_server_error,
        *schemathesis.checks.CHECKS.get_by_names(
            ["response_schema_conformance", "content_type_conformance", "status_code_conformance"]
        ),
    ]
    for found in api_schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
                continue

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def holds(case: Case) -> None:
                # 501: this installation has no ledger or webhooks; it says so in the schema, too.
                case.call_and_validate(headers=bearer, checks=checks)

            holds()


def _can_be_wrong(operation: Any) -> bool:
    """Whether a call takes anything: the checkpoint is given to anybody who asks for it."""
    told = operation.definition.raw
    return bool(told.get("parameters") or told.get("requestBody") or told["security"])


def _book(folder: Path) -> Path:
    claims = sample_posts().parent / "chain" / "claims.yaml"
    taken = run("attributions", "update", str(claims), "--book", str(folder / "book"))
    assert taken.exit_code == 0
    return folder / "book"


def _fill(records: SqlRecords, folder: Path) -> None:
    now = wiring.read_clock()
    with records.begin() as unit:
        raise_alerts(
            unit,
            [
                {
                    "kind": "posts",
                    "campaign_key": f"k{number}",
                    "score_permille": 900,
                    "typology_ids": ["T03"],
                    "account_ids": [],
                    "finding": {},
                }
                for number in range(5)
            ],
            now=now,
        )
    signer = create_key(folder / "log.key", name="test.example/log")
    publish_checkpoint(records, signer=signer, now=now)
