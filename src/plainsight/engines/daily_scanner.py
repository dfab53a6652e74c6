"""One scanner held ready for whoever asks about a post now and then."""

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Protocol

from plainsight.app.detect.scan_posts import PostScanner, SenseScanner
from plainsight.app.detect.scan_sent import ScannerOfDay
from plainsight.detect.policy import Policy
from plainsight.engines.model_scanner import ModelScanner
from plainsight.engines.text_model import TextModel


class DaysScanner(SenseScanner, PostScanner, Protocol):
    """What judges posts, and tells a model what stands in them."""


class DailyScanner:
    """Implements `app.detect.scan_sent.DailyScanners`: another where a day's policy differs.

    Safe to share between threads. Who asks while one is made waits for it.
    """

    def __init__(
        self,
        policy_of: Callable[[date], Policy],
        make: Callable[[Policy], DaysScanner],
        *,
        model: TextModel | None = None,
    ) -> None:
        """`model` weighs what the scanner says, and what roll-outs make of it."""
        self._policy_of = policy_of
        self._make = make
        self._model = model
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
        scanner = self._make(policy)
        if self._model is None:
            return ScannerOfDay(scanner=scanner, policy=policy)
        return ScannerOfDay(
            scanner=scanner,
            policy=policy,
            model=self._model.card.data_sha256,
            weigh=partial(_beside, scanner, self._model),
        )


def _beside(scanner: SenseScanner, model: TextModel, judging: PostScanner) -> PostScanner:
    return ModelScanner(scanner, model, posts=judging)
