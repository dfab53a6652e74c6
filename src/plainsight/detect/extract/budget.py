"""A bound on costly work per text, so that a hostile post cannot buy more of it."""


class Budget:
    """Counts attempts; the allowance grows with the text, so work stays linear."""

    def __init__(self, *, chars: int, per_chars: int, floor: int = 16) -> None:
        self.left = floor + chars // per_chars

    def spend(self) -> bool:
        """Take one attempt; False when none is left."""
        self.left -= 1
        return self.left >= 0
