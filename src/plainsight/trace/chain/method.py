"""The conventions by which an amount is said to descend from a start. None of them is a fact.

Money is fungible: which units left an account is a question of law, not of the ledger. Reports
therefore show several answers side by side, and name the convention with every number.
"""

from enum import StrEnum


class Method(StrEnum):
    """How units that leave are chosen among units that came in."""

    POISON = "poison"  # everything touched, in full: an upper bound, never a decision by itself
    HAIRCUT = "haircut"  # in proportion (Möser, Böhme and Breuker 2014)
    FIFO = "fifo"  # first in, first out: Clayton's Case (1816); Anderson and others 2018
    LIFO = "lifo"  # last in, first out: the lowest-intermediate-balance habit of some courts
    TIHO = "tiho"  # tainted into the highest outputs first (Tironsakkul 2019); UTXO only


CONSERVING = (Method.HAIRCUT, Method.FIFO, Method.LIFO, Method.TIHO)
