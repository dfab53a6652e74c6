"""Where the policy folders lie: beside the source in a checkout, inside the wheel otherwise."""

import os
from pathlib import Path

import plainsight
from plainsight.errors import BadPolicy

OF_POSTS = "T"
OF_FLOWS = "F"
_KINDS = {OF_POSTS: "typology of posts", OF_FLOWS: "typology of flows"}


def policy_root() -> Path:
    """The folder that holds typologies/, attributions/, deadlines/ and spec/."""
    package = Path(plainsight.__file__).parent
    for root in (package / "_policy", package.parents[1]):
        if (root / "typologies").is_dir():
            return root
    raise BadPolicy((f"{package}: error: no policy folders found\n    hint: reinstall plainsight",))


def policy_folder(named: Path | None, *, of: str = OF_POSTS) -> Path:
    """The folder a person named, or the shipped one; it holds a typology of one kind at least.

    An empty policy finds nothing in anything, so a folder without one is no policy but a mistake.
    `of` are the letters of the kinds. Raises BadPolicy, which names the folder and the mend.
    """
    if named is None:
        return policy_root()
    if not _has(named, f"typologies/[{of}][0-9][0-9]-*/typology.yaml"):
        raise _refused(named, f"no {_KINDS.get(of, 'typology')} lies here", _mend(named, of))
    if not _has(named, "spec/schemas"):
        mend = "copy the folder spec/ of the shipped policy beside typologies/"
        raise _refused(named, "no spec/schemas/ lies here", mend)
    return named


def _mend(named: Path, of: str) -> str:
    if _has(named, f"[{OF_POSTS}{OF_FLOWS}][0-9][0-9]-*/typology.yaml"):
        return f"this is a folder of typologies itself; name the one above it, {_above(named)}"
    if _has(named, "typology.yaml"):
        return f"this is one typology; name the folder that holds typologies/, {_above(named, 2)}"
    if not os.path.isdir(named):  # noqa: PTH112 - a path that may not be looked at is no folder
        return "there is no such folder; name the folder that holds typologies/"
    return f"name the folder that holds typologies/ with folders such as {of[0]}01-name in it"


def _has(folder: Path, pattern: str) -> bool:
    try:
        return any(True for _ in folder.glob(pattern))
    except OSError:  # not ours to look at, or no name that a folder can have
        return False


def _above(folder: Path, levels: int = 1) -> Path:
    return folder.absolute().parents[levels - 1]


def _refused(folder: Path, what: str, mend: str) -> BadPolicy:
    return BadPolicy((f"{folder}: error: {what}\n    hint: {mend}",))
