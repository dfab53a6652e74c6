"""Plainsight: find laundering in plain sight, follow the money, answer the law, prove it.

Importing this package loads nothing but itself, so that an auditor can use `plainsight.prove`
alone. `Scanner`, `Ledger`, `Chain` and `Desk` are looked up on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainsight.api.chain import Chain as Chain
    from plainsight.api.desk import Desk as Desk
    from plainsight.api.ledger import Ledger as Ledger
    from plainsight.api.scanner import Scanner as Scanner

__version__ = "0.1.0"
__all__ = ["Chain", "Desk", "Ledger", "Scanner"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("plainsight.api"), name)
    raise AttributeError(f"module 'plainsight' has no attribute {name!r}")


def __dir__() -> list[str]:
    # What is looked up on first use is in no namespace yet, where completion and help() look.
    return [*__all__, "__version__"]
