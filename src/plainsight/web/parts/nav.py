"""The rooms of the console: a link is shown to whoever the table of roles lets in."""

from collections.abc import Sequence
from dataclasses import dataclass

from plainsight.web.identity.matrix import row_of
from plainsight.web.identity.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link at the side."""

    path: str
    label: str  # in English, as the catalogues know it
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Links that belong together."""

    label: str
    links: tuple[Link, ...]


_GROUPS = (
    Group(
        label="",
        links=(
            Link(path="/console", label="Home", icon="home"),
            Link(path="/console/approvals", label="Approvals", icon="approve"),
        ),
    ),
    Group(
        label="Review",
        links=(
            Link(path="/console/alerts", label="Queue", icon="queue"),
            Link(path="/console/cases", label="Cases", icon="case"),
            Link(path="/console/reports", label="Reports", icon="report"),
            Link(path="/console/restrictions", label="Restrictions", icon="restrict"),
            Link(path="/console/quality", label="Quality", icon="qa"),
            Link(path="/console/lexicon", label="Lexicon", icon="term"),
            Link(path="/console/rollouts", label="Roll-outs", icon="rollout"),
        ),
    ),
    Group(
        label="Response desk",
        links=(
            Link(path="/console/requests", label="Legal requests", icon="desk"),
            Link(path="/console/holds", label="Holds", icon="hold"),
            Link(path="/console/roster", label="Roster", icon="roster"),
            Link(path="/console/agencies", label="Agencies", icon="person"),
        ),
    ),
)


def navigation(viewer: Viewer | None) -> Sequence[Group]:
    """The groups with at least one link that this person may follow."""
    if viewer is None:
        return ()
    groups = (
        Group(label=g.label, links=tuple(link for link in g.links if may_follow(viewer, link.path)))
        for g in _GROUPS
    )
    return tuple(group for group in groups if group.links)


def may_follow(viewer: Viewer, path: str) -> bool:
    """Whether this person may see the page at a path without ids, and so what lies below it."""
    row = row_of("GET", path)
    return row is not None and (row.who is None or not viewer.roles.isdisjoint(row.who))
