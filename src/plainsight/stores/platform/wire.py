"""The JSON of spec/platform.md, both ways. Whatever does not fit raises PlatformTrouble."""

from collections.abc import Mapping, Sequence
from typing import Any

from plainsight.app.respond.stored import DirectoryRecord, Pinned
from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant, parse_instant
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import GrantedClass, Scope
from plainsight.respond.gap import GapCounts
from plainsight.respond.identifier_form import normal_form
from plainsight.respond.legal_request import Identifier, IdentifierKind


def identifier_json(identifier: Identifier) -> dict[str, JsonValue]:
    """Write an identifier, spelt as spec/platform.md says, whenever and however it was stored."""
    identifier = normal_form(identifier)
    return {"kind": identifier.kind.value, "value": identifier.value}


def read_identifier(value: Mapping[str, Any]) -> Identifier:
    """Read one."""
    return Identifier(kind=IdentifierKind(value["kind"]), value=str(value["value"]))


def scope_json(scope: Scope) -> dict[str, JsonValue]:
    """Write a scope: all that may be asked for."""
    return {
        "identifiers": [identifier_json(each) for each in scope.identifiers],
        "classes": [
            {
                "class": each.data_class.value,
                "fields": list(each.fields),
                "last_only": each.is_last_only,
            }
            for each in scope.classes
        ],
        "range_from": None if scope.range_from is None else format_instant(scope.range_from),
        "range_to": None if scope.range_to is None else format_instant(scope.range_to),
    }


def read_scope(value: Mapping[str, Any]) -> Scope:
    """Read a scope."""
    start, end = value["range_from"], value["range_to"]
    return Scope(
        identifiers=tuple(read_identifier(each) for each in value["identifiers"]),
        classes=tuple(
            GrantedClass(
                data_class=DataClass(each["class"]),
                fields=tuple(each["fields"]),
                is_last_only=bool(each["last_only"]),
            )
            for each in value["classes"]
        ),
        range_from=None if start is None else parse_instant(start, field="range_from"),
        range_to=None if end is None else parse_instant(end, field="range_to"),
    )


def record_json(record: DirectoryRecord) -> dict[str, JsonValue]:
    """Write one record of an account."""
    return {
        "record_number": record.record_number,
        "account": record.account_id,
        "class": record.data_class.value,
        "at": format_instant(record.at),
        "fields": dict(record.fields),
    }


def read_record(value: Mapping[str, Any]) -> DirectoryRecord:
    """Read one."""
    return DirectoryRecord(
        record_number=int(value["record_number"]),
        account_id=str(value["account"]),
        data_class=DataClass(value["class"]),
        at=parse_instant(value["at"], field="at"),
        fields=dict(value["fields"]),
    )


def pinned_json(pinned: Pinned) -> dict[str, JsonValue]:
    """Write what a hold covers."""
    return {
        "record_count": pinned.record_count,
        "through_number": pinned.through_number,
        "digest": pinned.digest,
    }


def read_pinned(value: Mapping[str, Any]) -> Pinned:
    """Read it."""
    return Pinned(
        record_count=int(value["record_count"]),
        through_number=int(value["through_number"]),
        digest=str(value["digest"]),
    )


def read_classes(values: Sequence[str]) -> tuple[DataClass, ...]:
    """Read classes of data."""
    return tuple(DataClass(each) for each in values)


def counts_json(counts: GapCounts) -> dict[str, JsonValue]:
    """Write counts of counterparties."""
    return {
        "operators": list(counts.operators),
        "party_count": counts.party_count,
        "beyond_count": counts.beyond_count,
        "identified_beyond_count": counts.identified_beyond_count,
        "transfer_count": counts.transfer_count,
        "beyond_transfer_count": counts.beyond_transfer_count,
        "beyond_units": dict(counts.beyond_units),
    }


def read_counts(value: Mapping[str, Any]) -> GapCounts:
    """Read them."""
    return GapCounts(
        operators=tuple(str(each) for each in value["operators"]),
        party_count=int(value["party_count"]),
        beyond_count=int(value["beyond_count"]),
        identified_beyond_count=int(value["identified_beyond_count"]),
        transfer_count=int(value["transfer_count"]),
        beyond_transfer_count=int(value["beyond_transfer_count"]),
        beyond_units={str(k): int(v) for k, v in value["beyond_units"].items()},
    )
