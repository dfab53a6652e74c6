"""The whole web door on loopback, over records with a little of everything, for a real browser."""

import secrets
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic

import uvicorn
from playwright.sync_api import Page
from tests.strategies.records import fresh_sqlite
from tests.web.browser.live_learning import OFFERS, add_learning

from plainsight import wiring
from plainsight.app.casework.enqueue_alerts import sync_queue
from plainsight.app.detect.find_in_posts import find_in_posts
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.identity.invite_person import invite_person
from plainsight.app.oversight.make_statement import state_period
from plainsight.app.oversight.statement_files import STATEMENT_FILES
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Officer
from plainsight.cli.casework.reports_options import make_writers
from plainsight.cli.prove.statement_page import draw_statement
from plainsight.cli.run.serve_app import titles_of
from plainsight.demo.accounts import add_person
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.personas import BUREAU, ensure_personas
from plainsight.demo.staff import INTAKE
from plainsight.feeds.policy.report_samples import sample_filer
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.fact import JsonValue
from plainsight.model.post import Post, Visibility
from plainsight.model.role import Role
from plainsight.respond.data_class import DataClass
from plainsight.stores.prove.export_folder import write_folder
from plainsight.stores.prove.statement_folder import StatementFolders
from plainsight.stores.records import SqlRecords, open_records
from plainsight.web.app import create_app
from plainsight.web.given import WebServices, WebSettings
from strategies.respond import Seal, instruments, make_seal

ACCOUNT = "wx-100200"
TEXTS = (
    "一手车队长期接料，卡接回U，一道二道都可以，点位22，可担保可直押，飞机@kunlun_fleet9",
    "车队 接料 卡接回Ｕ 一道二道 点位22 担保直押 飞机 @kunlun_fleet9",
    "高价收一类卡，大小额都要，三包路费，司法包赔，卡商中介来谈，联系方式@ningka_boss",
    "Cambio dólares por pesos hoy mismo en Culiacán, sin límite, comisión 5, "
    "efectivo, llama al +52 667 123 4567",
)
_WAIT_SECONDS = 30
_RECORDS, _STATEMENTS = "site.db", "statements"
OpenPage = Callable[..., Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running door, and what a test needs to look behind it."""

    url: str
    records: SqlRecords
    services: WebServices
    seal: Seal
    sponsor_link: str  # enrolment of the agency's supervisor
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A folder with the records and statements that every door begins with."""

    folder: Path
    seal: Seal
    link: str


def fill_site(folder: Path) -> Filled:
    """Two seconds of work, whose outcome a door can copy."""
    seal = make_seal(folder)
    records = open_records(fresh_sqlite(folder / _RECORDS), salts=secrets.token_bytes)
    services = _services(records, seal, "http://localhost", folder)
    link = _fill(services, seal)
    _publish_statement(services, seal, folder / _STATEMENTS)
    records.close()
    return Filled(folder=folder, seal=seal, link=link)


@contextmanager
def live_site(folder: Path, filled: Filled) -> Iterator[Site]:
    """Serve a copy on a free port of this machine until the block ends."""
    port = _free_port()
    url = f"http://localhost:{port}"  # passkeys are bound to a name; an address has none
    seal, link = filled.seal, filled.link
    shutil.copyfile(filled.folder / _RECORDS, folder / _RECORDS)
    shutil.copytree(filled.folder / _STATEMENTS, folder / _STATEMENTS)
    records = open_records(f"sqlite:///{folder / _RECORDS}", salts=secrets.token_bytes)
    services = _services(records, seal, url, folder)
    config = uvicorn.Config(
        create_app(services), host="127.0.0.1", port=port, log_level="warning", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _await_start(server)
    yield Site(
        url=url,
        records=records,
        services=services,
        seal=seal,
        sponsor_link=f"{url}/enrol/{link}",
        folder=folder,
    )
    server.should_exit = True
    thread.join(timeout=_WAIT_SECONDS)
    records.close()


def _services(records: SqlRecords, seal: Seal, url: str, folder: Path) -> WebServices:
    return WebServices(
        records=records,
        clock=wiring.read_clock,
        salts=secrets.token_bytes,
        settings=WebSettings(
            origin=url, is_demo=True, page_rate="100000/minute", sign_in_rate="100000/minute"
        ),
        signer=seal.seals.signer,
        seals=seal.seals,
        instruments=instruments(),
        reviews=load_review_policy(),
        titles=titles_of(wiring.load_policy()),
        lexicon=wiring.load_policy().lexicon,
        offers=OFFERS,
        statements=StatementFolders(folder / _STATEMENTS),
        writers=make_writers(sample_filer(), schema=None, recipient="law enforcement"),
    )


def _fill(services: WebServices, seal: Seal) -> str:
    records, now = services.records, services.clock()
    ensure_personas(records, now=now)
    _add_posts(services)
    with records.begin() as unit:
        raise_alerts(unit, [_mirror()], now=now)
        unit.desk.registry.enrol(
            Officer(
                officer_id="demo-officer",
                agency_id=BUREAU.agency_id,
                email="officer@demo.example",
                recipient_key=seal.recipient,
                enrolled_at=now - timedelta(days=30),
                vouched_by="the agency's administrator",
            )
        )
        add_person(unit.desk.directory, ACCOUNT, at=now - timedelta(days=60))
    assert services.reviews is not None
    sync_queue(records, policy=services.reviews.queue, now=now)
    add_learning(services)
    for hours, instrument in ((30, "us-preservation-2703f"), (60, "us-subpoena")):
        classes = () if "preservation" in instrument else (DataClass.PHONE, DataClass.ACCOUNT)
        receive_request(
            records,
            demo_request(instrument, *classes, account_id=ACCOUNT),
            instruments=instruments(),
            actor=INTAKE,
            now=now - timedelta(hours=hours),
        )
    return invite_person(
        records,
        name="Sidney Sponsor",
        email="s.sponsor@demo.example",
        roles=[Role.REQUESTER_SUPERVISOR],
        by="demo-operator",
        salts=services.salts,
        now=now,
        agency_id=BUREAU.agency_id,
    ).token


def _add_posts(services: WebServices) -> None:
    now = services.clock()
    posts = [
        Post(
            post_id=f"p{place:05}",
            account_id=f"u_{place}",
            surface="论坛:海外华人",
            visibility=Visibility.PUBLIC,
            posted_at=now - timedelta(days=place + 1),
            text=text,
        )
        for place, text in enumerate(TEXTS)
    ]
    with services.records.begin() as unit:
        unit.posts.keep(posts, batch_id=unit.new_id("ba"), source="test", at=now)
    policy = wiring.load_policy()
    scanner = wiring.make_scanner(wiring.make_detector(policy))
    find_in_posts(services.records, scanner, policy=policy, versions=(), clock=services.clock)


def _mirror() -> dict[str, JsonValue]:
    """A mirror transfer as the search for flows stores it."""

    def leg(name: str, source: str, target: str, units: int, asset: str, day: int) -> JsonValue:
        money: JsonValue = {"units": units, "asset": asset, "decimals": 2}
        worth = units if asset == "USD" else 980_000
        value: JsonValue = {"units": worth, "asset": "USD", "decimals": 2}
        return {
            "transfer_id": name, "source": source, "target": target, "money": money,
            "value": value, "at": f"2026-11-{day:02}T09:00:00Z", "stage": "leg",
            "source_role": "payer", "target_role": "payee", "channel": "wallet",
        }  # fmt: skip

    legs: list[JsonValue] = [
        leg("t1", "dealer-1", "broker", 980_000, "USD", 3),
        leg("t2", "dealer-2", "broker", 420_000, "USD", 3),
        leg("t3", "buyer", "shop-hk", 6_950_000, "CNY", 4),
        leg("t4", "broker", "courier", 120_000, "USD", 5),
    ]
    finding: JsonValue = {
        "typology": "F17", "version": 1, "title": "Mirror transfers", "policy": "x", "flags": [],
        "sar_subtypes": [], "keys": ["broker"], "score_permille": 870,
        "at_risk": {"units": 980_000, "asset": "USD", "decimals": 2},
        "first_at": "2026-11-03T09:00:00Z", "last_at": "2026-11-05T09:00:00Z", "numbers": {},
        "reasons": [{"says": "4 pairs of legs settle one value each, where chance gives 0.12",
                     "grade_permille": 900, "weight_permille": 600}],
        "legs": legs, "pairs": [], "notes": [],
    }  # fmt: skip
    return {
        "campaign_key": "flow:broker:t1",
        "kind": "flow",
        "score_permille": 870,
        "typology_ids": ["F17"],
        "account_ids": ["broker", "dealer-1", "buyer"],
        "finding": {
            "key": "flow:broker:t1", "centre": "broker", "transfer_count": 4, "account_count": 6,
            "accounts": ["broker", "dealer-1", "dealer-2", "buyer", "shop-hk", "courier"],
            "transfer_ids": ["t1", "t2", "t3", "t4"], "findings": [finding],
            "strongest": {"typology": "F17", "title": "Mirror transfers",
                          "says": "F17 Mirror transfers (0.87) at broker, 2026-11-03 to "
                          "2026-11-05: 4 pairs of legs settle one value each, where chance "
                          "gives 0.12."},
        },
    }  # fmt: skip


def _publish_statement(services: WebServices, seal: Seal, folder: Path) -> None:
    period = "2026-10"
    state_period(
        services.records,
        period=period,
        before=None,
        signer=seal.seals.signer,
        write=partial(write_folder, path=folder / period, known=STATEMENT_FILES),
        draw=draw_statement,
        now=services.clock(),
    )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _await_start(server: uvicorn.Server) -> None:
    until = monotonic() + _WAIT_SECONDS
    while not server.started:
        assert monotonic() < until, "the server did not start"
        threading.Event().wait(0.02)
