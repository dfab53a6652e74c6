"""Pictures of flows in a page: each an image with its title, and a file of its own to attach."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from plainsight.app.ports import Reading
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.errors import UnknownId
from plainsight.trace.picture.figure import Picture, picture_from_json

SHOWN_MAX = 4  # of one page; the others are drawn when their file is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPicture:
    """One figure of a page."""

    number: int  # from 0, as its file is called
    title: str
    image: str  # a data: address, so that one look at the page is one entry of the log


def findings_of_case(reading: Reading, items: Sequence[CaseItem]) -> tuple[Mapping[str, Any], ...]:
    """The findings of flows among a case's alerts, in the order of its items."""
    ids = [item.ref for item in items if item.kind is ItemKind.ALERT]
    found = reading.alerts.find(ids)
    alerts = (found[each] for each in ids if each in found)
    return tuple(finding for alert in alerts for finding in flow_findings(alert.finding))


def flow_findings(found: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Of an alert's finding, those of flows that can be drawn."""
    findings = found.get("findings")
    listed = findings if isinstance(findings, list) else []
    return tuple(each for each in listed if each.get("legs"))


def shown_pictures(findings: Sequence[Mapping[str, Any]]) -> tuple[ShownPicture, ...]:
    """The first few, drawn."""
    return tuple(
        _shown(number, picture_from_json(finding))
        for number, finding in enumerate(findings[:SHOWN_MAX])
    )


def picture_file(findings: Sequence[Mapping[str, Any]], number: int, *, name: str) -> Response:
    """One picture as a file. Raises UnknownId when there are fewer."""
    if not 0 <= number < len(findings):
        raise UnknownId("picture", str(number))
    return Response(
        picture_from_json(findings[number]).svg() + "\n",
        media_type="image/svg+xml",
        headers={"content-disposition": f'attachment; filename="{name}-{number + 1}.svg"'},
    )


def _shown(number: int, picture: Picture) -> ShownPicture:
    drawn = b64encode(picture.svg(prefix=f"flow{number}").encode()).decode()
    return ShownPicture(
        number=number, title=picture.title, image=f"data:image/svg+xml;base64,{drawn}"
    )
