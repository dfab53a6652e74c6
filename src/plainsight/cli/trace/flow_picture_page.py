"""Pictures of flows as one HTML file: interactive, self-contained, without any network."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

from plainsight.cli.page import draw_page
from plainsight.trace.flows.finding import legs_in_order
from plainsight.trace.picture.draw import draw_flow
from plainsight.trace.picture.drawn import legs_by_lane
from plainsight.trace.picture.figure import Picture


def render_pictures(pictures: Sequence[Picture], *, title: str, about: str) -> str:
    """The whole page. Its policy allows this script and style by their hashes, nothing else."""
    style, script = (_part(f"flow_picture.{kind}") for kind in ("css", "js"))
    return draw_page(
        "flow_picture.html",
        title=title,
        about=about,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        figures=[_figure(number, picture) for number, picture in enumerate(pictures, 1)],
    )


def _figure(number: int, picture: Picture) -> dict[str, Any]:
    return {
        "svg": draw_flow(
            picture.legs, pairs=picture.pairs, title=picture.title, prefix=f"flow{number}"
        ),
        "lanes": {
            lane: " ".join(str(leg) for leg in legs)
            for lane, legs in enumerate(legs_by_lane(picture.legs, pairs=picture.pairs))
        },
        "reasons": picture.reasons,
        "notes": picture.notes,
        "rows": [
            {
                "at": f"{leg.at:%Y-%m-%d %H:%M:%S}",
                "transfer_id": leg.transfer_id,
                "source": leg.source,
                "source_role": leg.source_role,
                "target": leg.target,
                "target_role": leg.target_role,
                "money": str(leg.money),
                "stage": leg.stage,
            }
            for leg in legs_in_order(picture.legs)
        ],
    }


def _part(name: str) -> str:
    return (files("plainsight.cli") / "pages" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + b64encode(sha256(content.encode()).digest()).decode()
