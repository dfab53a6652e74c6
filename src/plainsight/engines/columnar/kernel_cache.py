"""Compiled kernels of another version of the code are not used.

Numba keeps them beside the code and looks whether the file changed that a kernel stands in, but not
whether those did that it calls: in a working copy old and new would meet after a pull, and crash.
"""

from pathlib import Path

from plainsight.engines.columnar.kept_name import kernels_digest

_KEPT = Path(__file__).parent / "__pycache__"
_STAMP = "kernels.digest"


def drop_stale(folder: Path = _KEPT) -> None:
    """Delete what was compiled of other code than stands here now; before any kernel is loaded."""
    stamp, digest = folder / _STAMP, kernels_digest()
    try:
        if stamp.read_text(encoding="ascii") == digest:
            return
    except (OSError, ValueError):
        pass  # none yet, or nothing that we wrote
    try:
        folder.mkdir(exist_ok=True)
        for compiled in folder.glob("*.nb[ci]"):
            compiled.unlink(missing_ok=True)
        stamp.write_text(digest, encoding="ascii")
    except OSError:
        return  # where we may not write, numba keeps elsewhere: see docs/concepts/speed.md
