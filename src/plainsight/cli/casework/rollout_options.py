"""Two versions of the policy named on the command line, and what judges posts by both."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What judges stored posts."""

    policy: Policy  # the present one
    scanner: RolloutScanner
    versions: tuple[PolicyVersion, ...]  # every file that judges
    steps: Mapping[str, Rollout]  # the roll-outs obeyed, by typology


def judge_by(store: Records, policy: Path | None = None, proposed: Path | None = None) -> Judge:
    """The present policy, and beside it the proposed one as far as approved roll-outs say so.

    Raises VersionNotOffered when a roll-out in force asks for a version that is not there, and
    BadPolicy when a folder that is named holds no policy, asked for or not.
    """
    policy_folder(proposed)
    present = wiring.load_policy(policy)
    scanner = wiring.make_scanner(wiring.make_detector(present))
    versions = wiring.read_policy_versions(present, policy)
    steps = steps_in_force(store, present)
    if not steps:
        return Judge(
            policy=present,
            scanner=RolloutScanner(scanner, scanner, {}),
            versions=versions,
            steps=steps,
        )
    offers, files = offers_of(policy, proposed)
    judging = files_of_steps(steps, offers, files)
    # Without a folder the line above has refused.
    beside = wiring.make_scanner(wiring.make_detector(wiring.load_policy(proposed)))
    return Judge(
        policy=present,
        scanner=RolloutScanner(scanner, beside, steps),
        versions=(*versions, *judging),
        steps=steps,
    )


def offers_of(
    policy: Path | None, proposed: Path | None
) -> tuple[Mapping[str, PolicyVersion], tuple[PolicyVersion, ...]]:
    """What the proposed folder has newer than the present policy, and all of its files."""
    if proposed is None:
        return {}, ()
    newer = wiring.load_policy(proposed)
    files = wiring.read_policy_versions(newer, proposed)
    return offered_versions(wiring.load_policy(policy), newer, files), files
