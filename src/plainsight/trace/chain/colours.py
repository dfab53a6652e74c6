"""Colours: the names under which tainted units travel, and the exact sharing of mixed units."""

from collections.abc import Iterable, Mapping

CLEAN = "clean"  # descended from no start; never written into a result, only left over
UNOBSERVED = "unobserved"  # spent although the ledger never showed it arriving: not clean
RESTS = "rests"  # came to accounts that nobody named, and was sent nowhere since

Masses = Mapping[str, int]  # colour -> base units; what is missing up to the amount is clean


def colour_order(colours: Iterable[str]) -> tuple[str, ...]:
    """Sorted, with UNOBSERVED last.

    Shares are rounded cumulatively in this order, so a named colour never depends on how much
    of the rest is unobserved: a report recomputed from a slice of the ledger gives equal numbers.
    """
    named = sorted(set(colours) - {UNOBSERVED, CLEAN})
    return (*named, UNOBSERVED)


def share(masses: Masses, *, part: int, whole: int, order: tuple[str, ...]) -> dict[str, int]:
    """The colours of `part` units taken in proportion from a pool of `whole` units.

    Integers throughout: the k-th colour takes floor(part*C[k]/whole) - floor(part*C[k-1]/whole),
    C being the running total of masses in `order`. Nothing is lost or made, no colour gives more
    than it has, the parts never exceed `part`, and each is within one base unit of the exact
    share. `part` <= `whole` and the masses sum to at most `whole`.
    """
    taken: dict[str, int] = {}
    running = floor_before = 0
    for colour in order:
        mass = masses.get(colour, 0)
        if not mass:
            continue
        running += mass
        floor_now = part * running // whole
        if floor_now > floor_before:
            taken[colour] = floor_now - floor_before
        floor_before = floor_now
    return taken


def add_masses(total: dict[str, int], more: Masses) -> None:
    """Add `more` into `total`."""
    for colour, units in more.items():
        if units:
            total[colour] = total.get(colour, 0) + units


def subtract_masses(total: dict[str, int], less: Masses) -> None:
    """Take `less` out of `total`, dropping colours that run out."""
    for colour, units in less.items():
        left = total.get(colour, 0) - units
        if left:
            total[colour] = left
        else:
            total.pop(colour, None)
