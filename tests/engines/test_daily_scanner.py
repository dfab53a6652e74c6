"""One scanner for as long as the policy is the same; terms expire with the day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from plainsight.app.detect.scan_sent import warm
from plainsight.detect.examined import Examined
from plainsight.engines.daily_scanner import DailyScanner
from plainsight.model.post import Post

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (2, 3, 4))


@dataclass
class _Policy:
    digest: str


class _Scanner:
    def __init__(self, policy: _Policy) -> None:
        self.policy, self.seen = policy, 0

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        self.seen += len(posts)
        return iter(())


def _daily(policies: dict[date, str], asked: list[date]) -> DailyScanner:
    def policy_of(day: date) -> Any:
        asked.append(day)
        return _Policy(policies[day])

    make: Any = _Scanner
    return DailyScanner(policy_of, make)


def test_the_policy_is_read_once_a_day_and_the_scanner_kept_while_it_is_the_same() -> None:
    asked: list[date] = []
    daily = _daily({MONDAY: "one", TUESDAY: "one", WEDNESDAY: "two"}, asked)
    held = [daily.of_day(day) for day in (MONDAY, MONDAY, TUESDAY, WEDNESDAY, WEDNESDAY)]
    assert asked == [MONDAY, TUESDAY, WEDNESDAY]
    assert held[0].scanner is held[1].scanner is held[2].scanner
    assert held[3].scanner is held[4].scanner is not held[0].scanner
    assert [each.policy.digest for each in held] == ["one", "one", "one", "two", "two"]


def test_a_policy_that_could_not_be_read_is_asked_for_again() -> None:
    asked: list[date] = []
    daily = _daily({TUESDAY: "one"}, asked)
    for _ in range(2):
        try:
            daily.of_day(MONDAY)
        except KeyError:
            continue
    assert asked == [MONDAY, MONDAY]
    assert daily.of_day(TUESDAY).policy.digest == "one"


def test_warming_lets_the_scanner_of_the_day_meet_a_post() -> None:
    daily = _daily({MONDAY: "one"}, [])
    warm(daily, MONDAY)
    scanner = daily.of_day(MONDAY).scanner
    assert isinstance(scanner, _Scanner)
    assert scanner.seen == 1
