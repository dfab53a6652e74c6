"""Keep the policy that judges: every version of every file, and a log entry for each new one."""

from collections.abc import Sequence
from datetime import datetime

from plainsight.app.ports import UnitOfWork
from plainsight.app.stored import PolicyVersion
from plainsight.model.fact import AuditTag, Fact


def change_policy(
    unit: UnitOfWork, versions: Sequence[PolicyVersion], *, now: datetime
) -> tuple[PolicyVersion, ...]:
    """Store the versions not stored before, and tell the log of each. Returns those.

    Call it with all policy files in force; what is known already changes nothing. Raises
    PolicyRewritten when a file changed without its version: then none of them is stored.
    """
    new = tuple(version for version in versions if unit.policies.keep(version, at=now))
    for version in new:
        unit.record(
            Fact(
                tag=AuditTag.POLICY_CHANGED,
                subject=version.policy_id,
                at=now,
                body={"version": version.version, "digest": version.digest},
            )
        )
    return new
