"""spec/reports/*.yaml -> the terms of each form: codes, key terms, clocks, what an FIU asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainsight.casework.report.terms import (
    FilingClock,
    GoamlTerms,
    KeyTerm,
    ProviderTerms,
    SarTerms,
)
from plainsight.errors import BadPolicy, BadValue
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.feeds.policy_root import policy_root

_SCHEMA_OF = {
    "fincen-sar": "report-sar.json",
    "provider-us": "report-provider.json",
    "goaml": "report-goaml.json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTerms:
    """Everything under spec/reports."""

    sar: SarTerms
    provider: ProviderTerms
    goaml: Mapping[str, GoamlTerms]  # by id

    def fiu(self, asked: str) -> GoamlTerms:
        """The terms of one FIU, by its id or its country: goaml-ae, ae, AE. Raises BadValue."""
        name = asked.strip().lower()
        for fiu_id in (name, f"goaml-{name}"):
            if fiu_id in self.goaml:
                return self.goaml[fiu_id]
        raise BadValue("--fiu", asked, f"one of spec/reports: {', '.join(sorted(self.goaml))}")


def load_report_terms(root: Path | None = None) -> ReportTerms:
    """Read every form's terms. Raises BadPolicy with all complaints."""
    own, complaints = root or policy_root(), Complaints()
    files: dict[str, dict[str, Any]] = {}
    for path in sorted((own / "spec" / "reports").glob("*.yaml")):
        schema = _SCHEMA_OF.get("goaml" if path.stem.startswith("goaml-") else path.stem)
        if schema is None:
            complaints.unknown(f"{path}:1", "report form", path.stem, _SCHEMA_OF)
            continue
        parsed = read_checked(path, schema=schema, root=own, complaints=complaints)
        if parsed is not None and _is_sound(parsed, complaints):
            files[path.stem] = parsed.content
    if complaints.lines:
        raise BadPolicy(tuple(complaints.lines))
    return ReportTerms(
        sar=_sar(files["fincen-sar"]),
        provider=_provider(files["provider-us"]),
        goaml={name: _goaml(item) for name, item in files.items() if item["kind"] == "goaml"},
    )


def _is_sound(parsed: YamlFile, complaints: Complaints) -> bool:
    before, content = len(complaints.lines), parsed.content
    if content["id"] != parsed.path.stem:
        hint = f"name it {content['id']}.yaml"
        complaints.add(parsed.place(("id",)), "id is not the file's name", hint)
    if content["kind"] == "sar":
        _check_sar(parsed, complaints)
    if content["kind"] == "goaml":
        try:
            re.compile(content["name_pattern"])
        except re.error as wrong:
            complaints.add(parsed.place(("name_pattern",)), str(wrong), "a regular expression")
    return len(complaints.lines) == before


def _check_sar(parsed: YamlFile, complaints: Complaints) -> None:
    content = parsed.content
    known = set(content["subtype_codes"])
    for typology, codes in content["typologies"].items():
        for code in codes:
            if code not in known:
                complaints.unknown(parsed.place(("typologies", typology)), "sub-type", code, known)
            elif code.endswith("999") and code not in content["other_texts"]:
                complaints.add(
                    parsed.place(("typologies", typology)),
                    f"sub-type {code} has no text beside it",
                    "add it to other_texts",
                )
    for box, code in content["boxes"].items():
        if code not in known:
            complaints.unknown(parsed.place(("boxes", box)), "sub-type", code, known)
    for place, advisory in enumerate(content["advisories"]):
        for box in advisory["boxes"]:
            if box not in content["boxes"]:
                way = ("advisories", place)
                complaints.unknown(parsed.place(way), "box", box, content["boxes"])


def _sar(content: dict[str, Any]) -> SarTerms:
    limits, kept, boxes = content["limits"], content["kept"], content["boxes"]
    return SarTerms(
        version=f"{content['id']} {content['version']}",
        note_chars_max=limits["note_chars"],
        blocks_max=limits["blocks"],
        block_chars_max=limits["block_chars"],
        kept_years=kept["years"],
        kept_says=kept["says"],
        kept_rule=kept["rule"],
        boxes=boxes,
        by_typology={name: tuple(codes) for name, codes in content["typologies"].items()},
        subtype_codes=frozenset(content["subtype_codes"]),
        other_texts=content["other_texts"],
        wallet_text=content["wallet_text"],
        key_terms=tuple(
            KeyTerm(
                advisory=item["id"],
                text=item["key_term"],
                subtypes=tuple(boxes[box] for box in item["boxes"]),
            )
            for item in content["advisories"]
        ),
        clocks=tuple(
            FilingClock(
                filer_kind=item["filer"],
                within=_days(item["within"]),
                without_subject=_days(item["without_subject"]),
                continuing=_days(item["continuing"]),
                source=item["source"],
            )
            for item in content["clocks"]
        ),
    )


def _goaml(content: dict[str, Any]) -> GoamlTerms:
    return GoamlTerms(
        fiu_id=content["id"],
        version=f"{content['id']} {content['version']}",
        title=content["title"],
        schema_version=content["schema_version"],
        currency=content["currency"],
        report_code=content["report_code"],
        submission_code=content["submission_code"],
        transmission_comment=content["transmission_comment"],
        country_unknown=content["country_unknown"],
        contact_unknown=content.get("contact_unknown", "-"),
        channels=content["channels"],
        channel_other=content["channel_other"],
        funds=content["funds"],
        funds_other=content["funds_other"],
        roles=content["roles"],
        wallet_account_type=content["wallet_account_type"],
        assets=content["assets"],
        indicators={name: tuple(codes) for name, codes in content["indicators"].items()},
        indicator_other=content["indicator_other"],
        requires=tuple(content["requires"]),
        name_pattern=content["name_pattern"],
        comment_chars_max=content["comment_chars"],
    )


def _provider(content: dict[str, Any]) -> ProviderTerms:
    return ProviderTerms(
        version=f"{content['id']} {content['version']}",
        bill=content["bill"],
        recipient=content["recipient"],
        within=_days(content["within"]),
        preserved=_days(content["preserved"]),
        offences={name: tuple(ids) for name, ids in content["offences"].items()},
    )


def _days(text: str) -> timedelta:
    return timedelta(days=int(text[:-1]))
