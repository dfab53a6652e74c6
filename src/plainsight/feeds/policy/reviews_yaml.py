"""reviews/*.yaml -> ReviewPolicy: the order of alerts, how much is whose, which reasons exist."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainsight.casework.decision import Outcome, ReasonItem, ReasonList
from plainsight.casework.queue_policy import PERMILLE, QueuePolicy
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.errors import BadPolicy
from plainsight.feeds.policy.complaints import Complaints, read_checked
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.feeds.policy_root import policy_root

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_USES = ("decision", "skip", "snooze", "restriction", "appeal", "unmask")


def load_review_policy(root: Path | None = None) -> ReviewPolicy:
    """The shipped one, or the one below `root`. Raises BadPolicy with every complaint."""
    root, complaints = root or policy_root(), Complaints()
    policy = read_review_policy(root, complaints)
    if policy is None:
        raise BadPolicy(tuple(complaints.lines))
    return policy


def read_review_policy(root: Path, complaints: Complaints) -> ReviewPolicy | None:
    """Read both files below `root`/reviews; None, and complaints, when one cannot be used."""
    folder = root / "reviews"
    queue = read_checked(
        folder / "queue.yaml", schema="review-queue.json", root=root, complaints=complaints
    )
    reasons = read_checked(
        folder / "reasons.yaml", schema="review-reasons.json", root=root, complaints=complaints
    )
    if queue is None or reasons is None:
        return None
    if not (_is_queue_sound(queue, complaints) and _are_reasons_sound(reasons, complaints)):
        return None
    return ReviewPolicy(queue=_queue(queue), reasons=_reasons(reasons))


def _is_queue_sound(parsed: YamlFile, complaints: Complaints) -> bool:
    order = parsed.content["order"]
    before = len(complaints.lines)
    total = sum(order["weights"].values())
    if total != PERMILLE:
        complaints.add(
            parsed.place(("order", "weights")), f"weights sum to {total}", "let them sum to 1000"
        )
    within = order["due_within"]
    if _duration(within["most_urgent"]) > _duration(within["least_urgent"]):
        complaints.add(
            parsed.place(("order", "due_within")),
            "the most urgent waits longer than the least urgent",
            "swap the two",
        )
    return len(complaints.lines) == before


def _are_reasons_sound(parsed: YamlFile, complaints: Complaints) -> bool:
    before = len(complaints.lines)
    seen: set[str] = set()
    for use in _USES:
        for place, item in enumerate(parsed.content[use]):
            if item["id"] in seen:
                complaints.add(
                    parsed.place((use, place)), f"reason {item['id']!r} stands twice", "rename one"
                )
            seen.add(item["id"])
    given = {outcome for item in parsed.content["decision"] for outcome in item["outcomes"]}
    for outcome in Outcome:
        if outcome.value not in given:
            complaints.add(
                parsed.place(("decision",)),
                f"no reason can carry {outcome.value!r}",
                "give it one, or nobody can decide so",
            )
    return len(complaints.lines) == before


def _queue(parsed: YamlFile) -> QueuePolicy:
    content: dict[str, Any] = parsed.content
    order, hands, quality = content["order"], content["hands"], content["quality"]
    return QueuePolicy(
        policy_id=content["id"],
        version=content["version"],
        score_weight=order["weights"]["score"],
        size_weight=order["weights"]["size"],
        stake_weight=order["weights"]["stake"],
        due_within_min=_duration(order["due_within"]["most_urgent"]),
        due_within_max=_duration(order["due_within"]["least_urgent"]),
        deadline_lead=_duration(order["deadline_lead"]),
        lease=_duration(hands["lease"]),
        snooze_max=_duration(hands["snooze_max"]),
        skip_for=_duration(hands["skip_for"]),
        held_max=hands["held_max"],
        decided_daily_max=hands["decided_daily_max"],
        digest=_digest(parsed.path),
        **quality,
    )


def _reasons(parsed: YamlFile) -> ReasonList:
    content: dict[str, Any] = parsed.content
    items = [
        ReasonItem(
            reason_id=item["id"],
            says=item["says"],
            outcomes=tuple(Outcome(outcome) for outcome in item.get("outcomes", ())),
            use=use,
        )
        for use in _USES
        for item in content[use]
    ]
    return ReasonList(
        policy_id=content["id"],
        version=content["version"],
        reasons={item.reason_id: item for item in items},
        labels={Outcome(outcome): label for outcome, label in content["labels"].items()},
        digest=_digest(parsed.path),
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _duration(text: str) -> timedelta:
    return int(text[:-1]) * _UNITS[text[-1]]
