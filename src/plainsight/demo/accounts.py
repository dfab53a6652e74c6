"""The accounts of the demo's platform, each with a made-up life."""

from datetime import datetime, timedelta

from plainsight.app.respond.ports import AccountDirectory
from plainsight.app.respond.stored import DirectoryRecord
from plainsight.model.fact import JsonValue
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import Identifier, IdentifierKind

ACCOUNT = "wx-100200"
PRESERVED = "wx-200300"


def reached_at(account_id: str) -> tuple[str, str]:
    """Phone and mail of a made-up account."""
    return f"+1603555{_number_of(account_id) % 10_000:04d}", f"{account_id}@mail.example"


def add_person(directory: AccountDirectory, account_id: str, *, at: datetime) -> None:
    """An account with a profile, three sessions and two transfers, one across the border."""
    phone, email = reached_at(account_id)
    directory.add_account(
        account_id,
        [
            Identifier(kind=IdentifierKind.PLATFORM_ID, value=account_id),
            Identifier(kind=IdentifierKind.PHONE, value=phone),
            Identifier(kind=IdentifierKind.EMAIL, value=email),
        ],
    )
    told: list[tuple[DataClass, dict[str, JsonValue]]] = [
        (DataClass.PLATFORM_ID, {"platform_id": account_id}),
        (DataClass.PHONE, {"phone": phone}),
        (DataClass.EMAIL, {"email": email}),
        (
            DataClass.ACCOUNT,
            {
                "name": "=Example Person",
                "created_at": "2021-03-04T05:06:07Z",
                "service_types": ["messages", "wallet"],
                "region": "US",
            },
        ),
    ]
    told += [
        (DataClass.SESSIONS, {"session": {"seconds": 60 * n, "address": f"203.0.113.{n}"}})
        for n in (1, 2, 3)
    ]
    told += [
        (DataClass.TRANSFERS, {"transfer": _transfer(own_side=True)}),
        (DataClass.TRANSFERS, {"transfer": _transfer(own_side=False)}),
        (DataClass.CONTENT, {"content": "private, and never collected without a warrant"}),
    ]
    directory.add_records(
        [
            DirectoryRecord(
                record_number=0,
                account_id=account_id,
                data_class=data_class,
                at=at + timedelta(minutes=place),
                fields=fields,
            )
            for place, (data_class, fields) in enumerate(told)
        ]
    )


def _transfer(*, own_side: bool) -> dict[str, JsonValue]:
    here: dict[str, JsonValue] = {"id": "wx-700", "operator": "here", "region": "US"}
    beyond: dict[str, JsonValue] = {"id": "sister-31337", "operator": "sister", "region": "CN"}
    return {
        "base_units": 250_000,
        "asset": "USD",
        "direction": "out",
        "counterparty": here if own_side else beyond,
    }


def _number_of(text: str) -> int:
    """A small number that is the same in every run, unlike `hash`."""
    return sum(place * ord(character) for place, character in enumerate(text, start=1))
