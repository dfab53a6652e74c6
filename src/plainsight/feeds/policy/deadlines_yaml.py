"""deadlines/*.yaml -> Instrument: what each legal basis entitles to and how long there is."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainsight.app.respond.stored import InstrumentFile
from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.feeds.policy_root import policy_root
from plainsight.respond.data_class import FIELD_NAMES, DataClass, fields_of
from plainsight.respond.instrument import (
    Allowance,
    ClockKind,
    Condition,
    Entitlement,
    HoldTerms,
    Instrument,
    NoticePolicy,
    Purpose,
    ReleasePolicy,
    When,
)

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_IDENTIFIERS_MAX = 25
_NEVER_ENTITLED = (Purpose.PRESERVATION, Purpose.ROUTED, Purpose.REFUSED)


def load_instruments(root: Path | None = None) -> dict[str, InstrumentFile]:
    """Every instrument by id. Raises BadPolicy with all complaints when anything is wrong."""
    complaints = Complaints()
    found = read_instruments(root or policy_root(), complaints)
    if complaints.lines:
        raise BadPolicy(tuple(complaints.lines))
    return found


def read_instruments(root: Path, complaints: Complaints) -> dict[str, InstrumentFile]:
    """Read what can be read below `root`/deadlines and collect the complaints about the rest."""
    found: dict[str, InstrumentFile] = {}
    for path in sorted((root / "deadlines").glob("*.yaml")):
        parsed = read_checked(path, schema="deadline.json", root=root, complaints=complaints)
        if parsed is None or not _is_sound(parsed, complaints):
            continue
        text = path.read_text(encoding="utf-8")
        found[path.stem] = InstrumentFile(
            instrument=_instrument(parsed.content),
            text=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )
    return found


def _is_sound(parsed: YamlFile, complaints: Complaints) -> bool:
    before = len(complaints.lines)
    content = parsed.content
    if parsed.path.stem != content["id"]:
        complaints.add(
            parsed.place(("id",)), "id is not the file's name", f"name it {content['id']}.yaml"
        )
    entitles = content.get("entitles", [])
    if entitles and Purpose(content["purpose"]) in _NEVER_ENTITLED:
        complaints.add(
            parsed.place(("entitles",)),
            f"an instrument for {content['purpose']} entitles to nothing",
            "leave entitles out, or change the purpose",
        )
    _check_entitlements(parsed, entitles, complaints)
    if content["purpose"] in ("routed", "refused") and "answer" not in content:
        complaints.add(parsed.place(()), "says no and not why", "add answer")
    if content["purpose"] != "refused" and "hold" not in content:
        complaints.add(parsed.place(()), "has no hold", "add hold: floor and release")
    if not any(clock["kind"] == "response" for clock in content["clocks"]):
        complaints.add(parsed.place(("clocks",)), "no response clock", "add kind: response")
    return len(complaints.lines) == before


def _check_entitlements(parsed: YamlFile, entitles: list[Any], complaints: Complaints) -> None:
    seen: set[str] = set()
    for place, item in enumerate(entitles):
        way = ("entitles", place)
        if item["class"] in seen:
            complaints.add(parsed.place(way), f"{item['class']} stands twice", "join the two")
        seen.add(item["class"])
        own = {field.name for field in fields_of(DataClass(item["class"]))}
        for name in item.get("fields", ()):
            if name not in FIELD_NAMES:
                complaints.unknown(parsed.place(way), "field", name, own)
            elif name not in own:
                complaints.add(
                    parsed.place(way),
                    f"field {name!r} is not of class {item['class']}",
                    f"its fields: {', '.join(sorted(own))}",
                )


def _instrument(content: dict[str, Any]) -> Instrument:
    limits = content.get("limits", {})
    notice = content["notice"]
    return Instrument(
        instrument_id=content["id"],
        version=content["version"],
        title=content["title"],
        purpose=Purpose(content["purpose"]),
        issuers=tuple(content["issuers"]),
        countries=tuple(content.get("countries", ())),
        sources=tuple(content["sources"]),
        counsel_confirms=tuple(content.get("counsel_confirms", ())),
        entitlements=tuple(_entitlement(item) for item in content.get("entitles", ())),
        allowances=tuple(_allowance(item) for item in content["clocks"]),
        hold=_hold(content["hold"]) if "hold" in content else None,
        notice=NoticePolicy(notice["when"]),
        notice_after=_duration(notice.get("after", "0d")),
        identifiers_max=limits.get("identifiers_max", _IDENTIFIERS_MAX),
        range_max=_duration(limits["range_max"]) if "range_max" in limits else None,
        two_approvers=content.get("two_approvers", False),
        answer=content.get("answer", ""),
    )


def _entitlement(item: dict[str, Any]) -> Entitlement:
    data_class = DataClass(item["class"])
    return Entitlement(
        data_class=data_class,
        fields=tuple(item.get("fields", [field.name for field in fields_of(data_class)])),
        conditions=tuple(Condition(name) for name in item.get("needs", ())),
        is_last_only=item.get("last_only", False),
    )


def _allowance(item: dict[str, Any]) -> Allowance:
    return Allowance(
        kind=ClockKind(item["kind"]),
        within=_duration(item["within"]),
        when=When(item.get("when", "always")),
    )


def _hold(item: dict[str, Any]) -> HoldTerms:
    return HoldTerms(
        floor=_duration(item["floor"]),
        extension=_duration(item.get("extension", item["floor"])),
        extensions_max=item.get("extensions_max"),
        release=ReleasePolicy(item["release"]),
        renewal_in_writing=item.get("renewal_in_writing", False),
        counsel_beyond=_duration(item["counsel_beyond"]) if "counsel_beyond" in item else None,
    )


def _duration(text: str) -> timedelta:
    return int(text[:-1]) * _UNITS[text[-1]]
