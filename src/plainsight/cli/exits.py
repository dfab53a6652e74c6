"""Errors -> exit codes: the command line's one table. sysexits.h gives the numbers."""

from plainsight import errors

EXIT_OK = 0
EXIT_NEGATIVE = 1  # the answer is no: not verified, complaints found, an example fails
EXIT_DATA = 65  # input or stored data is broken
EXIT_UNAVAILABLE = 69  # something optional is not installed
EXIT_REFUSED = 77  # the rules say no
EXIT_INTERRUPTED = 130  # Ctrl-C, as shells report it
# Told once, at the end of `plainsight --help`; what a no is, a command says itself.
EXITS_SAID = (
    "Exit codes: 0 done; 1 the answer is no: not verified, a complaint, nothing found; 2 the line "
    "cannot be read; 65 input or stored data is broken; 69 something optional is not installed; "
    "77 the rules say no; 130 Ctrl-C."
)

EXITS: dict[type[errors.PlainsightError], int] = {
    errors.NotInstalled: EXIT_UNAVAILABLE,
    errors.BadPolicy: EXIT_NEGATIVE,
    errors.Refusal: EXIT_REFUSED,
    errors.Fault: EXIT_DATA,
}


def exit_code(error: errors.PlainsightError) -> int:
    """The code of the nearest class in the table."""
    for ancestor in type(error).__mro__:
        if ancestor in EXITS:
            return EXITS[ancestor]
    return EXIT_DATA
