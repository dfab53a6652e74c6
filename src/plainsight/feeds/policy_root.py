"""Where the policy folders lie: beside the source in a checkout, inside the wheel otherwise."""

from pathlib import Path

import plainsight
from plainsight.errors import BadPolicy


def policy_root() -> Path:
    """The folder that holds typologies/, attributions/, deadlines/ and spec/."""
    package = Path(plainsight.__file__).parent
    for root in (package / "_policy", package.parents[1]):
        if (root / "typologies").is_dir():
            return root
    raise BadPolicy((f"{package}: error: no policy folders found\n    hint: reinstall plainsight",))
