"""What a shell that completes is offered for an id: alerts, cases, legal requests, typologies.

Whoever presses Tab asked for no change and for no explanation: records are opened as they are, and
where that cannot be, nothing is offered. Ids only: a title is for who opens the case.
"""

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from plainsight import wiring
from plainsight.errors import PlainsightError
from plainsight.feeds.policy_root import OF_FLOWS, OF_POSTS, policy_folder

if TYPE_CHECKING:
    from plainsight.app.ports import Reading

OFFERED_MAX = 200
_BASH = "complete_bash"


def alert_ids(ctx: typer.Context) -> list[str]:
    """Open alerts, the most pressing first."""
    return _asked(ctx, lambda view: [a.alert_id for a in view.alerts.queue(count_max=OFFERED_MAX)])


def case_references(ctx: typer.Context) -> list[str]:
    """Cases, the latest first."""
    return _asked(
        ctx, lambda view: [c.reference for c in view.casework.cases.newest(count_max=OFFERED_MAX)]
    )


def request_references(ctx: typer.Context) -> list[str]:
    """Legal requests, the latest first."""
    return _asked(
        ctx, lambda view: [r.reference for r in view.desk.requests.newest(count_max=OFFERED_MAX)]
    )


def typology_ids(ctx: typer.Context) -> list[tuple[str, str]]:
    """Typologies of posts and of flows, each with its name."""
    return post_typology_ids(ctx) + flow_typology_ids(ctx)


def post_typology_ids(ctx: typer.Context) -> list[tuple[str, str]]:
    """Typologies of posts."""
    return _typologies(ctx, OF_POSTS)


def flow_typology_ids(ctx: typer.Context) -> list[tuple[str, str]]:
    """Typologies of flows."""
    return _typologies(ctx, OF_FLOWS)


def mend_bash_line(environment: MutableMapping[str, str]) -> None:
    """Join what bash takes apart at colons: `--records sqlite:///r.db` comes as four words."""
    said, place = environment.get("COMP_WORDS", ""), environment.get("COMP_CWORD", "")
    is_bash = environment.get("_PLAINSIGHT_COMPLETE") == _BASH
    if not is_bash or "\n:" not in said or not place.isdecimal():
        return
    words, joined, at = said.split("\n"), [""], 0
    for number, word in enumerate(words):
        if word.startswith(":") or joined[-1].endswith(":"):
            joined[-1] += word
        else:
            joined.append(word)
        if number <= int(place):
            at = len(joined) - 2  # what stands before the first word is empty
    environment["COMP_WORDS"], environment["COMP_CWORD"] = "\n".join(joined[1:]), str(at)


def _asked(ctx: typer.Context, ask: "Callable[[Reading], list[str]]") -> list[str]:
    """What the records say that the line names, or the usual ones; nothing where they cannot."""
    try:
        store = wiring.open_records(ctx.params.get("records"), must_exist=True, as_is=True)
        try:
            with store.read() as view:
                return ask(view)
        finally:
            store.close()
    except PlainsightError:
        return []


def _typologies(ctx: typer.Context, of: str) -> list[tuple[str, str]]:
    named: Path | str | None = ctx.params.get("policy")
    try:
        folder = policy_folder(None if named is None else Path(named), of=of) / "typologies"
        names = sorted(each.parent.name for each in folder.glob(f"[{of}]*-*/typology.yaml"))
    except (PlainsightError, OSError):
        return []
    return [(name.partition("-")[0], name.partition("-")[2].replace("-", " ")) for name in names]
