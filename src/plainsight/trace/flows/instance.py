"""An instance: one typology met once, with every leg, its role, and the numbers that fired."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A leg of an instance and the stage it belongs to."""

    transfer_id: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What engines and the plain definitions must agree on, to the base unit.

    No transfer belongs to two instances of one typology with the same `keys`.
    """

    typology_id: str
    keys: tuple[str, ...]  # the account(s) or shared thing it is centred on
    members: tuple[Member, ...]  # ordered by time, then id
    numbers: Mapping[str, int]  # at the strongest pivot
    pivot_us: int
    first_us: int
    last_us: int
