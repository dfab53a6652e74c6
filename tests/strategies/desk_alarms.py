"""What the desk was told, and one plain request to tell it."""

from dataclasses import replace

from tests.strategies.respond import NOON

from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.watch_desk import list_alarms
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.respond.data_class import DataClass


def kinds(desk: DemoDesk) -> list[AlarmKind]:
    return [each.kind for each in list_alarms(desk.records)]


def asked(desk: DemoDesk, **changes: object) -> str:
    request = replace(demo_request("us-subpoena", DataClass.PHONE), **changes)  # type: ignore[arg-type]
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    return judged.stored.request_id
