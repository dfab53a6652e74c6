"""Shipped typologies at the scale of simulators: `python -m bench.flows_data.simulator_policy OUT`.

AMLSim and AMLGentex draw amounts of a few hundred units, schemes of five to eight legs, and spread
them over two to three weeks (AMLSim's fan-in over a year). The shipped packs ask for thousands of
dollars and for a burst within days. This writes a policy folder with the same forms at the
simulators' scale, to be judged by `plainsight flows evaluate --policy OUT`. It is no pack for use.
"""

import re
import shutil
import sys
from pathlib import Path

from plainsight.feeds.policy_root import policy_root

# Folder -> (pattern, replacement), each of which must change something.
CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "F03-fan-in": (
        (r"within: 5d", "within: 21d"),
        (r"relation_younger_than: 5d", "relation_younger_than: 21d"),
        (r"payers, min: 8", "payers, min: 4"),
        (r"total, min: 5000", "total, min: 1500"),
    ),
    "F04-fan-out": (
        (r"within: 5d", "within: 21d"),
        (r"relation_younger_than: 5d", "relation_younger_than: 21d"),
        (r"payees, min: 8", "payees, min: 4"),
        (r"total, min: 5000", "total, min: 1500"),
    ),
    "F05-gather-scatter": (
        (r"within: 5d", "within: 14d"),
        (r"relation_younger_than: 30d", "relation_younger_than: 21d"),
        (r"payers, min: 4", "payers, min: 2"),
        (r"payees, min: 3", "payees, min: 2"),
        (r"total, min: 5000", "total, min: 1200"),
    ),
    "F06-scatter-gather": (
        (r"within: 5d", "within: 21d"),
        (r"total, min: 3000", "total, min: 1000"),
    ),
    "F08-cycle": (
        (r"within: 10d", "within: 21d"),
        (r"relation_younger_than: 10d", "relation_younger_than: 21d"),
        (r"value_from: 500", "value_from: 100"),
        (r"hops_max: 8", "hops_max: 10"),
    ),
    "F09-stack": (
        (r"within: 5d", "within: 21d"),
        (r"value_from: 300", "value_from: 100"),
        (r"sources_each: 3, targets_each: 3, sources: 3, middles: 2, targets: 3",
         "sources_each: 2, targets_each: 2, sources: 2, middles: 2, targets: 2"),
        (r"value, min: 5000", "value, min: 1200"),
    ),
    "F10-bipartite": (
        (r"within: 5d", "within: 21d"),
        (r"value, min: [0-9]+", "value, min: 1200"),
    ),
}  # fmt: skip


def main() -> None:
    """Write the folder named on the command line."""
    write_policy(Path(sys.argv[1]))


def write_policy(out: Path) -> None:
    """Copy what a policy folder needs, and only the typologies that simulators label."""
    root = policy_root()
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(root / "spec" / "schemas", out / "spec" / "schemas")
    shutil.copytree(root / "typologies" / "advisories", out / "typologies" / "advisories")
    for name, changes in CHANGES.items():
        text = (root / "typologies" / name / "typology.yaml").read_text(encoding="utf-8")
        for pattern, replacement in changes:
            text, count = re.subn(pattern, replacement, text)
            if not count:
                sys.exit(f"{name}: nothing reads {pattern!r} any more")
        # Every instance counts here: a threshold on the score is a reviewer's choice.
        text = re.sub(r"threshold: [0-9.]+", "threshold: 0", text)
        place = out / "typologies" / name
        place.mkdir(parents=True)
        (place / "typology.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
