"""Roll-outs as their page shows them: one card for each version, with its days as a plot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainsight.app.casework.roll_out import RolloutView
from plainsight.casework.rollout import Rollout, ShadowDay, Stage

PLOT_DAYS = 28  # the latest; the table below the plot has the same
PLOT_WIDTH, PLOT_HEIGHT = 616, 120
_TRACK = (Stage.SHADOW, Stage.SHARE, Stage.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day: the two versions side by side, in units of the plot."""

    counted: ShadowDay
    x: float
    width: float  # of one of the two
    present: float
    new: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What both versions found, day by day."""

    bars: tuple[Bar, ...]
    top: int  # posts at the upper edge
    width: int = PLOT_WIDTH
    height: int = PLOT_HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """One version of one typology, and every step of it, the latest first."""

    typology_id: str
    version: int
    steps: tuple[RolloutView, ...]

    @property
    def current(self) -> Rollout | None:
        """The step that scans obey, when it is one of this version."""
        return next((view.rollout for view in self.steps if view.is_current), None)

    @property
    def waiting(self) -> tuple[Rollout, ...]:
        """Steps that wait for a second person."""
        return tuple(view.rollout for view in self.steps if view.is_waiting)

    @property
    def is_open(self) -> bool:
        """Whether anything is in force or awaited."""
        current = self.current
        runs = current is not None and current.stage is not Stage.STOPPED
        return runs or bool(self.waiting)

    @property
    def track(self) -> tuple[tuple[Stage, str], ...]:
        """The stages in order, each "done", "now" or yet to come."""
        current = self.current
        if current is None or current.stage is Stage.STOPPED:
            return tuple((stage, "") for stage in _TRACK)
        here = _TRACK.index(current.stage)
        return tuple(
            (stage, "now" if place == here else "done" if place < here else "")
            for place, stage in enumerate(_TRACK)
        )

    @property
    def total(self) -> ShadowDay:
        """All days together."""
        return self.steps[0].total

    @property
    def days(self) -> Sequence[ShadowDay]:
        """The latest days, as the plot has them."""
        return self.steps[0].days[-PLOT_DAYS:]

    @property
    def plot(self) -> Plot | None:
        """The days as bars; None while nothing was counted."""
        return plot_days(self.days) if self.days else None


def version_cards(views: Sequence[RolloutView]) -> tuple[VersionCard, ...]:
    """Steps by version: those that something waits for or that is in force first."""
    grouped: dict[tuple[str, int], list[RolloutView]] = {}
    for view in views:
        key = (view.rollout.typology_id, view.rollout.version)
        grouped.setdefault(key, []).append(view)
    cards = [
        VersionCard(typology_id=name, version=version, steps=tuple(steps))
        for (name, version), steps in grouped.items()
    ]
    return tuple(sorted(cards, key=lambda card: not card.is_open))


def plot_days(days: Sequence[ShadowDay]) -> Plot:
    """Bars of at most a fixed width, so that three days do not fill the page."""
    top = max(1, *(max(day.present_count, day.new_count) for day in days))
    step = PLOT_WIDTH / max(len(days), 14)
    width = step * 0.38
    return Plot(
        top=top,
        bars=tuple(
            Bar(
                counted=day,
                x=round(place * step + step * 0.12, 2),
                width=round(width, 2),
                present=round(PLOT_HEIGHT * day.present_count / top, 2),
                new=round(PLOT_HEIGHT * day.new_count / top, 2),
            )
            for place, day in enumerate(days)
        ),
    )


def stop_choices(cards: Sequence[VersionCard]) -> Mapping[str, int]:
    """Typologies with a version that may be stopped."""
    return {
        card.typology_id: card.version
        for card in cards
        if card.current is not None and card.current.stage is not Stage.STOPPED
    }
