"""Webhooks: signed, in order, at least once, retried; and never a way to reach inside."""

import hashlib
import hmac
import json
import secrets
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread

import httpx
import pytest
from tests.web.conftest import MovedClock

from plainsight.app.deliver_webhooks import (
    TAGS,
    add_webhook,
    deliver_webhooks,
    stop_webhook,
)
from plainsight.app.identity.stored import Webhook
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.stores.records import SqlRecords
from plainsight.web.api.webhook_sender import WebhookSender

URL = "https://hooks.example/in"


@dataclass
class Receiver:
    """Takes what is sent, or refuses it."""

    answers: list[str] = field(default_factory=list)  # what goes wrong, call by call
    taken: list[tuple[bytes, str]] = field(default_factory=list)

    def check(self, url: str) -> None:
        assert url == URL

    def send(self, url: str, body: bytes, *, signature: str) -> str:
        problem = self.answers.pop(0) if self.answers else ""
        if not problem:
            self.taken.append((body, signature))
        return problem


def _add(records: SqlRecords, receiver: Receiver, clock: MovedClock) -> Webhook:
    return add_webhook(
        records,
        url=URL,
        tags=[AuditTag.ALERT_RAISED],
        by="test",
        sender=receiver,
        salts=secrets.token_bytes,
        now=clock(),
    )


def _raise(records: SqlRecords, clock: MovedClock, *tags: AuditTag) -> None:
    for number, tag in enumerate(tags):
        with records.begin() as unit:
            fact = Fact(tag=tag, subject=f"s{number}", at=clock(), personal={"account": "secret"})
            unit.record(fact)


def test_entries_asked_for_are_sent_in_order_signed_and_without_personal_data(
    web_records: SqlRecords, clock: MovedClock
) -> None:
    receiver = Receiver()
    webhook = _add(web_records, receiver, clock)
    wanted, other = AuditTag.ALERT_RAISED, AuditTag.POSTS_SCANNED
    _raise(web_records, clock, wanted, other, wanted)
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).sent == 2
    assert [json.loads(body)["subject"] for body, _ in receiver.taken] == ["s0", "s2"]
    for body, signature in receiver.taken:
        assert b"secret" not in body
        instant, mac = signature.removeprefix("t=").split(",v1=")
        signed = instant.encode() + b"." + body
        assert mac == hmac.new(webhook.secret, signed, hashlib.sha256).hexdigest()
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).sent == 0


def test_what_fails_is_sent_again_later_and_nothing_overtakes_it(
    web_records: SqlRecords, clock: MovedClock
) -> None:
    receiver = Receiver(answers=["down", "down"])
    _add(web_records, receiver, clock)
    _raise(web_records, clock, AuditTag.ALERT_RAISED, AuditTag.ALERT_RAISED)
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).failed == 1
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).failed == 0  # not due yet
    clock.wait(timedelta(seconds=30))
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).failed == 1
    clock.wait(timedelta(seconds=59))
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).sent == 0
    clock.wait(timedelta(seconds=1))
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).sent == 2
    assert [json.loads(body)["subject"] for body, _ in receiver.taken] == ["s0", "s1"]


def test_what_failed_while_the_clock_was_ahead_is_sent_once_it_was_set_right(
    web_records: SqlRecords, clock: MovedClock
) -> None:
    receiver, year = Receiver(answers=["down"]), timedelta(days=365)
    _add(web_records, receiver, clock)
    clock.wait(year)
    _raise(web_records, clock, AuditTag.ALERT_RAISED)
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).failed == 1
    clock.wait(-year)
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).sent == 1


def test_a_receiver_that_was_down_for_days_gets_all_that_happened_once_it_is_well(
    web_records: SqlRecords, clock: MovedClock
) -> None:
    tries = 100  # a week and more, and beyond where a doubled wait is any time at all
    receiver = Receiver(answers=["down"] * tries)
    _add(web_records, receiver, clock)
    _raise(web_records, clock, AuditTag.ALERT_RAISED)
    for _ in range(tries):
        clock.wait(timedelta(hours=2))
        assert deliver_webhooks(web_records, sender=receiver, clock=clock).failed == 1
        assert deliver_webhooks(web_records, sender=receiver, clock=clock).failed == 0
    with web_records.read() as view:
        (webhook,) = view.identity.machines.webhooks()
    assert (webhook.is_active, webhook.problem) == (True, "down")
    _raise(web_records, clock, AuditTag.ALERT_RAISED)
    clock.wait(timedelta(hours=2))
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).sent == 2


def test_a_stopped_webhook_is_sent_nothing(web_records: SqlRecords, clock: MovedClock) -> None:
    receiver = Receiver()
    webhook = _add(web_records, receiver, clock)
    stop_webhook(web_records, webhook.webhook_id, by="test", now=clock())
    _raise(web_records, clock, AuditTag.ALERT_RAISED)
    deliver_webhooks(web_records, sender=receiver, clock=clock)
    assert receiver.taken == []


def test_a_slow_receiver_goes_on_in_the_next_round_and_others_get_their_turn(
    web_records: SqlRecords, clock: MovedClock
) -> None:
    class Slow(Receiver):
        def send(self, url: str, body: bytes, *, signature: str) -> str:
            clock.wait(timedelta(seconds=9))
            return super().send(url, body, signature=signature)

    receiver = Slow()
    _add(web_records, receiver, clock)
    _raise(web_records, clock, *[AuditTag.ALERT_RAISED] * 5)
    begun = clock()
    assert deliver_webhooks(web_records, sender=receiver, clock=clock).sent == 2
    assert clock() - begun == timedelta(seconds=18)
    for _ in range(2):
        deliver_webhooks(web_records, sender=receiver, clock=clock)
    subjects = [json.loads(body)["subject"] for body, _ in receiver.taken]
    assert subjects == ["s0", "s1", "s2", "s3", "s4"]


@pytest.mark.parametrize("problem", ["", "down"])
def test_a_webhook_stopped_while_it_is_sent_to_stays_stopped_and_is_sent_no_more(
    web_records: SqlRecords, clock: MovedClock, problem: str
) -> None:
    class Stopping(Receiver):
        def send(self, url: str, body: bytes, *, signature: str) -> str:
            stop_webhook(web_records, webhook.webhook_id, by="test", now=clock())
            return super().send(url, body, signature=signature)

    receiver = Stopping(answers=[problem])
    webhook = _add(web_records, receiver, clock)
    _raise(web_records, clock, AuditTag.ALERT_RAISED, AuditTag.ALERT_RAISED)
    deliver_webhooks(web_records, sender=receiver, clock=clock)
    assert len(receiver.taken) == (0 if problem else 1)
    with web_records.read() as view:
        assert [each.is_active for each in view.identity.machines.webhooks()] == [False]


def test_no_webhook_is_ever_told_of_a_report(web_records: SqlRecords, clock: MovedClock) -> None:
    assert not [tag for tag in TAGS if tag.startswith("report:")]
    with pytest.raises(BadValue, match="tags"):
        add_webhook(
            web_records,
            url=URL,
            tags=[AuditTag.REPORT_FILED],
            by="test",
            sender=Receiver(),
            salts=secrets.token_bytes,
            now=clock(),
        )


INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "224.0.0.1", "240.0.0.1",
    "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    sender = WebhookSender(resolve=lambda host, port: [address])
    with pytest.raises(BadValue, match="inside"):
        sender.check(URL)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_a_name_that_leads_outside_is_taken(address: str) -> None:
    WebhookSender(resolve=lambda host, port: [address]).check(URL)


def test_one_inside_address_among_several_is_enough_to_refuse() -> None:
    sender = WebhookSender(resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(BadValue, match="inside"):
        sender.check(URL)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/in",
        "ftp://hooks.example",
        "file:///etc/passwd",
        "https://",
        "https://user:password@hooks.example",
        "not a url",
        "https://hooks.example:99999/in",
        "https://hooks.example:0/in",
        "https://hooks.example\r\nx: y",
        "",
    ],
)
def test_a_url_that_is_none_is_refused(url: str) -> None:
    sender = WebhookSender(resolve=lambda host, port: ["93.184.216.34"])
    with pytest.raises(BadValue, match="url"):
        sender.check(url)


def _send(sender: WebhookSender, url: str = URL) -> str:
    """From a thread of its own, as a server does: tests in a browser leave a loop in this one."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(sender.send, url, b"{}", signature="t=1,v1=2").result()


def _sender(answer: httpx.Response, seen: list[httpx.Request]) -> WebhookSender:
    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer

    transport = httpx.MockTransport(handle)
    return WebhookSender(
        resolve=lambda host, port: ["93.184.216.34"],
        open_client=lambda: httpx.AsyncClient(transport=transport),
    )


def test_an_answer_without_an_end_is_not_read() -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"x"
        pytest.fail("the body of an answer was read")

    answer = httpx.Response(204, content=endless())
    assert _send(_sender(answer, [])) == ""


def test_the_address_judged_is_the_address_connected_to() -> None:
    seen: list[httpx.Request] = []
    assert _send(_sender(httpx.Response(204), seen)) == ""
    (request,) = seen
    assert request.url.host == "93.184.216.34"
    assert request.headers["host"] == "hooks.example"
    assert request.extensions["sni_hostname"] == "hooks.example"
    assert request.headers["plainsight-signature"] == "t=1,v1=2"


def test_a_redirect_is_a_failure_and_is_not_followed() -> None:
    seen: list[httpx.Request] = []
    inside = httpx.Response(302, headers={"location": "http://169.254.169.254/"})
    assert _send(_sender(inside, seen)) == "answered 302"
    assert len(seen) == 1


def test_a_receiver_inside_is_sent_to_where_the_operator_named_it() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    sender = WebhookSender(
        resolve=lambda host, port: ["10.1.2.3"],
        open_client=lambda: httpx.AsyncClient(transport=httpx.MockTransport(handle)),
        inside_allowed=True,
    )
    assert _send(sender) == ""
    assert [request.url.host for request in seen] == ["10.1.2.3"]


class Dripping:
    """A receiver on this machine that answers a byte at a time, for as long as anybody listens."""

    def __init__(self, opening: bytes, drip: bytes) -> None:
        self._opening, self._drip = opening, drip
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/in"
        self.was_left = Event()
        Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        with self._listening, self._listening.accept()[0] as caller, suppress(OSError):
            caller.recv(65_536)
            caller.sendall(self._opening)
            while not self.was_left.wait(0.01):
                caller.sendall(self._drip)
        self.was_left.set()


@pytest.mark.parametrize(
    ("opening", "drip"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        (b"HTTP/1.1", b" "),
    ],
    ids=["head", "status lines", "first line"],
)
def test_a_receiver_that_drips_is_left_at_the_deadline(opening: bytes, drip: bytes) -> None:
    receiver = Dripping(opening, drip)
    sender = WebhookSender(inside_allowed=True, seconds_max=0.2)
    said = _send(sender, receiver.url)
    assert said == "no whole answer within 0.2 seconds"
    assert receiver.was_left.wait(30)  # the connection was closed, not left to drip on


def test_a_body_that_drips_is_not_waited_for() -> None:
    receiver = Dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n", b"a")
    sender = WebhookSender(inside_allowed=True)
    assert _send(sender, receiver.url) == ""
    assert receiver.was_left.wait(30)
