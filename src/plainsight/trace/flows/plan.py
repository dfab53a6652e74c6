"""A typology compiled to relational steps, in the SQL that DuckDB and Spark share.

Engines prepare these relations and then run the steps of a plan in order, each one a table:

    legs(number, s, d, sp, dp, t, v, asset, channel, purpose, place, sc, dc, related, refund,
         pair_first, pair_last, watched_before, watched_after, watched_in_all)
                                            accounts as codes; sp and dp their parties
    accounts(acct, kind, sector, home, party, peers)
    account_keys(acct, kind, k)             what accounts share: device, place, contact

A plan ends in `<prefix>_fired(k, chain, u, <measures>)`, one row per instance at its strongest
pivot, and `<prefix>_members(k, chain, number, stage)`. Relays have keys k and k2.
"""

from dataclasses import dataclass, field
from typing import Protocol


class Dialect(Protocol):
    """Where the two engines' SQL differs."""

    def idiv(self, number: str, by: int) -> str:
        """Whole-number division of a non-negative number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One table to make: `name` from the query `sql`."""

    name: str
    sql: str


@dataclass(slots=True, kw_only=True)
class Plan:
    """Steps under construction; every table's name starts with `prefix`."""

    prefix: str
    dialect: Dialect
    steps: list[Step] = field(default_factory=list)

    def add(self, name: str, sql: str) -> str:
        """Append a step and return its table's name."""
        table = f"{self.prefix}_{name}"
        self.steps.append(Step(name=table, sql=sql))
        return table

    @property
    def fired(self) -> str:
        """The table of instances."""
        return f"{self.prefix}_fired"

    @property
    def members(self) -> str:
        """The table of their legs."""
        return f"{self.prefix}_members"


def in_list(values: frozenset[str]) -> str:
    """A set of words as SQL wants it, in a fixed order."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values))
