"""A .gz file whose whole lines before a damage are read before the damage is told."""

import zlib
from gzip import GzipFile


class Unpacked(GzipFile):
    """Reads like any binary stream; only a `read` that meets the damage gives what came before."""

    _failed: Exception | None = None

    def read(self, size: int | None = -1) -> bytes:
        """As GzipFile does. Raises OSError, EOFError or zlib.error at the damage."""
        if size is None or size < 0:
            return super().read(size)
        if self._failed is not None:
            raise self._failed
        parts: list[bytes] = []
        left = size
        try:
            while left and (part := self.read1(left)):
                parts.append(part)
                left -= len(part)
        except (OSError, EOFError, zlib.error) as failed:
            gathered = b"".join(parts)
            whole = gathered[: gathered.rfind(b"\n") + 1]
            if not whole:
                raise
            self._failed = failed
            return whole
        return b"".join(parts)
