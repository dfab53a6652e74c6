"""A bound on costly work, so that a hostile post cannot buy more of it than its length pays for."""


class Budget:
    """Counts attempts; the allowance grows with the text, so work stays linear."""

    def __init__(self, *, chars: int, chars_per_attempt: int) -> None:
        self._left = 16 + chars // chars_per_attempt

    def spend(self) -> bool:
        """Take one attempt; False when none is left."""
        self._left -= 1
        return self._left >= 0
