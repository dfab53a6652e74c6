"""How far a feature looks: the same for the definition and for every engine."""

from dataclasses import dataclass
from datetime import timedelta

from plainsight.errors import BadValue

HOPS_MAX = 4
FRONTIER_MAX = 128
NEAR_MAX = 256  # of an account's transfers before, and of those after: hubs stay affordable
NEAR_MOTIF_MAX = 48  # the same where transfers of transfers are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureQuestion:
    """Windows and limits. The last window is the longest and bounds every motif."""

    windows: tuple[timedelta, ...] = (timedelta(days=1), timedelta(days=5), timedelta(days=20))
    near_max: int = NEAR_MAX
    near_motif_max: int = NEAR_MOTIF_MAX
    hops_max: int = HOPS_MAX
    frontier_max: int = FRONTIER_MAX
    thresholds: tuple[int, ...] = (1_000_000, 300_000, 5_000_000)  # base units; USD 10,000, 3,000
    # and 50,000: 31 CFR 1010.311, 31 CFR 1010.410(f), and the yearly quota of SAFE (China)

    def __post_init__(self) -> None:
        if not self.windows or list(self.windows) != sorted(set(self.windows)):
            raise BadValue("windows", self.windows, "give windows, the shortest first")
        if self.windows[0] <= timedelta(0):
            raise BadValue("windows", self.windows[0], "a window is longer than nothing")

    @property
    def windows_us(self) -> tuple[int, ...]:
        """The windows in microseconds."""
        return tuple(window // timedelta(microseconds=1) for window in self.windows)
