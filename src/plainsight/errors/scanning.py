"""What goes wrong while posts are scanned."""

from plainsight.errors.root import Fault


class ProcessLost(Fault):
    """A process that scanned for this one was killed; what it was at is not known."""

    def __init__(self) -> None:
        super().__init__(
            "a process that scanned was killed, perhaps for want of memory; use fewer --jobs"
        )
