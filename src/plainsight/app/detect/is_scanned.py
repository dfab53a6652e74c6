"""Whether a scan of the stored posts would say anything new."""

from collections.abc import Mapping

from plainsight.app.detect.find_in_posts import rollouts_data
from plainsight.app.ports import Reading, Records
from plainsight.casework.rollout import Rollout
from plainsight.detect.policy import Policy
from plainsight.model.fact import AuditTag, JsonValue
from plainsight.prove.entry import parse_entry

PAGE = 2_000
LOOKED_BACK_MAX = 100_000  # entries of the log; a scan that lies further back is made again


def is_scanned(
    records: Records, *, policy: Policy, steps: Mapping[str, Rollout], model: str = ""
) -> bool:
    """True when the last scan read as many revisions by the same policy, roll-outs and model.

    Posts are only ever added, and a scan is noted when its last alert is stored, so what it left
    out for any reason is another number.
    """
    with records.read() as view:
        last = _last_scan(view)
        if last is None:
            return False
        return last.get("policy") == policy.digest and (
            last.get("posts") == view.posts.count_revisions()
            and last.get("rollouts", {}) == rollouts_data(steps)
            and last.get("model", "") == model
        )


def _last_scan(view: Reading) -> Mapping[str, JsonValue] | None:
    """What the newest entry about a scan says, looked for from the log's end."""
    end = view.audit.size()
    stop = max(0, end - LOOKED_BACK_MAX)
    while end > stop:
        first = max(stop, end - PAGE)
        page = list(view.audit.entries(first=first, count_max=end - first))
        for entry in reversed(page):
            if entry.tag == AuditTag.POSTS_SCANNED.value:
                body: Mapping[str, JsonValue] = parse_entry(entry.canonical).body
                return body
        end = first
    return None
