"""Compiled kernels of another version of the code are not used.

Numba keeps them beside the code and looks whether the file changed that a kernel stands in, but not
whether those did that it calls: in a working copy old and new would meet after a pull.
"""

import hashlib
from pathlib import Path

_STAMP = "kernels.digest"


def drop_stale(package: Path) -> None:
    """Delete what was compiled of other code than stands in a folder now.

    To be called before any kernel of the folder is loaded. A kernel calls those of its own folder.
    """
    kept = package / "__pycache__"
    stamp = kept / _STAMP
    try:
        digest = _digest(package)
        if stamp.exists() and stamp.read_bytes() == digest:
            return
        kept.mkdir(exist_ok=True)
        for compiled in kept.glob("*.nb[ci]"):
            compiled.unlink(missing_ok=True)
        stamp.write_bytes(digest)
    except OSError:
        return  # where we may not write, numba keeps elsewhere: see docs/concepts/speed.md


def _digest(package: Path) -> bytes:
    whole = hashlib.sha256()
    for file in sorted(package.glob("*.py")):
        whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest().encode()
