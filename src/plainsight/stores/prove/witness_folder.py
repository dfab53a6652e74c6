"""What a witness remembers: the last checkpoint of each log that it signed."""

import os
from hashlib import sha256
from pathlib import Path

from plainsight.errors import CannotWrite
from plainsight.prove.checkpoint import Checkpoint, parse_checkpoint
from plainsight.prove.tree import root_of


class WitnessFolder:
    """One file a log. It is on disk before a signature leaves: a witness never signs two pasts."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def last(self, origin: str) -> Checkpoint:
        """The last checkpoint signed for a log; an empty log at first. Raises BadNote."""
        file = self._file(origin)
        if not file.is_file():
            return Checkpoint(origin=origin, size=0, root=root_of(()))
        return parse_checkpoint(file.read_bytes()).checkpoint

    def keep(self, origin: str, note: bytes) -> None:
        """Remember a checkpoint, safely on disk. Raises CannotWrite."""
        file = self._file(origin)
        partial = file.with_suffix(".partial")
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as opened:
                opened.write(note)
                opened.flush()
                os.fsync(opened.fileno())
            partial.replace(file)
        except OSError as error:
            raise CannotWrite(str(file), error.strerror or str(error)) from None

    def _file(self, origin: str) -> Path:
        return self._root / f"{sha256(origin.encode()).hexdigest()[:32]}.checkpoint"
