"""The root of the tree and its two families."""


class PlainsightError(Exception):
    """Root of the tree; never raised itself."""


class Refusal(PlainsightError):
    """The rules said no."""


class Fault(PlainsightError):
    """Input or stored data is broken."""
