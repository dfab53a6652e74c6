"""A reference server of spec/platform.md over the reference directory: to try things, to read.

Standard library only. An operator writes the same few answers over their own accounts, and runs
`plainsight platform check` against them.
"""

import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from plainsight.app.respond.ports import AccountDirectory
from plainsight.errors import BadValue, PlainsightError, UnknownId
from plainsight.model.time import format_instant, parse_instant
from plainsight.stores.platform import wire
from plainsight.stores.platform.holds import PlatformHolds

BODY_BYTES_MAX = 64 * 1024**2
Answer = tuple[int, Any]


class PlatformUnit(Protocol):
    """One transaction of the platform."""

    @property
    def directory(self) -> AccountDirectory:
        """The accounts."""

    @property
    def holds(self) -> PlatformHolds:
        """The holds the desk placed here."""


class Platform(Protocol):
    """The platform's own store."""

    def begin(self) -> AbstractContextManager[PlatformUnit]:
        """Open a transaction."""


def serve_platform(
    platform: Platform,
    *,
    host: str,
    port: int,
    token: str,
    clock: Callable[[], datetime],
    is_sandbox: bool,
) -> ThreadingHTTPServer:
    """A server, bound and not yet running; call `serve_forever`."""
    answers = _Answers(platform, clock=clock, is_sandbox=is_sandbox)
    return ThreadingHTTPServer((host, port), _handler(answers, token))


class _Answers:
    def __init__(
        self, platform: Platform, *, clock: Callable[[], datetime], is_sandbox: bool
    ) -> None:
        self._platform = platform
        self._clock = clock
        self._is_sandbox = is_sandbox

    def answer(self, method: str, target: str, body: Any) -> Answer:  # noqa: ANN401 - any JSON
        """Status and JSON; an iterator is sent a line at a time."""
        url = urlsplit(target)
        match [method, *(unquote(part) for part in url.path.strip("/").split("/"))]:
            case ["POST", "v1", "resolve"]:
                return self._within(lambda u: self._resolve(u, body))
            case ["GET", "v1", "holds"]:
                return self._within(lambda u: self._list(u, parse_qs(url.query)))
            case [_, "v1", "holds", hold_id]:
                return self._within(lambda u: self._hold(u, method, hold_id, body))
            case ["GET", "v1", "accounts", account, "held"]:
                return self._within(lambda u: (200, {"held": u.directory.is_held(account)}))
            case ["POST", "v1", "accounts", account, "deletion"]:
                return self._within(lambda u: self._delete(u, account))
            case ["POST", "v1", "collect"]:
                return self._within(lambda u: self._collect(u, body))
            case ["POST", "v1", "counterparties"]:
                return self._within(lambda u: self._count(u, body))
            case ["POST", "v1", "retention"]:
                return self._within(lambda u: self._expire(u, body))
            case [_, "v1", "sandbox", *rest] if self._is_sandbox:
                return self._within(lambda u: self._sandbox(u, rest, body))
            case _:
                return 404, {"error": "no such question"}

    def _within(self, work: Callable[[PlatformUnit], Answer]) -> Answer:
        try:
            with self._platform.begin() as unit:
                return work(unit)
        except UnknownId as unknown:
            return 404, {"error": str(unknown)}
        except (PlainsightError, KeyError, TypeError, ValueError) as problem:
            return 400, {"error": str(problem)}

    def _resolve(self, unit: PlatformUnit, body: Any) -> Answer:  # noqa: ANN401
        return 200, {"account": unit.directory.resolve(wire.read_identifier(body))}

    def _list(self, unit: PlatformUnit, asked: dict[str, list[str]]) -> Answer:
        after = asked.get("after", [""])[0]
        count_max = int(asked.get("count_max", ["1000"])[0])
        found = unit.directory.placed(after=after, count_max=count_max)
        rows = [
            {"hold_id": each.hold_id, "placed_at": format_instant(each.placed_at)} for each in found
        ]
        return 200, {"holds": rows}

    def _hold(self, unit: PlatformUnit, method: str, hold_id: str, body: Any) -> Answer:  # noqa: ANN401
        match method:
            case "PUT":
                classes = wire.read_classes(body["classes"])
                known = unit.holds.find(hold_id)
                if known is not None and known.account_id != body["account"]:
                    return 409, {"error": "this hold is on another account"}
                if known is None:
                    pinned = unit.directory.survey(body["account"], classes, hold_id=hold_id)
                    known = unit.holds.place(
                        hold_id, body["account"], classes, pinned, at=self._clock()
                    )
                return 200, wire.pinned_json(known.pinned)
            case "GET":
                hold = unit.holds.get(hold_id)
                digest = unit.directory.digest(hold)
                return 200, wire.pinned_json(replace(hold.pinned, digest=digest))
            case "DELETE":
                if unit.holds.find(hold_id) is not None:
                    unit.holds.release(hold_id, at=self._clock())
                return 200, {}
            case _:
                return 405, {"error": "PUT, GET or DELETE"}

    def _delete(self, unit: PlatformUnit, account: str) -> Answer:
        return 200, {"deleted": unit.directory.delete_account(account, at=self._clock())}

    def _collect(self, unit: PlatformUnit, body: Any) -> Answer:  # noqa: ANN401
        # Read within the transaction; sent after it.
        found = [wire.record_json(each) for each in unit.directory.collect(wire.read_scope(body))]
        return 200, iter(found)

    def _count(self, unit: PlatformUnit, body: Any) -> Answer:  # noqa: ANN401
        counts = unit.directory.count_counterparties(
            wire.read_scope(body["scope"]), own_operator=str(body["own_operator"])
        )
        return 200, wire.counts_json(counts)

    def _expire(self, unit: PlatformUnit, body: Any) -> Answer:  # noqa: ANN401
        before = parse_instant(body["before"], field="before")
        count = unit.directory.expire_records(before=before, count_max=int(body["count_max"]))
        return 200, {"deleted": count}

    def _sandbox(self, unit: PlatformUnit, rest: list[str], body: Any) -> Answer:  # noqa: ANN401
        if rest == ["records"]:
            unit.directory.add_records([wire.read_record(each) for each in body["records"]])
            return 200, {}
        if len(rest) == 2 and rest[0] == "accounts":
            named = [wire.read_identifier(each) for each in body["identifiers"]]
            unit.directory.add_account(rest[1], named)
            return 200, {}
        return 404, {"error": "no such question"}


def _handler(answers: _Answers, token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two writes; the body would wait 40 ms for the head's acknowledgement.
        disable_nagle_algorithm = True

        def _answer(self) -> None:
            body = self.rfile.read(self._length())
            given = self.headers.get("Authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                self._send(401, {"error": "a bearer token is needed"})
                return
            try:
                parsed = json.loads(body) if body else None
            except ValueError:
                self._send(400, {"error": "the body is no JSON"})
                return
            self._send(*answers.answer(self.command, self.path, parsed))

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - http.server's names

        def _length(self) -> int:
            length = int(self.headers.get("Content-Length") or 0)
            if length > BODY_BYTES_MAX:
                raise BadValue("Content-Length", length, f"at most {BODY_BYTES_MAX} bytes")
            return length

        def _send(self, status: int, told: Any) -> None:  # noqa: ANN401 - any JSON
            lines = told if isinstance(told, Iterator) else iter((told,))
            content = b"".join(json.dumps(each).encode() + b"\n" for each in lines)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - nothing is logged, ids least
            """Say nothing: what is asked for names accounts."""

    return Handler
