"""Plainsight: find laundering in plain sight, follow the money, answer the law, prove it.

Importing this package loads nothing but itself, so that an auditor can use `plainsight.prove`
alone. `Scanner`, `Ledger` and `Chain` are looked up on first use.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainsight.api import Chain as Chain
    from plainsight.api import Ledger as Ledger
    from plainsight.api import Scanner as Scanner

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name in ("Chain", "Ledger", "Scanner"):
        from plainsight import api

        return getattr(api, name)
    raise AttributeError(f"module 'plainsight' has no attribute {name!r}")
