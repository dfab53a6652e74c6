"""Two versions of the policy named on the command line, and what judges posts by both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.detect.obey_rollouts import (
    RolloutScanner,
    files_of_steps,
    offered_versions,
    steps_in_force,
)
from plainsight.app.detect.scan_posts import PostScanner
from plainsight.app.ports import Records
from plainsight.app.stored import PolicyVersion
from plainsight.casework.rollout import Rollout
from plainsight.detect.policy import Policy
from plainsight.feeds.policy_root import policy_folder
from plainsight.settings import Setting

Proposed = Annotated[
    Path | None,
    typer.Option(
        help="Policy folder of the proposed version; roll-outs take it from there.",
        envvar=Setting.PROPOSED,
    ),
]
# For good, and so by the same model each time: a scan of the store without it finds less.
JudgingModel = Annotated[
    Path | None,
    typer.Option(
        "--model",
        help="A model from `plainsight train`, to order what is found and add candidates.",
        envvar=Setting.MODEL,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What judges stored posts."""

    policy: Policy  # the present one
    scanner: PostScanner
    rollouts: RolloutScanner  # counts what both versions find; the scanner, or a part of it
    versions: tuple[PolicyVersion, ...]  # every file that judges
    steps: Mapping[str, Rollout]  # the roll-outs obeyed, by typology
    model: str = ""  # the digest of what the trained model learnt from, where one judges too


def judge_by(
    store: Records,
    policy: Path | None = None,
    proposed: Path | None = None,
    model: Path | None = None,
) -> Judge:
    """The present policy, and beside it the proposed one as far as approved roll-outs say so.

    A trained model weighs what both of them say. Raises VersionNotOffered when a roll-out in force
    asks for a version that is not there, and BadPolicy when a folder that is named holds no policy,
    asked for or not; CannotRead or BadValue for a file that is no model.
    """
    policy_folder(proposed)
    present = wiring.load_policy(policy)
    scanner = wiring.make_scanner(wiring.make_detector(present))
    versions = wiring.read_policy_versions(present, policy)
    steps = steps_in_force(store, present)
    beside = scanner
    if steps:
        offers, files = offers_of(policy, proposed)
        versions = (*versions, *files_of_steps(steps, offers, files))
        # Without a folder the line above has refused.
        beside = wiring.make_scanner(wiring.make_detector(wiring.load_policy(proposed)))
    rollouts = RolloutScanner(scanner, beside, steps)
    judge = Judge(
        policy=present, scanner=rollouts, rollouts=rollouts, versions=versions, steps=steps
    )
    if model is None:
        return judge
    weighing = wiring.with_model(scanner, model, posts=rollouts)
    return replace(judge, scanner=weighing, model=weighing.learnt_from)


def offers_of(
    policy: Path | None, proposed: Path | None
) -> tuple[Mapping[str, PolicyVersion], tuple[PolicyVersion, ...]]:
    """What the proposed folder has newer than the present policy, and all of its files."""
    if proposed is None:
        return {}, ()
    newer = wiring.load_policy(proposed)
    files = wiring.read_policy_versions(newer, proposed)
    return offered_versions(wiring.load_policy(policy), newer, files), files
