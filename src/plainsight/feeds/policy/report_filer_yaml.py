"""The operator's own file -> Filer: names and numbers that identify the institution which files."""

from pathlib import Path
from typing import Any

from plainsight.casework.report.party import Address, Filer, Institution
from plainsight.errors import BadPolicy, CannotRead
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy_root import policy_root


def load_filer(path: Path) -> Filer:
    """Read one. Raises BadPolicy with every complaint, CannotRead when there is no such file."""
    complaints = Complaints()
    try:
        parsed = read_checked(
            path, schema="report-filer.json", root=policy_root(), complaints=complaints
        )
    except OSError as problem:
        raise CannotRead(str(path), problem.strerror or str(problem)) from None
    if parsed is None:
        raise BadPolicy(tuple(complaints.lines))
    return _filer(parsed.content)


def _filer(content: dict[str, Any]) -> Filer:
    own, help_desk = content["institution"], content["assistance"]
    goaml = content.get("goaml", {})
    return Filer(
        institution=Institution(
            name=own["name"],
            tin=own["tin"],
            phone=own["phone"],
            address=Address(**own["address"]),
            organisation_code=own.get("organisation_code", "4"),
            regulator_code=own.get("regulator_code", "7"),
        ),
        kind=content["kind"],
        control_code=content["control_code"],
        contact_name=content["contact_name"],
        assistance_office=help_desk["office"],
        assistance_phone=help_desk["phone"],
        assistance_email=help_desk.get("email", ""),
        entity_number=goaml.get("entity_number", 0),
        person_given_name=goaml.get("given_name", ""),
        person_family_name=goaml.get("family_name", ""),
    )
