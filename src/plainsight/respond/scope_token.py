"""Scope tokens: what the extractor may ask, bound to one legal request, signed, and short-lived."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant, parse_instant, require_utc
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import GrantedClass, Scope, ScopeVerdict
from plainsight.respond.instrument import Condition
from plainsight.respond.legal_request import Identifier, IdentifierKind

TOKEN_LIFE = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeToken:
    """A scope, for whom and how long, under which policy version."""

    token_id: str
    request_id: str
    scope: Scope
    policy_id: str
    policy_version: str
    granted_by: str
    granted_at: datetime
    expires_at: datetime
    confirmed: tuple[Condition, ...] = ()  # what a person established; signed with the scope

    def __post_init__(self) -> None:
        require_utc(granted_at=self.granted_at, expires_at=self.expires_at)


def make_token(
    verdict: ScopeVerdict,
    *,
    token_id: str,
    request_id: str,
    granted_by: str,
    now: datetime,
    confirmed: Collection[Condition] = (),
) -> ScopeToken:
    """A token over a verdict's scope, good for 72 hours.

    `confirmed` go with it, so that the verdict can be recomputed from the token alone.
    """
    return ScopeToken(
        token_id=token_id,
        request_id=request_id,
        scope=verdict.scope,
        policy_id=verdict.policy_id,
        policy_version=verdict.policy_version,
        granted_by=granted_by,
        granted_at=now,
        expires_at=now + TOKEN_LIFE,
        confirmed=tuple(sorted(set(confirmed))),
    )


def token_json(token: ScopeToken) -> dict[str, JsonValue]:
    """What is signed, as canonical JSON."""
    scope = token.scope
    return {
        "v": 1,
        "token_id": token.token_id,
        "request_id": token.request_id,
        "policy": f"{token.policy_id} {token.policy_version}",
        "granted_by": token.granted_by,
        "granted_at": format_instant(token.granted_at),
        "expires_at": format_instant(token.expires_at),
        "confirmed": [each.value for each in token.confirmed],
        "identifiers": [{"kind": i.kind.value, "value": i.value} for i in scope.identifiers],
        "classes": [
            {"class": c.data_class.value, "fields": list(c.fields), "last_only": c.is_last_only}
            for c in scope.classes
        ],
        "range_from": None if scope.range_from is None else format_instant(scope.range_from),
        "range_to": None if scope.range_to is None else format_instant(scope.range_to),
    }


def token_from_json(value: dict[str, Any]) -> ScopeToken:
    """Read what was signed; the caller has checked the signature."""
    policy_id, _, policy_version = str(value["policy"]).rpartition(" ")
    start, end = value["range_from"], value["range_to"]
    return ScopeToken(
        token_id=value["token_id"],
        request_id=value["request_id"],
        scope=Scope(
            identifiers=tuple(
                Identifier(kind=IdentifierKind(i["kind"]), value=i["value"])
                for i in value["identifiers"]
            ),
            classes=tuple(
                GrantedClass(
                    data_class=DataClass(c["class"]),
                    fields=tuple(c["fields"]),
                    is_last_only=c["last_only"],
                )
                for c in value["classes"]
            ),
            range_from=None if start is None else parse_instant(start, field="range_from"),
            range_to=None if end is None else parse_instant(end, field="range_to"),
        ),
        policy_id=policy_id,
        policy_version=policy_version,
        granted_by=value["granted_by"],
        granted_at=parse_instant(value["granted_at"], field="granted_at"),
        expires_at=parse_instant(value["expires_at"], field="expires_at"),
        confirmed=tuple(Condition(each) for each in value.get("confirmed", ())),
    )
