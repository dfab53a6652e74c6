"""How roles look: a colour, a sign and a hatching each, so that grey print loses nothing.

Colours are Okabe and Ito's (2008), which stay apart for the common forms of colour blindness.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a role is drawn with."""

    colour: str
    sign: str  # name of a sign in SIGNS
    hatch: str  # name of a hatching in HATCHES, empty for none


# Paths in a box from -6 to 6.
SIGNS = {
    "right": "M-4,-5.5L5.5,0L-4,5.5Z",
    "square": "M-5,-5H5V5H-5Z",
    "diamond": "M0,-6.5L6.5,0L0,6.5L-6.5,0Z",
    "circle": "M0,-5.5A5.5,5.5 0 1 1 0,5.5A5.5,5.5 0 1 1 0,-5.5Z",
    "down": "M-6,-4.5H6L0,5.5Z",
    "cross": "M-2,-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
    "up": "M-6,4.5H6L0,-5.5Z",
    "star": "M0,-6.5L1.8,-2L6.5,-2L2.8,1.2L4.2,6L0,3L-4.2,6L-2.8,1.2L-6.5,-2L-1.8,-2Z",
}
# Lines on a tile of eight: direction by direction, dense enough to be told apart in print.
HATCHES = {
    "rising": "M-2,2L2,-2M0,8L8,0M6,10L10,6",
    "falling": "M-2,6L2,10M0,0L8,8M6,-2L10,2",
    "level": "M0,2H8M0,6H8",
    "upright": "M2,0V8M6,0V8",
    "grid": "M0,4H8M4,0V8",
    "dots": "M1.4,2H2.6M5.4,6H6.6",
    "wide": "M0,8L8,0",
}
_ORDER = (
    Look(colour="#0072B2", sign="right", hatch=""),
    Look(colour="#E69F00", sign="circle", hatch="rising"),
    Look(colour="#009E73", sign="square", hatch="level"),
    Look(colour="#D55E00", sign="diamond", hatch="falling"),
    Look(colour="#CC79A7", sign="down", hatch="upright"),
    Look(colour="#56B4E9", sign="up", hatch="dots"),
    Look(colour="#5B5B5B", sign="cross", hatch="grid"),
    Look(colour="#A68A00", sign="star", hatch="wide"),
)
# Where money starts, where it is turned round, where it ends: alike in every picture.
_USUAL = {
    **dict.fromkeys(("origin", "source", "payer", "sender", "funder", "client"), 0),
    **dict.fromkeys(("mule", "relay", "middle", "funnel", "hub", "member", "student"), 1),
    **dict.fromkeys(("sink", "payee", "target", "beneficiary"), 2),
    **dict.fromkeys(("broker", "distributor", "courier"), 3),
    **dict.fromkeys(("card", "shop", "desk"), 4),
}


def looks_of(roles: Iterable[str]) -> dict[str, Look]:
    """A look for each role, in the order given; no two share one while eight are enough."""
    names = list(dict.fromkeys(roles))
    looks: dict[str, Look] = {}
    taken: set[int] = set()
    for name in names:
        place = _USUAL.get(name)
        if place is not None and place not in taken:
            looks[name] = _ORDER[place]
            taken.add(place)
    for name in names:
        if name not in looks:
            free = next((p for p in range(len(_ORDER) - 1, -1, -1) if p not in taken), 6)
            looks[name] = _ORDER[free]
            taken.add(free)
    return {name: looks[name] for name in names}
