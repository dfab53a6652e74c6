"""Arrays that a long comparison keeps between runs, so that what was measured is not lost.

Set PLAINSIGHT_BENCH_KEPT to a folder to have them kept. A kept array holds for as long as the
source it was made by is the same, byte for byte.
"""

import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

VARIABLE = "PLAINSIGHT_BENCH_KEPT"


def kept(name: str, made_by: Sequence[ModuleType], make: Callable[[], Any]) -> Any:  # noqa: ANN401
    """The array of this name, made now or in an earlier run by the same modules."""
    folder = os.environ.get(VARIABLE)
    if folder is None:
        return make()
    path = Path(folder) / f"{name.replace(' ', '-')}.{_digest(made_by)}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial.npy")
        np.save(partial, make())
        partial.replace(path)
    return np.load(path)


def _digest(modules: Sequence[ModuleType]) -> str:
    digest = sha256()
    for module in modules:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:12]
