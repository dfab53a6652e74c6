"""One scanner held ready for whoever asks about a post now and then."""

import threading
from collections.abc import Callable
from datetime import date

from plainsight.app.detect.scan_posts import PostScanner
from plainsight.app.detect.scan_sent import ScannerOfDay
from plainsight.detect.policy import Policy


class DailyScanner:
    """Implements `app.detect.scan_sent.DailyScanners`: another where a day's policy differs.

    Safe to share between threads. Who asks while one is made waits for it.
    """

    def __init__(
        self, policy_of: Callable[[date], Policy], make: Callable[[Policy], PostScanner]
    ) -> None:
        self._policy_of = policy_of
        self._make = make
        self._making = threading.Lock()
        self._day: date | None = None
        self._held: ScannerOfDay | None = None

    def of_day(self, day: date) -> ScannerOfDay:
        """The scanner by the policy of a day."""
        with self._making:
            if self._held is None or self._day != day:
                self._held, self._day = self._of_policy(self._policy_of(day)), day
            return self._held

    def _of_policy(self, policy: Policy) -> ScannerOfDay:
        held = self._held
        if held is not None and held.policy.digest == policy.digest:
            return held
        return ScannerOfDay(scanner=self._make(policy), policy=policy)
