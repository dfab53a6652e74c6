"""The account directory of an operator's own service, over HTTP (spec/platform.md).

A hold is placed there before our own records are committed, and released there only after: a crash
in between keeps more than it must, never less. `settle_platform` mends what was left over.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from plainsight.app.respond.stored import DirectoryRecord, Pinned, PlacedHold, StoredHold
from plainsight.errors import NotInstalled, PlatformRefused, PlatformTrouble, UnknownId
from plainsight.model.time import format_instant, parse_instant
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import Scope
from plainsight.respond.gap import GapCounts
from plainsight.respond.legal_request import Identifier
from plainsight.settings import Setting
from plainsight.stores.platform import wire

if TYPE_CHECKING:
    import httpx

SECONDS_MAX = 20.0
LINE_BYTES_MAX = 16 * 1024**2

_Read = TypeVar("_Read")


class PlatformConnection:
    """A connection to an operator's service, shared by all units. Raises NotInstalled."""

    def __init__(self, url: str, *, token: str) -> None:
        try:
            import httpx
        except ModuleNotFoundError:
            raise NotInstalled("httpx", "web") from None
        # No redirect is followed: the token is for this service alone.
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            headers={"Authorization": f"Bearer {token}"},
            timeout=SECONDS_MAX,
            follow_redirects=False,
        )

    def __call__(self) -> "HttpDirectory":
        """A directory for one unit of work."""
        return HttpDirectory(self._client)

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()


class HttpDirectory:
    """Implements `app.respond.ports.AccountDirectory`; one for each unit of work."""

    def __init__(self, client: "httpx.Client") -> None:
        self._client = client
        self._placed: list[str] = []
        self._to_release: list[str] = []

    def resolve(self, identifier: Identifier) -> str | None:
        """Return the account that an identifier names."""
        found = self._ask("POST", "/v1/resolve", wire.identifier_json(identifier))
        account = _field(found, "account")
        return None if account is None else str(account)

    def survey(self, account_id: str, classes: Sequence[DataClass], *, hold_id: str = "") -> Pinned:
        """Place the hold there, under the lock that deletion takes. Raises UnknownId."""
        asked = {"account": account_id, "classes": [each.value for each in classes]}
        self._placed.append(hold_id)
        return _read(wire.read_pinned, self._ask("PUT", f"/v1/holds/{quote(hold_id)}", asked))

    def pin(self, hold_id: str, account_id: str) -> None:
        """Nothing more: the hold stands there since `survey`."""

    def unpin(self, hold_id: str) -> None:
        """Let go, once our own records are committed."""
        self._to_release.append(hold_id)

    def settle(self) -> None:
        """After the commit: release there what was released here. Raises PlatformTrouble."""
        self._placed.clear()
        while self._to_release:
            self._ask("DELETE", f"/v1/holds/{quote(self._to_release[-1])}", None)
            self._to_release.pop()

    def abandon(self) -> None:
        """Our own records were rolled back: take back the holds that nobody has on record."""
        self._to_release.clear()
        for hold_id in self._placed:
            try:
                self._ask("DELETE", f"/v1/holds/{quote(hold_id)}", None)
            except (PlatformTrouble, UnknownId):
                continue  # left standing: `settle_platform` finds it
        self._placed.clear()

    def digest(self, hold: StoredHold) -> str:
        """Have the digest over what a hold covers computed again; empty when it is gone."""
        try:
            found = self._ask("GET", f"/v1/holds/{quote(hold.hold_id)}", None)
        except UnknownId:
            return ""
        return str(_field(found, "digest"))

    def placed(self, *, after: str = "", count_max: int = 1_000) -> tuple[PlacedHold, ...]:
        """Return holds that stand there, by id, a page at a time."""
        found = self._ask("GET", f"/v1/holds?after={quote(after)}&count_max={count_max}", None)
        return _read(_placed, found)

    def is_held(self, account_id: str) -> bool:
        """Whether any hold pins an account."""
        return bool(
            _field(self._ask("GET", f"/v1/accounts/{quote(account_id)}/held", None), "held")
        )

    def collect(self, scope: Scope) -> Iterator[DirectoryRecord]:
        """Yield what a scope grants; what the service sends beyond it is refused, not passed on."""
        granted = {each.data_class: frozenset(each.fields) for each in scope.classes}
        for line in self._lines("/v1/collect", wire.scope_json(scope)):
            record = _read(wire.read_record, line)
            beyond = set(record.fields) - granted.get(record.data_class, frozenset())
            if beyond:
                raise PlatformTrouble(
                    self._named, f"sent {min(beyond)} of {record.data_class.value}, "
                    "which the scope does not grant",
                )  # fmt: skip
            yield record

    def count_counterparties(self, scope: Scope, *, own_operator: str) -> GapCounts:
        """Have the other ends of transfers counted; nobody is named."""
        asked = {"scope": wire.scope_json(scope), "own_operator": own_operator}
        return _read(wire.read_counts, self._ask("POST", "/v1/counterparties", asked))

    def delete_account(self, account_id: str, *, at: datetime) -> bool:
        """Ask for a deletion; False when a hold covers the account. Raises UnknownId."""
        asked = {"at": format_instant(at)}
        found = self._ask("POST", f"/v1/accounts/{quote(account_id)}/deletion", asked)
        return bool(_field(found, "deleted"))

    def expire_records(self, *, before: datetime, count_max: int = 1_000) -> int:
        """Ask the retention job for one page."""
        asked = {"before": format_instant(before), "count_max": count_max}
        return int(_field(self._ask("POST", "/v1/retention", asked), "deleted"))

    def add_account(self, account_id: str, identifiers: Sequence[Identifier]) -> None:
        """Open an account, in a sandbox only."""
        asked = {"identifiers": [wire.identifier_json(each) for each in identifiers]}
        self._ask("PUT", f"/v1/sandbox/accounts/{quote(account_id)}", asked)

    def add_records(self, records: Sequence[DirectoryRecord]) -> None:
        """Store records, in a sandbox only."""
        asked = {"records": [wire.record_json(each) for each in records]}
        self._ask("POST", "/v1/sandbox/records", asked)

    @property
    def _named(self) -> str:
        return str(self._client.base_url)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        import httpx

        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as problem:
            raise PlatformTrouble(self._named, str(problem) or type(problem).__name__) from None
        self._require_ok(answer.status_code, path)
        try:
            return answer.json() if answer.content else {}
        except ValueError:
            raise PlatformTrouble(self._named, f"{path} gave no JSON") from None

    def _lines(self, path: str, body: Mapping[str, Any]) -> Iterator[Any]:
        import httpx

        try:
            with self._client.stream("POST", path, json=body) as answer:
                self._require_ok(answer.status_code, path)
                for line in answer.iter_lines():
                    if len(line) > LINE_BYTES_MAX:
                        raise PlatformTrouble(self._named, "a record longer than any record")
                    if line:
                        yield json.loads(line)
        except httpx.HTTPError as problem:
            raise PlatformTrouble(self._named, str(problem) or type(problem).__name__) from None
        except ValueError:
            raise PlatformTrouble(self._named, f"{path} gave a line that is no JSON") from None

    def _require_ok(self, status: int, path: str) -> None:
        if status == 404:
            raise UnknownId("account or hold", path)
        if status in (401, 403):
            raise PlatformRefused(self._named, Setting.PLATFORM_TOKEN)
        if not 200 <= status < 300:
            raise PlatformTrouble(self._named, f"{path} answered {status}")


def _field(found: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
    return _read(lambda value: value[name], found)


def _read(read: Callable[[Any], _Read], value: Any) -> _Read:  # noqa: ANN401 - any JSON
    try:
        return read(value)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise PlatformTrouble("the platform", f"answered in another form: {problem}") from None


def _placed(value: Any) -> tuple[PlacedHold, ...]:  # noqa: ANN401 - any JSON
    return tuple(
        PlacedHold(
            hold_id=str(each["hold_id"]),
            placed_at=parse_instant(each["placed_at"], field="placed_at"),
        )
        for each in value["holds"]
    )
